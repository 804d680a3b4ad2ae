"""Two blogs that came from elsewhere, in a real browser: well in every light and width, and walked by the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Watched
from tests.browser.keyboard import Keyboard
from tests.browser.test_by_keyboard import answer_the_first_comment
from tests.browser.test_hostile_text import WIDE
from tests.browser.test_other_ways_of_reading import OUTSIDE, check_other_ways
from tests.cast.serving import Served
from tests.cast.site import Site
from tests.importers.two_blogs import BLOGGER, WORDPRESS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# The posts that are in disorder, each from the one blog or the other, and what lists them.
PATHS = (
    "/", "/-/comments", "/search?q=東京", *(BLOGGER.at(number) for number in (2, 4, 6, 7)),
    *(WORDPRESS.at(number) for number in (1, 3, 5, 15, 16)),
)  # fmt: skip
TOLD = """addEventListener("securitypolicyviolation", (told) => {
  (window.breaches ??= []).push(`${told.violatedDirective} ${told.blockedURI}`);
});"""
# A text keeps the levels of its headings, as the gate of its HTML has it too.
ALL = {"rules": {"heading-order": {"enabled": False}}}
KEY = "a key for tests that is long enough"


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A blog to which both have been brought."""
    data = tmp_path_factory.mktemp("moved") / "var"
    data.mkdir()
    site = Site(data, f"sqlite:///{data}/blog.db", BLOG_SECRET_KEY=KEY)
    for one in (BLOGGER, WORDPRESS):
        one.bring(site, data.parent)
    site.close()
    with Served(data, BLOG_SECRET_KEY=KEY) as served:
        yield served


@pytest.fixture(scope="module")
def window(chromium: Browser, moved: Served) -> Iterator[Watched]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(TOLD)
    yield Watched(context, moved)
    context.close()


def check_axe(page: Page, about: object) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    results = axe.Axe().run(page, options=ALL)
    assert results.violations_count == 0, (about, results.generate_report())


@pytest.mark.parametrize("path", PATHS)
def test_an_imported_page_is_well_in_every_light_and_width(window: Watched, path: str) -> None:
    """A6, A7, A9, T5: one visit, turned about."""
    page = window.page
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    window.open(path)
    check_axe(page, (path, "light", 1280))
    page.set_viewport_size({"width": 390, "height": 900})
    page.emulate_media(color_scheme="dark")
    page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
    check_axe(page, (path, "dark", 390))
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert not page.evaluate(WIDE), (path, width)
        assert page.evaluate(OUTSIDE) == [], (path, width)
    page.set_viewport_size({"width": 640, "height": 900})
    check_other_ways(page, path)
    assert page.evaluate("window.breaches || []") == []
    window.check_quiet()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_imported_post_is_found_read_and_answered_by_keyboard(
    chromium: Browser, moved: Served, scripts: bool
) -> None:
    """A6, A9"""
    context = chromium.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=scripts)
    window = Watched(context, moved)
    page = window.open("/search")
    keys = Keyboard(page)
    assert keys.tab() == "Skip to the content"
    page.keyboard.press("Enter")
    page.locator("main:focus").wait_for()
    keys.tab()
    page.keyboard.type("elsewhere samovar")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    keys.begin()
    keys.follow("الغلاية الثانية")
    answer_the_first_comment(keys, scripts)
    page.keyboard.type(f"Typed without a mouse, scripts {scripts}.")
    keys.follow("Post a Comment")
    page.locator("[role=alert]:focus").wait_for()
    keys.tab()
    page.keyboard.press("Enter")
    page.locator("#f-name:focus").wait_for()
    page.keyboard.type("Isla Duthie")
    keys.follow("Post a Comment")
    assert "waiting" in page.get_by_role("heading", level=1).inner_text()
    window.check_quiet()
    context.close()


def test_every_stop_of_a_page_in_disorder_is_seen(window: Watched) -> None:
    window.page.set_viewport_size({"width": 390, "height": 800})
    for path in (BLOGGER.at(6), WORDPRESS.at(15)):
        keys = Keyboard(window.open(path))
        # Of what follows, the first stop that every page has.
        keys.tab_to("Tea & Café")
