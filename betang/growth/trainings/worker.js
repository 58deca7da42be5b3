// The service worker of the scanners' pages: keeps the page and its program, so that they open where there is no network.
// Notes themselves lie in the page's own store (IndexedDB). It sets and reads no cookie, and keeps nothing of other pages.
const SHELF = "betang-hadir-1";
const WAIT_MS = 4000;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("betang-hadir-") && name !== SHELF) await caches.delete(name);
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

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || url.pathname.endsWith(".json")) return;
  event.respondWith((async () => {
    const shelf = await caches.open(SHELF);
    const kept = await shelf.match(request, { ignoreVary: true });
    if (kept && request.mode !== "navigate") return kept; // programs and sheets have their hash in the name
    const patience = new Promise((resolve) => setTimeout(resolve, kept ? WAIT_MS : 60_000));
    const answer = await Promise.race([fetch(request).catch(() => null), patience]);
    if (answer?.ok && request.mode === "navigate" && kept) await shelf.put(request, answer.clone());
    return answer ?? kept ?? Response.error();
  })());
});
