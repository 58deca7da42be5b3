// <auto-save data-key="…" [data-url="…"] [data-sign-in="…"]><form>…</form></auto-save>
//
// Keeps every field but files in the phone's storage as it is typed, and sends it to `data-url` where given. The server answers
// 2xx, with {"version": …} if it counts versions (kept in the form's field `versi`) and {"conflict": true, "message", "look_at"} if
// it kept the text beside another's; 409 when it must not be written any more; a redirect, 401 or 403 when the session has ended. Nothing typed is ever thrown away before the server has it or the writer says so.
import * as drafts from "./drafts.js";
import { clock, make, say } from "./words.js";

const TYPING = 400;
const PAUSE = 2500;
const LONGEST_PAUSE = 60_000;

class AutoSave extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    if (!this.form || this.line) return;
    this.key = this.dataset.key || location.pathname;
    this.dataset.key = this.key;
    this.at = 0; // when the newest keystroke was
    this.sent = 0; // up to which keystroke the server has it
    this.failures = 0;
    this.isSafe = true;
    this.original = JSON.stringify(this.collect());
    this.line = make("p", { part: "state", class: "saved", role: "status", "aria-live": "off" });
    this.append(this.line);
    this.restore();
    this.form.addEventListener("input", () => this.typed());
    this.form.addEventListener("change", () => this.typed());
    this.form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("online", () => this.at > this.sent && this.send());
    addEventListener("pageshow", (event) => event.persisted && drafts.stillHere());
    addEventListener("storage", (event) => this.elsewhere(event));
    addEventListener("beforeunload", (event) => !this.isSafe && !this.isLeaving && this.at > this.sent && event.preventDefault());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.leave();
    });
  }

  controls() {
    return [...this.form.elements].filter(
      (one) => one.name && !one.disabled && !one.hasAttribute("data-unkept") && !["file", "hidden", "password", "submit", "button", "reset"].includes(one.type),
    );
  }

  collect() {
    return this.controls().map((one) => {
      if (one.type === "checkbox" || one.type === "radio") return [one.name, one.value, one.checked];
      if (one.multiple) return [one.name, [...one.selectedOptions].map((option) => option.value)];
      return [one.name, one.value];
    });
  }

  put(fields) {
    const left = [...fields];
    for (const one of this.controls()) {
      const isChoice = one.type === "checkbox" || one.type === "radio";
      const at = left.findIndex(([name, value]) => name === one.name && (!isChoice || value === one.value));
      if (at < 0) continue;
      const [[, value, checked]] = left.splice(at, 1);
      if (isChoice) one.checked = checked;
      else if (one.multiple) for (const option of one.options) option.selected = value.includes(option.value);
      else one.value = value;
    }
    this.form.dispatchEvent(new CustomEvent("restored", { bubbles: true }));
  }

  restore() {
    const draft = drafts.read(this.key);
    if (!draft) return;
    const isSame = JSON.stringify(draft.fields) === this.original;
    if (isSame || draft.at <= draft.sent) {
      drafts.forget(this.key);
      return;
    }
    this.put(draft.fields);
    this.at = draft.at;
    const keep = make("button", { type: "button", class: "btn plain tiny" }, say("Keep it"));
    const discard = make("button", { type: "button", class: "btn link tiny" }, say("Discard it"));
    const banner = make("div", { class: "note wait", role: "status" });
    const buttons = make("p", { class: "cluster" });
    buttons.append(keep, discard);
    banner.append(make("p", {}, say("We put back what you typed at {time}.", { time: clock(draft.at) })), buttons);
    keep.addEventListener("click", () => {
      banner.remove();
      this.send();
    });
    discard.addEventListener("click", () => {
      drafts.forget(this.key);
      this.at = this.sent = 0;
      this.put(JSON.parse(this.original));
      banner.remove();
      this.show("");
    });
    this.prepend(banner);
    this.banner = banner;
    this.show(say("Kept on this phone, not sent yet"));
  }

  typed() {
    this.at = Date.now();
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.keep(), TYPING);
    if (this.dataset.url && !this.isStopped) this.later(PAUSE);
  }

  keep() {
    clearTimeout(this.typing);
    if (!this.at) return;
    this.isSafe = drafts.write(this.key, { fields: this.collect(), at: this.at, sent: this.sent });
    if (this.isSafe && !this.dataset.url) this.show(say("Saved at {time}", { time: clock(this.at) }));
  }

  later(pause) {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.send(), pause);
  }

  async send({ isLast = false } = {}) {
    this.keep();
    if (!this.dataset.url || this.isStopped || this.isSending || this.at <= this.sent) return;
    if (!navigator.onLine) {
      this.show(say("Kept on this phone, not sent yet"), "wait");
      return;
    }
    const upTo = this.at;
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) if (typeof value === "string") body.append(name, value);
    this.isSending = true;
    if (!isLast) this.show(say("Saving…"));
    try {
      const answer = await fetch(this.dataset.url, {
        method: "POST",
        body,
        headers: { "Idempotency-Key": `${this.key}:${upTo}`, "X-Requested-With": "auto-save" },
        redirect: "manual",
        keepalive: isLast,
      });
      await this.answered(answer, upTo);
    } catch {
      this.failed();
    } finally {
      this.isSending = false;
      if (this.at > this.sent && !this.isStopped && !this.failures) this.later(PAUSE);
    }
  }

  async answered(answer, upTo) {
    if (answer.ok) {
      this.failures = 0;
      this.sent = upTo;
      const isTold = (answer.headers.get("Content-Type") ?? "").includes("json");
      const told = isTold ? await answer.json() : {};
      if (told.version !== undefined && this.form.elements.versi) this.form.elements.versi.value = told.version;
      if (told.url) this.dataset.url = told.url;
      this.banner?.remove();
      this.keep();
      this.show(say("Saved at {time}", { time: clock(Date.now()) }));
      if (told.conflict) this.warn(told);
    } else if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
      this.isStopped = true;
      this.show(say("You have been signed out. What you typed is kept on this phone."), "wait");
      const to = this.dataset.signIn || `/meja/akun/masuk/?next=${encodeURIComponent(location.pathname + location.search)}`;
      this.line.append(" ", make("a", { href: to }, say("Sign in again")));
    } else if (answer.status === 409) {
      this.isStopped = true;
      this.show(say("Somebody else has changed this meanwhile. Your text is kept on this phone; reload to see theirs."), "wait");
    } else if (answer.status < 500 && answer.status !== 429) {
      // The server does not take it as it is: what is wrong is said when the form is sent.
      this.failures = 0;
      this.sent = upTo;
      this.isSafe = drafts.write(this.key, { fields: this.collect(), at: this.at, sent: 0 });
      this.show(say("Kept on this phone, not sent yet"));
    } else {
      this.failed();
    }
  }

  // Another text stands beside this one: said where the writer looks, and left there until they have seen it.
  warn({ message, look_at: address }) {
    if (this.seen === message + address || this.warning?.dataset.of === message + address) return;
    this.warning?.remove();
    const box = make("div", { class: "note wait conflict", role: "alert", "data-of": message + address });
    const buttons = make("p", { class: "cluster" });
    const seen = make("button", { type: "button", class: "btn link tiny" }, say("I have seen it"));
    seen.addEventListener("click", () => {
      this.seen = box.dataset.of;
      box.remove();
    });
    if (address) buttons.append(make("a", { class: "btn plain tiny", href: address, target: "_blank" }, say("Compare")));
    buttons.append(seen);
    box.append(make("p", {}, message), buttons);
    this.line.before(box);
    this.warning = box;
  }

  failed() {
    this.failures += 1;
    this.show(say("Kept on this phone, not sent yet"), "wait");
    this.later(Math.min(LONGEST_PAUSE, PAUSE * 2 ** this.failures));
  }

  elsewhere(event) {
    if (!drafts.isOf(event, this.key) || !event.newValue) return;
    if (JSON.parse(event.newValue).at > this.at) {
      this.show(say("This page is open in another window too. What was typed there is newer."), "wait");
    }
  }

  submit(event) {
    if (event.defaultPrevented) return;
    if (!this.at) this.at = Date.now();
    this.keep();
    if (!navigator.onLine) {
      event.preventDefault();
      this.show(say("Kept on this phone, not sent yet"), "wait");
      return;
    }
    clearTimeout(this.waiting);
    this.isStopped = true;
    this.isLeaving = true;
    drafts.submitted(this.key);
  }

  leave() {
    this.keep();
    if (!this.isLeaving) this.send({ isLast: true });
  }

  show(text, tone = "") {
    this.line.textContent = text;
    this.line.className = tone ? `saved ${tone}` : "saved";
    this.line.setAttribute("aria-live", tone ? "polite" : "off");
  }
}

drafts.settle();
customElements.define("auto-save", AutoSave);
