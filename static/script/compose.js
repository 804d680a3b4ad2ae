// The writing page, made easier: marks by button and key, the page as it will be, pasted pages as Markdown, how many
// words, and nothing else on the screen where that helps. Without this script the form does the same work.

const form = document.getElementById("post-form");
const words = document.getElementById("compose-words")?.content;
const body = document.getElementById("w-body");
const title = document.getElementById("w-title");
const isMarkdown = form?.dataset.format === "markdown";
const A_PAUSE = 600;

// Typed in where the caret stands, so that the browser's own undo takes it back.
const put = (text, start = body.selectionStart, end = body.selectionEnd) => {
  body.focus();
  body.setSelectionRange(start, end);
  if (!document.execCommand?.("insertText", false, text)) {
    body.setRangeText(text, start, end, "end");
    body.dispatchEvent(new Event("input", { bubbles: true }));
  }
};

/* Marks */

const around = (mark, sample) => {
  const { selectionStart: start, selectionEnd: end, value } = body;
  const outside = value.slice(start - mark.length, start) === mark && value.slice(end, end + mark.length) === mark;
  if (start !== end && outside) {
    put(value.slice(start, end), start - mark.length, end + mark.length);
    body.setSelectionRange(start - mark.length, end - mark.length);
    return;
  }
  const chosen = value.slice(start, end) || sample;
  put(`${mark}${chosen}${mark}`);
  body.setSelectionRange(start + mark.length, start + mark.length + chosen.length);
};

const lines = (mark) => {
  const { value } = body;
  const start = value.lastIndexOf("\n", body.selectionStart - 1) + 1;
  const next = value.indexOf("\n", body.selectionEnd);
  const end = next === -1 ? value.length : next;
  const chosen = value.slice(start, end).split("\n");
  const marked = chosen.every((line) => line.startsWith(mark));
  const changed = chosen.map((line) => (marked ? line.slice(mark.length) : mark + line)).join("\n");
  put(changed, start, end);
  body.setSelectionRange(start, start + changed.length);
};

const link = () => {
  const { selectionStart: start, selectionEnd: end } = body;
  const chosen = body.value.slice(start, end);
  if (/^https?:\/\/\S+$/.test(chosen)) {
    put(`[](${chosen})`);
    body.setSelectionRange(start + 1, start + 1);
  } else {
    put(`[${chosen}](https://)`);
    const at = start + chosen.length + 3;
    body.setSelectionRange(at, at + "https://".length);
  }
};

const MARKS = {
  bold: () => around("**", words.querySelector("[data-sample=bold]").textContent),
  italic: () => around("*", words.querySelector("[data-sample=italic]").textContent),
  code: () => around("`", words.querySelector("[data-sample=code]").textContent),
  link,
  heading: () => lines("## "),
  quote: () => lines("> "),
  list: () => lines("- "),
  more: () => put(`${body.selectionStart && !body.value.slice(0, body.selectionStart).endsWith("\n\n") ? "\n\n" : ""}<!--more-->\n\n`),
};
const KEYS = { b: "bold", i: "italic", k: "link" };

/* As it will be published */

const preview = () => {
  const pane = document.getElementById("preview");
  let shown = null;
  let asking = null;

  const show = async () => {
    const now = body.value;
    if (now === shown || pane.querySelector(".conflict")) {
      return;
    }
    asking?.abort();
    asking = new AbortController();
    const sent = new URLSearchParams({ body: now, format: form.dataset.format, post: form.dataset.post });
    try {
      const answer = await fetch("/desk/preview", { method: "POST", body: sent, signal: asking.signal });
      if (!answer.ok) {
        return;
      }
      const html = await answer.text();
      let prose = pane.querySelector(".prose");
      if (!prose) {
        pane.replaceChildren(...words.querySelector("[data-preview]").cloneNode(true).childNodes);
        prose = pane.querySelector(".prose");
      }
      // It was cleaned by the blog, and is what every reader is going to get.
      prose.innerHTML = html;
      const foreign = [...prose.querySelectorAll("img")].some((one) => new URL(one.src).origin !== location.origin);
      pane.querySelector("[data-elsewhere]")?.toggleAttribute("hidden", !foreign);
      const blocked = prose.querySelector("iframe, video, audio, [style]") !== null;
      pane.querySelector("[data-blocked]")?.toggleAttribute("hidden", !blocked);
      shown = now;
    } catch {
      // Without a connection the last one stays.
    }
  };

  const head = () => {
    const line = pane.querySelector(".preview .title");
    if (line) {
      line.textContent = title.value;
    }
  };
  let waiting = null;
  body.addEventListener("input", () => {
    clearTimeout(waiting);
    // A very long text takes the blog a while: it is not asked after every word.
    waiting = setTimeout(() => show().then(head), A_PAUSE * Math.max(1, body.value.length / 50_000));
  });
  title.addEventListener("input", head);
};

/* A pasted page becomes Markdown; Shift with it pastes the plain words */

const pasting = (lost) => {
  let plain = false;
  body.addEventListener("keydown", (event) => {
    plain = event.shiftKey;
  });
  body.addEventListener("paste", async (event) => {
    const html = event.clipboardData?.getData("text/html") ?? "";
    const text = event.clipboardData?.getData("text/plain") ?? "";
    // A text editor brings its colours along as HTML, and nobody wants them.
    if (plain || !/<(p|div|h[1-6]|ul|ol|li|b|strong|i|em|a|table|blockquote|br|img|span)\b/i.test(html)) {
      return;
    }
    event.preventDefault();
    const { selectionStart: start, selectionEnd: end } = body;
    const before = body.value;
    // Footnotes that come along are numbered on from those that are here.
    const notes = Math.max(0, ...[...before.matchAll(/\[\^(\d{1,5})\]/g)].map((found) => Number(found[1])));
    let markdown = "";
    lost.hidden = true;
    try {
      const sent = new URLSearchParams({ html, notes });
      const answer = await fetch("/desk/pasted", { method: "POST", body: sent });
      const read = answer.ok ? await answer.json() : {};
      markdown = read.markdown ?? "";
      lost.hidden = !read.lost;
      lost.querySelector("[data-lost-number]").textContent = read.lost ?? 0;
    } catch {
      // Without a connection the plain words are pasted.
    }
    // Whoever typed on meanwhile finds it where the caret is now.
    const same = body.value === before;
    put(markdown || text, same ? start : body.selectionStart, same ? end : body.selectionEnd);
  });
};

/* How many words, in scripts without spaces too */

const counting = (line, room) => {
  const segmenter = globalThis.Intl?.Segmenter && new Intl.Segmenter(undefined, { granularity: "word" });
  const LONG = 50_000;
  const number = (text) =>
    segmenter && text.length < LONG
      ? [...segmenter.segment(text)].filter((piece) => piece.isWordLike).length
      : (text.match(/[\p{L}\p{N}]+/gu) ?? []).length;
  let waiting = null;
  const A_MINUTE = 220;
  const show = () => {
    const count = number(body.value);
    const minutes = Math.max(1, Math.round(count / A_MINUTE));
    line.querySelector("[data-minutes]").textContent = minutes.toLocaleString(document.documentElement.lang);
    line.querySelector("[data-number]").textContent = count.toLocaleString(document.documentElement.lang);
    line.hidden = count === 0;
    // What is too long is refused with the text kept; who comes near is told before.
    const most = Number(room.dataset.most);
    room.querySelector("[data-characters]").textContent = body.value.length.toLocaleString(document.documentElement.lang);
    room.hidden = body.value.length < most * 0.9;
  };
  body.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, A_PAUSE);
  });
  show();
};

/* The buttons are one stop of the tab key, and arrows go through them */

const arrows = (bar) => {
  const buttons = [...bar.querySelectorAll("button")];
  const stop = (chosen) => buttons.forEach((button) => (button.tabIndex = button === chosen ? 0 : -1));
  stop(buttons[0]);
  bar.addEventListener("focusin", (event) => buttons.includes(event.target) && stop(event.target));
  bar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(event.target);
    const onwards = getComputedStyle(bar).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = onwards === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const to = { [onwards]: at + 1, [back]: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (at !== -1 && to !== undefined) {
      event.preventDefault();
      buttons.at(to % buttons.length).focus();
    }
  });
  return () => buttons.find((button) => button.tabIndex === 0).focus();
};

if (form && words && body) {
  const keys = words.querySelector("[data-shortcuts]").cloneNode(true);
  const bar = words.querySelector("[data-bar]").cloneNode(true);
  if (!isMarkdown) {
    bar.querySelectorAll("[data-mark]").forEach((button) => button.remove());
    keys.querySelectorAll("[data-marks]").forEach((line) => line.remove());
  }
  body.before(bar, keys);
  const toBar = arrows(bar);
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    MARKS[button?.dataset.mark]?.();
    if (button?.hasAttribute("data-focus")) {
      const alone = form.classList.toggle("alone");
      button.setAttribute("aria-pressed", alone);
      body.focus();
    }
    if (button?.hasAttribute("data-keys")) {
      keys.hidden = !keys.hidden;
      button.setAttribute("aria-expanded", !keys.hidden);
    }
  });
  form.addEventListener("keydown", (event) => {
    const held = (event.ctrlKey || event.metaKey) && !event.altKey;
    if (held && event.key === "s") {
      event.preventDefault();
      form.querySelector("button[name=action][value=save]").click();
    } else if (held && isMarkdown && event.target === body && KEYS[event.key]) {
      event.preventDefault();
      MARKS[KEYS[event.key]]();
    } else if (event.altKey && event.key === "F10") {
      event.preventDefault();
      toBar();
    } else if (event.key === "Escape" && bar.contains(event.target)) {
      body.focus();
    } else if (event.key === "Escape" && form.classList.contains("alone")) {
      bar.querySelector("[data-focus]").click();
    }
  });
  const room = words.querySelector("[data-room]").cloneNode(true);
  body.before(room);
  counting(bar.querySelector("[data-count]"), room);
  preview();
  if (isMarkdown) {
    const lost = words.querySelector("[data-lost]").cloneNode(true);
    body.before(lost);
    pasting(lost);
  }
}
