"""From the right to the left, with wider spacing, and on paper: nothing is lost, nothing hangs out of the screen."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.overlaps import overlaps
from tests.cast.serving import Served

# WCAG 1.4.12; put in by the document's own means, since the policy lets no inline style in.
SPACING = """() => {
  document.documentElement.dir = "rtl";
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important }"
    + "* { word-spacing: .16em !important } p { margin-block-end: 2em !important }");
  document.adoptedStyleSheets = [sheet];
}"""
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# A page from the right that is too wide hangs out at the left, where no scroll width tells of it in every browser.
OUTSIDE = """() => [...document.querySelectorAll("h1, h2, p, label, input, textarea, button")]
  .filter((one) => one.checkVisibility() && !one.closest(".vh, .skip, nav, .tabs, [hidden]"))
  .filter((one) => { const box = one.getBoundingClientRect();
    return box.width > 1 && (box.left < -1 || box.right > innerWidth + 1) })
  .map((one) => one.outerHTML.slice(0, 80))"""
SEEN = (
    "one => [...document.querySelectorAll(one)].filter((e) => e.checkVisibility()).map((e) => e.outerHTML.slice(0, 90))"
)


@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_hangs_out_from_the_right_to_the_left_with_wider_spacing(
    look: Any,
    newest: str,
    width: int,
) -> None:
    window = look(width)
    window.sign_in("olive@example.org")
    for path in (
        "/",
        newest,
        "/nothing.html",
        "/search?q=kettle",
        "/desk",
        "/desk/comments",
        "/desk/posts",
        "/desk/settings",
    ):
        page = window.open(path)
        page.evaluate(SPACING)
        assert page.evaluate("getComputedStyle(document.body).letterSpacing") != "normal"
        assert not page.evaluate(TOO_WIDE), path
        assert page.evaluate(OUTSIDE) == [], path


def test_on_paper_stand_the_words_and_where_their_links_lead(look: Any, demo: Served, newest: str) -> None:
    window = look(700)
    page = window.open(newest)
    page.emulate_media(media="print")
    assert page.evaluate(SEEN, "nav, form, button, .tools, .acts, .foot, textarea") == []
    assert page.locator("article.comment").count() > 1
    link = '.more a[href^="http"]'
    address = f"getComputedStyle(document.querySelector('{link}'), '::after').content"
    assert "http" in page.evaluate(address)
    window.sign_in("olive@example.org")
    desk = window.open("/desk/comments")
    assert desk.evaluate(SEEN, "nav, button, .banner, input, .actions, .keyline") == []


# What moves by itself or on the way to where it is going, for those who get sick of it.
MOVES = """() => [...document.querySelectorAll("*")].filter((one) => {
  const style = getComputedStyle(one);
  return [style.transitionDuration, style.animationDuration].some((all) => /[1-9]/.test(all))
    || style.scrollBehavior === "smooth";
}).map((one) => one.outerHTML.slice(0, 80))"""
LARGER = "document.documentElement.style.fontSize = '200%'"
WAYS = ("/", "the newest post", "/search?q=kettle", "/desk", "/desk/comments", "/desk/posts/new", "/desk/settings")


def check_other_ways(page: Any, about: object) -> None:
    """A7: at rest where that is asked for; with letters of twice their size nothing is lost or lies over anything."""
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(MOVES) == [], about
    page.evaluate(LARGER)
    assert float(page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")) >= 28, about
    assert not page.evaluate(TOO_WIDE), about
    assert page.evaluate(OUTSIDE) == [], about
    assert overlaps(page) == [], about


def test_with_letters_of_twice_their_size_and_without_motion(look: Any, newest: str) -> None:
    """640 px are what is left of 1280 at a zoom of 200 %; the letters are doubled once more there."""
    window = look(640)
    assert window.open("/sign-in").evaluate(MOVES) != [], "there is motion for those who have not asked"
    window.sign_in("olive@example.org")
    for path in WAYS:
        check_other_ways(window.open(newest if path == WAYS[1] else path), path)
