// Whether keys decide in the queue, which this browser remembers, and the list of them.

const SWITCH = "afterword.keys";

export const keysAreOn = () => localStorage.getItem(SWITCH) !== "off";

export function switchKeys(on) {
  if (on) localStorage.removeItem(SWITCH);
  else localStorage.setItem(SWITCH, "off");
}

export function showKeys() {
  const dialog = document.getElementById("keys");
  dialog?.showModal();
  // A mark in the page would be weighed when it loads, when the first card has the focus already.
  dialog?.querySelector("form[method=dialog] button").focus();
}

/** Whether keys are letters there. */
export const isTyping = (target) =>
  target.matches?.("textarea, select, input:not([type=checkbox]):not([type=radio]), [contenteditable]") ?? false;
