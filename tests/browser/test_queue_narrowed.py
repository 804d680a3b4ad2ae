"""The queue on a phone and without scripts: what is at hand, what stands behind More, the filter, and a whole list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import Watched, add_owner, fill_queue
from tests.cast.serving import Served

TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
SMALL = """[...document.querySelectorAll("main button, main select, main summary, main label, main input")]
  .filter((one) => one.checkVisibility() && !one.matches(".vh, [type=hidden]") && !one.closest(".filter p label"))
  .filter((one) => Math.min(one.offsetWidth, one.offsetHeight) < 24).map((one) => one.outerHTML)"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("narrowed") / "var"
    add_owner(data, "Mo")
    with Served(data, BLOG_LIMITS="off") as served:
        words = [f"A {what}, number {number}." for number in range(3) for what in ("kettle", "ferry")]
        fill_queue(served, [{"name": "Sol", "body": body} for body in words])
        yield served


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def phone(request: pytest.FixtureRequest, chromium: Any, served: Served) -> Iterator[Watched]:
    context = chromium.new_context(
        viewport={"width": 390, "height": 800}, has_touch=True, java_script_enabled=request.param
    )
    window = Watched(context, served)
    window.sign_in("mo@example.org")
    yield window
    context.close()


def test_on_a_phone_approve_and_spam_are_at_hand_and_the_rest_is_behind_more(phone: Watched) -> None:
    page = phone.open("/desk/comments")
    card = page.locator("article.card").first
    shown = [name for name in ("Approve", "Reject", "Spam", "Delete") if button(card, name).is_visible()]
    assert shown == ["Approve", "Spam"]
    before = button(card, "Spam").bounding_box()
    card.locator(".more > summary").tap()
    button(card, "Reject").wait_for()
    assert button(card, "Delete").is_visible()
    assert button(card, "Spam").bounding_box() == before
    assert not page.evaluate(TOO_WIDE)
    assert page.evaluate(SMALL) == []


def test_a_filter_and_a_decision_on_all_that_match_need_no_scripts(phone: Watched) -> None:
    page = phone.open("/desk/comments")
    page.locator("details.filter > summary").tap()
    page.get_by_label("Words in the text").fill("kettle")
    page.get_by_role("button", name="Show these").tap()
    page.get_by_role("heading", name="3 comments match").wait_for()
    assert page.get_by_text("A ferry").count() == 0
    page.get_by_text("Decide on all 3 that match").tap()
    assert not page.evaluate(TOO_WIDE)
    page.locator("details.sweep").get_by_role("button", name="Spam").tap()
    page.get_by_text("3 comments marked as spam.").first.wait_for()
    page.get_by_text("Nothing in this list matches").wait_for()
    page.get_by_role("button", name="Undo").tap()
    page.get_by_role("heading", name="3 comments match").wait_for()
    page.get_by_role("link", name="Show all").tap()
    page.get_by_role("heading", name="6 comments are waiting").wait_for()
    phone.check_quiet()


def button(card: Any, name: str) -> Any:
    return card.locator(".actions button", has_text=name)
