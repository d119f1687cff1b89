// The confirm page by keyboard. Without it every field has a button, and the picture opens on its own.
(() => {
  const form = document.getElementById("fields");
  const sheets = document.querySelector("[data-sheets]");
  if (!form) return;
  const boxOf = (id) => document.querySelector(`[data-box="${CSS.escape(id)}"]`);
  const idOf = (input) => input.name.startsWith("value-") ? input.name.slice(6) : "";
  const inputs = () => [...form.querySelectorAll("input[name^='value-']")];
  let shown = null;

  const show = (id) => {
    shown?.classList.remove("on");
    shown = boxOf(id);
    if (!shown) return;
    shown.classList.add("on");
    const box = shown.getBoundingClientRect(), view = sheets.getBoundingClientRect();
    if (box.top < view.top || box.bottom > view.bottom || box.left < view.left || box.right > view.right) {
      sheets.scrollBy({ top: box.top - view.top - view.height / 3, left: box.left - view.left - view.width / 3 });
    }
  };

  form.addEventListener("focusin", ({ target }) => { if (target.name && idOf(target)) show(idOf(target)); });

  // What was read or what the customer says goes into the field; Enter then confirms it.
  const take = (choice) => {
    const input = choice.closest(".fd, td").querySelector("input");
    input.value = choice.dataset.take;
    input.focus();
  };

  document.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-take]");
    if (choice) { take(choice); return; }
    const box = event.target.closest("[data-box]");
    if (box) { event.preventDefault(); document.getElementById(`v-${box.dataset.box}`)?.focus(); return; }
    if (event.target.closest("[data-zoom]")) {
      sheets.classList.toggle("near");
      if (shown) show(idOf(document.activeElement) || shown.dataset.box);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (!event.altKey || !/^Digit[12]$/.test(event.code)) return;
    const choice = event.target.closest(".fd, td")?.querySelector(`[data-choice="${event.code.slice(5)}"]`);
    if (choice) { event.preventDefault(); take(choice); }
  });

  // Enter in a field confirms that field; anywhere else it does what the page is for.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const id = event.target.name ? idOf(event.target) : "";
    if (id) {
      event.preventDefault();
      const chosen = document.createElement("input");
      Object.assign(chosen, { type: "hidden", name: "field", value: id });
      form.append(chosen);
      form.submit();
    } else if (event.target === document.body || event.target === sheets) {
      const primary = document.getElementById("confirm-all") || document.getElementById("next-paper");
      if (primary) { event.preventDefault(); primary.click(); }
    }
  });

  const start = form.querySelector("[data-at]") || form.querySelector(".is-bad") || form.querySelector("input[data-look]");
  if (start) { start.focus(); start.select(); start.scrollIntoView({ block: "nearest" }); show(idOf(start)); }
})();
