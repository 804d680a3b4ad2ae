// Whoever signs out leaves no texts behind on a shared computer: what the blog does not have yet is brought there first,
// and what could not be brought stays, because no word is lost. Without this script signing out leaves it all.

const out = document.querySelector("form[action='/sign-out'][data-person]");
const LONGEST = 3000;

const entries = (shelf) => {
  try {
    return JSON.parse(localStorage.getItem(shelf)) ?? {};
  } catch {
    return {};
  }
};

const bring = async ([draft, entry]) => {
  if (!entry?.fields) {
    return true;
  }
  const body = new URLSearchParams({ ...entry.fields, draft, revision: entry.base ?? "", post: entry.post ?? "" });
  try {
    const answer = await fetch("/desk/unsaved", {
      method: "POST",
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(LONGEST),
    });
    // 409: that form was saved or put away, so the blog has its words.
    return answer.ok || answer.status === 409;
  } catch {
    return false;
  }
};

out?.addEventListener("submit", async (event) => {
  event.preventDefault();
  dispatchEvent(new Event("afterword:leaving"));
  const shelf = `afterword.writing.${out.dataset.person}`;
  const kept = Object.entries(entries(shelf));
  const brought = await Promise.all(kept.map(bring));
  const left = kept.filter((_, at) => !brought[at]);
  try {
    if (left.length) {
      localStorage.setItem(shelf, JSON.stringify(Object.fromEntries(left)));
    } else {
      localStorage.removeItem(shelf);
    }
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
  out.submit();
});
