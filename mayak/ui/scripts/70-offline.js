// Without network nothing is lost: forms that close a contact wait here and are sent later, once
// (the key in Idempotency-Key lets the server recognise a repeated one).
const { dropDraft, headers, node, say, store, timeNow, toast, uuid, announce } = window.mayak;
const QUEUE = "mayak-queue";
const RETRY = 15000;
const bar = document.getElementById("offline-bar");
const user = document.body.dataset.user || "";
let isAway = !navigator.onLine;

const queue = () => store.read(QUEUE, []);
const mine = () => queue().filter((entry) => entry.user === user);

const draw = () => {
  const count = mine().length;
  if (bar) {
    bar.hidden = !isAway && !count;
    bar.querySelector("[data-offline-text]").textContent = count ? say("offline_waiting", { count }) : say("offline");
  }
  const list = document.querySelector("[data-queue-list]");
  if (!list) return;
  document.querySelector("[data-queue-count]").textContent = queue().length;
  list.replaceChildren(...queue().map((entry) => {
    const shown = node('<li><i class="l l--info"></i><span></span><span class="sub"></span></li>');
    shown.children[1].textContent = entry.title;
    shown.children[2].textContent = entry.at;
    return shown;
  }));
};

const away = (state) => {
  isAway = state;
  draw();
};

const post = (url, body, key) =>
  fetch(url, {
    method: "POST",
    body: new URLSearchParams(body),
    headers: { ...headers(), "Idempotency-Key": key, "X-Mayak-Form": "1" },
  });

const isDown = (answer) => !answer || [502, 503, 504].includes(answer.status);

const forget = (id) => store.write(QUEUE, queue().filter((entry) => entry.id !== id));

// a problem the server tells in words comes as a toast; the page and what was typed in it stay
const tellAnswer = async (answer) => {
  if (answer.headers.get("HX-Retarget") !== "#toasts") return false;
  document.getElementById("toasts").insertAdjacentHTML("beforeend", await answer.text());
  return true;
};

// what the server refused waits as the draft of its contact: opening the contact shows it again
const keepRefused = (entry) => {
  const contact = entry.url.match(/contacts\/(\d+)\/close/);
  if (!contact) return;
  const values = entry.body.filter(([name]) => !["csrfmiddlewaretoken", "idempotency_key"].includes(name));
  store.write(`mayak-draft:contact-${contact[1]}`, { values, at: Date.now(), sent: false });
};

// one record after another; a log-in page means the session ended: everything stays
const flush = async () => {
  let refused = 0;
  for (const entry of mine()) {
    const body = entry.body.filter(([name]) => name !== "csrfmiddlewaretoken");
    const answer = await post(entry.url, body, entry.id).catch(() => null);
    if (isDown(answer)) return away(true);
    const place = answer.headers.get("X-Mayak-Location") || "";
    if (place.includes("/login")) return undefined;
    if (answer.ok) forget(entry.id);
    else if (answer.status >= 500) return undefined;
    else {
      refused += 1;
      forget(entry.id);
      keepRefused(entry);
      toast(say("queue_refused", { reason: entry.title }), "urgent", true);
      await tellAnswer(answer);
    }
  }
  if (isAway || queue().length === 0) away(false);
  return refused;
};

const check = async () => {
  const had = mine().length;
  const answer = await fetch("/offline/", { method: "HEAD", cache: "no-store" }).catch(() => null);
  if (isDown(answer)) return away(true);
  if (document.querySelector("[data-offline-page]")) return location.pathname === "/offline/" ? location.assign("/") : location.reload();
  isAway = false;
  const refused = await flush();
  if (had && !refused && !mine().length) toast(say("online_sent"), "ok");
  return draw();
};

const show = (html) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  const main = page.getElementById("main");
  if (!main) return;
  document.getElementById("main").replaceWith(document.adoptNode(main));
  announce(document.getElementById("main"));
  const wrong = document.querySelector("[aria-invalid=true]");
  (wrong || document.querySelector("#main [role=alert]"))?.scrollIntoView({ block: "nearest" });
  wrong?.focus({ preventScroll: true });
};

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-offline-queue]") || event.defaultPrevented || form.hasAttribute("hx-post")) return;
  event.preventDefault();
  if (form.dataset.sending) return;
  form.dataset.sending = "1";
  event.submitter?.classList.add("is-disabled");
  const body = [...new FormData(form, event.submitter)].filter(([, value]) => typeof value === "string");
  const id = body.find(([name, value]) => name === "idempotency_key" && value)?.[1] || uuid();
  if (!body.some(([name, value]) => name === "idempotency_key" && value)) body.push(["idempotency_key", id]);
  const answer = await post(form.action, body, id).catch(() => null);
  if (isDown(answer)) {
    const title = form.dataset.queueTitle || document.title;
    if (store.write(QUEUE, [...queue(), { id, url: form.action, body, title, at: timeNow(), user }])) {
      dropDraft(form);
      form.inert = true;
      toast(say("queued"), "info", true);
      return away(true);
    }
    // no room in the browser: the draft stays in the form
    delete form.dataset.sending;
    event.submitter?.classList.remove("is-disabled");
    return toast(say("failed"), "urgent", true);
  }
  const place = answer.headers.get("X-Mayak-Location");
  const isSignedOut = place?.includes("/login/");
  if (place && !isSignedOut) return location.assign(place);
  delete form.dataset.sending;
  event.submitter?.classList.remove("is-disabled");
  if (isSignedOut) return document.dispatchEvent(new CustomEvent("mayak:signed-out"));
  if (await tellAnswer(answer)) return undefined;
  if (answer.ok) return location.reload();
  if (answer.status >= 500) return toast(say("failed"), "urgent");
  return show(await answer.text());
});

addEventListener("offline", () => away(true));
addEventListener("online", check);
document.addEventListener("mayak:unreachable", () => away(true));
document.addEventListener("htmx:sendError", () => away(true));
document.addEventListener("htmx:afterOnLoad", () => isAway && check());
document.addEventListener("click", (event) => event.target.closest("[data-retry]") && check());
setInterval(() => {
  if (isAway || mine().length || document.querySelector("[data-offline-page]")) check();
}, RETRY);
draw();
if (mine().length) check();
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/service-worker.js").catch(() => {});
