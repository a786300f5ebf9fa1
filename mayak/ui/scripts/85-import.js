// Uploads of an import: files and whole folders dropped or chosen, a table pasted from the clipboard. Without this
// script the plain file input and its button do the same.
const { headers, announce, isField, say, toast } = window.mayak;

const zoneHere = () => document.querySelector("form[data-upload]");

const show = (zone, share) => {
  const bar = zone.querySelector("[data-upload-bar]");
  const text = zone.querySelector("[data-upload-text]");
  bar.hidden = false;
  bar.querySelector("i").style.setProperty("--v", share);
  text.textContent = share < 100 ? text.dataset.sending : text.dataset.reading;
};

const draw = (html) => {
  const page = new DOMParser().parseFromString(html, "text/html").getElementById("main");
  const place = document.getElementById("main");
  if (!page || !place) return location.reload();
  place.replaceWith(page);
  announce(page);
  prepare();
  page.querySelector("[role=alert]")?.scrollIntoView({ block: "nearest" });
};

// XMLHttpRequest, for fetch does not tell how much of a large file has gone
const send = (zone, data) => {
  if (zone.dataset.sendingNow) return;
  zone.dataset.sendingNow = "1";
  data.set("csrfmiddlewaretoken", zone.querySelector("[name=csrfmiddlewaretoken]").value);
  const request = new XMLHttpRequest();
  request.open("POST", zone.action);
  Object.entries({ ...headers(), "X-Mayak-Form": "1" }).forEach(([name, value]) => request.setRequestHeader(name, value));
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) show(zone, Math.round((event.loaded / event.total) * 100));
  });
  const end = (act) => {
    delete zone.dataset.sendingNow;
    zone.querySelector("[data-upload-bar]").hidden = true;
    act();
  };
  request.addEventListener("load", () => {
    const place = request.getResponseHeader("X-Mayak-Location");
    if (place) location.assign(place);
    else if (request.status === 200 || request.status === 422) end(() => draw(request.responseText));
    else end(() => toast(say("failed"), "urgent"));
  });
  request.addEventListener("error", () => end(() => toast(say("offline"), "urgent")));
  show(zone, 0);
  request.send(data);
};

const sendFiles = (zone, files) => {
  if (!files.length) return;
  const data = new FormData();
  files.forEach((file) => data.append("files", file, file.name));
  send(zone, data);
};

// --- folders ----------------------------------------------------------------------------------------------
const filesOf = async (entry) => {
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader();
  const found = [];
  // a reader gives at most a hundred entries at a time
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) break;
    for (const one of some) found.push(...(await filesOf(one)));
  }
  return found;
};

const dropped = async (transfer) => {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const plain = [...transfer.files];
  if (!entries.length) return plain;
  const nested = await Promise.all(entries.map(filesOf)).catch(() => null);
  return nested ? nested.flat() : plain;
};

let depth = 0;
const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
document.addEventListener("dragenter", (event) => {
  if (!zoneHere() || !carriesFiles(event)) return;
  depth += 1;
  zoneHere().classList.add("is-over");
});
document.addEventListener("dragleave", (event) => {
  if (!zoneHere() || !carriesFiles(event)) return;
  depth = Math.max(0, depth - 1);
  if (!depth) zoneHere().classList.remove("is-over");
});
document.addEventListener("dragover", (event) => {
  if (zoneHere() && carriesFiles(event)) event.preventDefault();
});
document.addEventListener("drop", async (event) => {
  const zone = zoneHere();
  if (!zone || !carriesFiles(event)) return;
  event.preventDefault();
  depth = 0;
  zone.classList.remove("is-over");
  sendFiles(zone, await dropped(event.dataTransfer));
});

document.addEventListener("change", (event) => {
  const zone = event.target.closest?.("form[data-upload]");
  if (zone && event.target.type === "file") sendFiles(zone, [...event.target.files]);
});

// --- the clipboard ------------------------------------------------------------------------------------------
document.addEventListener("paste", (event) => {
  const zone = zoneHere();
  if (!zone || isField(event.target)) return;
  if (event.clipboardData.files.length) {
    event.preventDefault();
    return sendFiles(zone, [...event.clipboardData.files]);
  }
  const text = event.clipboardData.getData("text/plain");
  if (!text.trim()) return;
  event.preventDefault();
  const data = new FormData();
  data.set("pasted", text);
  send(zone, data);
});

const prepare = () => document.querySelectorAll("form[data-upload] [data-script-only]").forEach((part) => (part.hidden = false));
prepare();
document.addEventListener("htmx:load", prepare);
