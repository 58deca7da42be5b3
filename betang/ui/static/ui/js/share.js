// <share-link data-url data-title> offers the phone's own sharing beside a plain WhatsApp link; <copy-link data-text data-done> copies.
class ShareLink extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    if (!button || !navigator.share) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      navigator.share({ url: this.dataset.url, title: this.dataset.title }).catch(() => {}); // closed by the reader
    });
  }
}

class CopyLink extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    if (!button || !navigator.clipboard) return;
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    const word = button.querySelector("span") ?? button;
    const label = word.textContent;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(this.dataset.text);
      word.textContent = this.dataset.done;
      setTimeout(() => (word.textContent = label), 2500);
    });
  }
}

customElements.define("share-link", ShareLink);
customElements.define("copy-link", CopyLink);
