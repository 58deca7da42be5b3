// Shows a site's colour, pattern and name while they are being chosen. Without it, a button asks the server to show them.
customElements.define("look-preview", class extends HTMLElement {
  connectedCallback() {
    const shown = this.querySelector(".preview");
    this.addEventListener("input", (event) => {
      const { name, value } = event.target;
      if (name === "hue") shown.dataset.hue = value;
      if (name === "motif") shown.dataset.motif = value;
      if (name === "title") shown.querySelector(".name").textContent = value;
    });
  }
});
