// "/" opens search and commands over the page. The answer is the results part of the search page.
const palette = document.getElementById("palette");
if (palette) {
  const input = palette.querySelector("input");
  const results = palette.querySelector("#palette-results");
  let running = null;
  // one kind only, after Tab; as typed, after Shift Enter
  let kind = "";
  let exact = false;
  // what is on screen, what is on its way, and what a key pressed before it came will do
  let shown = null;
  let sent = null;
  let afterwards = null;

  const hits = () => [...results.querySelectorAll("[role=option]")];
  const current = () => results.querySelector("[role=option][aria-selected=true]");

  const preview = window.mayak.later(80, async (hit) => {
    const place = results.querySelector(".pal__prev");
    if (!place || !hit?.dataset.previewUrl) return;
    const answer = await fetch(hit.dataset.previewUrl, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (answer?.ok && hit === current()) place.innerHTML = await answer.text();
  });

  const select = (hit, quiet) => {
    hits().forEach((other) => other.setAttribute("aria-selected", String(other === hit)));
    if (!hit) return input.removeAttribute("aria-activedescendant");
    hit.id ||= `hit-${hits().indexOf(hit)}`;
    input.setAttribute("aria-activedescendant", hit.id);
    hit.scrollIntoView({ block: "nearest" });
    if (!quiet) preview(hit);
    return undefined;
  };

  const wanted = () =>
    `${new URLSearchParams({ q: input.value, ...(kind && { kind }), ...(exact && { exact: "1" }) })}`;

  const search = async () => {
    running?.abort();
    running = new AbortController();
    const query = wanted();
    sent = query;
    try {
      const answer = await fetch(`${palette.dataset.url}?${query}`, {
        headers: { "HX-Request": "true" },
        signal: running.signal,
      });
      if (!answer.ok) {
        sent = null;
        return;
      }
      results.innerHTML = await answer.text();
      shown = query;
      select(current() || hits()[0], true);
      const act = afterwards;
      afterwards = null;
      act?.();
    } catch (error) {
      if (error.name !== "AbortError") {
        sent = null;
        document.dispatchEvent(new CustomEvent("mayak:unreachable"));
      }
    }
  };
  // a key may have asked for the same meanwhile
  const soon = window.mayak.later(110, () => wanted() !== sent && search());

  // typed and a key at once: it is about the hits of what was typed, as soon as they are there
  const whenShown = (act) => {
    if (shown === wanted()) return act();
    afterwards = act;
    return wanted() === sent || search();
  };
  const go = () => current()?.click();
  const narrow = () => {
    kind = kind ? "" : current()?.closest("[data-kind]")?.dataset.kind || "";
    if (shown !== wanted()) search();
    input.focus();
  };
  const asTyped = () => {
    exact = true;
    search();
    input.focus();
  };

  const ask = (text) => {
    input.value = text;
    kind = "";
    exact = false;
    search();
    input.focus();
  };

  // a text that led somewhere is offered next time; the server reads who asked and shows it to nobody else
  const keep = () => {
    const text = input.value.trim().slice(0, 60);
    if (!text || !palette.dataset.who) return;
    const old = (document.cookie.match(/(?:^|; )mayak_asked=([^;]*)/)?.[1] || "").split("|");
    const mine = old[0] === palette.dataset.who ? old.slice(1) : [];
    const total = results.querySelector("[data-total]")?.dataset.total || "";
    const other = mine.filter((each) => each.split(":")[0] !== encodeURIComponent(text));
    const kept = [palette.dataset.who, `${encodeURIComponent(text)}:${total}`, ...other].slice(0, 5).join("|");
    document.cookie = `mayak_asked=${kept}; path=/; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  };

  // starting a contact writes, so it is a form of its own
  const startContact = (url) => {
    const form = window.mayak.node('<form method="post" hidden><input type="hidden" name="csrfmiddlewaretoken"></form>');
    form.action = url;
    form.firstElementChild.value = window.mayak.headers()["X-CSRFToken"] || "";
    document.body.append(form);
    form.submit();
  };

  const open = () => {
    if (!palette.open) palette.showModal();
    kind = "";
    exact = false;
    shown = null;
    afterwards = null;
    input.select();
    search();
  };

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-palette]");
    if (!opener || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    open();
  });
  palette.addEventListener("click", (event) => {
    if (event.target === palette) palette.close();
    const again = event.target.closest("[data-ask]");
    const all = event.target.closest("[data-all]");
    const literal = event.target.closest("[data-exact]");
    if (again || all || literal) event.preventDefault();
    if (again) ask(again.dataset.ask);
    else if (all) narrow();
    else if (literal) asTyped();
    else if (event.target.closest("[role=option]")) keep();
  });
  palette.addEventListener("mouseover", (event) => {
    const hit = event.target.closest("[role=option]");
    if (hit && hit !== current()) select(hit);
  });
  input.addEventListener("input", () => {
    afterwards = null;
    exact = false;
    soon();
  });
  palette.addEventListener("keydown", (event) => {
    const list = hits();
    const at = list.indexOf(current());
    if (event.key === "Escape") {
      // the browser would first empty the field and close only at the second press
      palette.close();
      // a hidden field would keep the keys that follow at once
      input.blur();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      select(list[(at + step + list.length) % list.length]);
    } else if (event.key === "Tab" && !event.shiftKey && event.target === input && input.value.trim()) {
      whenShown(narrow);
    } else if (event.key === "Enter" && event.shiftKey) {
      asTyped();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      keep();
      if (current()?.dataset.call) startContact(current().dataset.call);
    } else if (event.key === "Enter" && event.target === input) {
      whenShown(go);
    } else return;
    event.preventDefault();
  });
}
