// <price-sum data-prices='{"<id>": ["unit", 75000]}' data-label="…">: says volume times price while both are chosen. Without it the
// button of the form computes the same on the server.
class PriceSum extends HTMLElement {
  connectedCallback() {
    this.prices = JSON.parse(this.dataset.prices || "{}");
    this.shown = this.querySelector("[role=status]");
    this.addEventListener("input", () => this.reckon());
    this.addEventListener("change", () => this.reckon());
    this.reckon();
  }

  reckon() {
    const price = this.querySelector("[name=price]");
    const volume = this.querySelector("[name=volume]");
    const [unit, each] = this.prices[price?.value] ?? [];
    const count = parseVolume(volume?.value ?? "");
    if (!this.shown) return;
    if (!each || !(count > 0)) {
      this.shown.textContent = "";
      return;
    }
    const number = new Intl.NumberFormat("id-ID", { maximumFractionDigits: 2 });
    const sum = Math.floor(Math.round(count * 100) * each / 100);
    this.shown.textContent = `${this.dataset.label}: ${number.format(count)} ${unit} × Rp${number.format(each)} = Rp${number.format(sum)}`;
  }
}

// `1.250,5` and `1250.5` alike, as the server reads them (`rules.parse_volume`).
function parseVolume(text) {
  let body = text.replace(/\s/g, "");
  if (/^\d{1,3}(\.\d{3})+(,\d+)?$/.test(body) || body.includes(",")) body = body.replaceAll(".", "").replace(",", ".");
  return /^\d+(\.\d+)?$/.test(body) ? Number(body) : NaN;
}

customElements.define("price-sum", PriceSum);
