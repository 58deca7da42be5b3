// The service worker of the courses: keeps a whole course on the phone once one of its pages was opened. It sets and reads no cookie.
const SHELF = "betang-belajar-1";
const WAIT_MS = 3000;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("betang-belajar-") && name !== SHELF) await caches.delete(name);
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  const { keep } = event.data ?? {};
  if (!Array.isArray(keep)) return;
  event.waitUntil((async () => {
    const shelf = await caches.open(SHELF);
    const kept = await Promise.all(keep.filter((url) => new URL(url, self.location).origin === self.location.origin).map(async (url) => {
      const answer = await fetch(url, { credentials: "omit" }).catch(() => null);
      if (answer?.ok) await shelf.put(url, answer);
      return Boolean(answer?.ok || (await shelf.match(url)));
    }));
    event.source?.postMessage({ isKept: kept.every(Boolean) });
  })());
});

// The network first, for what is new; what is kept where there is none, or where it is slow. Answers in the address change no page's text.
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith((async () => {
    const shelf = await caches.open(SHELF);
    const kept = await shelf.match(request, { ignoreSearch: request.mode === "navigate", ignoreVary: true });
    if (kept && request.mode !== "navigate") return kept; // programs and sheets have their hash in the name
    const patience = new Promise((resolve) => setTimeout(resolve, kept ? WAIT_MS : 60_000));
    const answer = await Promise.race([fetch(request).catch(() => null), patience]);
    return answer ?? kept ?? Response.error();
  })());
});
