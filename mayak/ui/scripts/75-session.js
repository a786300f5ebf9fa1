// A session ends when nothing is done for long: say so before, and let the person log in again over the page, so that
// nothing typed is lost.
const { headers, node, say, toast } = window.mayak;
const { user, login } = document.body.dataset;
const WARN_BEFORE = 120_000;
const LOGIN = "/login/";
let timer = 0;
let ticking = 0;
let dialog = null;

const ask = (method = "GET") =>
  fetch("/session/", {
    method,
    cache: "no-store",
    headers: method === "GET" ? { "X-Mayak-Background": "1" } : headers(),
  }).then((answer) => (answer.ok ? answer.json() : null)).catch(() => null);

const close = () => {
  clearInterval(ticking);
  dialog?.remove();
  dialog = null;
};

const open = (html) => {
  close();
  dialog = node(`<dialog class="overlay dialog" id="session-dialog" aria-labelledby="session-title">${html}</dialog>`);
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
};

const write = (name, words) => {
  dialog.querySelector(`[data-${name}]`).textContent = words;
};

// the token of the former session fits no form any more
const takeToken = (token) => {
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((field) => { field.value = token; });
};

const planned = (left) => {
  clearTimeout(timer);
  timer = setTimeout(check, Math.min(Math.max(left * 1000 - WARN_BEFORE, 1000), 2_000_000_000));
};

const goOn = (state) => {
  if (String(state.user) !== user) return location.reload();
  takeToken(state.csrf);
  const isBack = dialog?.dataset.over;
  close();
  if (isBack) {
    toast(say("session_back"), "ok");
    document.dispatchEvent(new CustomEvent("mayak:signed-in"));
  }
  return planned(state.left);
};

const over = () => {
  if (dialog?.dataset.over) return;
  open(
    '<h2 id="session-title" data-title></h2><p class="muted2" data-text></p><form class="stack g-12" data-again>' +
      '<div class="field"><label for="session-password" data-label></label>' +
      '<input class="input" id="session-password" type="password" autocomplete="current-password" required>' +
      '<span class="field__msg field__msg--bad" role="alert" data-wrong></span></div>' +
      '<button class="btn btn--primary" data-button></button></form>' +
      `<a class="btn btn--ghost" href="${LOGIN}" target="_blank" rel="opener" data-elsewhere></a>`,
  );
  dialog.dataset.over = "1";
  write("title", say("session_over"));
  write("text", say("session_over_text"));
  write("label", say("password"));
  write("button", say("log_in"));
  write("elsewhere", say("log_in_elsewhere"));
  if (!login) dialog.querySelector("form").hidden = true;
  dialog.addEventListener("cancel", (event) => event.preventDefault());
};

const warn = (left) => {
  open(
    '<h2 id="session-title" data-title></h2><p class="muted2" data-text></p>' +
      '<div class="dialog__foot"><button class="btn btn--primary" type="button" data-stay autofocus></button></div>',
  );
  write("title", say("session_ends"));
  write("stay", say("session_stay"));
  const endsAt = Date.now() + left * 1000;
  const tick = () => {
    const rest = Math.round((endsAt - Date.now()) / 1000);
    if (rest <= 0) return check();
    return write("text", say("session_ends_text", { time: `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, "0")}` }));
  };
  tick();
  ticking = setInterval(tick, 1000);
};

async function check() {
  const state = await ask();
  if (!state) return planned(WARN_BEFORE / 1000 + 30);
  if (!state.user) return over();
  if (dialog?.dataset.over || state.left * 1000 > WARN_BEFORE) return goOn(state);
  return dialog ? undefined : warn(state.left);
}

document.addEventListener("click", async (event) => {
  if (!event.target.closest("[data-stay]")) return;
  const state = await ask("POST");
  if (state?.user) goOn(state);
  else over();
});

document.addEventListener("submit", async (event) => {
  if (!event.target.matches("form[data-again]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const field = document.getElementById("session-password");
  const answer = await fetch(LOGIN, {
    method: "POST",
    headers: { ...headers(), "X-Mayak-Form": "1" },
    body: new URLSearchParams({ login, password: field.value }),
  }).catch(() => null);
  const place = answer?.headers.get("X-Mayak-Location");
  if (place && !place.includes(LOGIN)) {
    const state = await ask();
    if (state?.user) return goOn(state);
  }
  field.value = "";
  if (place) return write("wrong", say("session_factor"));
  write("wrong", say(answer ? "session_wrong" : "offline"));
  return field.focus();
}, true);

if (user) {
  planned(Number(document.body.dataset.sessionLeft || 3600));
  document.addEventListener("mayak:signed-out", over);
  document.addEventListener("htmx:responseError", (event) => event.detail.xhr.status === 401 && over());
  document.addEventListener("visibilitychange", () => !document.hidden && dialog?.dataset.over && check());
  addEventListener("focus", () => dialog?.dataset.over && check());
}
