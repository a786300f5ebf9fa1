// Keys by their place on the keyboard (event.code), so ЙЦУКЕН works the same. What the page declares in
// data-key is both what happens and what the list under "?" says.
const { isField, isVisible, say } = window.mayak;

const CYRILLIC = {
  й: "KeyQ", ц: "KeyW", у: "KeyE", к: "KeyR", е: "KeyT", н: "KeyY", г: "KeyU", ш: "KeyI", щ: "KeyO", з: "KeyP",
  х: "BracketLeft", ъ: "BracketRight", ф: "KeyA", ы: "KeyS", в: "KeyD", а: "KeyF", п: "KeyG", р: "KeyH", о: "KeyJ",
  л: "KeyK", д: "KeyL", ж: "Semicolon", э: "Quote", я: "KeyZ", ч: "KeyX", с: "KeyC", м: "KeyV", и: "KeyB", т: "KeyN",
  ь: "KeyM", б: "Comma", ю: "Period",
};
const NAMED = { "/": "Slash", "[": "BracketLeft", "]": "BracketRight", Esc: "Escape" };
const codeOf = (key) => {
  if (key.startsWith("Shift+")) return `Shift+${codeOf(key.slice(6))}`;
  const name = key.toLowerCase();
  if (/^[a-z]$/.test(name)) return `Key${name.toUpperCase()}`;
  if (/^\d$/.test(name)) return `Digit${name}`;
  return CYRILLIC[name] || NAMED[key] || key;
};
const pressed = (event) => event.code.replace("Numpad", "Digit").replace("DigitEnter", "Enter");

const scope = () => [...document.querySelectorAll("dialog[open]")].pop() || document;
const rows = () => [...scope().querySelectorAll("[data-rows] [data-row]")].filter(isVisible);
const chosen = (list) => list.find((row) => row.classList.contains("is-selected"));

const choose = (row) => {
  document.querySelectorAll("[data-row].is-selected").forEach((other) => {
    other.classList.remove("is-selected");
    other.removeAttribute("aria-current");
    if (other.hasAttribute("aria-selected")) other.setAttribute("aria-selected", "false");
  });
  row.classList.add("is-selected");
  if (row.matches("tr, [role=option]")) row.setAttribute("aria-selected", "true");
  else row.setAttribute("aria-current", "true");
  row.scrollIntoView({ block: "nearest" });
  row.dispatchEvent(new CustomEvent("mayak:row", { bubbles: true }));
};

const showDetail = window.mayak.later(120, (row) => {
  const target = row.closest("[data-rows]").dataset.detailTarget;
  if (target && row.dataset.detailUrl && row.classList.contains("is-selected")) {
    window.htmx.ajax("GET", row.dataset.detailUrl, { target, swap: "innerHTML" });
  }
});
document.addEventListener("mayak:row", (event) => showDetail(event.target));
document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-rows] [data-row]");
  if (row && !event.target.closest("a, button, input, label")) choose(row);
});

const ROW_KEYS = {
  Enter: (row) => row.querySelector("[data-row-enter]") || row.querySelector("a[href]"),
  KeyO: (row) => row.querySelector("[data-row-open]"),
  KeyZ: (row) => row.querySelector("[data-row-put-off]"),
  KeyX: (row) => row.querySelector("[data-row-leave-out]"),
  Space: (row) => row.querySelector("input[type=checkbox]"),
};

const moveRow = (code) => {
  const list = rows();
  if (!list.length) return false;
  const at = list.indexOf(chosen(list));
  choose(list[code === "KeyJ" ? Math.min(at + 1, list.length - 1) : Math.max(at - 1, 0)]);
  return true;
};

const moveTab = (step) => {
  const tabs = [...(scope().querySelector("[data-tabs]")?.querySelectorAll("a[href]") || [])];
  const at = tabs.findIndex((tab) => tab.hasAttribute("aria-current"));
  tabs[at + step]?.click();
  return tabs.length > 0;
};

const declared = () => [...scope().querySelectorAll("[data-key]")].filter(isVisible);

const press = (element) => {
  if (isField(element)) {
    element.focus();
    element.select?.();
  } else element.click();
};

// a chosen row takes its keys first: Enter calls that client, not the first one of the page
const act = (event) => {
  const code = pressed(event);
  if (code === "Slash" && event.shiftKey) return openList();
  const free = !document.activeElement?.closest("a, button, summary, input, label");
  if (!free && (code === "Enter" || code === "Space")) return false;
  const declaring = (wanted) =>
    declared().find((one) => one.dataset.key.split(" ").some((key) => codeOf(key) === wanted));
  const row = chosen(rows());
  const own = row && (ROW_KEYS[code]?.(row) || [...row.querySelectorAll("[data-row-key]")].find((one) => codeOf(one.dataset.rowKey) === code));
  const element = (event.shiftKey && declaring(`Shift+${code}`)) || own || declaring(code);
  if (element) {
    press(element);
    return true;
  }
  if (code === "KeyJ" || code === "KeyK") return moveRow(code);
  if (code === "BracketLeft" || code === "BracketRight") return moveTab(code === "BracketLeft" ? -1 : 1);
  return false;
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (isField(event.target)) {
    if (event.key === "Escape") (event.target.closest("form")?.querySelector("[data-cancel]")?.click(), event.target.blur());
    return;
  }
  if (scope().id === "palette") return;
  // "?" also where the layout puts it, besides its physical place
  if (event.key === "?" ? openList() : act(event)) event.preventDefault();
});

// the row that a new part has chosen is in sight; a filled field that opens over it is typed anew
const selectOpened = (part) => part.querySelector?.("input[data-anew]:focus")?.select();
document.addEventListener("htmx:afterSettle", (event) => {
  event.target.querySelector?.("[data-row].is-selected")?.scrollIntoView({ block: "nearest" });
  selectOpened(event.target);
});
selectOpened(document);

// --- the list of keys -------------------------------------------------------------------------------------
const line = (keys, label) => {
  const term = document.createElement("dt");
  const draw = (key) => Object.assign(document.createElement("kbd"), { className: "kbd", textContent: key });
  term.append(...keys.split(" ").map(draw));
  const text = Object.assign(document.createElement("dd"), { textContent: label });
  return [term, text];
};

function openList() {
  const dialog = document.getElementById("shortcuts");
  if (!dialog || dialog.open) return false;
  const seen = new Set();
  const lines = [];
  const add = (keys, label) => {
    // the titles of buttons and links stand among words: a capital only where an abbreviation begins
    const word = /^.\p{Lu}/u.test(label) ? label : label?.replace(/^./u, (first) => first.toLowerCase());
    if (label && !seen.has(keys)) lines.push(...line(keys, word));
    seen.add(keys);
  };
  const holder = document.querySelector("[data-rows]");
  if (holder && rows().length) {
    const any = (selector) => holder.querySelector(selector) || document.querySelector(`[data-rows] ${selector}`);
    add("j k", say("rows"));
    add("Enter", holder.dataset.enterLabel || say("open_row"));
    const opener = any("[data-row-open]");
    if (opener) add("o", opener.dataset.keyLabel || opener.title || holder.dataset.enterLabel || say("open_row"));
    if (any("[data-row-put-off]")) add("z", any("[data-row-put-off]").dataset.keyLabel || any("[data-row-put-off]").title);
    if (any("[data-row-leave-out]")) add("x", any("[data-row-leave-out]").title);
    (document.querySelector("[data-row-keys]")?.dataset.rowKeys || "").split("|").forEach((one) => add(one[0], one.slice(2)));
    if (holder.dataset.spaceLabel) add("Space", holder.dataset.spaceLabel);
  }
  if (document.querySelector("[data-tabs]")) add("[ ]", say("tabs"));
  declared().forEach((element) => add(element.dataset.key, element.dataset.keyLabel));
  document.querySelectorAll("[data-outcome-key]").forEach((element) => add(element.dataset.outcomeKey, element.dataset.keyLabel));
  add("?", say("help"));
  dialog.querySelector("[data-keys]").replaceChildren(...lines);
  dialog.showModal();
  return true;
}
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-shortcuts]")) openList();
});

Object.assign(window.mayak, { codeOf, pressed, choose });
