// Decides with one key, and without loading a page: every decision is the form that stands there anyway.

import { follow, foldedIn, keepTicks, settleFolds, tickAll } from "./fold.js";
import { hold, sortedAway } from "./hold.js";
import { isTyping, keysAreOn, showKeys, switchKeys } from "./keys.js";
import { measure, say as sayOn } from "./notices.js";
import { watchOthers } from "./others.js";
import { inSight, nextInSight, watchMouse } from "./pointing.js";
import { write } from "./words.js";

const DECISIONS = { a: "approved", u: "pending", n: "rejected", s: "spam", d: "deleted" };
const BULK = { A: "approved", U: "pending", N: "rejected", S: "spam", T: "deleted", D: "deleted" };
const WRITES = { r: "r", e: "e", q: "e" };

let wrap = document.querySelector("main .wrap");
// `ended`: the last of a list was decided on, of which list. `heirs`: what lay folded beneath a card that was decided
// on, of which one takes its place; until that is there no other card is meant, but for `beyond`, if none of them comes.
// `meant`: the card that a key was pressed on, which is looked at again if the blog asks before it does anything.
let [sending, underway, ended, heirs, beyond, meant] = [Promise.resolve(), 0, null, new Set(), undefined, undefined];

const cards = () => [...wrap.querySelectorAll("article.card")].filter(
  (card) => !card.hidden && !card.classList.contains("handled"),
);
const current = () => wrap.querySelector("article.card.current");
const idOf = (card) => card?.querySelector("input[name=comment]")?.id;

/** Make a card the one that keys mean. */
function choose(card, focus = true, scroll = true) {
  current()?.classList.remove("current");
  if (!card) return;
  card.classList.add("current");
  card.tabIndex = -1;
  if (focus) card.focus({ preventScroll: !scroll });
}

function step(by) {
  // One that somebody else has handled is passed over, and is still where the next step begins.
  const all = [...wrap.querySelectorAll("article.card")].filter(
    (card) => card === current() || (!card.hidden && !card.classList.contains("handled")),
  );
  const at = all.indexOf(current());
  const elsewhere = current() && !inSight(current()) ? nextInSight(cards(), by > 0) : null;
  choose(elsewhere ?? all[Math.max(0, Math.min(all.length - 1, at + by))]);
}

const listOf = (card) => card.closest("form").classList.contains("dense");

/** The card that follows when these are gone; never across the line between the lists. */
function after(gone) {
  const lane = gone.at(-1).closest("form");
  const all = cards().filter((card) => card.closest("form") === lane);
  const last = all.indexOf(gone.at(-1));
  return all.slice(last + 1).find((card) => !gone.includes(card)) ?? all.findLast((card) => !gone.includes(card));
}

/** Send a form by one of its buttons; what is decided steps aside at once, the page follows when all is sent. */
function send(form, button, gone) {
  const fields = new URLSearchParams(new FormData(form));
  if (button?.name) fields.set(button.name, button.value);
  // What was typed behind a closed flap goes along with nothing.
  if (form.querySelector("details.reasons:not([open])")) for (const name of ["reason", "note"]) fields.delete(name);
  meant = idOf(current());
  const follows = gone.length ? after(gone) : current();
  heirs = new Set(gone.length === 1 ? foldedIn(gone[0]) : []);
  beyond = idOf(follows);
  const next = heirs.size ? null : follows;
  ended = !follows && gone.length ? listOf(gone[0]) : null;
  const decided = gone.reduce((sum, card) => sum + 1 + foldedIn(card).length, 0);
  for (const card of gone) card.hidden = true;
  choose(next);
  underway += 1;
  sending = sending.then(async () => {
    let page = null;
    try {
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body: fields });
      if (answer.headers.get("content-type")?.startsWith("text/html")) page = await answer.text();
    } catch {
      page = null;
    }
    underway -= 1;
    if (page === null) {
      for (const card of gone) card.hidden = false;
      say(wrap.dataset.unsent);
    } else if (underway === 0) {
      show(page, form.matches(".notice form"), decided);
    }
  });
}

/** Put a new page of the queue in place of this one, and stay where the reader is. */
function show(html, undone, decided = 0) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const other = fresh.querySelector("main .wrap");
  if (!other) {
    location.reload();
    return;
  }
  const known = new Set(cards().map(idOf));
  const away = decided > 0 && sortedAway(decided, wrap, other);
  const spared = [...wrap.querySelectorAll("form.dense input[name=comment]:not(:checked)")].map((box) => box.id);
  const [id, at] = [idOf(current()), cards().indexOf(current())];
  const top = current()?.getBoundingClientRect().top;
  const focused = wrap.contains(document.activeElement);
  if (decided && current()) hold(current(), idOf, other);
  keepTicks(wrap, other);
  const aside = wrap.querySelector(".tabs").scrollLeft;
  wrap.replaceWith(document.adoptNode(other));
  wrap = other;
  wrap.querySelector(".tabs").scrollLeft = aside;
  document.title = fresh.title;
  document.querySelector("header nav")?.replaceWith(document.adoptNode(fresh.querySelector("header nav")));
  const all = cards();
  // What an undo has brought back is looked at next.
  const back = undone ? all.find((one) => !known.has(idOf(one))) : undefined;
  const beside = id ? all[Math.max(0, Math.min(all.length - 1, at))] : undefined;
  // Never of the other list: a key that was right for the good ones would be wrong for the spam.
  const folded = ended === null ? undefined : all.find((one) => listOf(one) === ended && !known.has(idOf(one)));
  const instead = (one) => heirs.size > 0 && idOf(one) === beyond;
  const heir = all.find((one) => heirs.has(idOf(one))) ?? all.find(instead);
  const asked = wrap.querySelector(".notice form.ask") ? all.find((one) => idOf(one) === meant) : undefined;
  const card = back ?? asked ?? heir ?? all.find((one) => idOf(one) === id) ?? beside ?? folded;
  choose(card, focused || ended !== null || heirs.size > 0 || Boolean(asked));
  [ended, heirs] = [null, new Set()];
  if (card && !back && top !== undefined) scrollBy(0, card.getBoundingClientRect().top - top);
  wake(spared);
  if (away) say(wrap.dataset.sorted);
  measure(wrap);
  // A list that is done leaves nothing to stand at but what the page says of it.
  if (!card && decided) scrollTo(0, 0);
}

/** Fetch the page of the queue that is open, as it is now. */
async function refresh() {
  const answer = await fetch(location.href);
  if (answer.ok && underway === 0) show(await answer.text(), false);
}

const say = (words) => sayOn(wrap, words);

/** A button that shows the page as it is by now. */
function anew(label) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "plain-link" });
  button.textContent = label;
  button.addEventListener("click", refresh);
  return button;
}

function decide(card, status) {
  const handled = card?.querySelector("[data-words]");
  if (handled) {
    say(handled.textContent);
    return;
  }
  // Nothing is decided that is out of sight: the key shows what it would be about.
  if (card && !inSight(card)) {
    card.scrollIntoView({ block: "center" });
    say(wrap.dataset.unseen);
    return;
  }
  const named = (value) => card?.querySelector(`button[name=only][value$=":${value}"]`);
  // What readers have reported is approved already: to approve it once more is to say that it is fine.
  const button = named(status) ?? (status === "approved" ? named("fine") : null);
  if (button) send(button.form, button, [card]);
}

function decideMarked(status) {
  const form = (current() ?? wrap.querySelector("article.card"))?.closest("form");
  const named = (value) => form?.querySelector(`button[name=decision][value="${value}"]`);
  const button = named(status) ?? (status === "approved" ? named("fine") : null);
  const marked = button ? [...form.querySelectorAll("article.card")].filter(isMarked) : [];
  if (marked.length) send(form, button, marked);
  else say(wrap.dataset.none);
}

/** Answer the comment, or change its text, above the cards. */
function writeAbout(link) {
  if (!link) return;
  const fail = (dialog) => {
    const line = Object.assign(document.createElement("p"), { className: "errors", textContent: wrap.dataset.unsent });
    line.setAttribute("role", "alert");
    dialog.querySelector(".errors")?.remove();
    dialog.querySelector("form.wording").prepend(line);
  };
  write(link, (html) => show(html, false), fail);
}

const isMarked = (card) => !card.hidden && card.querySelector("input[name=comment]:checked");

function mark(whole) {
  if (whole) {
    tickAll(current()?.closest("form") ?? wrap);
    return;
  }
  const box = current()?.querySelector("input[type=checkbox][name=comment]");
  if (!box) return;
  box.checked = !box.checked;
  if (box.closest("form.dense")) follow(box);
}

function open(card) {
  const details = card?.querySelector("details:not(.more)");
  if (details) details.open = !details.open;
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.target.closest?.("dialog[open]")) return;
  const key = event.key;
  if (key === "?") showKeys();
  else if (!keysAreOn()) return;
  else if (key === "j") step(current() ? 1 : 0);
  else if (key === "k") step(-1);
  else if (key === "x") mark(false);
  else if (key === "X") mark(true);
  else if (key === "o") open(current());
  else if (WRITES[key] && current()) writeAbout(current().querySelector(`a[data-key="${WRITES[key]}"]`));
  else if (key === "z") wrap.querySelector(".notice form:not(.ask) button")?.click();
  else if (DECISIONS[key]) decide(current(), DECISIONS[key]);
  else if (BULK[key]) decideMarked(BULK[key]);
  else return;
  event.preventDefault();
}

/** A button that is pressed by hand goes the same way. */
function submit(event) {
  const form = event.target;
  if (!form.matches("form.queue, .notice form")) return;
  // A button that leads elsewhere (to pin a comment) goes there.
  if (event.submitter?.hasAttribute("formaction")) return;
  event.preventDefault();
  const button = event.submitter;
  if (button?.name === "only") send(form, button, [button.closest("article.card")]);
  else if (button?.name === "decision" && form.matches("form.queue")) {
    const marked = [...form.querySelectorAll("article.card")].filter(isMarked);
    if (marked.length || !form.querySelector("input[name=comment]")) send(form, button, marked);
    else say(wrap.dataset.none);
  }
  else send(form, button, []);
}

/** What only works with scripts appears with them. `spared`: the boxes that were unticked on the page before. */
function wake(spared = []) {
  document.documentElement.classList.toggle("keys-on", keysAreOn());
  for (const hidden of wrap.querySelectorAll("[data-scripted]")) hidden.hidden = false;
  settleFolds(spared);
  const box = document.getElementById("keys-off");
  if (box) box.checked = keysAreOn();
}

document.addEventListener("keydown", press);
document.addEventListener("submit", submit);
const chooseAround = (event) => {
  const card = event.target.closest?.("article.card");
  if (card && wrap.contains(card) && card !== current()) choose(card, false);
};
document.addEventListener("focusin", chooseAround);
document.addEventListener("click", (event) => {
  chooseAround(event);
  const link = event.target.closest("a[data-key]");
  if (link && wrap.contains(link) && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)) {
    event.preventDefault();
    writeAbout(link);
  }
  if (event.target.closest("[data-show-keys]")) showKeys();
  if (event.target.closest("[data-tick-all]")) tickAll(event.target.closest("form"));
});
document.addEventListener("change", (event) => {
  if (event.target.id !== "keys-off") return;
  switchKeys(event.target.checked);
  wake();
});
addEventListener("beforeunload", (event) => underway && event.preventDefault());

watchOthers({ wrap: () => wrap, current, idOf, choose, anew, say });
watchMouse((card, focus) => wrap.contains(card) && card !== current() && choose(card, focus, false));

wake();
measure(wrap);
addEventListener("resize", () => measure(wrap));
choose(cards()[0], document.activeElement === document.body, false);
// On a phone the list that is open may be named out of sight.
wrap.querySelector(".tabs [aria-current]").scrollIntoView({ block: "nearest", inline: "center" });
