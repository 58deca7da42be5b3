// <push-follow hidden data-url data-worker data-scope data-number data-follow data-stop data-done data-stopped data-denied data-failed>
//   <button type="button">…</button><p role="status"></p></push-follow>
//
// «Tell me on this phone»: web push for one proposal. Shown only where the browser can do it; what this browser follows is
// remembered in its own storage, nothing is set as a cookie. E-mail and feed stay for everybody else.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));

customElements.define("push-follow", class extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.line = this.querySelector("[role=status]");
    if (!this.button || !window.isSecureContext || !("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return;
    this.name = `ikuti:${this.dataset.number}`;
    this.hidden = false;
    this.show();
    this.button.addEventListener("click", () => this.turn());
  }

  get follows() {
    try { return localStorage.getItem(this.name) === "1" && Notification.permission === "granted"; } catch { return false; }
  }

  set follows(value) {
    try { value ? localStorage.setItem(this.name, "1") : localStorage.removeItem(this.name); } catch { /* a private window forgets it */ }
  }

  show() {
    this.button.textContent = this.follows ? this.dataset.stop : this.dataset.follow;
  }

  async turn() {
    const stops = this.follows;
    this.button.disabled = true;
    this.line.textContent = "…";
    try {
      if (!stops && (await Notification.requestPermission()) !== "granted") {
        this.line.textContent = this.dataset.denied;
        return;
      }
      const { key, fields } = await (await fetch(this.dataset.url, { credentials: "omit" })).json();
      await navigator.serviceWorker.register(this.dataset.worker, { scope: this.dataset.scope });
      const { pushManager } = await navigator.serviceWorker.ready;
      const subscription = (await pushManager.getSubscription())
        ?? (stops ? null : await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) }));
      if (subscription) {
        const body = new URLSearchParams({ ...fields, aksi: stops ? "berhenti" : "ikuti", langganan: JSON.stringify(subscription) });
        const answer = await fetch(this.dataset.url, { method: "POST", body, credentials: "omit" });
        if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).message ?? "");
      }
      this.follows = !stops;
      this.line.textContent = stops ? this.dataset.stopped : this.dataset.done;
    } catch (error) {
      this.line.textContent = error.constructor === Error && error.message ? error.message : this.dataset.failed;
    } finally {
      this.button.disabled = false;
      this.show();
    }
  }
});
