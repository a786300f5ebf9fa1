// Keeps the look and the offline page. Pages with clients' data are never cached: this may be a shared computer.
const CACHE = "mayak-{{ version }}";
const ADDRESSES = {{ addresses_json|safe }};
const OFFLINE = "{{ offline_url }}";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(ADDRESSES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(old).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
  } else if (ADDRESSES.includes(new URL(request.url).pathname)) {
    // a name with a digest never changes its content; without one (while developing) the network knows better
    const kept = () => caches.match(request);
    const isFixed = /\.[0-9a-f]{12}\./.test(request.url);
    event.respondWith(isFixed ? kept().then((file) => file || fetch(request)) : fetch(request).catch(kept));
  }
});
