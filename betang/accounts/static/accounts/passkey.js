// Says in words what went wrong with a passkey, and hides its buttons where the browser has none.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const fault = document.querySelector("[data-passkey-fault]");
  if (fault) {
    fault.hidden = false;
    fault.scrollIntoView({ block: "nearest" });
  }
});

document.addEventListener("DOMContentLoaded", () => {
  if (window.PublicKeyCredential) return;
  for (const button of document.querySelectorAll("[data-passkey]")) button.hidden = true;
  const absent = document.querySelector("[data-passkey-absent]");
  if (absent) absent.hidden = false;
});
