// <geo-point><input …><button type="button" hidden>…</button><p role="status"></p></geo-point>
//
// Fills the field with where the phone is, when asked. Without it, or where somebody says no, the point is typed or left empty.
customElements.define("geo-point", class extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input");
    const button = this.querySelector("button");
    if (!this.field || !button || !navigator.geolocation) return;
    button.hidden = false;
    button.addEventListener("click", () => this.ask());
  }

  ask() {
    const line = this.querySelector("[role=status]");
    line.textContent = "…";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        this.field.value = `${coords.latitude.toFixed(5)}, ${coords.longitude.toFixed(5)}`;
        this.field.dispatchEvent(new Event("input", { bubbles: true }));
        line.textContent = `± ${Math.round(coords.accuracy)} m`;
      },
      () => (line.textContent = this.dataset.denied ?? "✕"),
      { enableHighAccuracy: true, timeout: 20_000, maximumAge: 60_000 },
    );
  }
});
