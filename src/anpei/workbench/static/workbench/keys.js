// The keyboard map. Single letters work outside inputs only; every key has a visible button or link.
(() => {
  const typing = (el) => el && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName));
  const rows = () => [...document.querySelectorAll("[data-rows] [data-href]")];
  const current = () => document.querySelector("[data-rows] [data-href].cur");
  const select = (row) => {
    current()?.classList.remove("cur");
    row?.classList.add("cur");
    row?.scrollIntoView({ block: "nearest" });
  };
  const step = (by) => {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(current());
    select(all[Math.min(all.length - 1, Math.max(0, at + by))]);
  };
  const press = (key) => {
    const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!target) return false;
    const holder = target.closest("details");
    if (holder && !holder.open) holder.open = true;
    if (target.matches("input, textarea, select")) target.focus();
    else if (target.tagName === "SUMMARY") { target.parentElement.open = true; target.parentElement.querySelector("textarea, input:not([type=hidden]), select")?.focus(); }
    else target.click();
    return true;
  };
  let going = false;

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      document.getElementById("find")?.select();
      return;
    }
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      const form = document.activeElement?.closest("form");
      const primary = form?.querySelector(".btn-primary") || document.querySelector("[data-primary]");
      if (primary && !primary.disabled) { event.preventDefault(); primary.click(); }
      return;
    }
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") {
      const open = document.querySelector("details.pop-d[open], details.me[open]");
      if (open) open.open = false;
      else if (typing(document.activeElement)) document.activeElement.blur();
      else document.querySelector("[data-back]")?.click();
      return;
    }
    if (typing(event.target)) return;
    if (going) {
      going = false;
      const goal = { q: "rail-queue", h: "rail-today", i: "rail-intake", a: "rail-approvals", s: "rail-surveys", t: "rail-complaints" }[event.key];
      if (goal) document.getElementById(goal)?.click();
      return;
    }
    switch (event.key) {
      case "g": going = true; return;
      case "j": case "ArrowDown": if (rows().length) { step(1); event.preventDefault(); } return;
      case "k": case "ArrowUp": if (rows().length) { step(-1); event.preventDefault(); } return;
      case "?": document.getElementById("key-help")?.showModal(); return;
      case "Enter": if (current() && document.activeElement === document.body) location.assign(current().dataset.href); return;
      default: if (press(event.key.toLowerCase())) event.preventDefault();
    }
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) { document.getElementById(opener.dataset.open)?.showModal(); return; }
    const row = event.target.closest("tr[data-href]");
    if (row && !event.target.closest("a, button, input, label, summary, form")) location.assign(row.dataset.href);
    for (const open of document.querySelectorAll("details.pop-d[open], details.me[open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });
})();
