// Keeps what is being worked on up to date, without loading the page again until the work is done.

const EVERY = 2_000;

async function look() {
  const here = document.querySelector(".watched");
  if (!here) return;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector(".watched");
    if (!next || next.dataset.state !== here.dataset.state) {
      location.assign(location.href);
      return;
    }
    // What a person stands on stays as it is.
    if (!here.contains(document.activeElement)) here.replaceWith(document.adoptNode(next));
  } catch {
    // The blog is away for a moment: the next look finds it.
  }
  setTimeout(look, EVERY);
}

setTimeout(look, EVERY);
