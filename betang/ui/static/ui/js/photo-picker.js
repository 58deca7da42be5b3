// <photo-picker [data-longest="2000"]><input type="file" accept="image/*" [multiple]></photo-picker>
//
// Makes a phone's photo small before it is sent (12 megapixels become a few hundred kilobytes), upright and without the place
// where it was taken, and shows what will be sent. Where a browser cannot, the file goes as it is and the server does the work.
import { make, say } from "./words.js";

const QUALITY = 0.86;
const SMALL_ENOUGH = 400_000;

class PhotoPicker extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=file]");
    if (!this.input || this.list) return;
    this.longest = Number(this.dataset.longest) || 2000;
    this.chosen = [];
    this.list = make("ul", { class: "photos" });
    this.line = make("p", { class: "small", role: "status" });
    this.append(this.list, this.line);
    this.input.addEventListener("change", () => (this.work = this.take([...this.input.files])));
    this.input.form?.addEventListener("submit", (event) => this.hold(event), true);
  }

  // A form sent while photos are still being made smaller waits for them.
  async hold(event) {
    if (!this.isBusy) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await this.work;
    this.input.form.requestSubmit(event.submitter);
  }

  async take(files) {
    this.isBusy = true;
    this.input.dispatchEvent(new CustomEvent("photos-working", { bubbles: true }));
    if (!this.input.multiple) this.drop(...this.chosen);
    for (const file of files) {
      this.line.textContent = say("Making the photo smaller…");
      const made = await smaller(file, this.longest);
      this.chosen.push({ file: made, address: URL.createObjectURL(made), before: file.size });
    }
    this.line.textContent = "";
    this.isBusy = false;
    this.show();
  }

  drop(...gone) {
    for (const one of gone) URL.revokeObjectURL(one.address);
    this.chosen = this.chosen.filter((one) => !gone.includes(one));
  }

  show() {
    try {
      const all = new DataTransfer();
      for (const one of this.chosen) all.items.add(one.file);
      this.input.files = all.files;
    } catch {
      this.list.replaceChildren();
      return; // an old browser: the files go as they were chosen
    }
    this.list.replaceChildren(
      ...this.chosen.map((one) => {
        const item = make("li");
        const name = one.file.name;
        const [before, after] = [size(one.before), size(one.file.size)];
        const button = make("button", { type: "button", class: "btn link tiny", "aria-label": `${say("Remove")} ${name}` }, say("Remove"));
        button.addEventListener("click", () => {
          this.drop(one);
          this.show();
          this.input.focus();
        });
        const text = before === after ? say("{name}: {before}", { name, before }) : say("{name}: {before} made {after}", { name, before, after });
        item.append(make("img", { src: one.address, alt: "" }), make("span", { class: "small" }, text), button);
        return item;
      }),
    );
  }
}

const smaller = async (file, longest) => {
  if (!/^image\/(jpeg|png|webp|heic|heif|avif)$/.test(file.type)) return file;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const share = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
    if (share === 1 && file.size <= SMALL_ENOUGH) {
      bitmap.close();
      return file;
    }
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * share);
    canvas.height = Math.round(bitmap.height * share);
    const brush = canvas.getContext("2d");
    brush.imageSmoothingQuality = "high";
    brush.fillStyle = "#fff";
    brush.fillRect(0, 0, canvas.width, canvas.height);
    brush.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    canvas.width = canvas.height = 0; // gives the memory back at once on small phones
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg", lastModified: file.lastModified });
  } catch {
    return file;
  }
};

const size = (bytes) => {
  const separator = document.documentElement.lang === "en" ? "." : ",";
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1).replace(".", separator)} MB` : `${Math.max(1, Math.round(bytes / 1e3))} kB`;
};

customElements.define("photo-picker", PhotoPicker);
