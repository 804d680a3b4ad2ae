// What other moderators do, as it happens, and the word that one is reading: gone with the page, kept nowhere.

const SAY_AGAIN = 30_000;

/** Tell `handlers` by the kind of each event; `handlers.reading()` says which comment is before the reader. */
export function watch(handlers) {
  const stream = new EventSource("/desk/events");
  stream.addEventListener("message", (event) => {
    const news = JSON.parse(event.data);
    handlers[news.kind]?.(news);
  });

  let said = "";
  const say = (comment) => {
    said = comment;
    navigator.sendBeacon("/desk/reading", new URLSearchParams({ comment }));
  };
  const look = () => {
    const comment = document.hidden ? "" : handlers.reading();
    if (comment !== said) say(comment);
  };
  setInterval(look, 1_000);
  setInterval(() => {
    if (said && !document.hidden) say(said);
  }, SAY_AGAIN);
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", () => {
    if (said) say("");
    stream.close();
  });
}
