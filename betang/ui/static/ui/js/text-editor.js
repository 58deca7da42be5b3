// <text-editor [data-preview-url="…"] [data-pictures-url="…"]><textarea></textarea></text-editor>
//
// A row of tools over the phone's own text field, and a preview. It never touches the text while a keyboard composes a word.
import { make, say } from "./words.js";

const TOOLS = [
  ["Bold", (editor) => editor.around("**")],
  ["Italic", (editor) => editor.around("_")],
  ["Heading", (editor) => editor.lines("## ")],
  ["List", (editor) => editor.lines("- ")],
  ["Numbered list", (editor) => editor.lines("1. ")],
  ["Quote", (editor) => editor.lines("> ")],
  ["Link", (editor) => editor.link()],
];

class TextEditor extends HTMLElement {
  connectedCallback() {
    this.area = this.querySelector("textarea");
    if (!this.area || this.bar) return;
    this.bar = make("div", { class: "tools", role: "toolbar", "aria-label": say("Tools for writing"), "aria-controls": this.area.id });
    for (const [name, use] of TOOLS) this.tool(say(name), () => use(this));
    if (this.dataset.picturesUrl && "showModal" in HTMLDialogElement.prototype) this.tool(say("Picture"), () => this.picture());
    this.eye = this.tool(say("Preview"), () => this.toggle());
    this.eye.setAttribute("aria-pressed", "false");
    this.bar.addEventListener("keydown", (event) => this.wander(event));
    this.area.before(this.bar);
    this.area.addEventListener("compositionstart", () => (this.isComposing = true));
    this.area.addEventListener("compositionend", () => {
      this.isComposing = false;
      this.then?.();
      this.then = null;
    });
    this.area.addEventListener("beforeinput", (event) => this.newLine(event));
    this.area.addEventListener("input", () => this.pane && this.soon());
    this.area.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const use = { b: () => this.around("**"), i: () => this.around("_"), k: () => this.link() }[event.key];
      if (use) {
        event.preventDefault();
        use();
      }
    });
  }

  tool(label, use) {
    const button = make("button", { type: "button", tabindex: this.bar.children.length ? "-1" : "0" }, label);
    button.addEventListener("pointerdown", (event) => event.preventDefault()); // the keyboard stays open
    button.addEventListener("click", () => {
      if (this.isComposing) this.then = use;
      else use();
    });
    this.bar.append(button);
    return button;
  }

  wander(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const all = [...this.bar.children];
    const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
    for (const one of all) one.tabIndex = one === next ? 0 : -1;
    next.focus();
    event.preventDefault();
  }

  // Puts text where the selection is, in a way that the field's own "undo" knows.
  write(text, from, to) {
    this.area.focus();
    this.area.setSelectionRange(from, to);
    if (!(text ? document.execCommand("insertText", false, text) : document.execCommand("delete"))) {
      this.area.setRangeText(text, from, to, "end");
      this.area.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
  }

  around(mark) {
    const { selectionStart: from, selectionEnd: to, value } = this.area;
    const chosen = value.slice(from, to);
    const size = mark.length;
    if (value.slice(from - size, from) === mark && value.slice(to, to + size) === mark) {
      this.write(chosen, from - size, to + size);
      this.area.setSelectionRange(from - size, to - size);
      return;
    }
    const [, before, inner, after] = /^(\s*)([\s\S]*?)(\s*)$/.exec(chosen);
    this.write(`${before}${mark}${inner}${mark}${after}`, from, to);
    const start = from + before.length + size;
    this.area.setSelectionRange(start, start + inner.length);
  }

  lines(mark) {
    const { value } = this.area;
    const from = value.lastIndexOf("\n", this.area.selectionStart - 1) + 1;
    const end = value.indexOf("\n", this.area.selectionEnd);
    const to = end < 0 ? value.length : end;
    const lines = value.slice(from, to).split("\n");
    const isNumbered = mark === "1. ";
    const own = isNumbered ? /^\d+\. / : new RegExp(`^${mark}`);
    const isOn = lines.every((line) => own.test(line));
    const changed = lines.map((line, at) => {
      const bare = line.replace(/^(#{1,4} |[-*] |\d+\. |> )/, "");
      return isOn ? bare : (isNumbered ? `${at + 1}. ` : mark) + bare;
    });
    this.write(changed.join("\n"), from, to);
  }

  link() {
    const { selectionStart: from, selectionEnd: to, value } = this.area;
    const chosen = value.slice(from, to);
    const isAddress = /^https?:\/\/\S+$/.test(chosen);
    this.write(isAddress ? `[](${chosen})` : `[${chosen}](https://)`, from, to);
    const start = isAddress ? from + 1 : from + chosen.length + 3;
    this.area.setSelectionRange(start, isAddress ? start : start + 8);
  }

  // A touch on one of the group's photos puts its line into the text, with words for who cannot see it.
  async picture() {
    const { selectionStart: from, selectionEnd: to } = this.area;
    const { choose } = await import("./photo-dialog.js");
    const line = await choose(this.dataset.picturesUrl);
    if (line) this.paragraph(line, from, to);
    else {
      this.area.focus();
      this.area.setSelectionRange(from, to);
    }
  }

  // Puts a line where the cursor was, with an empty line before and after it.
  paragraph(line, from, to) {
    const { value } = this.area;
    const before = !value.slice(0, from).trim() ? "" : value.slice(0, from).endsWith("\n\n") ? "" : value[from - 1] === "\n" ? "\n" : "\n\n";
    const after = value.slice(to).startsWith("\n\n") ? "" : value[to] === "\n" ? "\n" : "\n\n";
    this.write(before + line + after, from, to);
  }

  // Enter inside a list begins the next point; on an empty point it ends the list.
  newLine(event) {
    if (event.isComposing || this.isComposing || event.inputType !== "insertLineBreak") return;
    const { selectionStart: from, selectionEnd: to, value } = this.area;
    const start = value.lastIndexOf("\n", from - 1) + 1;
    const found = /^(\s*)([-*] |(\d+)\. |> )(.*)$/.exec(value.slice(start, from));
    if (!found || from !== to) return;
    event.preventDefault();
    const [, space, mark, number, text] = found;
    if (!text.trim()) this.write("", start, from);
    else this.write(`\n${space}${number ? `${Number(number) + 1}. ` : mark}`, from, to);
  }

  toggle() {
    const isOpen = Boolean(this.pane);
    this.eye.setAttribute("aria-pressed", String(!isOpen));
    this.classList.toggle("previewing", !isOpen);
    if (isOpen) {
      this.pane.remove();
      this.pane = null;
      return;
    }
    this.pane = make("div", { class: "prose pane", role: "region", "aria-label": say("Preview"), tabindex: "0" });
    this.append(this.pane);
    this.draw();
  }

  soon() {
    clearTimeout(this.drawing);
    this.drawing = setTimeout(() => this.draw(), 500);
  }

  async draw() {
    const text = this.area.value;
    if (!text.trim()) {
      this.pane.replaceChildren(make("p", { class: "small" }, say("Nothing written yet.")));
      return;
    }
    if (!this.dataset.previewUrl || !navigator.onLine) {
      this.pane.replaceChildren(...light(text));
      return;
    }
    const body = new URLSearchParams({ text });
    const token = this.closest("form")?.elements.csrfmiddlewaretoken;
    if (token) body.set("csrfmiddlewaretoken", token.value);
    try {
      const answer = await fetch(this.dataset.previewUrl, { method: "POST", body, redirect: "manual" });
      if (!answer.ok) throw new Error(String(answer.status));
      const html = await answer.text(); // made safe by the server, as it will be published
      if (this.pane && text === this.area.value) this.pane.innerHTML = html;
    } catch {
      this.pane?.replaceChildren(...light(text));
    }
  }
}

// A light preview for when the server is out of reach: text nodes only, so nothing typed can become a program.
const light = (text) =>
  text.split(/\n{2,}/).filter((part) => part.trim()).map((part) => {
    const lines = part.split("\n");
    const heading = /^(#{1,4}) (.*)$/.exec(lines[0]);
    if (heading) return inline(make(`h${Math.max(2, heading[1].length)}`), heading[2]);
    for (const [mark, outer] of [[/^[-*] /, "ul"], [/^\d+\. /, "ol"]]) {
      if (lines.every((line) => mark.test(line))) {
        const list = make(outer);
        list.append(...lines.map((line) => inline(make("li"), line.replace(mark, ""))));
        return list;
      }
    }
    if (lines.every((line) => line.startsWith(">"))) {
      const quote = make("blockquote");
      quote.append(inline(make("p"), lines.map((line) => line.replace(/^> ?/, "")).join(" ")));
      return quote;
    }
    return inline(make("p"), lines.join(" "));
  });

const inline = (element, text) => {
  let last = 0;
  for (const found of text.matchAll(/\*\*(.+?)\*\*|_(.+?)_|!?\[(.*?)\]\((.+?)\)/g)) {
    element.append(text.slice(last, found.index));
    const [, bold, italic, label] = found;
    element.append(bold ? make("strong", {}, bold) : italic ? make("em", {}, italic) : make("u", {}, label));
    last = found.index + found[0].length;
  }
  element.append(text.slice(last));
  return element;
};

customElements.define("text-editor", TextEditor);
