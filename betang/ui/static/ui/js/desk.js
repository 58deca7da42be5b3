// At the desk: fetches the small programs that this page uses, and says when there is no connection.
import { settle } from "./drafts.js";

if (document.querySelector("auto-save")) import("./auto-save.js");
else settle();
if (document.querySelector("text-editor")) import("./text-editor.js");
if (document.querySelector("photo-picker")) import("./photo-picker.js");
if (document.querySelector("share-link, copy-link")) import("./share.js");

const line = document.querySelector(".offline");
const tell = () => {
  if (line) line.hidden = navigator.onLine;
};
addEventListener("online", tell);
addEventListener("offline", tell);
tell();
