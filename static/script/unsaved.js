// Nothing typed into the post form is lost: it is kept on this device with every pause, and by the blog a little later.
// After an accident the page offers it again. Without this script the form does the same work, and Save keeps.

const FIELDS = ["title", "body", "tags", "permalink", "published_at", "excerpt", "language", "comments", "kind"];
const MOST = 10;
const A_MONTH = 30 * 24 * 60 * 60 * 1000;
const SOON = 400;
const A_LITTLE_LATER = 2000;
const AGAIN = 10000;

const form = document.getElementById("post-form");
const words = document.getElementById("writing-words")?.content;
const field = (name) => form.elements.namedItem(name);
const now = () => Object.fromEntries(FIELDS.map((name) => [name, field(name)?.value ?? ""]));
const said = (fields) => JSON.stringify(FIELDS.map((name) => fields[name] ?? ""));
// As the blog stores it: one kind of line end, composed letters.
const plain = (text) => (text ?? "").replace(/\r\n?/g, "\n").normalize("NFC");
const oneLine = (text) => plain(text).replace(/\s+/g, " ").trim();
const sameWords = (one, other) =>
  plain(one.title).trim() === plain(other.title).trim() &&
  plain(one.body) === plain(other.body) &&
  oneLine(one.excerpt) === oneLine(other.excerpt);
const blank = (fields) => !(fields.title + fields.body).trim();

/* On this device: one entry for each form, by its name */

const shelf = () => `afterword.writing.${form.dataset.person}`;

const entries = () => {
  try {
    const found = JSON.parse(localStorage.getItem(shelf()));
    const fresh = Object.entries(found ?? {}).filter(([, one]) => one?.fields && Date.now() - one.at < A_MONTH);
    return Object.fromEntries(fresh.sort(([, a], [, b]) => a.at - b.at).slice(-MOST));
  } catch {
    return {};
  }
};

const store = (all) => {
  try {
    localStorage.setItem(shelf(), JSON.stringify(all));
    return true;
  } catch {
    // It is full, or does not want to.
    return false;
  }
};

const forget = (draft) => {
  const all = entries();
  delete all[draft];
  store(all);
};

const watch = () => {
  const line = form.querySelector(".keeping");
  let settled = form.dataset.unsaved ? "" : said(now());
  let here = settled;
  // What was taken up came from the blog, which may have newer words by now: it is not sent back as it came.
  let there = form.dataset.kept ? said(now()) : settled;
  let asking = null;
  let early = null;
  let late = null;

  const say = (what) => {
    const piece = words.querySelector(`[data-says="${what}"]`).cloneNode(true);
    if (line.dataset.says !== what) {
      line.dataset.says = what;
      line.replaceChildren(...piece.childNodes);
    }
  };

  const dirty = () => settled !== null && said(now()) !== settled;

  const keepHere = (sent = false) => {
    clearTimeout(early);
    early = null;
    const fields = now();
    if (blank(fields)) {
      return true;
    }
    const all = entries();
    const before = all[field("draft").value];
    // When it was typed, not when the page was left: what another device typed meanwhile is newer.
    const at = before && said(before.fields) === said(fields) ? before.at : Date.now();
    const known = said(fields) === there;
    const [base, shown] = [field("revision").value, field("shown")?.value];
    const entry = { post: form.dataset.post, base, shown, at, fields, sent, known };
    const kept = store({ ...all, [field("draft").value]: entry });
    here = kept ? said(fields) : here;
    return kept;
  };

  const later = (wait) => {
    clearTimeout(late);
    late = setTimeout(keepThere, wait);
  };

  const answered = (status, newer) => {
    if (status === 200) {
      say(newer ? "newer" : "kept");
    } else if (status === 409) {
      // That form is saved already, and this is its page again: what is typed now goes on under another name.
      const bytes = crypto.getRandomValues(new Uint8Array(8));
      field("draft").value = Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
      keepHere();
      later(0);
    } else if (status === 403 || status === 0) {
      say("signed-out");
      later(AGAIN);
    } else {
      say(here === said(now()) ? "only-here" : "nowhere");
    }
  };

  async function keepThere() {
    clearTimeout(late);
    late = null;
    const fields = now();
    if (asking || !dirty() || said(fields) === there || blank(fields)) {
      return;
    }
    asking = new AbortController();
    const names = { draft: field("draft").value, revision: field("revision").value, post: form.dataset.post };
    names.shown = field("shown")?.value ?? "";
    try {
      const body = new URLSearchParams({ ...fields, ...names });
      const answer = await fetch("/desk/unsaved", { method: "POST", body, signal: asking.signal, redirect: "manual" });
      const { newer } = answer.ok ? await answer.json() : {};
      asking = null;
      there = answer.ok ? said(fields) : there;
      if (answer.ok && settled !== null) {
        keepHere();
      }
      answered(answer.status >= 500 ? 500 : answer.status, newer);
      if (answer.status >= 500) {
        later(AGAIN);
      } else if (answer.ok && said(now()) !== there) {
        later(A_LITTLE_LATER);
      }
    } catch {
      asking = null;
      if (settled !== null) {
        say(here === said(now()) ? "device" : "nowhere");
        later(AGAIN);
      }
    }
  }

  // Every change undone by hand: there is nothing left to offer at the next visit.
  const takeBack = () => {
    if (settled === null || (here === settled && there === settled && !asking)) {
      return;
    }
    clearTimeout(early);
    clearTimeout(late);
    asking?.abort();
    early = late = asking = null;
    here = there = settled;
    const draft = field("draft").value;
    forget(draft);
    line.replaceChildren();
    delete line.dataset.says;
    const body = new URLSearchParams({ draft });
    fetch("/desk/unsaved/away", { method: "POST", body, redirect: "manual" }).catch(() => {});
  };

  const typed = () => {
    if (!dirty()) {
      takeBack();
      return;
    }
    early ??= setTimeout(keepHere, SOON);
    if (!late) {
      later(A_LITTLE_LATER);
    }
  };

  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("submit", () => {
    clearTimeout(late);
    asking?.abort();
    keepHere(true);
    settled = null;
  });
  // A page that comes back from the browser's memory goes on being watched.
  addEventListener("pageshow", (event) => {
    if (event.persisted) {
      settled = "";
      typed();
    }
  });
  // Signing out: the device gives up what it keeps, so its last state goes along, and nothing is kept after it.
  addEventListener("afterword:leaving", () => {
    clearTimeout(late);
    if (dirty()) {
      keepHere();
    }
    settled = null;
  });
  addEventListener("online", () => keepThere());
  addEventListener("focus", () => keepThere());
  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && dirty()) {
      keepHere();
      keepThere();
    }
  });
  addEventListener("beforeunload", (event) => {
    if (dirty() && said(now()) !== here) {
      keepHere();
    }
    // Asked only where it is kept nowhere.
    if (dirty() && said(now()) !== here && said(now()) !== there) {
      event.preventDefault();
    }
  });
  if (form.dataset.unsaved) {
    typed();
  }
  return { typed };
};

/* After an accident: what is on the device and not in the form is offered */

const take = (draft, entry, typed) => {
  // Without what it was shown with nobody knows whether the rule was to be another: then it stays as it is here.
  const names = entry.shown === undefined && field("shown") ? FIELDS.filter((name) => name !== "comments") : FIELDS;
  for (const name of names) {
    // What a form of an earlier day did not have stays as it is.
    if (field(name) && entry.fields[name] !== undefined) {
      field(name).value = entry.fields[name];
    }
  }
  field("draft").value = draft;
  field("revision").value = entry.base;
  if (entry.shown !== undefined && field("shown")) {
    field("shown").value = entry.shown;
  }
  field("body").focus();
  typed();
};

// What never reached the blog is news to it, whatever the clocks of the two say.
const isNews = (entry, kept) => !entry.known || entry.at > Date.parse(kept ?? "") + 1000;

const offer = (draft, entry, typed) => {
  const older = document.querySelector(`.kept[data-draft="${draft}"]`);
  if (older && !isNews(entry, older.dataset.kept)) {
    return;
  }
  const notice = words.querySelector("[data-found]").cloneNode(true);
  notice.querySelector("q").textContent = `${entry.fields.title} ${entry.fields.body}`.trim().slice(0, 90);
  notice.querySelector("[data-take]").addEventListener("click", () => {
    notice.remove();
    take(draft, entry, typed);
  });
  notice.querySelector("[data-away]").addEventListener("click", () => {
    forget(draft);
    notice.remove();
    older?.querySelector("form").requestSubmit();
  });
  if (older) {
    // Where the blog has something newer from another device, both are offered.
    older.hidden = entry.at > Date.parse(older.dataset.kept);
  }
  form.before(notice);
};

const recall = (typed) => {
  const shown = now();
  for (const [draft, entry] of Object.entries(entries())) {
    if (entry.sent && sameWords(entry.fields, shown) && !form.dataset.unsaved) {
      forget(draft);
    } else if (entry.post === form.dataset.post && !sameWords(entry.fields, shown)) {
      const own = draft === field("draft").value;
      if (!own || isNews(entry, form.dataset.kept)) {
        offer(draft, entry, typed);
      }
    }
  }
};

if (form && words) {
  const { typed } = watch();
  recall(typed);
}
