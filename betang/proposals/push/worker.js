// The service worker of followed proposals: shows what was sent to this browser, and opens its page. It keeps and fetches nothing.
self.addEventListener("push", (event) => {
  let told = {};
  try { told = event.data ? event.data.json() : {}; } catch { /* not ours */ }
  const url = String(told.url || "/usulan/");
  event.waitUntil(self.registration.showNotification(String(told.title || "Betang"), {
    body: String(told.body || ""), data: { url }, tag: url, lang: "id",
  }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data.url, self.location.origin);
  const here = url.origin === self.location.origin ? url.href : `${self.location.origin}/usulan/`;
  event.waitUntil((async () => {
    const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const same = open.find((one) => one.url.split("#")[0] === here.split("#")[0]);
    return same ? same.focus() : self.clients.openWindow(here);
  })());
});
