// Under a post where something of this browser's reader waits, it says so. Which receipts there are, only this browser
// knows; what became of them it asks each time, so that nothing is promised that is not so any more.

const RECEIPTS = "afterword.receipts";
const ASKED_AT_ONCE = 3;

const section = document.getElementById("comments");
const words = document.getElementById("yours-words")?.content;

const recall = () => {
  try {
    const found = JSON.parse(localStorage.getItem(RECEIPTS));
    return found && typeof found === "object" && !Array.isArray(found) ? found : {};
  } catch {
    return {};
  }
};

const forget = (id) => {
  const all = recall();
  delete all[id];
  try {
    localStorage.setItem(RECEIPTS, JSON.stringify(all));
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
};

// The status that the receipt itself names; null when nobody can say.
const askFor = async (id, href) => {
  const answer = await fetch(href, { credentials: "same-origin" }).catch(() => null);
  if (answer?.status === 404) {
    forget(id);
  }
  if (!answer?.ok) {
    return null;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("[data-receipt]")?.dataset.status ?? null;
};

const say = (id, href, status) => {
  const line = words.querySelector(".yours").cloneNode(true);
  const said = ["pending", "approved"].includes(status) ? status : "decided";
  for (const sentence of line.querySelectorAll("b")) {
    if (sentence.dataset.status !== said) {
      sentence.remove();
    }
  }
  line.querySelector("a").href = href;
  section.querySelector("h2").after(line);
  // The good news has been read now; any other is read on the receipt.
  if (said === "approved") {
    forget(id);
  }
};

const isOurs = (one) =>
  one?.post === section.dataset.post && typeof one.href === "string" && /^\/comments\/[\w-]+\/[\w-]+$/.test(one.href);

if (section && words) {
  const here = Object.entries(recall()).filter(([, one]) => isOurs(one));
  for (const [id, { href }] of here.slice(-ASKED_AT_ONCE)) {
    askFor(id, href).then((status) => status && say(id, href, status));
  }
}
