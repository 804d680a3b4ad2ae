"""What the form and the receipt keep in a browser, and that it goes again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import Quiet
from tests.browser.writing import KEPT, begin, body, send


def test_a_draft_outlives_an_accident_and_is_gone_when_it_was_sent(reader: Any, quiet: Quiet) -> None:
    window = reader()
    page = begin(window, "A long thought, nearly lost.")
    page.goto("about:blank")
    begin(window)
    assert body(page).input_value() == "A long thought, nearly lost."
    assert page.get_by_text("What you had begun is back").is_visible()
    page.get_by_label("Name", exact=True).fill("Isla")
    send(page)
    page.locator("[data-receipt]").wait_for()
    # The receipt's script lets go of the draft; it has run when the page is loaded.
    page.wait_for_load_state()
    assert "afterword.drafts" not in page.evaluate(KEPT) or page.evaluate(KEPT)["afterword.drafts"] == {}
    begin(window)
    assert body(page).input_value() == ""
    quiet.decide("approved")
    window.check_quiet()


def test_a_draft_is_thrown_away_by_its_button_and_by_the_clock(reader: Any) -> None:
    window = reader()
    page = begin(window, "Not for the next person here.")
    page.reload()
    page.get_by_role("button", name="Throw it away").click()
    assert body(page).input_value() == ""
    page.reload()
    assert body(page).input_value() == ""
    begin(window, "Nor this.")
    page.goto("about:blank")
    begin(window)
    drafts = page.evaluate(KEPT)["afterword.drafts"]
    for draft in drafts.values():
        draft["at"] -= 25 * 3600 * 1000
    body(page).fill("")
    # Set when the page has let go of its own.
    page.evaluate(
        "(all) => addEventListener('pagehide', () => localStorage.setItem('afterword.drafts', JSON.stringify(all)))",
        drafts,
    )
    page.reload()
    assert body(page).input_value() == ""
    assert "afterword.drafts" not in page.evaluate(KEPT), "what is too old is not even kept"
    window.check_quiet()


def test_each_answer_has_a_draft_of_its_own(reader: Any) -> None:
    window = reader(360)
    page = begin(window)
    page.get_by_role("link", name="Reply to Ruth").first.click()
    body(page).fill("Ruth, I think so.")
    page.goto("about:blank")
    begin(window)
    assert body(page).input_value() == "", "it answers somebody, and is no comment of its own"
    page.get_by_role("link", name="Reply to Ruth").first.click()
    assert body(page).input_value() == "Ruth, I think so."
    page.get_by_role("button", name="Cancel").click()
    assert body(page).input_value() == "Ruth, I think so.", "words move along; they are never taken away"
    window.check_quiet()


def test_a_name_is_kept_only_when_that_is_asked_for(reader: Any, quiet: Quiet) -> None:
    window = reader()
    page = begin(window, "One.")
    page.get_by_label("Name", exact=True).fill("Isla")
    send(page)
    begin(window)
    assert page.get_by_label("Name", exact=True).input_value() == ""
    assert "afterword.person" not in page.evaluate(KEPT)
    body(page).fill("Two.")
    page.get_by_label("Name", exact=True).fill("Isla")
    page.get_by_label("Website", exact=True).fill("isla.example")
    page.get_by_label("Keep name, e-mail and website in this browser").check()
    send(page)
    begin(window)
    assert page.get_by_label("Name", exact=True).input_value() == "Isla"
    assert page.get_by_label("Website", exact=True).input_value() == "isla.example"
    page.get_by_label("Keep name, e-mail and website in this browser").uncheck()
    assert "afterword.person" not in page.evaluate(KEPT), "it is gone at once"
    assert not window.context.cookies()
    quiet.decide("approved")
    window.check_quiet()


@pytest.mark.parametrize("decision", ["approved", "rejected"])
def test_the_post_says_that_yours_is_waiting_until_the_outcome_was_seen(
    reader: Any, quiet: Quiet, decision: str
) -> None:
    """C10"""
    window = reader(360)
    page = begin(window, f"To be {decision}.")
    page.get_by_label("Name", exact=True).fill("Isla")
    send(page)
    assert "This browser remembers the address" in page.locator(".remembered").inner_text()
    receipt = page.url
    begin(window)
    page.get_by_text("Yours is waiting.").wait_for()
    page.get_by_role("link", name="Its receipt").click()
    assert page.url == receipt
    quiet.decide(decision)
    begin(window)
    page.get_by_text("Yours was approved." if decision == "approved" else "Yours was decided on.").wait_for()
    if decision == "rejected":
        page.get_by_role("link", name="Its receipt").click()
        assert "not taken" in page.get_by_role("heading", level=1).inner_text()
    begin(window)
    page.wait_for_load_state("networkidle")
    assert page.locator(".yours").count() == 0
    window.check_quiet()


def test_a_receipt_is_forgotten_on_purpose_and_stays_forgotten(reader: Any, quiet: Quiet) -> None:
    window = reader()
    page = begin(window, "On a borrowed device.")
    page.get_by_label("Name", exact=True).fill("Isla")
    send(page)
    page.get_by_role("button", name="Forget it here").click()
    assert page.get_by_text("Forgotten in this browser").is_visible()
    page.reload()
    assert page.locator(".remembered").count() == 0
    begin(window)
    page.wait_for_load_state("networkidle")
    assert page.locator(".yours").count() == 0
    assert "href" not in str(page.evaluate(KEPT)["afterword.receipts"])
    quiet.decide("approved")
    window.check_quiet()


def test_a_browser_that_keeps_nothing_still_lets_one_write(reader: Any, quiet: Quiet) -> None:
    window = reader()
    window.context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
    )
    page = begin(window, "Kept nowhere.")
    page.get_by_label("Name", exact=True).fill("Isla")
    send(page)
    assert "waiting" in page.get_by_role("heading", level=1).inner_text()
    assert page.locator(".remembered").count() == 0
    quiet.decide("approved")
    window.check_quiet()


def test_whatever_stands_in_the_storage_breaks_nothing(reader: Any) -> None:
    window = reader()
    page = begin(window)
    number = page.locator("#comments").get_attribute("data-post")
    hostile = ["null", "7", '"x"', "[]", "[null]", '{"a": null}', '{"name": 7}', f'{{"{number}/": 7}}', "{", ""]
    hostile.append(f'{{"x": {{"post": "{number}", "href": "https://elsewhere.example/", "at": 1}}}}')
    hostile.append(f'{{"x": {{"post": "{number}", "href": "/desk", "at": 1}}}}')
    for text in hostile:
        for key in ("drafts", "person", "receipts"):
            page.evaluate("([key, text]) => localStorage.setItem(`afterword.${key}`, text)", [key, text])
        page.reload()
        body(page).fill("Still here.")
        assert page.locator(".count").inner_text() == "11 of 8,000 characters", text
        assert page.get_by_label("Name", exact=True).input_value() == "", text
        page.evaluate("localStorage.clear()")
    assert page.locator(".yours").count() == 0
    window.check_quiet()
