// Photos stay on this phone until they have arrived, also when the page is closed in between. Where the browser keeps
// nothing (private windows, a full phone) everything works, only not across a closed page.
const NAME = "anpei-outbox";
const STORE = "files";
const KEEP_DAYS = 7;

const open = () => new Promise((resolve, reject) => {
  if (!window.indexedDB) { reject(new Error("no storage")); return; }
  const asked = indexedDB.open(NAME, 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id", autoIncrement: true });
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

async function within(mode, work) {
  try {
    const base = await open();
    return await new Promise((resolve, reject) => {
      const moved = base.transaction(STORE, mode);
      const asked = work(moved.objectStore(STORE));
      moved.oncomplete = () => { base.close(); resolve(asked.result); };
      moved.onerror = moved.onabort = () => { base.close(); reject(moved.error); };
    });
  } catch { return undefined; }
}

export const keep = (entry) => within("readwrite", (store) => store.put({ at: Date.now(), ...entry }));
export const forget = (id) => id === undefined ? undefined : within("readwrite", (store) => store.delete(id));

export async function waiting(claim) {
  const all = (await within("readonly", (store) => store.getAll())) || [];
  const fresh = [];
  for (const entry of all) {
    if (Date.now() - entry.at > KEEP_DAYS * 86400000) forget(entry.id);
    else if (entry.claim === claim) fresh.push(entry);
  }
  return fresh;
}
