"""Finds what is too small to be hit by a finger: WCAG 2.2, 2.5.8, with its exceptions for sentences and for spacing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

# A target that is less than 24 px must have a circle of 24 px around its middle that meets no other target, nor
# another small target's circle. A link among words is exempt: its line says how high it may be. The label of a box
# to tick is hit as well as the box is.
SMALL = """() => {
  const found = [];
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  for (const one of document.querySelectorAll(all)) {
    if (one.closest("[aria-hidden=true], .vh, .skip, [inert]") || one.disabled) continue;
    if (!one.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
    const boxes = [one.getBoundingClientRect(), ...Array.from(one.labels || [], it => it.getBoundingClientRect())];
    const kind = one.type === "checkbox" || one.type === "radio";
    const edges = (kind ? boxes : boxes.slice(0, 1)).filter(box => box.width && box.height);
    if (!edges.length) continue;
    const left = Math.min(...edges.map(box => box.left)), right = Math.max(...edges.map(box => box.right));
    const top = Math.min(...edges.map(box => box.top)), bottom = Math.max(...edges.map(box => box.bottom));
    found.push({ one, left, right, top, bottom, small: right - left < 23.9 || bottom - top < 23.9 });
  }
  const inSentence = one => {
    if (one.tagName !== "A" || getComputedStyle(one).display !== "inline") return false;
    const line = one.closest("p, li, dd, dt, td, th, h1, h2, h3, figcaption, blockquote, label, .hint, .meta, div");
    if (!line) return false;
    const words = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
      const node = words.currentNode;
      if (!node.parentElement.closest("a, button, .vh") && /[\\p{L}\\p{N}]/u.test(node.data)) return true;
    }
    return false;
  };
  const far = (x, y, box) => {
    const across = Math.max(box.left - x, 0, x - box.right), down = Math.max(box.top - y, 0, y - box.bottom);
    return Math.hypot(across, down);
  };
  const wrong = [];
  for (const it of found) {
    if (!it.small || inSentence(it.one)) continue;
    const x = (it.left + it.right) / 2, y = (it.top + it.bottom) / 2;
    for (const other of found) {
      if (other === it || it.one.contains(other.one) || other.one.contains(it.one)) continue;
      const ox = (other.left + other.right) / 2, oy = (other.top + other.bottom) / 2;
      if (far(x, y, other) < 11.9 || (other.small && Math.hypot(x - ox, y - oy) < 23.9)) {
        const size = `${(it.right - it.left).toFixed(1)}x${(it.bottom - it.top).toFixed(1)}`;
        wrong.push(`${size} ${it.one.outerHTML.slice(0, 110)} too near to ${other.one.outerHTML.slice(0, 80)}`);
        break;
      }
    }
  }
  return wrong;
}"""


def too_small(page: Page) -> list[str]:
    """Each target of the page that is neither large enough nor far enough from the next."""
    found: list[str] = page.evaluate(SMALL)
    return found
