// A link with data-dialog opens its part over the page. The form inside answers 422 with itself, or it is done.
const { headers, announce, toast, say } = window.mayak;
const dialog = document.getElementById("dialog");

// the first field with an error: it is in sight and typed into
const wrongIn = (part) => part.querySelector("[aria-invalid=true]");
wrongIn(document)?.focus();

const fill = (html) => {
  dialog.innerHTML = html;
  announce(dialog);
  if (!dialog.open) dialog.showModal();
  (wrongIn(dialog) || dialog.querySelector("[autofocus], .input, select, button"))?.focus();
};

document.addEventListener("click", async (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener && dialog && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    const answer = await fetch(opener.dataset.dialog || opener.href, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (answer?.ok) fill(await answer.text());
    else if (answer?.status === 401) document.dispatchEvent(new CustomEvent("mayak:signed-out"));
    else toast(say(answer ? "failed" : "offline"), "urgent");
  }
  const close = event.target.closest("dialog [data-close-dialog]");
  if (close) {
    event.preventDefault();
    close.closest("dialog").close();
  }
  if (event.target.matches("dialog") && event.target.id !== "palette") event.target.close();
});

dialog?.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.method === "dialog" || form.hasAttribute("hx-post")) return;
  event.preventDefault();
  if (form.dataset.sending) return;
  form.dataset.sending = "1";
  const body = new FormData(form, event.submitter);
  const answer = await fetch(form.action, {
    method: "POST",
    body,
    headers: { ...headers(), "HX-Request": "true", "X-Mayak-Form": "1" },
  }).catch(() => null);
  delete form.dataset.sending;
  if (!answer) return toast(say("offline"), "urgent");
  const place = answer.headers.get("X-Mayak-Location") || answer.headers.get("HX-Redirect");
  if (answer.status === 401) return document.dispatchEvent(new CustomEvent("mayak:signed-out"));
  if (place) return location.assign(place);
  if (answer.headers.get("HX-Retarget") === "#toasts") {
    return document.getElementById("toasts").insertAdjacentHTML("beforeend", await answer.text());
  }
  if (answer.status === 422) return fill(await answer.text());
  if (answer.ok) return location.reload();
  return toast(say("failed"), "urgent");
});

document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500) toast(say("failed"), "urgent");
});
