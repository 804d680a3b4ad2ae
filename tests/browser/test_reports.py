"""What readers have reported, in a real browser: told apart by more than colour, and settled by a key."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.cast.serving import Served


@pytest.fixture
def reported(demo: Served) -> str:
    """The id of a comment that somebody has reported."""
    client = demo.client()
    front = client.http.get("/").text
    path = re.findall(r'<h2[^>]*><a href="([^"]*second-kettle[^"]*)"', front)[0]
    found = re.findall(r'href="/-/report/([a-z0-9]+)"', client.http.get(path).text)[-1]
    client.http.post(f"/-/report/{found}", data={"reason": "insult", "note": "It calls Ada a spoon."})
    return str(found)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_every_button_of_a_reported_comment_can_be_read(look: Any, reported: str, width: int, dark: bool) -> None:
    """As it stands, and where one is at it: then the same buttons are filled."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    window = look(width, dark=dark)
    window.sign_in("mo@example.org")
    page = window.open("/desk/comments?status=reported")
    card = page.locator("article.card", has=page.locator(f"#pick-{reported}"))
    for state in ("resting", "hovered", "focused"):
        if state == "hovered":
            card.hover()
        if state == "focused":
            card.get_by_role("button", name="It is fine").focus()
        # Colours take 120 ms to change.
        page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
        results = axe.Axe().run(page)
        assert results.violations_count == 0, f"{state}: {results.generate_report()}"
    window.check_quiet()


def test_the_key_that_approves_says_that_it_is_fine(look: Any, reported: str) -> None:
    window = look()
    window.sign_in("mo@example.org")
    page = window.open("/desk/comments?status=reported")
    card = page.locator("article.card", has=page.locator(f"#pick-{reported}"))
    while "current" not in (card.get_attribute("class") or ""):
        page.keyboard.press("j")
    page.keyboard.press("a")
    page.locator(".notice", has_text="fine").wait_for()
    assert page.locator(f"#pick-{reported}").count() == 0
    page.keyboard.press("z")
    page.locator(f"#pick-{reported}").wait_for()
    window.check_quiet()
