// The page around the terminal: which tab it is, the size of its letters, and what is on the screen as text.
// It is loaded before the terminal's own script, which opens the connection as soon as the page is there.
"use strict";

const TOKEN = "mfa-wizard-tab"; // of this tab; it outlives a reload and nothing else
const TOKENS = "mfa-wizard-tabs"; // of this browser: the next tab finds the records of a closed one
const SIZE = "mfa-wizard-text-size";
const MOST_TOKENS = 8;
const MOST_ALOUD = 1200;
const MOST_SAID = 3;
const TAKEN_OVER = 4001;
const LIST_ALOUD = 20;

// ---- what the browser remembers; a browser that remembers nothing still works

const recall = (store, name) => { try { return window[store].getItem(name) ?? ""; } catch { return ""; } };
const keep = (store, name, value) => { try { window[store].setItem(name, value); } catch { /* a private window */ } };
const tokens = () => recall("localStorage", TOKENS).split("-").filter(Boolean);

let live = false; // connected
let open = false; // a record is open
let leaving = false; // the page loads itself again

function remember(token) {
  keep("sessionStorage", TOKEN, token);
  keep("localStorage", TOKENS, [token, ...tokens().filter((one) => one !== token)].slice(0, MOST_TOKENS).join("-"));
}

function reload() {
  leaving = true;
  window.location.reload();
}

// ---- the connection, which the terminal's script opens

class Watched extends WebSocket {
  constructor(...values) {
    super(...values);
    this.addEventListener("open", () => { live = true; });
    this.addEventListener("close", (event) => ended(event.code));
    this.addEventListener("message", (event) => {
      if (typeof event.data !== "string") return;
      const [kind, value] = JSON.parse(event.data);
      if (kind === "tab") remember(value);
      else if (kind === "spoken") show(value);
    });
  }
}
window.WebSocket = Watched;

function ended(code) {
  live = false;
  if (leaving) return;
  if (code === TAKEN_OVER) {
    document.getElementById("why").textContent = "Another tab shows these records now. Everything is saved.";
  }
  document.getElementById("ended").hidden = false;
  document.getElementById("again").focus();
}

window.addEventListener("beforeunload", (event) => {
  if (live && open && !leaving) event.preventDefault();
});

// ---- the size of the letters

// Without a choice, the window holds the 120 columns and 36 rows that the screens are made for.
function fitting() {
  const fits = Math.min(window.innerWidth / 120 / 0.6, (window.innerHeight - 32) / 36 / 1.2);
  return Math.round(Math.min(Math.max(fits, 14), 40));
}

const chosen = () => Number(recall("localStorage", SIZE)) || Number(document.body.dataset.textSize) || fitting();

function resize(step) {
  keep("localStorage", SIZE, String(Math.min(Math.max(chosen() + step, 8), 72)));
  reload();
}

window.addEventListener("keydown", (event) => {
  const step = { "+": 2, "=": 2, "-": -2 }[event.key];
  if (step && event.altKey && !event.ctrlKey) {
    event.preventDefault();
    event.stopImmediatePropagation();
    resize(step);
  }
}, true);

// ---- the clipboard: the terminal takes Ctrl+V for a character, and nothing would be pasted

const V = 86; // as the terminal knows the key: also where its letter is Greek or Cyrillic

window.addEventListener("keydown", (event) => {
  if (event.ctrlKey && !event.altKey && event.keyCode === V) event.stopImmediatePropagation();
}, true);

// ---- what is on the screen, as text; every word is a text node

let before = null;

function element(name, text, parent) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  parent.append(made);
  return made;
}

const worded = (line) => line.text + (line.chosen ? ", chosen" : "");
const explained = (line) => worded(line) + (line.help ? ` – ${line.help}` : "");

function draw(parts) {
  const spoken = document.createDocumentFragment();
  for (const part of parts) {
    const list = part.kind === "options" ? element("ul", "", spoken) : spoken;
    if (list !== spoken) list.setAttribute("role", "list"); // lists without signs are no lists for some readers
    for (const line of part.lines) {
      const made = element(list !== spoken ? "li" : line.heading ? "h2" : "p", explained(line), list);
      if (line.here) made.setAttribute("aria-current", "true");
    }
  }
  document.getElementById("spoken").replaceChildren(spoken);
}

// New text is read, and new lists if they are short. Where the pointer, a mark or the focus moved, its line is.
function news(parts) {
  const old = (before ?? []).filter((part) => part.aloud);
  const left = { options: [], field: [], choice: [], text: [] };
  old.forEach((part) => left[part.kind].push(part));
  const known = new Set(left.text.flatMap((part) => part.lines.map((line) => line.text)));
  const said = [];
  let label = "";
  for (const { kind, lines } of parts.filter((part) => part.aloud)) {
    const was = left[kind].shift()?.lines ?? [];
    if (kind === "text") {
      said.push(...lines.map((line) => line.text).filter((text) => !known.has(text)));
      label = lines[lines.length - 1].text;
    } else if (kind !== "options") {
      const changed = !was[0]?.here || (kind === "choice" && was[0].text !== lines[0].text);
      if (lines[0].here && changed) said.push(/[.?!]$/.test(label) ? lines[0].text : `${label}: ${lines[0].text}`);
    } else if (was.length !== lines.length || was.some((line, n) => line.text !== lines[n].text)) {
      const pointed = lines.filter((line) => line.here).map(explained);
      said.push(...(lines.length <= LIST_ALOUD ? lines.map(worded) : [`${lines.length} entries`, ...pointed]));
    } else {
      lines.forEach((line, n) => {
        if (line.chosen !== was[n].chosen) said.push(line.chosen ? worded(line) : `${line.text}, not chosen`);
        else if (line.here && !was[n].here) said.push(explained(line));
      });
    }
  }
  return said.map((text) => (/[.?!:]$/.test(text) ? text : `${text}.`)).join(" ").slice(0, MOST_ALOUD);
}

function show(value) {
  open = value.record;
  draw(value.parts);
  const text = news(value.parts);
  const aloud = document.getElementById("aloud");
  if (text) element("p", text, aloud); // added and not replaced: what is being read is read to its end
  while (aloud.children.length > MOST_SAID) aloud.firstElementChild.remove();
  before = value.parts;
}

// ---- the start; the terminal reads its attributes when everything is loaded

document.addEventListener("DOMContentLoaded", () => {
  const terminal = document.getElementById("terminal");
  const size = chosen();
  terminal.dataset.fontSize = size;
  document.getElementById("pixels").textContent = `${size} px`;
  document.getElementById("smaller").addEventListener("click", () => resize(-2));
  document.getElementById("larger").addEventListener("click", () => resize(2));
  document.getElementById("again").addEventListener("click", reload);
  // The server answers to several names; the page goes on with the one it was asked by.
  const own = recall("sessionStorage", TOKEN);
  const offered = [own, ...tokens().filter((one) => one !== own)].join("-");
  terminal.dataset.sessionWebsocketUrl = `${window.location.origin.replace(/^http/, "ws")}/ws/${offered || "-"}`;
  // Keys work without a click: the terminal takes the focus when it shows its first line, and with the tab.
  const focus = () => { if (live) document.querySelector(".xterm-helper-textarea")?.focus(); };
  new MutationObserver((_, seen) => {
    if (!document.body.classList.contains("-first-byte")) return;
    const keys = document.querySelector(".xterm-helper-textarea");
    keys.setAttribute("aria-label", "Keys for the wizard");
    focus();
    seen.disconnect();
  }).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  window.addEventListener("focus", focus);
});
