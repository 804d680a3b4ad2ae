"""Reading and commenting by the keyboard alone: every stop of the Tab key can be seen, and in the order of the page."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.keyboard import Keyboard


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_comment_is_read_and_written_by_keyboard(look: Any, width: int, scripts: bool) -> None:
    window = look(width, scripts)
    page = window.open("/")
    keys = Keyboard(page)
    assert keys.tab() == "Skip to the content"
    page.keyboard.press("Enter")
    page.locator("main:focus").wait_for()
    keys.follow("The second kettle")
    assert keys.tab() == "Skip to the content"
    if scripts:
        _fold_the_first_thread(keys)
    answer_the_first_comment(keys, scripts)
    words = f"Typed without a mouse at {width}, scripts {scripts}."
    page.keyboard.type(words)
    keys.follow("Post a Comment")

    page.locator("[role=alert]:focus").wait_for()
    keys.tab()
    page.keyboard.press("Enter")
    page.locator("#f-name:focus").wait_for()
    page.keyboard.type("Isla Duthie")
    keys.follow("Preview")
    assert words in page.locator("main").inner_text()
    keys.follow("Post a Comment")
    assert "waiting" in page.get_by_role("heading", level=1).inner_text()
    _walk_to_the_end(keys)
    window.check_quiet()


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("path", ["/", "/moderation", "/search?q=kettle", "/sign-in", "/2026/", "/authors/ada-merrin"])
def test_every_stop_of_a_page_is_seen(look: Any, path: str, width: int) -> None:
    keys = Keyboard(look(width).open(path))
    keys.begin()
    _walk_to_the_end(keys)


def _fold_the_first_thread(keys: Keyboard) -> None:
    """A folded thread is passed over, and opened again by the same key."""
    button = keys.page.locator("button.fold").first
    words = button.inner_text()
    keys.tab_to(words)
    keys.page.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "false"
    keys.page.keyboard.press("Space")
    assert button.get_attribute("aria-expanded") == "true"


def answer_the_first_comment(keys: Keyboard, scripts: bool) -> None:
    if not scripts:
        keys.follow("Reply")
        keys.tab_to("Comment")
        return
    keys.tab_to("Reply")
    keys.page.keyboard.press("Enter")
    # The form comes to the comment, and the focus with it.
    keys.page.locator("#f-body:focus").wait_for()
    keys.begin()


def _walk_to_the_end(keys: Keyboard) -> None:
    """Every stop, to the last link of the foot."""
    keys.tab_to("Sign in")
