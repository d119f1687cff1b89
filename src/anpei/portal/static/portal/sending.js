// One file on its way: announced, sent in pieces, and after a broken connection from where the server says it is.
const SMALLEST = 64 * 1024, FIRST = 256 * 1024, LARGEST = 1024 * 1024;
const PAUSES = [1, 2, 4, 8, 15, 30, 60];

export class Refused extends Error {
  constructor(answer, said) { super(said.words || ""); this.status = answer.status; this.said = said; }
}

async function ask(address, options, token) {
  const answer = await fetch(address, { ...options, headers: { "X-CSRFToken": token, ...options.headers } });
  let said = null;
  try { said = await answer.json(); } catch { /* a page of a proxy, or of an outage */ }
  if (answer.ok && said) return said;
  if (said === null || answer.status === 503 || answer.status === 429 || answer.status >= 500) throw new TypeError("away");
  throw new Refused(answer, said);
}

async function sha256(file) {
  if (!window.crypto || !crypto.subtle) return ""; // only where the connection is safe
  const sum = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(sum)].map((one) => one.toString(16).padStart(2, "0")).join("");
}

// Calls back with the share that has arrived, and with true or false for whether the line is broken.
export async function send(entry, { address, token, arrived, broken, wanted }) {
  const form = new FormData();
  form.set("name", entry.name);
  form.set("size", entry.file.size);
  form.set("item", entry.item || "");
  form.set("replaces", entry.replaces || "");
  form.set("sha256", await sha256(entry.file));
  let state = null, piece = FIRST, failures = 0;
  while (wanted()) {
    try {
      if (state === null) state = await ask(address, { method: "POST", body: form }, token);
      broken(false);
      arrived(state.offset / state.size);
      if (state.done) return state;
      const begun = performance.now();
      state = await ask(address + state.token + "/", {
        method: "PUT",
        body: entry.file.slice(state.offset, state.offset + piece),
        headers: { "Upload-Offset": String(state.offset), "Content-Type": "application/offset+octet-stream" },
      }, token);
      piece = performance.now() - begun < 1000 ? Math.min(LARGEST, piece * 2) : Math.max(SMALLEST, piece / 2);
      failures = 0;
    } catch (error) {
      if (error instanceof Refused) {
        if (error.said.code === "upload.unknown" || error.said.code === "upload.altered") { state = null; }
        else if (error.said.code === "upload.offset" && state) { state = await where(address, state, token); }
        else throw error;
        failures += 1;
        if (failures > PAUSES.length) throw error;
      } else {
        broken(true);
        await pause(PAUSES[Math.min(failures, PAUSES.length - 1)]);
        failures += 1;
        if (state) state = await where(address, state, token);
      }
    }
  }
  if (state && !state.done) ask(address + state.token + "/", { method: "DELETE" }, token).catch(() => {});
  return null;
}

async function where(address, state, token) {
  try { return await ask(address + state.token + "/", { method: "GET" }, token); }
  catch (error) { return error instanceof Refused && error.status === 404 ? null : state; }
}

// Until the time is over or the phone says that it is online again.
function pause(seconds) {
  return new Promise((resolve) => {
    const go = () => { removeEventListener("online", go); clearTimeout(timer); resolve(); };
    const timer = setTimeout(go, seconds * 1000);
    addEventListener("online", go);
  });
}
