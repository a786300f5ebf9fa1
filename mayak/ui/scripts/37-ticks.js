// Ticks in a long list: they stay while one turns the pages of the same list, and go with the form of actions.
const form = () => document.querySelector("form[data-ticks]");
const keyOf = (bar) => `mayak:ticks:${bar.dataset.ticks}`;
const read = (bar) => new Set(JSON.parse(sessionStorage.getItem(keyOf(bar)) || "[]"));
const boxes = () => [...document.querySelectorAll("[data-tick]")];

const draw = () => {
  const bar = form();
  if (!bar) return;
  const ticked = read(bar);
  boxes().forEach((box) => { box.checked = ticked.has(box.value); });
  const all = document.querySelector("[data-tick-all]");
  if (all) all.checked = boxes().length > 0 && boxes().every((box) => box.checked);
  bar.hidden = ticked.size === 0;
  bar.elements.ids.value = [...ticked].join(",");
  bar.querySelector("[data-ticked]").textContent = window.mayak.say("ticked", { count: ticked.size });
};

const tick = (list, on) => {
  const bar = form();
  const ticked = read(bar);
  list.forEach((box) => (on ? ticked.add(box.value) : ticked.delete(box.value)));
  sessionStorage.setItem(keyOf(bar), JSON.stringify([...ticked]));
  draw();
};

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-tick]")) tick([event.target], event.target.checked);
  if (event.target.matches("[data-tick-all]")) tick(boxes(), event.target.checked);
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-tick-none]")) return;
  sessionStorage.removeItem(keyOf(form()));
  draw();
});
document.addEventListener("htmx:afterSettle", draw);
draw();
