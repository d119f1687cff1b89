// Everything here is a comfort on top of pages that work without it: typed text survives a failure, a voice
// message can be recorded, a second tap sends nothing twice.
(() => {
  "use strict";
  document.documentElement.classList.add("js");
  const KEEP_DAYS = 30;

  // ---- typed text stays on this phone until it has arrived ----------------------------------------------------
  const storageKey = (name) => `anpei:kept:${name}`;
  const keptFields = (form) =>
    [...form.elements].filter(
      (field) =>
        field.name && field.name !== "csrfmiddlewaretoken" && !field.closest("[data-private]") &&
        (field.tagName === "TEXTAREA" || field.tagName === "SELECT" || ["text", "tel", "date", "time", "radio"].includes(field.type)));

  const readKept = (name) => {
    try {
      const kept = JSON.parse(localStorage.getItem(storageKey(name)) || "null");
      if (kept && Date.now() - kept.at < KEEP_DAYS * 86400000) return kept.values;
      localStorage.removeItem(storageKey(name));
    } catch { /* private mode or a full phone: the server's draft is still there */ }
    return null;
  };

  const keep = (form) => {
    const values = {};
    for (const field of keptFields(form)) {
      if (field.type === "radio" && !field.checked) continue;
      if (field.value) values[field.name] = field.value;
    }
    try { localStorage.setItem(storageKey(form.dataset.keep), JSON.stringify({ at: Date.now(), values })); } catch { /* as above */ }
  };

  const restore = (form) => {
    const values = readKept(form.dataset.keep);
    if (!values) return;
    for (const field of keptFields(form)) {
      if (!(field.name in values)) continue;
      if (field.type === "radio") {
        const answered = [...form.querySelectorAll(`input[name="${CSS.escape(field.name)}"]`)].some((one) => one.checked);
        if (!answered && field.value === values[field.name]) field.checked = true;
      } else if (!field.value) {
        field.value = values[field.name];
      }
    }
  };

  const done = document.body.dataset.keptDone;
  if (done) { try { localStorage.removeItem(storageKey(done)); } catch { /* nothing kept */ } }
  document.querySelectorAll("form[data-keep]").forEach((form) => {
    restore(form);
    form.addEventListener("input", () => keep(form));
    form.addEventListener("change", () => keep(form));
  });

  // ---- what has to be mended comes into view with its reason; on a long page it would stand far below ----------
  addEventListener("load", () => {
    const reason = document.querySelector("main .err");
    if (!reason) return;
    document.querySelector("main [aria-invalid=true], .field--bad :is(input, textarea, select)")?.focus({ preventScroll: true });
    reason.scrollIntoView({ block: "center" });
  });

  // ---- no network: say so, and keep the page with what was typed -----------------------------------------------
  const offline = document.getElementById("offline");
  const showOffline = (yes) => { if (offline) offline.hidden = !yes; };
  addEventListener("offline", () => showOffline(true));
  addEventListener("online", () => showOffline(false));
  if (navigator.onLine === false) showOffline(true);

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.keep) keep(form);
    if (navigator.onLine === false) { event.preventDefault(); showOffline(true); return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "post" && !form.closest(".topbar")) {
      form.dataset.sent = "1";
      if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
    }
  });
  addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
    document.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  });

  // ---- a voice message, where the phone can record one ---------------------------------------------------------
  document.querySelectorAll("[data-voice]").forEach((box) => {
    const input = box.querySelector('input[type="file"]');
    const button = box.querySelector("button");
    if (!window.MediaRecorder || !navigator.mediaDevices || !window.DataTransfer) return;
    button.hidden = false;
    let recorder = null;
    button.addEventListener("click", async () => {
      if (recorder) { recorder.stop(); return; }
      let stream;
      try { stream = await navigator.mediaDevices.getUserMedia({ audio: true }); } catch { button.hidden = true; return; }
      const parts = [];
      recorder = new MediaRecorder(stream);
      recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
      recorder.addEventListener("stop", () => {
        stream.getTracks().forEach((track) => track.stop());
        const type = recorder.mimeType || "audio/webm";
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Blob(parts, { type })], type.includes("mp4") ? "voice.m4a" : "voice.webm", { type }));
        input.files = transfer.files;
        const player = box.querySelector("audio");
        player.src = URL.createObjectURL(transfer.files[0]);
        player.hidden = false;
        recorder = null;
        button.setAttribute("aria-pressed", "false");
      });
      recorder.start();
      button.setAttribute("aria-pressed", "true");
    });
  });

  // ---- small things --------------------------------------------------------------------------------------------
  document.querySelectorAll("[data-copy]").forEach((button) => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", () => navigator.clipboard.writeText(button.dataset.copy).then(() => { button.lastChild.textContent = button.dataset.done; }));
  });
  const retry = document.querySelector("[data-retry-seconds]");
  if (retry) setInterval(() => { fetch(location.href, { method: "GET" }).then((answer) => { if (answer.ok) location.reload(); }).catch(() => {}); }, Number(retry.dataset.retrySeconds) * 1000);
})();
