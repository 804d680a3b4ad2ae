// What the queue says of what was done, which stays in sight.

/** Say something where the queue says what was done; what it says there with a button stays. The line. */
export function say(wrap, words) {
  const standing = wrap.querySelector(".notice:has(form)");
  if (standing) {
    const line = standing.querySelector("[data-said]") ?? document.createElement("p");
    Object.assign(line, { className: "left", textContent: words }).dataset.said = "";
    standing.firstElementChild.prepend(line);
    measure(wrap);
    return line;
  }
  const notice = document.createElement("div");
  notice.className = "notice";
  notice.setAttribute("role", "status");
  const line = Object.assign(document.createElement("p"), { className: "left", textContent: words });
  notice.append(line);
  wrap.querySelector(".notice:not(.watched)")?.remove();
  wrap.querySelector(".tabs").after(notice);
  measure(wrap);
  return line;
}

/** What may be done with the ticked stays in sight beneath what was said, so that must be measured. */
export function measure(wrap) {
  const notice = wrap.querySelector(":scope > .notice:not(.watched)");
  wrap.style.setProperty("--notice", `${notice?.offsetHeight ?? 0}px`);
}
