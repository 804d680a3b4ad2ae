// Pictures dropped or pasted into a post, or chosen under “Add a picture”, are brought to the blog, and their line stands
// where the caret was, with the place open that says what they show. Without this script they are brought under Pictures.

const form = document.getElementById("post-form");
const body = document.getElementById("w-body");
const words = document.getElementById("compose-words")?.content;
const KINDS = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"];

const inBrackets = (words) => words.replace(/[\\[\]]/g, "\\$&");

const put = (text) => {
  body.focus();
  if (!document.execCommand?.("insertText", false, text)) {
    body.setRangeText(text, body.selectionStart, body.selectionEnd, "end");
    body.dispatchEvent(new Event("input", { bubbles: true }));
  }
};

if (form?.dataset.format === "markdown" && body && words) {
  const line = words.querySelector("[data-picture]").cloneNode(true);
  body.before(line);

  const say = (what) => {
    line.querySelectorAll("[data-when]").forEach((piece) => {
      piece.hidden = piece.dataset.when !== what;
    });
  };
  say("");

  // Whether anything came.
  const bring = async (files, alt = "") => {
    say("bringing");
    const sent = new FormData();
    sent.append("answer", "json");
    sent.append("alt", alt);
    files.forEach((file) => sent.append("picture", file, file.name));
    try {
      const answer = await fetch("/desk/media", { method: "POST", body: sent });
      const { pictures = [], problems = false } = /json/.test(answer.headers.get("content-type")) ? await answer.json() : {};
      if (pictures.length) {
        const start = body.selectionStart;
        const before = start > 0 && !body.value.slice(0, start).endsWith("\n\n") ? "\n\n" : "";
        put(before + pictures.map((one) => `![${inBrackets(one.alt)}](${one.path})`).join("\n\n") + "\n\n");
        if (!pictures[0].alt) {
          // Between the brackets, where the description belongs.
          body.setSelectionRange(start + before.length + 2, start + before.length + 2);
        }
      }
      say(!pictures.length || problems ? "refused" : pictures[0].alt ? "said" : "brought");
      return pictures.length > 0;
    } catch {
      say("unreached");
      return false;
    }
  };

  const adding = words.querySelector("[data-adding]").cloneNode(true);
  const [file, alt] = adding.querySelectorAll("input");
  const link = document.getElementById("add-picture");
  line.before(adding);

  const close = () => {
    file.value = alt.value = "";
    adding.hidden = true;
  };
  const add = async () => {
    const [chosen] = file.files;
    if (!chosen) {
      say("none");
      file.focus();
    } else if (await bring([chosen], alt.value)) {
      close();
    }
  };
  link?.addEventListener("click", (event) => {
    event.preventDefault();
    adding.hidden = false;
    say("");
    adding.scrollIntoView({ block: "nearest" });
    file.focus();
  });
  adding.querySelector("[data-put]").addEventListener("click", add);
  adding.querySelector("[data-away]").addEventListener("click", () => {
    close();
    say("");
    body.focus();
  });
  adding.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === alt) {
      // It is no field of the post: the post is not saved by it.
      event.preventDefault();
      add();
    } else if (event.key === "Escape") {
      close();
      body.focus();
    }
  });

  const pictures = (data) => [...(data?.files ?? [])].filter((file) => KINDS.includes(file.type));

  body.addEventListener("paste", (event) => {
    const files = pictures(event.clipboardData);
    // A word processor brings a picture of its words beside the words.
    if (files.length && !event.clipboardData.getData("text/html").match(/<(p|table|li|h[1-6])\b/i)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      bring(files);
    }
  });
  body.addEventListener("dragover", (event) => {
    if ([...event.dataTransfer.types].includes("Files")) {
      event.preventDefault();
    }
  });
  body.addEventListener("drop", (event) => {
    if (event.dataTransfer.files.length) {
      // Whatever is dropped, the page and its words stay.
      event.preventDefault();
      const files = pictures(event.dataTransfer);
      if (files.length) {
        bring(files);
      } else {
        say("refused");
      }
    }
  });
}
