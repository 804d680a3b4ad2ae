// Remembers on this device where a receipt is, until its comment is decided on; and clears the draft that was sent.

const RECEIPTS = "afterword.receipts";
const DRAFTS = "afterword.drafts";
const MOST = 50;
const A_WHILE = 60 * 24 * 60 * 60 * 1000;

const receipt = document.querySelector("[data-receipt]");
const words = document.getElementById("receipt-words")?.content;

const recall = (key) => {
  try {
    const found = JSON.parse(localStorage.getItem(key));
    return found && typeof found === "object" && !Array.isArray(found) ? found : {};
  } catch {
    return {};
  }
};

// Whether it is really kept: some browsers keep nothing.
const keep = (key, value) => {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
};

const clearDraft = () => {
  const all = Object.entries(recall(DRAFTS));
  const others = all.filter(([place, draft]) => !(draft?.sent && place.startsWith(`${receipt.dataset.post}/`)));
  if (others.length < all.length) {
    keep(DRAFTS, Object.fromEntries(others));
  }
};

const others = () =>
  Object.entries(recall(RECEIPTS)).filter(([id, one]) => id !== receipt.dataset.receipt && Date.now() - one?.at < A_WHILE);

const remember = (entry) => keep(RECEIPTS, Object.fromEntries([...others(), [receipt.dataset.receipt, entry]].slice(-MOST)));

const offerForgetting = () => {
  const line = words.querySelector(".remembered").cloneNode(true);
  line.querySelector("button").addEventListener("click", () => {
    // What is forgotten on purpose stays so when the page is loaded again.
    remember({ at: Date.now() });
    line.replaceWith(words.querySelector(".forgotten").cloneNode(true));
  });
  receipt.querySelector(".lede").after(line);
};

if (receipt && words) {
  const { status, post } = receipt.dataset;
  const known = recall(RECEIPTS)[receipt.dataset.receipt];
  clearDraft();
  if (status !== "pending") {
    keep(RECEIPTS, Object.fromEntries(others()));
  } else if ((!known || known.href) && remember({ href: location.pathname, post, at: Date.now() })) {
    offerForgetting();
  }
}
