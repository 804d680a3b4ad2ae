// What others do while the queue stands open: their decisions, new comments, and who reads which card.

import { watch } from "./live.js";

/** `wrap` and `current` tell the page and its card as they are by now; `anew` makes a button that shows it anew. */
export function watchOthers({ wrap, current, idOf, choose, anew, say }) {
  // A page that was made later shows it already.
  const isNews = (at) => at > Number(wrap().dataset.now) && wrap().dataset.status === "pending";
  watch({
    /** Somebody else has decided: the card stays in its place as one line, and keys pass over it. */
    decided({ comment, words }) {
      const known = wrap().querySelector(`article.card.handled[data-comment="${CSS.escape(comment)}"]`);
      if (known) known.querySelector("[data-words]").textContent = words;
      const card = wrap().querySelector(`#pick-${CSS.escape(comment)}`)?.closest("article.card");
      if (known || !card || card.hidden) return;
      const held = card.contains(document.activeElement);
      // Nothing moves and no key goes on to the next one by itself: it may be on its way down already.
      card.style.minBlockSize = `${card.offsetHeight}px`;
      card.dataset.comment = comment;
      card.classList.add("handled");
      const who = Object.assign(document.createElement("b"), { textContent: card.querySelector(".who")?.textContent.trim() ?? "" });
      const said = Object.assign(document.createElement("span"), { textContent: words });
      said.dataset.words = "";
      const line = document.createElement("p");
      // The page's numbers are from before, and what was put back has no buttons here.
      line.append(who, " · ", said, " · ", anew(wrap().dataset.anew));
      card.replaceChildren(line);
      // It is ticked no more.
      card.dispatchEvent(new Event("change", { bubbles: true }));
      if (card === current() && (held || document.activeElement === document.body)) choose(card);
    },
    /** What has come in is told, and shown when the reader asks for it. */
    came({ at }) {
      if (!isNews(at) || wrap().querySelector(".arrived")) return;
      const line = Object.assign(document.createElement("p"), { className: "arrived" });
      line.setAttribute("role", "status");
      line.append(`${wrap().dataset.more} `, anew(wrap().dataset.show));
      wrap().querySelector(".tabs").after(line);
    },
    /** What was learned from decisions has sorted others into the other list: said where one looks. */
    sorted({ at }) {
      if (isNews(at)) say(`${wrap().dataset.sorted} `).append(anew(wrap().dataset.anew));
    },
    /** Who has a card before them stands on it. */
    reads({ comment, who, words }) {
      for (const mark of wrap().querySelectorAll(`.reading[data-who="${CSS.escape(who)}"]`)) mark.remove();
      const card = words && wrap().querySelector(`#pick-${CSS.escape(comment)}`)?.closest("article.card");
      if (!card) return;
      const mark = Object.assign(document.createElement("span"), { className: "reading", textContent: words });
      mark.dataset.who = who;
      const row = card.querySelector(".strongest");
      if (row) row.prepend(mark, " ");
      else card.querySelector(".context")?.before(mark);
    },
    reading: () => idOf(current())?.replace("pick-", "") ?? "",
  });
}
