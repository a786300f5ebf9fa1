// The contact page: outcomes by key, Enter that cannot misfire, recognised dates shown while typing.
const { codeOf, isField, later, pressed, say, toast } = window.mayak;
const shownAt = performance.now();
const SAFE_AFTER = 400;

const outcomesOf = (form) => [...form.querySelectorAll("[data-outcome-key]")];
const isChosen = (form) => outcomesOf(form).some((outcome) => outcome.checked);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.defaultPrevented) return;
  if (document.querySelector("dialog[open]")) return;
  const form = document.querySelector("form[data-outcomes]");
  if (!form || isField(event.target)) return;
  const code = pressed(event);
  if (code === "Enter" && !event.target.closest("a, button, summary")) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("button.btn--primary") || undefined);
    return;
  }
  const outcome = outcomesOf(form).find((one) => one.dataset.outcomeKey.split(" ").some((key) => codeOf(key) === code));
  if (!outcome || outcome.disabled) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  outcome.checked = true;
  outcome.dispatchEvent(new Event("input", { bubbles: true }));
  outcome.dispatchEvent(new Event("change", { bubbles: true }));
  outcome.closest(".outcome")?.scrollIntoView({ block: "nearest" });
}, true);

// ctrl+Enter closes also from inside a text
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form[data-outcomes]");
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-outcomes]") || event.submitter?.hasAttribute("formnovalidate")) return;
  const tooSoon = performance.now() - shownAt < SAFE_AFTER;
  if (!tooSoon && isChosen(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!tooSoon) toast(say("choose_outcome"), "warn");
}, true);

const preview = later(160, async (input) => {
  const target = document.querySelector(input.dataset.previewTarget);
  if (!target) return;
  const query = new URLSearchParams({ text: input.value });
  const answer = await fetch(`${input.dataset.previewUrl}?${query}`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (answer?.ok && input.value === query.get("text")) target.innerHTML = await answer.text();
});
document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-preview-url]")) preview(event.target);
});

// Enter in a one-liner presses its own button instead of sending the whole form
document.addEventListener("keydown", (event) => {
  const input = event.target;
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || !input.matches?.("input[data-enter-click]")) return;
  event.preventDefault();
  if (input.value.trim()) document.querySelector(input.dataset.enterClick)?.click();
});
