// "/" opens search and commands over the page. The answer is the results part of the search page.
const palette = document.getElementById("palette");
if (palette) {
  const input = palette.querySelector("input");
  const results = palette.querySelector("#palette-results");
  let running = null;
  let goWhenReady = false;
  // one kind only, after Tab
  let kind = "";

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

  const search = async (exact) => {
    running?.abort();
    running = new AbortController();
    const query = new URLSearchParams({ q: input.value, ...(kind && { kind }), ...(exact && { exact: "1" }) });
    try {
      const answer = await fetch(`${palette.dataset.url}?${query}`, {
        headers: { "HX-Request": "true" },
        signal: running.signal,
      });
      if (!answer.ok) return;
      results.innerHTML = await answer.text();
      select(current() || hits()[0], true);
      if (goWhenReady) current()?.click();
      goWhenReady = false;
    } catch (error) {
      if (error.name !== "AbortError") document.dispatchEvent(new CustomEvent("mayak:unreachable"));
    }
  };
  const soon = window.mayak.later(110, () => search());

  const ask = (text) => {
    input.value = text;
    kind = "";
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
    if (again || all) event.preventDefault();
    if (again) ask(again.dataset.ask);
    else if (all) ask(input.value);
    else if (event.target.closest("[role=option]")) keep();
  });
  palette.addEventListener("mouseover", (event) => {
    const hit = event.target.closest("[role=option]");
    if (hit && hit !== current()) select(hit);
  });
  input.addEventListener("input", () => {
    goWhenReady = false;
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
      kind = kind ? "" : current()?.closest("[data-kind]")?.dataset.kind || "";
      search();
    } else if (event.key === "Enter" && event.shiftKey) {
      search(true);
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      keep();
      if (current()?.dataset.call) startContact(current().dataset.call);
    } else if (event.key === "Enter" && event.target === input) {
      // typed and Enter at once: open the first hit as soon as it is there
      if (current() && results.querySelector("[data-query]")?.dataset.query === input.value) current().click();
      else if (current() && !results.querySelector("[data-query]")) current().click();
      else {
        goWhenReady = true;
        search();
      }
    } else return;
    event.preventDefault();
  });
}
