// Theme, density, folded rail: remembered in cookies, so that the server draws the page right at once.
const root = document.documentElement;
const remember = (name, value) => {
  const age = value ? 60 * 60 * 24 * 365 : 0;
  document.cookie = `mayak_${name}=${value};path=/;max-age=${age};samesite=lax`;
};
const put = (name, value) => {
  if (value) root.dataset[name] = value;
  else delete root.dataset[name];
  remember(name, value);
};

document.addEventListener("click", (event) => {
  const target = event.target;
  if (target.closest("[data-theme-toggle]")) {
    const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    put("theme", isDark ? "light" : "dark");
  }
  if (target.closest("[data-print]")) print();
  const density = target.closest("button[data-density]");
  if (density) {
    put("density", density.dataset.density);
    density.parentElement.querySelectorAll("button").forEach((button) => {
      button.setAttribute("aria-pressed", String(button === density));
    });
  }
  const rail = target.closest("[data-rail-toggle]")?.closest(".rail");
  if (rail) put("rail", rail.offsetWidth < 100 ? "open" : "folded");
  document.querySelectorAll("details[data-drop][open]").forEach((drop) => {
    if (!drop.contains(target)) drop.open = false;
  });
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details[data-drop][open]").forEach((drop) => {
    drop.open = false;
    drop.querySelector("summary").focus();
  });
});

// a tel: link dials and then opens the page where the call is recorded
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-then]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  setTimeout(() => location.assign(link.dataset.then), 120);
});

// a button that starts a contact dials first
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-dial]");
  if (!button) return;
  event.preventDefault();
  location.assign(button.dataset.dial);
  setTimeout(() => button.form.requestSubmit(button), 120);
  button.removeAttribute("data-dial");
});

document.addEventListener("click", (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) navigator.clipboard?.writeText(copy.dataset.copy);
});

document.addEventListener("change", (event) => {
  event.target.closest("form[data-auto]")?.requestSubmit();
});
