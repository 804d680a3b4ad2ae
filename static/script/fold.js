// Whoever ticks a row of the probable spam, or unticks it, means what lies folded beneath it, too. Without scripts what
// lies folded is ticked by hand, or decided on by its own buttons: nothing is decided that nobody could untick.

/** Let what lies folded beneath a row be ticked as the row is. */
export function follow(pick) {
  const fold = pick.closest("article.card").querySelector(".fold");
  if (!fold) return;
  for (const folded of fold.querySelectorAll("input[name=comment]")) folded.checked = pick.checked;
}

/** The boxes' ids of all that lies folded beneath a card. */
export const foldedIn = (card) => [...card.querySelectorAll(".fold input[name=comment]")].map((box) => box.id);

document.addEventListener("change", (event) => {
  const pick = event.target;
  if (!pick.matches?.("article.card.dense > input[name=comment]")) return;
  follow(pick);
});

// How many are ticked is said beside the buttons, and of a fold that all of it is; whoever ticked them: a hand, or a key.
const count = () => {
  for (const place of document.querySelectorAll("[data-ticked]")) {
    const number = place.closest("form").querySelectorAll("article.card:not([hidden]) input[name=comment]:checked").length;
    place.textContent = number;
    const tallied = place.closest("[data-tallied]");
    if (!tallied) continue;
    tallied.hidden = number === 0;
    tallied.parentElement.querySelector("[data-untallied]").hidden = number > 0;
  }
  for (const said of document.querySelectorAll(".fold .ticked")) {
    said.hidden = said.closest(".fold").querySelector("input[name=comment]:not(:checked)") !== null;
  }
};
for (const kind of ["change", "keyup"]) document.addEventListener(kind, count);

/** Tick a whole list, or untick it where all is ticked. */
export function tickAll(list) {
  const boxes = [...list.querySelectorAll("article.card:not([hidden]) input[type=checkbox][name=comment]")];
  const all = boxes.every((box) => box.checked);
  for (const box of boxes) box.checked = !all;
  count();
}

/** What somebody has ticked in the other lists stays ticked when the page comes anew. */
export function keepTicks(page, fresh) {
  for (const box of fresh.querySelectorAll("form.queue:not(.dense) input[type=checkbox][name=comment]")) {
    const before = page.querySelector(`form.queue:not(.dense) input[name=comment][id="${CSS.escape(box.id)}"]`);
    if (before) box.checked = before.checked;
  }
}

/** What a new page of the queue shows as ticked is so with all that lies beneath it, but for what somebody unticked. */
export function settleFolds(spared = []) {
  for (const pick of document.querySelectorAll("article.card.dense > input[name=comment]")) follow(pick);
  for (const id of spared) {
    const box = document.getElementById(id);
    if (box?.closest("form.dense")) box.checked = false;
  }
  count();
}
settleFolds();
