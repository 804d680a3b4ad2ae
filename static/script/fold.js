// Whoever ticks a row of the probable spam, or unticks it, means what lies folded beneath it, too. Without scripts what
// lies folded is ticked by hand, or decided on by its own buttons: nothing is decided that nobody could untick.

const follow = (pick) => {
  const fold = pick.parentElement.querySelector(".fold");
  if (!fold) return;
  for (const folded of fold.querySelectorAll("input[name=comment]")) folded.checked = pick.checked;
  const said = fold.querySelector(".ticked");
  if (said) said.hidden = !pick.checked;
};

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

/** What a new page of the queue shows as ticked is so with all that lies beneath it. */
export function settleFolds() {
  for (const pick of document.querySelectorAll("article.card.dense > input[name=comment]")) follow(pick);
  count();
}
settleFolds();
