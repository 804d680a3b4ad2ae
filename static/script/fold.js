// Whoever ticks a row of the probable spam, or unticks it, means what lies folded beneath it, too. Without scripts what
// lies folded is ticked by hand, or decided on by its own buttons: nothing is decided that nobody could untick.

/** Let what lies folded beneath a row be ticked as the row is. */
export function follow(pick) {
  const fold = pick.closest("article.card").querySelector(".fold");
  if (!fold) return;
  for (const folded of fold.querySelectorAll("input[name=comment]")) folded.checked = pick.checked;
  const said = fold.querySelector(".ticked");
  if (said) said.hidden = !pick.checked;
}

/** The boxes' ids of all that lies folded beneath a card. */
export const foldedIn = (card) => [...card.querySelectorAll(".fold input[name=comment]")].map((box) => box.id);

document.addEventListener("change", (event) => {
  const pick = event.target;
  if (!pick.matches?.("article.card.dense > input[name=comment]")) return;
  follow(pick);
});

// How many are ticked is said beside the buttons, whoever ticked them: a hand, or a key.
const count = () => {
  for (const place of document.querySelectorAll("[data-ticked]")) {
    place.textContent = place.closest("form").querySelectorAll("input[name=comment]:checked").length;
  }
};
for (const kind of ["change", "keyup"]) document.addEventListener(kind, count);

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
