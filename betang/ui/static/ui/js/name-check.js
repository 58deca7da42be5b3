// <name-check data-url="…"> around a field and <div data-answer aria-live="polite">: says whether a name is free while it is typed.
// Without it a button asks the server; with it that button ([data-ask]) is not needed and goes away.
const PAUSE = 450;

customElements.define("name-check", class extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input");
    this.place = this.querySelector("[data-answer]");
    if (!this.field || !this.place) return;
    for (const one of this.querySelectorAll("[data-ask]")) one.hidden = true;
    this.field.setAttribute("autocapitalize", "none");
    this.field.addEventListener("input", () => this.soon());
    this.offer();
    if (this.field.value.trim() && !this.place.children.length) this.ask();
  }

  soon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    this.asking?.abort();
    const name = this.field.value.trim();
    if (!name) {
      this.place.replaceChildren();
      return;
    }
    this.asking = new AbortController();
    const address = `${this.dataset.url}?${new URLSearchParams({ [this.field.name]: name })}`;
    try {
      const answer = await fetch(address, { signal: this.asking.signal, headers: { "X-Requested-With": "name-check" } });
      if (!answer.ok || name !== this.field.value.trim()) return;
      this.place.innerHTML = await answer.text(); // made by the server's own template
      this.offer();
    } catch {
      // No connection: sending the form checks the name in any case.
    }
  }

  // A free name that is offered is taken with a tap.
  offer() {
    for (const one of this.place.querySelectorAll("[data-name]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn plain tiny";
      button.textContent = one.textContent;
      button.addEventListener("click", () => {
        this.field.value = button.textContent;
        this.field.dispatchEvent(new InputEvent("input", { bubbles: true }));
        this.field.focus();
      });
      one.replaceWith(button);
    }
  }
});
