// How long each part of a disclosure has been in view, sent while the page is open and when it is left. Without a script
// nothing is measured and nothing else is missing.
(() => {
  "use strict";
  const form = document.getElementById("measure");
  if (!form || !("IntersectionObserver" in window)) return;
  const EVERY_MS = 10000;
  const seconds = new Map();
  const since = new Map();

  const leave = (part) => {
    if (!since.has(part)) return;
    seconds.set(part, (seconds.get(part) || 0) + (performance.now() - since.get(part)) / 1000);
    since.delete(part);
  };
  const send = () => {
    for (const part of [...since.keys()]) { leave(part); since.set(part, performance.now()); }
    const data = new FormData(form);
    for (const [part, value] of seconds) if (value >= 1) data.append(part, Math.round(value));
    navigator.sendBeacon(form.action, data);
  };

  const watch = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const part = entry.target.dataset.part;
      if (entry.isIntersecting && document.visibilityState === "visible") { if (!since.has(part)) since.set(part, performance.now()); }
      else leave(part);
    }
  }, { rootMargin: "-20% 0px -20% 0px" });

  const parts = document.querySelectorAll("[data-part]");
  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") { send(); since.clear(); }
    else parts.forEach((part) => { watch.unobserve(part); watch.observe(part); });
  });
  parts.forEach((part) => watch.observe(part));
  document.querySelectorAll("form").forEach((one) => one.addEventListener("submit", send));
  setInterval(() => { if (document.visibilityState === "visible") send(); }, EVERY_MS);
})();
