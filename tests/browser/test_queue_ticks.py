"""The queue with scripts: ticks and notes go where somebody meant them to go, and keys live on after a page of spam."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from blog.moderation.resorting import sort_again
from tests.browser.conftest import prepare_queue
from tests.browser.test_queue_keys import until
from tests.browser.test_queue_overnight import OFFER, database_of
from tests.moderation.lessons import put_in_mind

FIRST_LIST = "form.queue:not(.dense)"
WORDS = {
    "Jun": "A word of my own about lamps.",
    "Ann": "Our kettle has whistled since nineteen sixty.",
    "Ben": "Who mends toasters on the island nowadays?",
    "Cem": OFFER,
}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a blog on which four wait among the probably good, and 52 of probable spam: a page and two."""
    said = [{"name": name, "body": body} for name, body in WORDS.items()]
    said += [{"name": f"Seller {n}", "body": f"Pills {n}", "subject": "a trap"} for n in range(52)]
    return prepare_queue(tmp_path_factory.mktemp("ticks") / "var", said)


@pytest.fixture
def page(queue_window: Any) -> Any:
    return queue_window


def box_of(page: Any, name: str) -> Any:
    return page.locator("article.card", has=page.locator(".who", has_text=name)).locator("input[name=comment]").first


def say(page: Any, words: str) -> None:
    page.locator(".notice", has_text=words).wait_for()


def test_ticks_stay_and_are_counted_when_another_is_decided_on(page: Any) -> None:
    box_of(page, "Ann").check()
    box_of(page, "Cem").check()
    page.locator(f"{FIRST_LIST} [data-tallied]:has-text('Ticked: 2')").wait_for()
    page.locator("article.card", has_text="my own about lamps").get_by_role("button", name="Approve").click()
    say(page, "1 comment approved")
    assert [box_of(page, name).is_checked() for name in ("Ann", "Ben", "Cem")] == [True, False, True]
    page.locator(f"{FIRST_LIST} [data-tallied]:has-text('Ticked: 2')").wait_for()
    # What was done and what may be done with them stay in sight, one below the other, however far down one has read.
    page.locator("article.card", has_text="Who mends toasters").get_by_role(
        "button", name="Spam"
    ).scroll_into_view_if_needed()
    page.mouse.wheel(0, 500)
    expect_stuck(page)
    box_of(page, "Ann").uncheck()
    box_of(page, "Cem").uncheck()
    assert not page.locator(f"{FIRST_LIST} [data-tallied]").is_visible()


def expect_stuck(page: Any) -> None:
    page.evaluate(
        """() => new Promise((done) => { const look = () => {
          const [notice, bar] = [".wrap > .notice", ".queue:not(.dense) > .bulk"].map(
            (what) => document.querySelector(what).getBoundingClientRect());
          if (scrollY > 300 && notice.top === 0 && Math.abs(bar.top - notice.bottom) <= 1) done();
          else requestAnimationFrame(look);
        }; look(); })"""
    )


def test_the_return_key_in_a_note_decides_nothing_and_a_closed_note_goes_nowhere(page: Any) -> None:
    for name in ("Ann", "Ben"):
        box_of(page, name).check()
    flap = page.locator(f"{FIRST_LIST} details.reasons")
    page.set_viewport_size({"width": 1280, "height": 500})
    page.mouse.wheel(0, 450)
    until(page, "scrollY === 450")
    flap.locator("summary").click()
    flap.locator("input[name=note]").click()
    page.keyboard.type("A word nobody meant to leave.")
    assert flap.bounding_box()["y"] < 200, "the page does not run from under who writes"
    assert page.evaluate("scrollY") >= 450
    page.keyboard.press("Enter")
    assert flap.locator("input[name=note]").input_value() == "A word nobody meant to leave."
    flap.locator("summary").click()
    with page.expect_request("**/desk/decisions") as sent:
        page.locator(f"{FIRST_LIST} .bulk").get_by_role("button", name="Reject").click()
    assert "nobody+meant" not in (sent.value.post_data or "")
    say(page, "2 comments rejected")


def test_keys_live_on_after_a_page_of_spam(page: Any) -> None:
    page.locator("form.dense article.card > input").first.focus()
    page.keyboard.press("Shift+S")
    say(page, "50 comments marked as spam")
    current = page.locator("form.dense article.card.current")
    assert current.locator(".who").inner_text().strip() == "Seller 50"
    page.keyboard.press("s")
    say(page, "1 comment marked as spam")
    assert page.locator("form.dense article.card:visible").count() == 1
    assert page.locator(f"{FIRST_LIST} article.card:visible").count() == 4


def test_what_was_sorted_again_is_told_without_moving_anything(page: Any, tmp_path: Path) -> None:
    database = database_of(tmp_path / "var")
    put_in_mind(database)
    assert sort_again(database) == 1
    told = page.locator(".notice", has_text="they wait among the probable spam now")
    told.wait_for()
    assert page.locator(f"{FIRST_LIST} article.card:visible").count() == 4
    told.get_by_role("button", name="Show the list as it is now").click()
    told.wait_for(state="detached")
    assert page.locator(f"{FIRST_LIST} article.card:visible").count() == 3
