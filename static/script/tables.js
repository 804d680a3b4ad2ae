// A table that is wider than the page scrolls sideways, which a keyboard can only where the table is a stop of it.

const watcher = new ResizeObserver((seen) => {
  for (const { target } of seen) {
    if (target.scrollWidth > target.clientWidth) {
      target.tabIndex = 0;
    } else {
      target.removeAttribute("tabindex");
    }
  }
});
document.querySelectorAll(".prose table").forEach((table) => watcher.observe(table));
