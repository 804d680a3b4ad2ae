// What a reader arranges for themselves: who is muted, and what is new since the last visit.
// It is kept in this browser alone, and nothing of it is ever sent. Without this script none of it is there.

const MUTED = "afterword.muted";
const VISITS = "afterword.visits";
// Whoever comes back within this time is still on the same visit.
const A_VISIT = 30 * 60 * 1000;
const MOST_POSTS = 300;

const section = document.getElementById("comments");
const words = document.getElementById("own-words")?.content;

const piece = (selector, name) => {
  const copy = words.querySelector(selector).cloneNode(true);
  for (const place of copy.querySelectorAll("[data-name]")) {
    place.textContent = name;
  }
  return copy;
};

const recall = (key, otherwise) => {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? otherwise;
  } catch {
    return otherwise;
  }
};

// A browser that keeps nothing still lets its reader read.
const keep = (key, value) => {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // It is full, or does not want to.
  }
};

const comments = words ? [...section.querySelectorAll(".comment:not(.gone)")] : [];
// The pinned comment is said once more above the others, and whoever is muted is muted there, too.
const everything = words ? [...section.querySelectorAll(".pinned"), ...comments] : [];

// A person is who the page says: the name as it is shown, the website it leads to, and whether it is the author's own.
// What no person wrote (a pingback, a trackback) is one with all of its kind.
const personOf = (comment) => {
  const kind = comment.querySelector(".badge.kind")?.textContent.trim();
  if (kind) {
    return { name: kind, website: "", author: false, kind: true };
  }
  const who = comment.querySelector(".who");
  const author = Boolean(comment.querySelector(".badge.author, .badge.staff"));
  return { name: who.textContent.trim(), website: who.querySelector("a")?.href ?? "", author };
};

const same = (one, other) =>
  one.name === other.name &&
  one.website === other.website &&
  Boolean(one.author) === Boolean(other.author) &&
  Boolean(one.kind) === Boolean(other.kind);

/* Muting */

// Whatever else may stand there by now is nobody.
const recallMuted = () => {
  const kept = recall(MUTED, []);
  return Array.isArray(kept) ? kept.filter((one) => typeof one?.name === "string") : [];
};

let muted = recallMuted();

const unmask = (comment) => {
  comment.classList.remove("muted");
  comment.querySelector(".stub")?.remove();
};

const mask = (comment) => {
  const stub = piece(".stub", personOf(comment).name);
  stub.querySelector(".show").addEventListener("click", () => {
    unmask(comment);
    comment.querySelector(".mute")?.focus();
  });
  // A finger that has slipped is forgiven here, and not at the end of a long thread.
  stub.querySelector(".unmute").addEventListener("click", () => {
    setMuted(personOf(comment), false);
    comment.querySelector(".mute")?.focus();
  });
  comment.classList.add("muted");
  comment.querySelector(".said").prepend(stub);
};

const showPeople = () => {
  const opened = section.querySelector(".muted-people")?.open;
  section.querySelector(".muted-people")?.remove();
  if (!muted.length) {
    return;
  }
  const list = piece(".muted-people", "");
  const line = list.querySelector("li");
  list.open = Boolean(opened);
  list.querySelector("[data-count]").textContent = muted.length;
  for (const person of muted) {
    const own = line.cloneNode(true);
    for (const place of own.querySelectorAll("[data-name]")) {
      place.textContent = person.name;
    }
    own.querySelector(".unmute").addEventListener("click", () => setMuted(person, false));
    line.before(own);
  }
  line.remove();
  [...section.querySelectorAll(":scope > .band > ol.thread")].at(-1).after(list);
};

const setMuted = (person, isMuted) => {
  muted = recallMuted().filter((one) => !same(one, person));
  if (isMuted) {
    muted.push(person);
  }
  keep(MUTED, muted);
  for (const comment of everything.filter((one) => same(personOf(one), person))) {
    unmask(comment);
    if (isMuted) {
      mask(comment);
    }
  }
  showPeople();
};

const offerMuting = () => {
  for (const comment of comments) {
    const person = personOf(comment);
    const button = piece(person.kind ? ".mute.kind" : ".mute", person.name);
    button.addEventListener("click", () => {
      setMuted(person, true);
      comment.querySelector(".show").focus();
    });
    comment.querySelector(".acts").append(button);
  }
  for (const comment of everything.filter((one) => muted.some((person) => same(person, personOf(one))))) {
    mask(comment);
  }
  showPeople();
};

/* What is new */

// When readers could first see it, which may be long after it was sent.
const shownAt = (comment) => Date.parse(comment.dataset.since ?? comment.querySelector("time").dateTime);

// The moment from which on comments are new here; none on the first visit.
const noteVisit = () => {
  const now = Date.now();
  const kept = Object.entries(recall(VISITS, {})).filter(([, visit]) => Number.isFinite(visit?.at));
  const visits = new Map(kept);
  const last = visits.get(section.dataset.post);
  const since = last && (now - last.at < A_VISIT ? last.since : last.at);
  visits.set(section.dataset.post, { at: now, since: since ?? null });
  const posts = [...visits].sort((one, other) => other[1].at - one[1].at);
  keep(VISITS, Object.fromEntries(posts.slice(0, MOST_POSTS)));
  return since;
};

const goTo = (comment) => {
  comment.dispatchEvent(new CustomEvent("led-to", { bubbles: true }));
  comment.tabIndex = -1;
  comment.focus({ preventScroll: true });
  comment.scrollIntoView();
};

const markNew = () => {
  const since = noteVisit();
  const isNew = (comment) => shownAt(comment) > since && !comment.classList.contains("muted");
  const fresh = since ? comments.filter(isNew) : [];
  if (since && Date.parse(section.dataset.newest) > since) {
    section.querySelector("ol.thread").before(piece(".further", ""));
  }
  if (!fresh.length) {
    return;
  }
  fresh.forEach((comment, number) => {
    const next = fresh[number + 1];
    comment.querySelector(".meta").before(piece(".new", ""), " ");
    // Where the next one follows at once, nobody needs to be led there.
    if (next && comments.indexOf(next) > comments.indexOf(comment) + 1) {
      const button = piece(".next-new", "");
      button.addEventListener("click", () => goTo(next));
      comment.querySelector(".acts").append(button);
    }
  });
  const line = piece(".since", "");
  line.querySelector("[data-count]").textContent = fresh.length;
  const button = piece(".next-new", "");
  button.addEventListener("click", () => goTo(fresh[0]));
  line.append(" ", button);
  section.querySelector("ol.thread").before(line);
};

if (comments.length) {
  offerMuting();
  markNew();
}
