// Answers a comment, or changes its text, without leaving the queue: the page for it opens above the cards.

let open = null;

const found = (html) => new DOMParser().parseFromString(html, "text/html").querySelector(".answering");

const close = () => {
  open?.dialog.close();
};

/** Put what the blog sent into the dialog; whoever leaves it finds the words again. */
function fill(dialog, room) {
  dialog.replaceChildren(document.adoptNode(room));
  for (const link of dialog.querySelectorAll(".btns a")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      close();
    });
  }
  const heading = dialog.querySelector("h1");
  heading.id = "words-title";
  dialog.setAttribute("aria-labelledby", heading.id);
  (dialog.querySelector(".errors") ?? dialog.querySelector("textarea"))?.focus();
}

function make(link, take, fail) {
  const dialog = document.createElement("dialog");
  dialog.className = "words-dialog";
  dialog.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { target: form, submitter } = event;
    const fields = new URLSearchParams(new FormData(form));
    if (submitter?.name) fields.set(submitter.name, submitter.value);
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body: fields }).catch(() => null);
    const html = answer?.headers.get("content-type")?.startsWith("text/html") ? await answer.text() : null;
    const room = html === null ? null : found(html);
    if (room) {
      fill(dialog, room);
    } else if (html === null) {
      fail(dialog);
    } else {
      open = null;
      dialog.close();
      dialog.remove();
      take(html);
    }
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) dialog.querySelector("form.wording")?.requestSubmit();
  });
  document.body.append(dialog);
  return { dialog, href: link.href };
}

/** Open what `link` leads to; `take(html)` gets the page that follows, `fail(dialog)` says that nothing was sent. */
export async function write(link, take, fail) {
  if (open?.href !== link.href) {
    const answer = await fetch(link.href).catch(() => null);
    const room = answer?.ok ? found(await answer.text()) : null;
    if (!room) {
      location.assign(link.href);
      return;
    }
    open?.dialog.remove();
    open = make(link, take, fail);
    open.dialog.showModal();
    fill(open.dialog, room);
    return;
  }
  open.dialog.showModal();
}
