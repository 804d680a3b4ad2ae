// Which card keys mean: the one a key has led to, or the one a mouse has been moved onto, whichever was last; and never
// one that is out of sight.

// Milliseconds for which a page may still glide from one turn of the wheel.
const WHEEL_LASTS = 400;

/** Whether enough of a card is on the screen to know it by. */
export function inSight(card) {
  const { top, bottom } = card.getBoundingClientRect();
  return bottom > 64 && top < innerHeight - 48;
}

/** Whichever comes first on the screen in that direction, where reading goes on after scrolling. */
export function nextInSight(cards, down) {
  const seen = cards.filter(inSight);
  return (down ? seen.find((card) => card.getBoundingClientRect().top >= 0) : null) ?? seen.at(down ? 0 : -1);
}

/**
 * Let a mouse choose. What moves beneath a mouse that rests is chosen only if the mouse chose before: whoever goes by keys
 * and turns the wheel to read on means the card that the keys have led to.
 */
export function watchMouse(choose) {
  let [x, y, leads] = [-1, -1, false];
  const under = () => {
    const card = document.elementFromPoint(x, y)?.closest("article.card:not([hidden]):not(.handled)");
    // Whoever writes, or stands on a button, keeps that; a card only has the focus so that keys are heard.
    if (card) choose(card, document.activeElement.matches("body, article.card"));
  };
  document.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "mouse" || event.buttons || (event.clientX === x && event.clientY === y)) return;
    [x, y, leads] = [event.clientX, event.clientY, true];
    under();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "j" || event.key === "k" || event.key === "Tab") leads = false;
  });
  let wheeled = -Infinity;
  document.addEventListener("wheel", () => (wheeled = performance.now()), { passive: true });
  // What the page scrolls by itself moves no choice.
  document.addEventListener("scroll", () => leads && performance.now() - wheeled < WHEEL_LASTS && under());
}
