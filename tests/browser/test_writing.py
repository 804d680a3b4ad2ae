"""The form in a real browser: what is wrong is led to, and everything is there without scripts, too."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import Quiet
from tests.browser.writing import begin, body, send


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_refused_form_has_the_focus_on_what_is_wrong(reader: Any, scripts: bool, width: int) -> None:
    window = reader(width, scripts)
    page = begin(window, "Kept.")
    send(page)
    # A browser gives the focus a moment after the page stands.
    page.locator("[role=alert]:focus").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("[name=name]:focus").wait_for()
    page.keyboard.type("Isla")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="waiting").wait_for()
    window.check_quiet()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_form_errors_preview_and_receipt_are_well_in_every_light(
    reader: Any, quiet: Quiet, width: int, dark: bool
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    window = reader(width, dark=dark)
    page = begin(window)

    def check() -> None:
        page.wait_for_load_state("load")
        results = axe.Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    page.locator(".marks summary").click()
    body(page).fill("x" * 8001)
    page.locator(".count.over").wait_for()
    check()
    send(page)
    page.locator("[role=alert]:focus").wait_for()
    check()
    body(page).fill(f"A word at {width}, {dark}.")
    page.get_by_label("Name", exact=True).fill("Isla")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Send it like this").wait_for()
    check()
    page.get_by_role("button", name="Send it like this").click()
    page.locator("summary", has_text="Edit").wait_for()
    check()
    page.locator("summary", has_text="Edit").click()
    page.get_by_label("Your comment").fill(" ")
    page.get_by_role("button", name="Keep the edit").click()
    page.locator("[role=alert]:focus").wait_for()
    check()
    begin(window)
    page.locator(".yours").first.wait_for()
    check()
    quiet.decide("approved")
    window.check_quiet()


def test_the_counter_counts_as_the_blog_does_and_speaks_up_late(reader: Any) -> None:
    window = reader()
    window.context.clock.install()
    page = begin(window)
    count, room = page.locator(".count"), page.locator(".room")
    assert not count.is_visible()
    for words, number in (("é" * 3, "3"), ("a\nb", "3"), ("\U0001f9f5", "1"), ("e\u0301", "1"), ("x" * 7000, "7,000")):
        body(page).fill(words)
        assert count.inner_text() == f"{number} of 8,000 characters"
    page.locator(".room", has_text="1,000 characters left").wait_for(state="attached")
    body(page).fill("x" * 7100)
    page.clock.run_for(1200)
    assert room.text_content() == "1,000 characters left", "it does not speak with every letter"
    body(page).fill("x" * 8002)
    page.locator(".room", has_text="2 characters too many").wait_for(state="attached")
    assert room.get_attribute("role") == "status"
    window.check_quiet()


def test_without_scripts_nothing_is_kept_and_nothing_is_missing(reader: Any, quiet: Quiet) -> None:
    window = reader(360, scripts=False)
    page = begin(window)
    page.locator(".marks summary").click()
    assert page.get_by_text("An empty line begins a paragraph").is_visible()
    for hidden in (".count", ".draft", ".keep", ".yours"):
        assert page.locator(hidden).count() == 0
    page.get_by_role("link", name="Reply to Ruth").first.click()
    body(page).fill("Without scripts.")
    page.get_by_label("Name", exact=True).fill("Isla")
    page.get_by_role("button", name="Preview").click()
    assert page.get_by_role("heading", name="As it will look").is_visible()
    page.get_by_role("button", name="Send it like this").click()
    assert "waiting" in page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_role("button", name="Put it back").click()
    assert "pending" in page.locator("main").inner_text()
    quiet.decide("approved")
    assert not window.context.cookies()
