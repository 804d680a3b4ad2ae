// The comment form, made easier: a draft that outlives an accident, a name kept where that is asked for, and how much
// room is left. All of it stays in this browser. Without this script the form does the same work.

const DRAFTS = "afterword.drafts";
const PERSON = "afterword.person";
const A_DAY = 24 * 60 * 60 * 1000;
const MOST = 8000;
// What is told to those who hear the page: when this much room is left, and when there is none.
const TOLD = [0, 100, 1000];

const form = document.getElementById("comment-form");
const words = document.getElementById("form-words")?.content;
const field = (name) => form.elements.namedItem(name);
const piece = (selector) => words.querySelector(selector).cloneNode(true);

// Whatever stands there: it may be of another time, or of another program.
const recall = (key) => {
  try {
    const found = JSON.parse(localStorage.getItem(key));
    return found && typeof found === "object" && !Array.isArray(found) ? found : {};
  } catch {
    return {};
  }
};

// A browser that keeps nothing still lets its reader write.
const keep = (key, value) => {
  try {
    if (Object.keys(value).length) {
      localStorage.setItem(key, JSON.stringify(value));
    } else {
      localStorage.removeItem(key);
    }
  } catch {
    // It is full, or does not want to.
  }
};

/* The draft: one for each post and each comment that is answered, for a day */

const isFresh = (draft) => typeof draft?.body === "string" && Math.abs(Date.now() - draft.at) < A_DAY;
const drafts = () => Object.fromEntries(Object.entries(recall(DRAFTS)).filter(([, draft]) => isFresh(draft)));
const place = () => `${field("post").value}/${field("parent").value}`;

const watchDraft = (body) => {
  let here = place();
  let waiting = null;
  let note = null;

  const putAway = (sent = false) => {
    clearTimeout(waiting);
    waiting = null;
    const all = drafts();
    delete all[here];
    if (body.value.trim()) {
      all[here] = { body: body.value, at: Date.now(), sent };
    }
    keep(DRAFTS, all);
  };

  const hideNote = () => {
    note?.remove();
    note = null;
  };

  const bringBack = () => {
    const draft = drafts()[here];
    if (!draft || body.value.trim()) {
      return;
    }
    body.value = draft.body;
    body.dispatchEvent(new Event("filled"));
    note = piece(".draft");
    note.querySelector("button").addEventListener("click", () => {
      body.value = "";
      body.dispatchEvent(new Event("filled"));
      putAway();
      hideNote();
      body.focus();
    });
    body.after(note);
  };

  body.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(putAway, 400);
  });
  addEventListener("pagehide", () => waiting && putAway());
  // The words move along to the comment they are going to answer.
  form.addEventListener("answering", () => {
    const all = drafts();
    delete all[here];
    keep(DRAFTS, all);
    hideNote();
    here = place();
    if (body.value.trim()) {
      putAway();
    } else {
      bringBack();
    }
  });
  // The receipt takes the draft away; until it is there nothing is certain.
  form.addEventListener("submit", (event) => putAway(event.submitter?.value !== "preview"));
  addEventListener("pageshow", (event) => {
    if (event.persisted && !drafts()[here] && body.value.trim()) {
      body.value = "";
      body.dispatchEvent(new Event("filled"));
    }
  });
  keep(DRAFTS, drafts());
  bringBack();
};

/* Name, e-mail and website: kept when that is asked for, and gone when it is not any more */

const watchPerson = () => {
  const fields = ["name", "email", "website"].map(field);
  const known = recall(PERSON);
  const row = piece(".keep");
  const box = row.querySelector("input");
  box.checked = fields.some(({ name }) => typeof known[name] === "string");
  if (!form.querySelector(".errors") && fields.every(({ value }) => !value)) {
    for (const one of fields) {
      one.value = typeof known[one.name] === "string" ? known[one.name] : "";
    }
  }
  const putAway = () => {
    const typed = fields.filter(({ value }) => value.trim()).map(({ name, value }) => [name, value]);
    keep(PERSON, box.checked ? Object.fromEntries(typed) : {});
  };
  box.addEventListener("change", putAway);
  form.addEventListener("submit", putAway);
  fields.at(-1).closest(".row").after(row);
};

/* How much room is left */

const watchRoom = (body) => {
  const count = piece(".count");
  const room = piece(".room");
  const numbers = new Intl.NumberFormat(document.documentElement.lang);
  let told = TOLD.length;
  let waiting = null;

  const say = (selector, number) => {
    const sentence = piece(selector);
    sentence.querySelector("[data-num]").textContent = numbers.format(number);
    room.textContent = sentence.textContent;
  };

  const measure = () => {
    // As the blog counts: composed, a line end as one, and an emoji as one, too.
    const left = MOST - [...body.value.normalize("NFC")].length;
    count.querySelector("[data-num]").textContent = numbers.format(MOST - left);
    count.classList.toggle("over", left < 0);
    count.hidden = left === MOST;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const reached = left < 0 ? -1 : TOLD.findIndex((most) => left <= most);
      const now = left > TOLD.at(-1) ? TOLD.length : reached;
      if (now !== told && now < TOLD.length) {
        say(left < 0 ? ".over" : ".left", Math.abs(left));
      }
      told = now;
    }, 1000);
  };

  body.after(count, room);
  body.addEventListener("input", measure);
  body.addEventListener("filled", measure);
  measure();
};

if (form && words) {
  const body = field("body");
  watchRoom(body);
  watchDraft(body);
  watchPerson();
}
