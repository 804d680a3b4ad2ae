"""Finds words that are drawn over other words, or over a field: what nobody can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Every line of every text and every field is a box, cut off where its surroundings cut it off. Lines that stand close
# have letters that reach into each other's boxes, so two are over each other where they share a third of the lower one.
# What floats above the page (a bar that stays, a menu) is meant to.
OVERLAPS = """() => {
  const boxes = [];
  const shown = one => one.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })
    && !one.closest(".vh, .skip, [aria-hidden=true], [inert], svg, ruby")
    && (one.closest("summary") || !one.closest("details:not([open])"));
  const floats = one => {
    for (let up = one; up; up = up.parentElement)
      if (["fixed", "sticky"].includes(getComputedStyle(up).position)) return true;
    return false;
  };
  const add = (one, what, rect) => {
    let { left, right, top, bottom } = rect;
    for (let up = one; up && up !== document.body; up = up.parentElement) {
      const style = getComputedStyle(up);
      if (style.display === "inline" || (style.overflowX === "visible" && style.overflowY === "visible")) continue;
      const edge = up.getBoundingClientRect();
      left = Math.max(left, edge.left); right = Math.min(right, edge.right);
      top = Math.max(top, edge.top); bottom = Math.min(bottom, edge.bottom);
    }
    if (right - left > 2 && bottom - top > 2) boxes.push({ one, what, left, right, top, bottom });
  };
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = words.nextNode(); node; node = words.nextNode()) {
    const one = node.parentElement;
    if (!node.data.trim() || one.closest("script, style, template, option, textarea") || !shown(one)) continue;
    if (floats(one)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) add(one, node.data.trim().slice(0, 40), rect);
  }
  for (const field of document.querySelectorAll("input:not([type=hidden]), textarea, select"))
    if (shown(field) && !floats(field)) add(field, field.outerHTML.slice(0, 60), field.getBoundingClientRect());
  boxes.sort((a, b) => a.top - b.top);
  const found = [];
  for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
    const a = boxes[i], b = boxes[j];
    if (b.top >= a.bottom) break;
    if (a.what === b.what && a.one === b.one) continue;
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - b.top;
    if (across > 2 && down > Math.min(a.bottom - a.top, b.bottom - b.top) / 3) found.push(`${a.what} / ${b.what}`);
  }
  return found;
}"""


def overlaps(page: Page) -> list[str]:
    """The words of each pair that lies one over the other."""
    found: list[str] = page.evaluate(OVERLAPS)
    return found
