// What the other files share: words, cookies, small fetch, toasts. Everything listens on the document,
// so parts swapped in later behave without being set up again.
const words = JSON.parse(document.getElementById("mayak-words")?.textContent || "{}");

const say = (key, values = {}) =>
  (words[key] || key).replace(/\{(\w+)\}/g, (_whole, name) => values[name] ?? "");

const headers = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}");

const timeNow = () => new Date().toLocaleTimeString(document.documentElement.lang || "ru");

const later = (delay, act) => {
  let timer = 0;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...given), delay);
  };
};

// randomUUID exists on secure origins only; offices open Mayak by http in their own network too
const uuid = () =>
  crypto.randomUUID
    ? crypto.randomUUID()
    : [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const store = {
  read(key, otherwise) {
    try {
      return JSON.parse(localStorage.getItem(key)) ?? otherwise;
    } catch {
      return otherwise;
    }
  },
  write(key, value) {
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  },
};

const node = (html) => {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
};

// a toast goes by itself after eight seconds unless it asks for something or the mouse is over it
const startLeaving = (toast) => {
  if (toast.matches("[data-sticky]") || toast.dataset.started) return;
  toast.dataset.started = "1";
  const leave = () => {
    if (toast.matches(":hover, :focus-within")) return setTimeout(leave, 2000);
    toast.classList.add("is-going");
    return setTimeout(() => toast.remove(), 200);
  };
  setTimeout(leave, toast.querySelector("form") ? 12000 : 8000);
};

const toast = (text, state = "info", sticky = false) => {
  const region = document.getElementById("toasts");
  if (!region) return;
  const shown = node('<div class="overlay toast" data-toast><i class="l"></i><span></span></div>');
  shown.firstElementChild.classList.add(`l--${state}`);
  shown.lastElementChild.textContent = text;
  if (sticky) {
    shown.dataset.sticky = "1";
    const close = node('<button class="btn btn--s" type="button" data-close-toast></button>');
    close.textContent = say("close");
    shown.append(close);
  }
  region.append(shown);
  startLeaving(shown);
};

const isField = (element) =>
  element instanceof HTMLElement &&
  (element.isContentEditable ||
    element.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])"));

const isVisible = (element) => element.getClientRects().length > 0;

// a link or button may need a part of the page swapped by htmx; new nodes are announced to it
const announce = (element) => window.htmx && window.htmx.process(element);

document.addEventListener("click", (event) => {
  event.target.closest("[data-close-toast]")?.closest("[data-toast]").remove();
});

new MutationObserver(() => document.querySelectorAll("#toasts [data-toast]").forEach(startLeaving)).observe(
  document.body,
  { childList: true, subtree: true },
);
document.querySelectorAll("#toasts [data-toast]").forEach(startLeaving);

window.mayak = { say, headers, timeNow, later, uuid, store, node, toast, isField, isVisible, announce };
