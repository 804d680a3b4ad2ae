// Asks before a page with unsaved writing is left. Sending the form is no leaving.

const form = document.querySelector("form.writing");
const state = () => new URLSearchParams(new FormData(form)).toString();

if (form) {
  let kept = state();
  // A refused or previewed form holds words that were typed and are not stored yet.
  if (form.querySelector("[role=alert]")) {
    kept = "";
  }
  form.addEventListener("submit", () => {
    kept = null;
  });
  addEventListener("beforeunload", (event) => {
    if (kept !== null && state() !== kept) {
      event.preventDefault();
    }
  });
}
