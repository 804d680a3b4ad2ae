// Marks in a comment the words that its signals are about, each with its signal's letter: as footnotes are.
// The words stand beside each signal anyway; without this script they are only not marked in the text.

const MOST = 40;
const SHORTEST = 3;

const escaped = (words) => words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The words a signal is about, longest first, so that the whole of a name is marked and not its beginning. */
const wordsOf = (signal) =>
  signal.dataset.matter
    .split(/,\s+/)
    .map((words) => words.trim())
    .filter((words) => words.length >= SHORTEST)
    .sort((one, other) => other.length - one.length);

function markIn(text, letters) {
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(${[...letters.keys()].map(escaped).join("|")})(?![\\p{L}\\p{N}])`, "giu");
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  let marked = 0;
  for (const node of nodes) {
    const pieces = node.data.split(pattern);
    if (pieces.length === 1 || marked >= MOST) continue;
    node.replaceWith(
      ...pieces.flatMap((piece, number) => {
        if (number % 2 === 0) return piece;
        marked += 1;
        const mark = Object.assign(document.createElement("mark"), { textContent: piece });
        return [mark, Object.assign(document.createElement("sup"), { textContent: letters.get(piece.toLowerCase()) })];
      }),
    );
  }
}

/** Mark what is in these cards, each once. */
export function markAll(cards) {
  for (const card of cards) {
    const text = card.querySelector(".words:not([data-marked])");
    if (!text) continue;
    text.dataset.marked = "";
    const letters = new Map();
    for (const signal of card.querySelectorAll(".signals [data-matter]")) {
      for (const words of wordsOf(signal)) letters.set(words.toLowerCase(), signal.dataset.letter);
    }
    if (letters.size) markIn(text, letters);
  }
}
