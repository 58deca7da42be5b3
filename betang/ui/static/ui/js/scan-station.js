// <scan-station data-url data-photo data-worker data-training data-words>: notes presence at the door of a training, also without network.
//
// Each note gets a key (UUIDv7) made here, lies in IndexedDB until the house says that it has it, and may be handed in any number of
// times. The list holds hashes of codes only: no names, no numbers. Without script the form beside it notes one code at a time.
//
// Most browsers but Android's read no QR codes themselves: there the house reads them from a photo, one tap a person, with network.
const LENGTH = 8;
const BATCH = 100;
const EVERY_MS = 20_000;
const PHOTO_WIDTH = 960;

const opened = (name) => new Promise((resolve, reject) => {
  const asked = indexedDB.open(name, 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("marks", { keyPath: "key" });
    asked.result.createObjectStore("facts");
  };
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

const uuid7 = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let at = Date.now();
  for (let place = 5; place >= 0; place -= 1) { bytes[place] = at % 256; at = Math.floor(at / 256); }
  bytes[6] = 0x70 | (bytes[6] & 15);
  bytes[8] = 0x80 | (bytes[8] & 63);
  const hex = Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
};

const shown = (code) => code.replace(/(.{4})(?=.)/g, "$1-");

// A browser may have the detector and still read no QR codes: on Android the reader is a part of its own.
const readsCodes = async () => "BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats().catch(() => [])).includes("qr_code");

// A picture or the moment of a video, small enough to be sent over a village's network.
const small = (source, width, height) => {
  const share = Math.min(1, PHOTO_WIDTH / Math.max(width, height));
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(width * share), height: Math.round(height * share) });
  canvas.getContext("2d").drawImage(source, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
};

customElements.define("scan-station", class extends HTMLElement {
  async connectedCallback() {
    this.words = JSON.parse(this.dataset.words);
    this.form = this.parentElement.querySelector("form[data-scan]");
    if (!this.form || !window.isSecureContext || !("indexedDB" in window) || !crypto.subtle) return this.draw(this.words.unsafe);
    try {
      this.store = await opened(`betang-hadir:${this.dataset.training}`);
    } catch {
      return this.draw(this.words.unsafe);
    }
    this.codes = new Set((await this.fact("codes")) ?? []);
    this.counts = (await this.fact("counts")) ?? {};
    this.reads = await readsCodes();
    this.draw();
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.note(this.form.elements.code.value).catch((error) => this.say("last", String(error), "stop"));
      this.form.elements.code.value = "";
      this.form.elements.code.focus();
    });
    this.form.elements.session.addEventListener("change", () => this.count());
    this.form.elements.photo.addEventListener("change", ({ target }) => this.chosen(target.files[0]).finally(() => (target.value = "")));
    addEventListener("online", () => this.sync());
    setInterval(() => this.sync(), EVERY_MS);
    this.dataset.ready = "";
    await this.prepare();
    await this.sync();
  }

  draw(problem = "") {
    const box = document.createElement("div");
    box.className = "station";
    for (const [part, role] of [["ready", "status"], ["last", "alert"], ["pending", "status"], ["house", "status"]]) {
      const line = document.createElement("p");
      line.dataset.part = part;
      line.setAttribute("role", role);
      box.append(line);
    }
    this.replaceChildren(box);
    if (problem) return this.say("ready", problem, "wait");
    if (navigator.mediaDevices?.getUserMedia) {
      this.eye = this.button(box, this.words.camera, () => this.look());
      this.eye.className = "btn";
      this.photoField(false);
    }
    if (!this.reads) box.append(Object.assign(document.createElement("p"), { className: "small", textContent: this.words.house_eye }));
    this.button(box, this.words.handIn, () => this.sync(true)).dataset.part = "hand-in";
    return undefined;
  }

  photoField(isShown) { this.form.querySelector("[data-photo]").hidden = !isShown; }

  button(box, label, act) {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "btn plain", textContent: label });
    made.addEventListener("click", act);
    box.append(made);
    return made;
  }

  say(part, text, tone = "") {
    const line = this.querySelector(`[data-part="${part}"]`);
    line.textContent = text;
    line.className = tone ? `note ${tone}` : "";
  }

  told(name, values) {
    return Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), this.words[name]);
  }

  shelf(name, mode = "readonly") { return this.store.transaction(name, mode).objectStore(name); }
  fact(name) { return done(this.shelf("facts").get(name)); }
  keep(name, value) { return done(this.shelf("facts", "readwrite").put(value, name)); }
  marks() { return done(this.shelf("marks").getAll()); }

  // The page, its sheets and programs are kept by the service worker, so that the page opens without network.
  async prepare() {
    if (!("serviceWorker" in navigator)) return this.say("ready", this.words.unsafe, "wait");
    this.say("ready", this.words.preparing);
    navigator.serviceWorker.addEventListener("message", ({ data }) => {
      this.say("ready", data.isKept ? this.words.ready : this.words.noNetworkReady, data.isKept ? "good" : "wait");
    });
    try {
      await navigator.serviceWorker.register(this.dataset.worker);
      const { active } = await navigator.serviceWorker.ready;
      const files = performance.getEntriesByType("resource").map((one) => one.name).filter((one) => /\.(css|js|svg|woff2)(\?|$)/.test(one));
      active.postMessage({ keep: [location.href.split("#")[0], ...files] });
    } catch {
      this.say("ready", this.words.noNetworkReady, "wait");
    }
    return undefined;
  }

  async isKnown(code) {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${this.dataset.training}:${code}`));
    const hex = Array.from(new Uint8Array(digest), (one) => one.toString(16).padStart(2, "0")).join("");
    return this.codes.has(hex.slice(0, 24));
  }

  async note(text) {
    const code = text.toUpperCase().replace(/[^A-Z0-9]/g, "");
    if (code.length !== LENGTH) return this.say("last", this.words.short, "stop");
    const session = this.form.elements.session.value;
    const id = `${session}:${code}`;
    const before = (await this.marks()).some((one) => one.session === session && one.code === code) || ((await this.fact("noted")) ?? []).includes(id);
    if (before) return this.say("last", this.told("again", { code: shown(code) }), "info");
    const mark = { key: uuid7(), code, session, at: new Date().toISOString(), offline: !navigator.onLine };
    await done(this.shelf("marks", "readwrite").put(mark));
    const isKnown = await this.isKnown(code);
    this.say("last", this.told(isKnown ? "noted" : "stranger", { code: shown(code) }), isKnown ? "good" : "wait");
    navigator.vibrate?.(isKnown ? 60 : [60, 60, 60]);
    await this.count();
    return this.sync();
  }

  async count() {
    const waiting = (await this.marks()).length;
    this.dataset.pending = waiting;
    this.say("pending", waiting ? this.told("pending", { count: waiting }) : this.words.none);
    const session = this.form.elements.session.value;
    this.say("house", this.told("house", { count: this.counts[session] ?? 0 }));
    for (const [key, value] of Object.entries(this.counts)) {
      const cell = document.querySelector(`[data-count="${CSS.escape(key)}"]`);
      if (cell) cell.textContent = value;
    }
  }

  // Hand in what waits, then fetch the list anew. A note leaves this phone only when the house has said what became of it.
  async sync(isAsked = false) {
    if (this.busy) { this.again = true; return; }
    this.busy = true;
    try {
      for (let batch = (await this.marks()).slice(0, BATCH); batch.length; batch = (await this.marks()).slice(0, BATCH)) {
        if (isAsked) this.say("pending", this.words.handing);
        const told = await this.ask({ sent_at: new Date().toISOString(), marks: batch });
        const noted = new Set((await this.fact("noted")) ?? []);
        const gone = batch.filter((one) => told.results[one.key]);
        if (!gone.length) break;
        for (const one of gone) {
          if (told.results[one.key] === "kept") noted.add(`${one.session}:${one.code}`);
          else this.say("last", this.told("unknown", { code: shown(one.code) }), "stop");
        }
        await this.keep("noted", [...noted]);
        for (const one of gone) await done(this.shelf("marks", "readwrite").delete(one.key));
        this.counts = told.counts;
        if (told.clock_off_minutes) this.say("ready", this.told("clock", { minutes: told.clock_off_minutes }), "wait");
      }
      const list = await this.ask();
      this.codes = new Set(list.codes);
      this.counts = list.counts;
      await this.keep("codes", list.codes);
      await this.keep("counts", list.counts);
      await this.count();
    } catch (error) {
      await this.count();
      if (error.refused) this.say("last", this.told("refused", { message: error.refused }), "stop");
      else if (isAsked || (await this.marks()).length) this.say("pending", `${this.told("pending", { count: this.dataset.pending })}. ${this.words.offline}`, "wait");
    } finally {
      this.busy = false;
      if (this.again) { this.again = false; this.sync(); }
    }
  }

  async ask(body, url = this.dataset.url) {
    const json = { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
    const way = body instanceof FormData ? { method: "POST", body } : body ? json : {};
    const answer = await fetch(url, { ...way, credentials: "omit", cache: "no-store" });
    if (answer.ok) return answer.json();
    const told = await answer.json().catch(() => ({}));
    throw Object.assign(new Error(String(answer.status)), { refused: told.message ?? String(answer.status) });
  }

  async look() {
    if (this.stream) return this.close();
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      const video = Object.assign(document.createElement("video"), { srcObject: this.stream, muted: true, playsInline: true });
      this.eye.before(video);
      this.eye.textContent = this.words.stop;
      await video.play();
      if (this.reads) await this.watch(video);
      else {
        const shoot = this.button(this.eye.parentElement, this.words.shoot, async () => this.read(await small(video, video.videoWidth, video.videoHeight)));
        shoot.dataset.part = "shoot";
        shoot.className = "btn";
        this.eye.before(shoot);
      }
    } catch {
      this.close();
      this.photoField(true);
      this.say("last", this.words.noCamera, "wait");
    }
    return undefined;
  }

  async watch(video) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    let last = "";
    while (this.stream) {
      const [found] = await detector.detect(video).catch(() => []);
      if (found && found.rawValue !== last) await this.note(last = found.rawValue);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }

  async chosen(file) {
    if (!file) return;
    const whole = await createImageBitmap(file).catch(() => null);
    await this.read(whole ? await small(whole, whole.width, whole.height) : file);
  }

  // The house reads the codes on a photo; what it reads is noted as if it had been typed.
  async read(photo) {
    this.say("last", this.words.reading);
    const body = new FormData();
    body.set("foto", photo, "kode.jpg");
    try {
      const { codes } = await this.ask(body, this.dataset.photo);
      if (!codes.length) this.say("last", this.words.noCode, "stop");
      for (const code of codes) await this.note(code);
    } catch (error) {
      this.say("last", error.refused ?? this.words.typeIt, "stop");
    }
  }

  close() {
    this.stream?.getTracks().forEach((one) => one.stop());
    this.stream = null;
    this.querySelector("video")?.remove();
    this.querySelector("[data-part=shoot]")?.remove();
    this.eye.textContent = this.words.camera;
  }

  disconnectedCallback() { this.stream?.getTracks().forEach((one) => one.stop()); }
});
