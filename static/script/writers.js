// Says that this post is open here, and shows who else has it open: told to both, kept nowhere, in nobody's way.

const form = document.getElementById("post-form");
const line = form?.querySelector(".others");
const AGAIN = 20_000;

if (line && form.dataset.post) {
  const address = `/desk/posts/${form.dataset.post}/presence`;
  const say = async () => {
    try {
      const answer = await fetch(address, { method: "POST", body: new URLSearchParams(), redirect: "manual" });
      const { others } = answer.ok ? await answer.json() : { others: [] };
      const names = line.querySelector("[data-others]");
      const words = others.join(" ");
      // Said once, not every time that it is still so.
      if (names.textContent.trim() !== words) {
        names.textContent = words;
        names.parentElement.hidden = !words;
      }
    } catch {
      // Without a connection nobody knows; what stands there stays.
    }
  };
  say();
  setInterval(say, AGAIN);
  document.addEventListener("visibilitychange", () => document.hidden || say());
  addEventListener("pagehide", () => navigator.sendBeacon(address, new URLSearchParams({ leaves: "yes" })));
  addEventListener("pageshow", (event) => event.persisted && say());
}
