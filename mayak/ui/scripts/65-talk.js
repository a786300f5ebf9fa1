// The contact page while talking: the talk's clock, agreements as lines, ticks, call-back buttons.
// a refused closing draws the page's main part anew: the form is looked up each time, the talk goes on
const talkForm = () => document.querySelector("form[data-outcomes]");
let began = 0;
let isByHand = false;
const two = (number) => String(number).padStart(2, "0");
const changed = (element) => ["input", "change"].forEach((name) => element.dispatchEvent(new Event(name, { bubbles: true })));

// the talk begins with the dialling link (also the one on the page before) and counts until the form is sent
const showTalk = () => {
  const form = talkForm();
  const time = form?.querySelector("[data-talk-time]");
  if (!time) return;
  const minutes = form.querySelector("[data-talk-minutes]");
  const seconds = Math.floor((Date.now() - began) / 1000);
  [form.querySelector("[data-talk]"), time].forEach((element) => { element.hidden = false; });
  time.textContent = `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
  if (!isByHand) minutes.value = Math.max(1, Math.round(seconds / 60));
};

const startTalk = () => {
  const minutes = talkForm()?.querySelector("[data-talk-minutes]");
  if (!minutes || began) return;
  began = Date.now();
  isByHand = Boolean(minutes.value);
  setInterval(showTalk, 1000);
};

const count = () => {
  const place = document.querySelector("[data-ticked]");
  const boxes = [...talkForm().querySelectorAll("input[name=tick]")];
  if (place) place.textContent = `${boxes.filter((box) => box.checked).length} / ${boxes.length}`;
};

const addAgreement = async (url, text) => {
  const query = new URLSearchParams({ text, add: "1" });
  const answer = await fetch(`${url}?${query}`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok) return false;
  document.getElementById("agreements").insertAdjacentHTML("beforeend", await answer.text());
  return true;
};

if (talkForm()) {
  if (new URLSearchParams(location.search).has("call")) startTalk();
  document.addEventListener("click", async (event) => {
    if (event.target.closest("[data-talk-start]")) startTalk();
    const add = event.target.closest("[data-agreement-add]");
    const field = document.getElementById("agreement");
    if (add && field.value.trim() && await addAgreement(add.dataset.agreementAdd, field.value.trim())) {
      field.value = "";
      document.getElementById("agreement-preview").replaceChildren();
      changed(field);
    }
    const drop = event.target.closest("[data-agreement-drop]");
    if (drop) {
      drop.closest(".agree").remove();
      changed(field);
    }
    const later = event.target.closest("[data-in-minutes]");
    if (later) {
      const moment = new Date(Date.now() + Number(later.dataset.inMinutes) * 60000);
      const next = document.getElementById("next_at");
      const [day] = (next.dataset.today || moment.toISOString()).split("T");
      next.value = `${day}T${two(moment.getHours())}:${two(moment.getMinutes())}`;
      changed(next);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.matches?.("[data-talk-minutes]")) isByHand = true;
  });
  document.addEventListener("input", (event) => {
    const tick = event.target.dataset?.ticks && document.querySelector(event.target.dataset.ticks);
    if (tick) tick.checked = Boolean(event.target.value.trim());
    count();
  });
  // lines that were typed before a crash are drawn again
  document.addEventListener("mayak:restored", (event) => {
    const form = event.target;
    const lines = event.detail.values.filter(([name]) => name === "agreement").map(([, value]) => value);
    const url = form.querySelector("[data-agreement-add]")?.dataset.agreementAdd;
    const shown = [...form.querySelectorAll("#agreements [name=agreement]")].map((input) => input.value);
    const typed = document.getElementById("agreement");
    typed.value = "";
    lines.filter((line) => line && !shown.includes(line)).forEach((line) => addAgreement(url, line));
    count();
  });
  // the outcome asks for a day: its field is brought up, ready to type
  document.addEventListener("htmx:afterSwap", (event) => {
    const field = document.querySelector(event.target.querySelector?.("[data-asks]")?.dataset.asks);
    field?.scrollIntoView({ block: "nearest" });
    field?.focus({ preventScroll: true });
  });
}
