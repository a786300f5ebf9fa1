// The bell: its panel, its figure, pop-ups. One tab of a browser holds the stream (a browser opens few connections to
// one server) and passes on what it hears; the tab in front shows it, once.
const { headers, isField, node, say, store, uuid } = window.mayak;
const bell = document.querySelector("[data-bell]");
const user = document.body.dataset.user || "";

if (bell && user) {
  const PLACE = `mayak-events-place:${user}`;
  const HOLDER = `mayak-events-holder:${user}`;
  const SHOWN = `mayak-events-shown:${user}`;
  const tab = uuid();
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(`mayak-events:${user}`) : null;
  const opener = bell.querySelector("[data-bell-open]");
  const panel = document.getElementById("bell-panel");
  const figure = bell.querySelector("[data-bell-count]");
  const label = bell.querySelector("[data-bell-label]");
  const popups = document.getElementById("popups");
  const MOST = innerWidth < 700 ? 1 : 3;
  const STAY = 9000;

  // --- the figure

  const count = (number) => {
    figure.textContent = number > 99 ? "99+" : String(number);
    figure.hidden = !number;
    label.textContent = number ? bell.dataset.labelUnread.replace("{count}", number) : bell.dataset.label;
  };
  const countEverywhere = (number) => {
    count(number);
    channel?.postMessage({ kind: "count", count: number });
  };

  // --- pop-ups: they take no focus, go by themselves, and the oldest gives way

  const post = (url, values) =>
    fetch(url, { method: "POST", body: new URLSearchParams(values), headers: { ...headers(), "HX-Request": "true" } });

  // the time counts only while somebody can see it
  const leaveLater = (popup) => {
    let left = STAY;
    const timer = setInterval(() => {
      if (document.hidden || popup.matches(":hover, :focus-within")) return;
      left -= 500;
      if (left > 0 && popup.isConnected) return;
      clearInterval(timer);
      popup.classList.add("is-going");
      setTimeout(() => popup.remove(), 200);
    }, 500);
  };

  // while a contact is being closed only what is urgent may come between
  const isInTheWay = (item) => !item.urgent && document.querySelector("form[data-outcomes]");

  const popUp = (item) => {
    if (isInTheWay(item) || document.getElementById(`popup-${item.id}`)) return;
    const popup = node('<div class="overlay popup"><i class="l"></i><a><b></b><span class="sub2"></span></a><button class="btn btn--s btn--ghost btn--icon" type="button" data-popup-close><span aria-hidden="true">×</span><span class="vh"></span></button></div>');
    popup.id = `popup-${item.id}`;
    popup.firstElementChild.classList.add(item.urgent ? "l--urgent" : "l--info");
    const link = popup.querySelector("a");
    link.href = item.url;
    link.firstElementChild.textContent = item.title;
    link.lastElementChild.textContent = item.body;
    link.lastElementChild.hidden = !item.body;
    popup.querySelector(".vh").textContent = say("close");
    popups.prepend(popup);
    [...popups.children].slice(MOST).forEach((old) => old.remove());
    // what is urgent stays until it was looked at
    if (!item.urgent) leaveLater(popup);
  };

  document.addEventListener("click", (event) => {
    event.target.closest("[data-popup-close]")?.closest(".popup").remove();
  });

  // one tab of all shows a notification: the sooner, the more it is in front
  const claim = (id) => {
    const shown = store.read(SHOWN, []);
    if (shown.some(([known]) => known === id)) return false;
    return store.write(SHOWN, [...shown.slice(-50), [id, tab]]);
  };
  const isOurs = (id) => store.read(SHOWN, []).some(([known, whose]) => known === id && whose === tab);
  // what one tab stores reaches another a moment later, so the claim is locked until then
  const claimLocked = (id) => new Promise((answer) => {
    navigator.locks.request(`${SHOWN}:${id}`, { ifAvailable: true }, async (lock) => {
      const isFirst = Boolean(lock) && claim(id);
      answer(isFirst);
      if (isFirst) await new Promise((go) => { setTimeout(go, 5000); });
    });
  });
  // without locks two tabs may claim at the same moment: then the last one to write has it
  const claimAlone = async (id) => {
    if (navigator.locks) return claimLocked(id);
    if (!claim(id)) return false;
    await new Promise((go) => { setTimeout(go, 80); });
    return isOurs(id);
  };
  const show = (item) => {
    const wait = document.hasFocus() ? 0 : document.hidden ? 600 : 200;
    setTimeout(async () => {
      if (await claimAlone(item.id)) popUp(item);
    }, wait);
  };

  const hear = (item) => {
    count(item.count);
    if (!panel.hidden) fillPanel({ "X-Mayak-Background": "1" });
    if (item.popUp && Date.now() - item.at < 600000) show(item);
  };

  // --- the stream: held by one tab, taken over when that tab is gone

  let source = null;
  const note = (event) => {
    const place = Number(event.lastEventId);
    if (place) store.write(PLACE, place);
  };
  const open = () => {
    const after = store.read(PLACE, null);
    source = new EventSource(bell.dataset.events + (after ? `?after=${after}` : ""));
    source.addEventListener("news", (event) => {
      note(event);
      const item = JSON.parse(event.data);
      channel?.postMessage({ kind: "news", item });
      hear(item);
    });
    source.addEventListener("count", (event) => {
      note(event);
      countEverywhere(JSON.parse(event.data).count);
    });
    // refused for good (logged out, too many): look again in a while
    source.addEventListener("error", () => {
      if (source?.readyState === EventSource.CLOSED) {
        source = null;
        setTimeout(() => (navigator.locks ? open() : hold()), 60000);
      }
    });
  };
  const close = () => {
    source?.close();
    source = null;
  };

  // Web Locks exist on secure origins only; elsewhere a note in the storage, renewed while the tab lives, does
  const hold = () => {
    if (source) return;
    if (navigator.locks) {
      navigator.locks.request(HOLDER, () => new Promise((release) => {
        open();
        addEventListener("pagehide", () => { close(); release(); }, { once: true });
      }));
      return;
    }
    const held = store.read(HOLDER, null);
    if (held && held.tab !== tab && Date.now() - held.at < 5000) return;
    store.write(HOLDER, { tab, at: Date.now() });
    setTimeout(() => {
      if (!source && store.read(HOLDER, {}).tab === tab) open();
    }, 60);
  };
  const keepHold = () => {
    if (!source) return hold();
    if (store.read(HOLDER, {}).tab !== tab) return close();
    return store.write(HOLDER, { tab, at: Date.now() });
  };
  // a page that is left at once opens nothing
  setTimeout(() => {
    hold();
    if (!navigator.locks) setInterval(keepHold, 2000);
  }, 800);
  addEventListener("pagehide", () => {
    if (!navigator.locks && source) store.write(HOLDER, null);
    close();
  });
  addEventListener("pageshow", (event) => event.persisted && hold());

  channel?.addEventListener("message", ({ data }) => {
    if (data.kind === "count") count(data.count);
    else if (data.kind === "news") hear(data.item);
  });

  // --- the panel

  const fillPanel = async (more = {}) => {
    const answer = await fetch(bell.dataset.panel, { headers: { "HX-Request": "true", ...more } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return false;
    panel.innerHTML = await answer.text();
    const rows = panel.querySelector("[data-bell-rows]");
    countEverywhere(Number(rows.dataset.count));
    if (Number(rows.dataset.newest)) post(bell.dataset.seen, { up_to: rows.dataset.newest }).catch(() => null);
    return true;
  };
  const shut = (isBack) => {
    panel.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    if (isBack) opener.focus();
  };
  opener.setAttribute("aria-expanded", "false");
  opener.setAttribute("aria-controls", panel.id);

  document.addEventListener("click", async (event) => {
    if (event.target.closest("[data-bell-open]") && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      if (!panel.hidden) return shut(false);
      if (!(await fillPanel())) return location.assign(opener.href);
      popups.replaceChildren();
      panel.hidden = false;
      opener.setAttribute("aria-expanded", "true");
      (panel.querySelector(".news a") || panel).focus();
    } else if (!panel.hidden && !bell.contains(event.target)) shut(false);
    return undefined;
  });
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-bell-read]");
    if (!form) return;
    event.preventDefault();
    const answer = await post(form.action, {}).catch(() => null);
    if (answer?.ok) await fillPanel();
    (panel.querySelector(".news a") || panel).focus();
  });
  // arrows and j, k walk; Escape leads back to the bell
  panel.addEventListener("keydown", (event) => {
    if (isField(event.target)) return;
    const step = { ArrowDown: 1, KeyJ: 1, ArrowUp: -1, KeyK: -1 }[event.code];
    if (event.code === "Escape") shut(true);
    else if (step) {
      const links = [...panel.querySelectorAll(".news a")];
      links[Math.max(0, Math.min(links.length - 1, links.indexOf(document.activeElement) + step))]?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
