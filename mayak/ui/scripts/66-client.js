// The client window: who else is here (a sign every 15 seconds while the page is seen), sections dragged into order.
const { headers } = window.mayak;
const around = document.querySelector("[data-around]");
const EVERY = 15000;

if (around) {
  let place = 0;
  const isEditing = () => Boolean(document.querySelector("dialog[open] form[data-draft], #client-body form[method=post]:focus-within"));
  const sign = async () => {
    if (document.hidden) return;
    const body = new URLSearchParams({ after: place });
    if (isEditing()) body.set("editing", "1");
    // in the background: a page left open keeps nobody's session alive
    const answer = await fetch(around.dataset.around, {
      method: "POST", body, headers: { ...headers(), "HX-Request": "true", "X-Mayak-Background": "1" },
    }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const html = await answer.text();
    if (around.innerHTML !== html) around.innerHTML = html;
    place ||= Number(around.querySelector("[data-after]")?.dataset.after) || 0;
  };
  const leave = () => fetch(around.dataset.around, {
    method: "POST", keepalive: true, body: new URLSearchParams({ leaving: "1" }),
    headers: { ...headers(), "HX-Request": "true", "X-Mayak-Background": "1" },
  }).catch(() => null);
  // a page that is left at once tells nobody
  setTimeout(() => {
    sign();
    setInterval(sign, EVERY);
    addEventListener("pagehide", leave);
  }, 600);
  document.addEventListener("visibilitychange", () => !document.hidden && sign());
  // a form opened or closed over the page is told at once
  const dialog = document.getElementById("dialog");
  if (dialog) new MutationObserver(sign).observe(dialog, { attributeFilter: ["open"] });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-around-reload]")) return;
    event.preventDefault();
    location.reload();
  });
}

// --- sections: up and down at once, dragged by the grip with mouse or finger; what they post is their order

const follow = (row) => {
  const before = row.previousElementSibling?.querySelector("select");
  const after = row.nextElementSibling?.querySelector("select");
  const own = row.querySelector("select");
  const wish = (before || after)?.value;
  if ([...own.options].some((option) => option.value === wish) && before?.value !== own.value && after?.value !== own.value) own.value = wish;
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-arrange] button[name=move]");
  if (!button) return;
  event.preventDefault();
  const row = button.closest("li");
  if (button.value.startsWith("up:")) row.previousElementSibling?.before(row);
  else row.nextElementSibling?.after(row);
  follow(row);
  button.focus();
});

document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest("[data-grip]");
  if (!grip) return;
  event.preventDefault();
  const row = grip.closest("li");
  row.classList.add("is-selected");
  const move = ({ clientY }) => {
    const other = [...row.parentElement.children].find((one) => {
      const box = one.getBoundingClientRect();
      return one !== row && clientY > box.top && clientY < box.bottom;
    });
    if (!other) return;
    const box = other.getBoundingClientRect();
    if (clientY < box.top + box.height / 2) other.before(row);
    else other.after(row);
  };
  const drop = () => {
    row.classList.remove("is-selected");
    follow(row);
    removeEventListener("pointermove", move);
  };
  addEventListener("pointermove", move);
  addEventListener("pointerup", drop, { once: true });
  addEventListener("pointercancel", drop, { once: true });
});
