"""The thread in a real browser: a long one found its way through, folded, and arranged for oneself."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from bench.data import EMAIL, PASSWORD, Size, fill, path_of
from tests.browser.conftest import Watched
from tests.browser.lights import check_in_every_light
from tests.cast.serving import Served

LONG = path_of(1)
VISITS = "afterword.visits"


@pytest.fixture(scope="module")
def endless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A post with 1,000 comments, twenty lines of fifty answers each; names have faces."""
    data = tmp_path_factory.mktemp("endless") / "var"
    file = fill(data, Size(posts=2, shown=1000, levels=50))
    with closing(sqlite3.connect(file)) as rows, rows:
        rows.execute("UPDATE comments SET kind = 'pingback' WHERE id IN (4, 6)")
    with Served(data) as served:
        owner = served.client()
        owner.sign_in(EMAIL, PASSWORD)
        wanted = {"title": "The bench", "tagline": "", "language": "en", "time_zone": "UTC", "faces": "yes"}
        assert owner.http.post("/desk/settings", data=wanted).status_code == 303
        yield served


@pytest.fixture
def window(chromium: Any, endless: Served) -> Iterator[Any]:
    """Opens windows on that blog."""
    opened: list[Watched] = []

    def open_window(width: int = 1280, scripts: bool = True, dark: bool = False) -> Watched:
        scheme = "dark" if dark else "light"
        size = {"width": width, "height": 900}
        opened.append(
            Watched(chromium.new_context(viewport=size, java_script_enabled=scripts, color_scheme=scheme), endless)
        )
        return opened[-1]

    yield open_window
    for watched in opened:
        watched.context.close()


def in_sight(page: Any, selector: str) -> bool:
    return bool(
        page.evaluate(
            "selector => { const box = document.querySelector(selector)?.getBoundingClientRect();"
            " return Boolean(box) && box.height > 0 && box.top >= -1 && box.top < innerHeight }",
            selector,
        )
    )


@pytest.mark.parametrize("width", [1280, 360])
def test_an_old_link_to_a_comment_far_down_finds_it(window: Any, width: int) -> None:
    """C6: the address names the first page, and the comment stands on another by now."""
    reader = window(width)
    page = reader.open(f"{LONG}#comment-b730")
    page.wait_for_url("**?from=b730#comment-b730")
    page.locator("#comment-b730").wait_for(state="attached")
    assert in_sight(page, "#comment-b730")
    reader.check_quiet()


@pytest.mark.parametrize("width", [1280, 360])
def test_without_scripts_the_address_of_a_comment_leads_there(window: Any, width: int) -> None:
    """In one hop, and each page says how to go on."""
    reader = window(width, scripts=False)
    page = reader.open("/-/comment/b730")
    assert page.url.endswith("?from=b730#comment-b730")
    assert in_sight(page, "#comment-b730")
    page.locator("#comment-b730 .to a").click()
    assert page.url.endswith("#comment-b729")
    assert in_sight(page, "#comment-b729")
    page.get_by_role("link", name="more comments").click()
    assert page.locator(".comment").count() >= 100
    page.get_by_role("link", name="earlier comments").click()
    assert page.locator(".comment").count() >= 100
    assert page.get_by_role("button", name="Mute").count() == 0
    assert page.locator(".fold:visible").count() == 0
    reader.check_quiet()


@pytest.mark.parametrize("query", ["", "?from=b730#comment-b730", "?order=answered"])
def test_a_long_thread_is_well_in_every_light(window: Any, query: str) -> None:
    reader = window()
    page = reader.open(LONG + query)
    check_in_every_light(page, narrow=360)
    assert page.locator("svg.face").count() >= 100
    reader.check_quiet()


def test_a_branch_folds_by_keys_and_opens_for_whoever_is_led_into_it(window: Any) -> None:
    reader = window()
    page = reader.open(LONG)
    fold = page.locator("#comment-b1 .fold")
    fold.focus()
    page.keyboard.press("Enter")
    assert fold.get_attribute("aria-expanded") == "false"
    assert not page.locator("#comment-b2").is_visible()
    assert "49 answers" in fold.inner_text()
    page.evaluate("location.hash = '#comment-b30'")
    page.locator("#comment-b1 .fold[aria-expanded=true]").wait_for()
    assert in_sight(page, "#comment-b30")
    fold.focus()
    page.keyboard.press("Space")
    assert not page.locator("#comment-b2").is_visible()
    reader.check_quiet()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_person_is_muted_on_this_device_alone_and_brought_back(window: Any, width: int) -> None:
    """C14"""
    reader = window(width)
    page = reader.open(LONG)
    first = page.locator("#comment-b3")
    page.wait_for_load_state("networkidle")
    asked = len(reader.asked)
    first.get_by_role("button", name="Mute Reader 3").click()
    assert len(reader.asked) == asked, "nothing is sent"
    assert not first.locator(".comment-body").is_visible()
    assert "Muted by you" in first.inner_text()
    assert page.evaluate("document.activeElement.classList.contains('show')"), "who works by keys is not lost"
    assert page.locator("#comment-b2 .comment-body").is_visible()
    # The same person on another page of the thread, and after coming back.
    page.goto(reader.url + LONG + "?from=b980")
    assert not page.locator("#comment-b980 .comment-body").is_visible()
    page.locator("#comment-b980").get_by_role("button", name="Show").click()
    assert page.locator("#comment-b980 .comment-body").is_visible()
    page.goto(reader.url + LONG)
    assert not first.locator(".comment-body").is_visible()
    listed = page.locator(".muted-people")
    listed.locator("summary").click()
    listed.get_by_role("button", name="Unmute Reader 3").click()
    assert first.locator(".comment-body").is_visible()
    assert page.locator(".muted-people").count() == 0
    first.get_by_role("button", name="Mute Reader 3").click()
    first.get_by_role("button", name="Unmute Reader 3").click()
    assert first.locator(".comment-body").is_visible(), "a finger that slipped"
    assert page.evaluate("document.activeElement.classList.contains('mute')")
    assert page.evaluate("localStorage.getItem('afterword.muted')") == "[]"
    reader.check_quiet()


def test_a_muted_person_is_muted_above_the_thread_as_well(window: Any, endless: Served) -> None:
    owner = endless.client()
    owner.sign_in(EMAIL, PASSWORD)
    owner.http.post("/desk/pins", data={"pin": "b7"})
    reader = window()
    page = reader.open(LONG)
    pinned = page.locator(".pinned")
    assert pinned.locator(".pinned-body").is_visible()
    page.locator("#comment-b7").get_by_role("button", name="Mute Reader 7").click()
    assert not pinned.locator(".pinned-body").is_visible()
    page.reload()
    assert not pinned.locator(".pinned-body").is_visible()
    pinned.get_by_role("button", name="Unmute").click()
    assert pinned.locator(".pinned-body").is_visible()
    assert page.locator("#comment-b7 .comment-body").is_visible()
    owner.http.post("/desk/pins", data={"unpin": "b7"})
    reader.check_quiet()


def test_what_no_person_wrote_is_muted_by_its_kind(window: Any) -> None:
    """C14"""
    reader = window()
    page = reader.open(LONG)
    page.locator("#comment-b4").get_by_role("button", name="Mute all of this kind").click()
    assert [page.locator(f"#comment-b{n} .comment-body").is_visible() for n in (3, 4, 5, 6)] == [
        True,
        False,
        True,
        False,
    ]
    listed = page.locator(".muted-people")
    listed.locator("summary").click()
    listed.get_by_role("button", name="Unmute Pingback").click()
    assert page.locator("#comment-b6 .comment-body").is_visible()
    reader.check_quiet()


def come_back(page: Any, hours: float) -> None:
    """As if this browser had last been here so many hours ago."""
    number = page.locator("#comments").get_attribute("data-post")
    visits = {number: {"at": int((time.time() - hours * 3600) * 1000), "since": None}}
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [VISITS, json.dumps(visits)])
    page.reload()


@pytest.mark.parametrize("width", [1280, 360])
def test_what_is_new_since_the_last_visit_is_marked_and_led_to(look: Any, width: int) -> None:
    """C7"""
    reader = look(width)
    page = reader.open("/")
    page.click("article h2 a[href*=second-kettle]")
    assert page.locator(".badge.new").count() == 0, "on the first visit everything is new, so nothing is"
    page.reload()
    assert page.locator(".badge.new").count() == 0
    all_of_them = page.locator(".comment:not(.gone)").count()
    come_back(page, hours=24 * 3650)
    assert page.locator(".comment .badge.new").count() == all_of_them
    assert str(all_of_them) in page.locator(".since").inner_text()
    page.reload()
    assert page.locator(".comment .badge.new").count() == all_of_them, "the same visit goes on"
    page.locator(".since").get_by_role("button", name="Next new one").click()
    assert page.evaluate("document.activeElement.classList.contains('comment')")
    come_back(page, hours=1)
    fresh = page.locator(".comment .badge.new").count()
    assert fresh < all_of_them
    reader.check_quiet()


def test_what_is_new_on_another_page_is_told_of(window: Any) -> None:
    reader = window()
    page = reader.open(LONG)
    assert page.locator(".further").count() == 0
    come_back(page, hours=24 * 3650)
    assert "new comments on other pages" in page.locator(".further").inner_text()
    page.get_by_role("link", name="To the newest").click()
    page.wait_for_url("**#comment-b1000")
    assert in_sight(page, "#comment-b1000")
    assert page.locator("#comment-b1000 .badge.new").count() == 1
    assert page.locator(".further").count() == 0
    reader.check_quiet()


def test_a_browser_that_keeps_nothing_still_lets_one_read(window: Any) -> None:
    reader = window()
    reader.context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
    )
    page = reader.open(LONG)
    page.locator("#comment-b3").get_by_role("button", name="Mute Reader 3").click()
    assert not page.locator("#comment-b3 .comment-body").is_visible()
    reader.check_quiet()


def test_whatever_stands_in_the_storage_breaks_nothing(window: Any) -> None:
    reader = window()
    page = reader.open(LONG)
    for text in ("null", "7", '"x"', "{}", "[null]", "[7]", '[{"name": null}]', "{", ""):
        for key in ("afterword.muted", VISITS):
            page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key, text])
        page.reload()
        page.locator("#comment-b3").get_by_role("button", name="Mute Reader 3").click()
        assert not page.locator("#comment-b3 .comment-body").is_visible(), text
        page.evaluate("localStorage.clear()")
    reader.check_quiet()
