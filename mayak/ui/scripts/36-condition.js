// The condition editor is drawn anew by the server with every move: what was open stays open, Enter counts and never
// sends the form around it, arrows go through the words to choose from.
const insideOf = (event, selector) => event.target instanceof Element && event.target.closest(selector);

// Enter takes the first word of what is typed: when its list is still on the way, as soon as it is there
const takeFirst = (pick) => {
  const isThere = pick.querySelector("[data-sought]").dataset.sought === pick.querySelector("input").value;
  if (!pick.dataset.enter || !isThere) return;
  delete pick.dataset.enter;
  pick.querySelector("[data-word]")?.click();
};

// what is searched for is no value of the condition
document.addEventListener("change", (event) => {
  if (insideOf(event, "[data-pick], [data-why]")) event.stopPropagation();
}, true);

document.addEventListener("keydown", (event) => {
  const pick = insideOf(event, "[data-pick]");
  const field = insideOf(event, "[data-condition] input, [data-why]");
  const press = (element) => {
    event.preventDefault();
    event.stopPropagation();
    element?.click();
  };
  if (pick && event.key === "Escape") return press(pick.querySelector("[data-pick-close]"));
  if (pick && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    const list = [pick.querySelector("input"), ...pick.querySelectorAll("[data-word]")];
    event.preventDefault();
    return list[list.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
  }
  if (event.key !== "Enter" || !field) return undefined;
  if (field.type === "checkbox") return press(field);
  if (pick) {
    pick.dataset.enter = "1";
    event.preventDefault();
    return takeFirst(pick);
  }
  if (field.matches("[data-why]")) return press(document.querySelector("#condition-why button"));
  event.preventDefault();
  return field.dispatchEvent(new Event("change", { bubbles: true }));
}, true);

const opened = new Set();
document.addEventListener("htmx:beforeSwap", (event) => {
  const { elt } = event.detail.requestConfig;
  const editor = event.target.matches("[data-condition]") ? event.target : event.target.querySelector("[data-condition]");
  // what the editor still asks would find its place gone, and the form around it has sent the same
  if (editor && !editor.contains(elt)) window.htmx.trigger(editor, "htmx:abort");
  if (!event.target.matches("[data-condition]")) return;
  opened.clear();
  event.target.querySelectorAll("details[open]").forEach((drop) => opened.add(drop.id));
});
document.addEventListener("htmx:afterSettle", () => {
  document.querySelectorAll("[data-pick]").forEach(takeFirst);
  opened.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
  opened.clear();
  const fresh = document.querySelector("[data-condition] details[data-fresh]");
  if (fresh && document.activeElement === document.body) {
    fresh.open = true;
    fresh.querySelector("input")?.focus();
  }
});
