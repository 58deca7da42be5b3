// What was typed, kept on this phone under the form's own key until the server is known to have it.
const PREFIX = "betang:draft:";
const PENDING = "betang:submitted";
const memory = new Map();

export const read = (key) => {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key)) ?? memory.get(key) ?? null;
  } catch {
    return memory.get(key) ?? null;
  }
};

// Says whether it will survive the closing of the page.
export const write = (key, draft) => {
  memory.set(key, draft);
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
};

export const forget = (key) => {
  memory.delete(key);
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // Nothing could be kept here in the first place.
  }
};

export const isOf = (event, key) => event.key === PREFIX + key;

export const submitted = (key) => {
  try {
    sessionStorage.setItem(PENDING, key);
  } catch {
    // Without it the draft is offered once more, which loses nothing.
  }
};

export const stillHere = () => {
  try {
    sessionStorage.removeItem(PENDING);
  } catch {
    // As above.
  }
};

// After a form was sent: a page without that form means that it was taken.
export const settle = () => {
  try {
    const key = sessionStorage.getItem(PENDING);
    if (!key) return;
    const isBack = [...document.querySelectorAll("auto-save")].some((element) => element.dataset.key === key);
    if (!isBack && !document.querySelector("[data-error-page]")) forget(key);
    sessionStorage.removeItem(PENDING);
  } catch {
    // As above.
  }
};
