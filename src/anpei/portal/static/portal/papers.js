// Handing in photos, on top of forms that work without script: each file gets a row with a bar, is looked at before it
// goes, stays on the phone until it has arrived and goes on by itself after a broken connection. What was understood
// renews itself below.
import { lookAt } from "./picture_check.js";
import { keep, forget, waiting } from "./outbox.js";
import { Refused, send } from "./sending.js";

const AT_ONCE = 2;
const place = document.getElementById("sending");
const rows = place.querySelector("[data-rows]");
const pattern = document.getElementById("sending-row");
const words = JSON.parse(document.getElementById("sending-words").textContent);
const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
const { address, claim } = place.dataset;
const queue = [];
let sending = 0, unkept = 0; // unkept: on their way, and lost if the page is closed

const said = (text, values = {}) => Object.entries(values).reduce((all, [name, value]) => all.replaceAll(`{${name}}`, value), text || "");

// ---- one row ---------------------------------------------------------------------------------------------------
function rowFor(entry) {
  const row = pattern.content.firstElementChild.cloneNode(true);
  const name = entry.name || words.file;
  row.querySelector("[data-name]").textContent = name;
  row.querySelector("progress").setAttribute("aria-label", name);
  if (entry.file.type.startsWith("image/")) {
    const small = row.querySelector("img");
    small.src = URL.createObjectURL(entry.file);
    small.addEventListener("error", () => small.classList.add("thumb--doc"), { once: true });
    small.hidden = false;
    row.querySelector("[data-doc]").hidden = true;
  }
  row.querySelector("[data-remove]").addEventListener("click", () => { entry.gone = true; drop(entry); });
  row.querySelector("[data-use]").addEventListener("click", () => { entry.insisted = true; enqueue(entry); });
  row.querySelector("[data-again]").addEventListener("change", (event) => {
    if (!event.target.files.length) return;
    take(event.target.files, { item: entry.item, replaces: entry.replaces });
    entry.gone = true;
    drop(entry);
  });
  rows.append(row);
  place.hidden = false;
  entry.row = row;
  return row;
}

function say(entry, text, { state = "", ask = false, remove = true } = {}) {
  const { row } = entry;
  row.dataset.state = state;
  row.querySelector("[data-say]").textContent = text;
  row.querySelector("[data-ask]").hidden = !ask;
  row.querySelector("[data-remove]").hidden = !remove;
  row.querySelector("progress").hidden = ask || state === "done" || state === "refused";
}

function drop(entry) {
  forget(entry.id);
  entry.row.remove();
  place.hidden = rows.children.length === 0;
}

// ---- from the choice to the paper ------------------------------------------------------------------------------
async function take(files, { item = "", replaces = "" }) {
  for (const file of files) {
    const entry = { claim, item, replaces, name: file.name, file };
    rowFor(entry);
    entry.id = await keep({ claim, item, replaces, name: file.name, file });
    await look(entry);
  }
}

async function look(entry) {
  say(entry, words.looking, { state: "looking" });
  const found = await lookAt(entry.file);
  if (entry.gone) return;
  if (found.length === 0) { enqueue(entry); return; }
  const where = (one) => ({ where: one.where === undefined ? "" : words[`where_${one.code}_${one.where}`] || "" });
  say(entry, found.map((one) => said(words[one.code], where(one))).join(" "), { state: "asking", ask: true });
  if (rows.querySelectorAll('[data-state="asking"]').length === 1) entry.row.scrollIntoView({ block: "nearest" });
}

function enqueue(entry) {
  say(entry, words.queued, { state: "queued" });
  queue.push(entry);
  next();
}

async function next() {
  if (sending >= AT_ONCE || queue.length === 0) return;
  const entry = queue.shift();
  if (entry.gone) { next(); return; }
  sending += 1;
  if (entry.id === undefined) unkept += 1;
  const bar = entry.row.querySelector("progress");
  say(entry, words.sending, { state: "sending" });
  try {
    const state = await send(entry, {
      address,
      token,
      wanted: () => !entry.gone,
      arrived: (share) => { bar.value = Math.round(share * 100); },
      broken: (yes) => {
        if (yes === (entry.row.dataset.state === "waiting")) return;
        say(entry, yes ? words.broken : words.sending, { state: yes ? "waiting" : "sending" });
      },
    });
    if (state) {
      forget(entry.id);

      say(entry, state.known ? words.known : words.arrived, { state: "done", remove: state.known });
      renew();
    }
  } catch (error) {
    refused(entry, error);
  }
  sending -= 1;
  if (entry.id === undefined) unkept -= 1;
  next();
}

function refused(entry, error) {
  const login = error instanceof Refused && error.said.code === "login";
  if (!login) forget(entry.id); // it will not get better by sending it again; the words say what helps
  say(entry, error.message || words.failed, { state: "refused" });
  if (login) {
    const link = document.createElement("a");
    link.href = `${error.said.login}?next=${encodeURIComponent(location.pathname)}`;
    link.textContent = words.login;
    entry.row.querySelector("[data-say]").append(" ", link);
  }
}

// ---- what was understood ---------------------------------------------------------------------------------------
const pile = () => document.getElementById("pile");
const renew = () => { if (window.htmx && pile()) window.htmx.trigger(pile(), "renew"); };

// Somebody is writing or choosing in there: what they do is not taken away under their hands.
document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.id === "pile" && pile().querySelector("details[data-edit][open], form[data-sent]")) event.preventDefault();
});
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "pile") return;
  for (const row of [...rows.querySelectorAll('[data-state="done"]')]) {
    if (row.querySelector("[data-remove]").hidden) row.remove(); // it stands below now
  }
  place.hidden = rows.children.length === 0;
});

// ---- the forms -------------------------------------------------------------------------------------------------
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-upload]");
  if (!form || event.target.type !== "file" || event.target.files.length === 0) return;
  const field = (name) => form.querySelector(`[name=${name}]`)?.value || "";
  const files = [...event.target.files];
  event.target.value = "";
  place.scrollIntoView({ block: "nearest" });
  take(files, { item: field("item"), replaces: field("replaces") });
});
document.documentElement.classList.add("sends"); // the button of the form is for where this does not run
addEventListener("beforeunload", (event) => { if (unkept > 0) event.preventDefault(); });

waiting(claim).then(async (kept) => {
  for (const entry of kept) { rowFor(entry); await look(entry); }
});
