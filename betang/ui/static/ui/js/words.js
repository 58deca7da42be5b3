// What the small programs say, in the language of the page: the page carries a table of English strings and their texts.
const block = document.getElementById("words");
const table = block ? JSON.parse(block.textContent) : {};

export const say = (text, values = {}) =>
  (table[text] ?? text).replace(/\{(\w+)\}/g, (_whole, name) => values[name] ?? "");

export const clock = (millis) => {
  const at = new Date(millis);
  const time = `${String(at.getHours()).padStart(2, "0")}.${String(at.getMinutes()).padStart(2, "0")}`;
  const isToday = at.toDateString() === new Date().toDateString();
  return isToday ? time : `${at.toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "long" })} ${time}`;
};

export const make = (name, attributes = {}, text = "") => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
};
