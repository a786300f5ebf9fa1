// form[data-draft]: what is typed is kept in the browser at once and on the server after a pause.
const { headers, later, say, store, timeNow, toast } = window.mayak;
const keyOf = (form) => `mayak-draft:${form.dataset.draft}`;
const SKIP = new Set(["csrfmiddlewaretoken", "idempotency_key", "next"]);
const LEAVING = "mayak-leaving";
// signed out, the token in hand fits neither the session that is over nor the next one
const isSignedOut = () => Boolean(document.querySelector("#session-dialog[data-over]"));

const valuesOf = (form) =>
  [...new FormData(form)].filter(([name, value]) => !SKIP.has(name) && typeof value === "string");

const tell = (form, key, local) => {
  const place = form.querySelector("[data-draft-status]");
  if (!place) return;
  place.textContent = say(key, { time: timeNow() });
  place.closest(".saved")?.classList.toggle("is-local", local);
  place.closest("[hidden]")?.removeAttribute("hidden");
};

const send = async (form) => {
  const { draftUrl } = form.dataset;
  if (!draftUrl || !form.isConnected || form.dataset.sending || isSignedOut()) return;
  const kept = store.read(keyOf(form), null);
  const answer = await fetch(draftUrl, {
    method: "POST",
    body: new URLSearchParams(valuesOf(form)),
    headers: headers(),
  }).catch(() => null);
  // led away to the log-in page: the session has ended
  if (answer?.redirected) return document.dispatchEvent(new CustomEvent("mayak:signed-out"));
  if (answer?.ok) {
    tell(form, "saved", false);
    const newest = store.read(keyOf(form), null);
    if (kept && newest && newest.at === kept.at) store.write(keyOf(form), { ...newest, sent: true });
  } else if (!answer) document.dispatchEvent(new CustomEvent("mayak:unreachable"));
};
const senders = new WeakMap();

const keep = (form) => {
  store.write(keyOf(form), { values: valuesOf(form), at: Date.now(), sent: false });
  tell(form, form.dataset.draftUrl ? "saved_here" : "saved", Boolean(form.dataset.draftUrl));
  if (!senders.has(form)) senders.set(form, later(700, () => send(form)));
  senders.get(form)();
};

const apply = (form, values) => {
  const left = new Map();
  values.forEach(([name, value]) => left.set(name, [...(left.get(name) || []), value]));
  [...form.elements].forEach((control) => {
    if (!control.name || SKIP.has(control.name) || control.type === "submit" || control.type === "file") return;
    const given = left.get(control.name) || [];
    if (control.type === "checkbox" || control.type === "radio") control.checked = given.includes(control.value);
    // data-drafted: what was typed belongs to what this hidden field said then
    else if ((control.type !== "hidden" || "drafted" in control.dataset) && given.length) control.value = given.shift();
  });
  form.dispatchEvent(new CustomEvent("mayak:restored", { bubbles: true, detail: { values } }));
};

// what the browser holds and the server never got comes back after a crash
const restore = (form) => {
  if (form.dataset.restored) return;
  form.dataset.restored = "1";
  const kept = store.read(keyOf(form), null);
  if (!kept || kept.sent) return;
  if (kept.at < Number(form.dataset.draftAt || 0)) return;
  if (JSON.stringify(kept.values) === JSON.stringify(valuesOf(form))) return;
  apply(form, kept.values);
  toast(say("restored"), "info");
  keep(form);
};

const onChange = (event) => {
  const form = event.target.closest?.("form[data-draft]") || event.target.form?.closest("form[data-draft]");
  if (form) keep(form);
};
document.addEventListener("input", onChange);
document.addEventListener("change", onChange);

// sent: the draft goes when the next page is no error and does not show the same form again
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-draft]");
  if (form) store.write(LEAVING, keyOf(form));
  // a shared computer keeps nothing of what was typed after log-out
  if (event.target.matches("form[data-logout]")) {
    Object.keys(localStorage).filter((key) => key.startsWith("mayak-draft:")).forEach((key) => store.write(key, null));
  }
});

const begin = () => {
  const leaving = store.read(LEAVING, null);
  const forms = [...document.querySelectorAll("form[data-draft]")];
  if (leaving && !document.querySelector(".err")) {
    if (!forms.some((form) => keyOf(form) === leaving)) store.write(leaving, null);
    store.write(LEAVING, null);
  }
  forms.forEach(restore);
};
begin();
document.addEventListener("htmx:load", begin);
const sendAll = () => document.querySelectorAll("form[data-draft]").forEach(send);
addEventListener("online", sendAll);
document.addEventListener("mayak:signed-in", sendAll);

Object.assign(window.mayak, { dropDraft: (form) => form.dataset.draft && store.write(keyOf(form), null) });
