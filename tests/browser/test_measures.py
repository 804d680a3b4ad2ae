"""A moderator at the desk with a person's page, bans and the emergency switch: by hand, on a phone, without scripts."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.cast.serving import Served


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_moderator_notes_trusts_bans_and_ends_an_emergency(look: Any, demo: Served, scripts: bool) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    window = look(360, dark=not scripts, scripts=scripts)
    window.sign_in("olive@example.org")
    page = window.open("/desk/comments")
    page.get_by_role("link", name=re.compile("About this person.*Bernard Lisle")).click()
    page.get_by_label("A note for the desk").fill("Clears houses, and is welcome.")
    page.get_by_role("button", name="Add the note").click()
    assert page.get_by_label("Your note of").first.input_value() == "Clears houses, and is welcome."
    page.get_by_text("Ban: The e-mail address").click()
    ban = page.locator("details[open]")
    ban.get_by_label("Why").fill("Advertises.")
    ban.get_by_role("button", name="Ban").click()
    assert page.get_by_role("status").inner_text().startswith("Banned.")
    _is_well(axe, page, scripts)
    page.get_by_role("button", name="Undo").click()
    assert "Undone: the ban is lifted." in page.get_by_role("status").inner_text()
    page.get_by_role("link", name="Queue", exact=True).click()
    assert "Note: Clears houses, and is welcome." in page.locator("main").inner_text()
    page.get_by_role("link", name="Emergency").click()
    page.get_by_label("Why").fill("A flood of kettles.")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("link", name="Queue", exact=True).click()
    assert "A flood of kettles." in page.get_by_label("Emergency").first.inner_text()
    _is_well(axe, page, scripts)
    page.get_by_role("button", name="End the emergency").click()
    assert page.get_by_label("Emergency", exact=True).count() == 0
    window.check_quiet()


def _is_well(axe: Any, page: Any, scripts: bool) -> None:
    """Nothing wider than the screen, and nothing for axe to find, which itself needs scripts."""
    width = page.locator("main").bounding_box()["width"]
    assert width <= 360
    if scripts:
        results = axe.Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
