// Log-in: show the password, warn of the Russian layout and Caps Lock.
const { say } = window.mayak;

document.addEventListener("click", (event) => {
  const reveal = event.target.closest("[data-reveal]");
  if (!reveal) return;
  const field = document.querySelector(reveal.dataset.reveal);
  const hidden = field.type === "password";
  field.type = hidden ? "text" : "password";
  reveal.textContent = say(hidden ? "hide" : "show");
  field.focus();
});

const hint = (event) => {
  const place = document.querySelector("[data-layout-hint]");
  if (!place || !event.target.matches?.("[data-layout-field]")) return;
  const found = [];
  if (/[а-яё]/i.test(event.target.value)) found.push(say("layout"));
  if (event.getModifierState?.("CapsLock")) found.push(say("caps"));
  place.hidden = !found.length;
  place.querySelector("span").textContent = found.join(". ");
};
document.addEventListener("keyup", hint);
document.addEventListener("input", hint);
