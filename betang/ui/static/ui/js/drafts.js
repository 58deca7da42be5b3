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
    sessionStorage.setItem(PENDING, JSON.stringify({ key, from: here() }));
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

const here = () => location.href.split("#")[0];

// After a form was sent: only a page that the answer itself led to, and that complains of nothing, means that it was taken.
// A browser's own error page, "back" or an address typed by hand leave the draft where it is.
export const settle = () => {
  try {
    const { key, from } = JSON.parse(sessionStorage.getItem(PENDING)) ?? {};
    sessionStorage.removeItem(PENDING);
    const [way] = performance.getEntriesByType("navigation");
    const isLedHere = way?.type === "navigate" && !(way.responseStatus >= 400) && document.referrer === from;
    if (key && isLedHere && !document.querySelector(".summary, [aria-invalid=true], [data-error-page]")) forget(key);
  } catch {
    // As above.
  }
};
