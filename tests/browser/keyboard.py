"""Walks a page by the Tab key, and looks at every stop as one who sees but has no mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

LOOK = """stop => {
  const style = getComputedStyle(stop);
  return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow].join(" ");
}"""

# A link that breaks over two lines has the middle of its box in neither, so its first line is looked at.
AT_THE_STOP = """stop => {
  const box = stop.getClientRects()[0];
  if (!box || !box.width || !box.height) return "it has no box";
  const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height, innerHeight) / 2];
  if (x < 0 || x > innerWidth || y < 0 || y > innerHeight) return "it is outside the window";
  const top = document.elementFromPoint(x, y);
  const own = [stop, ...(stop.labels || [])];
  if (!own.some(one => one.contains(top))) return "it is covered by " + (top ? top.outerHTML.slice(0, 120) : "nothing");
  const style = getComputedStyle(stop);
  if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return "nothing is drawn around it";
  return "";
}"""

# What hangs in the margin stands beside the words, which begin above its last line.
ORDER = """([before, now]) => {
  if (!(before.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING)) return "it stands before the last";
  const [first, second] = [before.getBoundingClientRect(), now.getBoundingClientRect()];
  return second.bottom < first.top && second.left < first.right ? "it is drawn above the last" : "";
}"""

NAMED = """stop => {
  const named = stop.labels && stop.labels.length ? stop.labels[0] : stop;
  const said = stop.getAttribute("aria-label") || named.textContent;
  return said.replace(/\\s+/g, " ").trim();
}"""


class Keyboard:
    """The Tab key and what it led to. `begin` on every page that was opened anew."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.set_default_timeout(10_000)
        self.stops: list[str] = []
        self._before: Any = None
        self._look = ""

    def begin(self) -> None:
        self.page.wait_for_load_state()
        self._before = None
        self.stops = []

    def tab(self) -> str:
        """Go on by one stop, which must be well; its name."""
        self.page.keyboard.press("Tab")
        stop = self.page.evaluate_handle("document.activeElement").as_element()
        assert stop is not None and stop.evaluate("stop => stop !== document.body"), ("led to nothing", self.stops)
        name = str(stop.evaluate(NAMED))
        self.stops.append(name)
        wrong = stop.evaluate(AT_THE_STOP)
        assert not wrong, (name, wrong, self.stops)
        if self._before is not None:
            wrong = self.page.evaluate(ORDER, [self._before, stop])
            assert not wrong, (name, wrong, self.stops)
            assert self._before.evaluate(LOOK) != self._look, (self.stops[-2], "looks the same without the focus")
        self._before, self._look = stop, stop.evaluate(LOOK)
        return name

    def tab_to(self, name: str, at_most: int = 120) -> None:
        """Go on to the stop whose name begins with these words."""
        for _ in range(at_most):
            if self.tab().startswith(name):
                return
        raise AssertionError(f"no way to {name}: {self.stops}")

    def follow(self, name: str) -> None:
        """Go to a link or a button and press it; the page after it is begun."""
        self.tab_to(name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.begin()
