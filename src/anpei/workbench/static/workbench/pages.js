// Small conveniences. Every page works without them.
(() => {
  // A pressed button is pressed once; the server's idempotency keys do the rest.
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.target.method !== "post" || !button) return;
    setTimeout(() => { button.disabled = true; }, 0);
    window.addEventListener("pageshow", () => { button.disabled = false; }, { once: true });
  });

  // Where a photo was taken, if the phone is willing to say.
  for (const form of document.querySelectorAll("form[data-place]")) {
    navigator.geolocation?.getCurrentPosition(({ coords }) => {
      form.elements.latitude.value = coords.latitude.toFixed(6);
      form.elements.longitude.value = coords.longitude.toFixed(6);
    }, () => {});
  }

  // Adding a line to a table of inputs: a copy of the last one, emptied.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add-row]");
    if (!button) return;
    const body = document.getElementById(button.dataset.addRow);
    const fresh = body.lastElementChild.cloneNode(true);
    for (const field of fresh.querySelectorAll("input")) field.value = "";
    body.append(fresh);
    fresh.querySelector("input, select")?.focus();
  });

  // A place that was looked up goes into the field of codes, once.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add-place]");
    if (!button) return;
    const field = button.closest("form").elements.areas;
    const codes = field.value.split(/[\s,，、;；]+/).filter(Boolean);
    if (!codes.includes(button.dataset.addPlace)) codes.push(button.dataset.addPlace);
    field.value = codes.join(" ");
    document.getElementById("place-q").dispatchEvent(new Event("place-added"));
  });

  // On a phone a table is read row by row (workbench.css): each cell then says its column's heading.
  const readByRow = () => {
    for (const table of document.querySelectorAll("table.tb:not(.tight)")) {
      const headings = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => cell.textContent.trim());
      for (const cell of table.querySelectorAll(":scope > tbody > tr > td")) {
        const heading = cell.colSpan === 1 && cell.cellIndex > 0 && headings[cell.cellIndex];
        if (heading) cell.dataset.heading = heading;
      }
      table.classList.add("rows");
    }
  };
  readByRow();
  document.addEventListener("htmx:afterSettle", readByRow);

  // Where the places of the house, or the tabs of a page, are wider than a phone: the one we are at is in sight.
  for (const here of document.querySelectorAll(".rail .on, .out-tabs .on")) here.scrollIntoView({ inline: "center", block: "nearest" });

  // Good news leaves by itself.
  for (const bar of document.querySelectorAll("[data-fade]")) {
    if (!bar.querySelector(".danger")) setTimeout(() => bar.remove(), 6000);
  }

  // What was typed in a report survives a closed tab: the same draft is saved on the server.
  const draft = document.querySelector("form[data-draft]");
  if (draft) {
    let waiting;
    const save = () => {
      const data = new FormData(draft);
      fetch(draft.dataset.draft, { method: "POST", body: data, headers: { "X-CSRFToken": data.get("csrfmiddlewaretoken") }, keepalive: true })
        .then((answer) => { const sign = document.getElementById("draft-saved"); if (sign && answer.ok) sign.hidden = false; })
        .catch(() => {});
    };
    draft.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(save, 800); });
    window.addEventListener("pagehide", () => { if (waiting) save(); });
  }
})();
