// <course-learner data-course data-worker data-pages data-words [data-lesson] [data-quiz]>: keeps what was answered on this phone,
// checks a quiz here (also without network), and has the whole course kept by the service worker. Without script the server does it.
customElements.define("course-learner", class extends HTMLElement {
  connectedCallback() {
    this.words = JSON.parse(this.dataset.words);
    this.key = `betang:kursus:${this.dataset.course}`;
    this.line = this.querySelector("[data-kept]");
    const quiz = this.querySelector("form[data-quiz]");
    if (quiz) this.ask(quiz);
    this.mark();
    const end = this.querySelector("form [name=jawaban]");
    if (end && Object.keys(this.answers).length) {
      end.value = JSON.stringify(this.answers);
      for (const one of this.querySelectorAll("[data-without]")) one.hidden = true;
      for (const one of this.querySelectorAll("[data-with]")) one.hidden = false;
    }
    if (end?.form.elements.kunci) end.form.elements.kunci.value = crypto.randomUUID?.() ?? end.form.elements.kunci.value; // a kept page has an old key
    end?.form.addEventListener("submit", () => { end.value = JSON.stringify(this.answers); });
    this.shelve();
  }

  get answers() {
    try { return JSON.parse(localStorage.getItem(this.key)) ?? {}; } catch { return {}; }
  }

  keep(lesson, chosen) {
    try { localStorage.setItem(this.key, JSON.stringify({ ...this.answers, [lesson]: chosen })); } catch { /* a private window forgets it */ }
  }

  mark() {
    for (const one of this.querySelectorAll("[data-done-of]")) one.hidden = !(one.dataset.doneOf in this.answers);
  }

  ask(form) {
    const right = JSON.parse(form.dataset.quiz);
    const before = this.answers[this.dataset.lesson];
    before?.forEach((choice, place) => { const one = form.querySelector(`[name=j${place}][value="${choice}"]`); if (one) one.checked = true; });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const chosen = right.map((_one, place) => Number(new FormData(form).get(`j${place}`) ?? -1));
      if (chosen.includes(-1)) { this.say(form, this.words.incomplete); return; }
      this.keep(this.dataset.lesson, chosen);
      form.querySelectorAll("[data-why]").forEach((why, place) => {
        const isRight = chosen[place] === right[place];
        why.hidden = false;
        why.className = isRight ? "right" : "wrong";
        why.querySelector("b").textContent = isRight ? this.words.right : this.words.wrong;
      });
      this.say(form, this.words.score.replace("{right}", chosen.filter((one, place) => one === right[place]).length).replace("{all}", right.length));
      this.mark();
      const next = this.querySelector("[data-next]");
      if (next) next.hidden = false;
    });
  }

  say(form, text) { form.querySelector("[role=status]").textContent = text; }

  async shelve() {
    if (!window.isSecureContext || !("serviceWorker" in navigator) || !this.line) return;
    navigator.serviceWorker.addEventListener("message", ({ data }) => { if (data.isKept) this.line.textContent = this.words.kept; });
    try {
      await navigator.serviceWorker.register(this.dataset.worker);
      const { active } = await navigator.serviceWorker.ready;
      const files = performance.getEntriesByType("resource").map((one) => one.name).filter((one) => /\.(css|js|svg|woff2)(\?|$)/.test(one));
      active.postMessage({ keep: [...this.dataset.pages.split(" "), ...files] });
    } catch { /* it is read with network, then */ }
  }
});
