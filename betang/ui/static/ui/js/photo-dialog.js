// The group's photos in a dialog, fetched when the writer asks for one. It stands outside of the form, so nothing in it is sent.
import { make, say } from "./words.js";

// Resolves to the line that shows the chosen photo in a text, or to "" where none was chosen.
export const choose = (address) =>
  new Promise((done) => {
    const dialog = make("dialog", { class: "photos-dialog", "aria-label": say("A photo for the text") });
    const head = make("div", { class: "head" });
    const close = make("button", { type: "button", class: "btn plain tiny" }, say("Close"));
    const body = make("div", { class: "stack" });
    let line = "";
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      done(line);
    });
    const put = (path, alt) => {
      line = `![${alt.replace(/[[\]\\]/g, "")}](${path})`;
      dialog.close();
    };
    const load = async (from) => {
      body.replaceChildren(make("p", { role: "status" }, say("Fetching the photos…")));
      try {
        const answer = await fetch(from, { redirect: "manual", headers: { "X-Requested-With": "photo-dialog" } });
        if (!answer.ok) throw new Error(String(answer.status));
        body.innerHTML = await answer.text(); // made by the server's own template
        (body.querySelector("button") ?? close).focus();
      } catch {
        body.replaceChildren(make("p", { role: "alert" }, say("The photos cannot be fetched now. What you typed is still here.")));
      }
    };
    body.addEventListener("click", (event) => {
      const link = event.target.closest("a[rel=next], a[rel=prev]");
      const button = event.target.closest("button[data-line]");
      if (link) {
        event.preventDefault();
        load(link.href);
      } else if (button?.dataset.alt) put(button.dataset.line, button.dataset.alt);
      else if (button) describe(body, button, put);
    });
    head.append(make("h2", {}, say("A photo for the text")), close);
    dialog.append(head, body);
    document.body.append(dialog);
    dialog.showModal();
    load(address);
  });

// A photo that nobody has described: one sentence is asked for, and may be left out.
const describe = (body, button, put) => {
  const form = make("form", { class: "stack" });
  const field = make("input", { type: "text", id: "kata-foto", maxlength: "300", autocomplete: "off" });
  const box = make("div", { class: "field" });
  const image = button.querySelector("img")?.cloneNode();
  box.append(make("label", { for: "kata-foto" }, say("What can be seen on the photo?")), field);
  form.append(...(image ? [image] : []), box, make("button", { class: "btn" }, say("Put it into the text")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    put(button.dataset.line, field.value.trim());
  });
  body.replaceChildren(form);
  field.focus();
};
