// What the learner has just learned sorts what waits anew, between one page of the queue and the next. The card that
// keys mean must not go from under them: what is pressed on it may be on its way already.

const boxOf = (page, id) => page.querySelector(`input[name=comment][id="${CSS.escape(id)}"]`);
const laneOf = (card) => (card.closest("form.dense") ? "form.dense" : "form.queue:not(.dense)");

/**
 * Keep a card of the page that goes in the page that comes, at its place in its list; it may have been sorted into the
 * other one. Nothing is done where it stands there anyway, or where its list has ended.
 */
export function hold(card, idOf, fresh) {
  const id = idOf(card);
  const list = fresh.querySelector(laneOf(card));
  if (!id || card.hidden || card.matches(".handled") || !list) return;
  const there = boxOf(fresh, id)?.closest("article.card");
  if (there && list.contains(there)) return;
  there?.remove();
  const own = card.closest("form");
  const all = [...own.querySelectorAll("article.card")];
  const follower = all.slice(all.indexOf(card) + 1).map(idOf).find((other) => other && boxOf(list, other));
  const before = follower ? boxOf(list, follower).closest("article.card") : null;
  list.insertBefore(document.adoptNode(card), before);
}

/** Whether others than the `decided` have left the first list for the probable spam, on this page or behind it. */
export function sortedAway(decided, page, fresh) {
  const number = (of, name) => Number(of.dataset[name]);
  const left = number(page, "good") - number(fresh, "good");
  return left > decided && number(fresh, "spam") > number(page, "spam");
}
