"""The queue with scripts: what was unticked stays so, a slip of Shift publishes nothing, and keys stay with a group."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import prepare_queue
from tests.browser.test_queue_by_hand import waits

SAID = "The kettle of the hall was mended on a Tuesday by three people with one spanner, and has not leaked since"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a blog on which a reader, three who say the same and three advertisements wait, in this order."""
    said = [{"name": "Jun", "body": "A word of my own about lamps."}]
    said += [{"name": name, "body": f"{SAID}, {name}."} for name in ("Ann", "Ben", "Cem")]
    said += [{"name": name, "body": f"Pills of {name}", "subject": "a trap"} for name in ("Xa", "Xi", "Xo")]
    return prepare_queue(tmp_path_factory.mktemp("prepared") / "var", said)


@pytest.fixture
def page(queue_window: Any) -> Any:
    return queue_window


def ticked(page: Any) -> list[str]:
    rows = page.locator("form.dense article.card:visible", has=page.locator("> input:checked"))
    return [name.strip() for name in rows.locator(".who").all_inner_texts()]


def spare(page: Any, name: str) -> None:
    page.locator("form.dense article.card", has_text=f"Pills of {name}").locator("> input").uncheck()


def test_what_was_unticked_stays_so_whatever_the_key_before(page: Any) -> None:
    spare(page, "Xi")
    page.keyboard.press("Shift+S")
    page.locator(".notice", has_text="2 comments marked as spam").wait_for()
    assert ticked(page) == []
    assert page.locator("form.dense [data-ticked]").inner_text() == "0"
    page.keyboard.press("Shift+S")
    page.locator(".notice", has_text="Tick at least one comment first").wait_for()
    assert page.locator("form.dense article.card:visible").count() == 1


def test_it_stays_so_when_another_is_decided_on_first(page: Any) -> None:
    spare(page, "Xo")
    page.locator("article.card", has_text="my own about lamps").click()
    page.keyboard.press("a")
    waits(page, 6)
    assert ticked(page) == ["Xa", "Xi"]


def test_shift_and_a_publish_nothing_that_the_blog_has_ticked(page: Any) -> None:
    spare(page, "Xo")
    page.locator("form.dense article.card", has_text="Pills of Xa").locator("> input").focus()
    page.keyboard.press("Shift+A")
    asked = page.locator(".notice", has_text="2 comments that look like spam would be published")
    asked.wait_for()
    assert ticked(page) == ["Xa", "Xi"]
    assert page.locator("article.card.current", has_text="Pills of Xa").count() == 1
    waits(page, 7)
    page.keyboard.press("z")
    page.locator("article.card", has_text="my own about lamps").click()
    page.keyboard.press("a")
    page.locator(".notice", has_text="1 comment approved").wait_for()
    waits(page, 6)
    page.locator("form.dense article.card", has_text="Pills of Xa").locator("> input").focus()
    page.keyboard.press("Shift+A")
    asked.get_by_role("button", name="Approve them").click()
    page.locator(".notice", has_text="2 comments approved").wait_for()
    assert ticked(page) == []


def test_what_was_done_stays_in_sight_and_can_be_undone_whatever_else_is_said(page: Any) -> None:
    page.set_viewport_size({"width": 1280, "height": 420})
    row = page.locator("form.dense article.card", has_text="Pills of Xo")
    row.locator("> input").focus()
    page.keyboard.press("s")
    notice = page.locator(".notice", has_text="1 comment marked as spam")
    notice.wait_for()
    assert page.evaluate("scrollY") > 0
    box = notice.bounding_box()
    assert box is not None and box["y"] >= 0 and box["y"] + box["height"] < 200
    for name in ("Xa", "Xi"):
        spare(page, name)
    page.keyboard.press("Shift+S")
    notice.get_by_text("Tick at least one comment first").wait_for()
    page.keyboard.press("z")
    row.wait_for()
    waits(page, 7)


def test_keys_stay_with_what_lies_folded(page: Any) -> None:
    page.keyboard.press("j")
    page.locator("article.card.current", has_text="and 2 more like it").wait_for()
    for left, fold in ((6, "and 1 more like it"), (5, "with one spanner")):
        page.keyboard.press("s")
        page.locator("article.card.current", has_text="with one spanner").and_(
            page.locator("article.card", has_text=fold)
        ).wait_for()
        waits(page, left)
        assert page.locator("article.card", has_text="my own about lamps").count() == 1, "it was never meant"


def test_a_group_decided_whole_leaves_the_keys_with_the_next(page: Any) -> None:
    page.keyboard.press("j")
    card = page.locator("article.card.current", has_text="and 2 more like it")
    card.locator(".fold summary").click()
    card.locator(".fold").get_by_role("button", name="Spam").click()
    page.locator("article.card.current", has_text="my own about lamps").wait_for()
    waits(page, 4)


def test_the_list_of_keys_opens_at_its_end(page: Any) -> None:
    """A space, pressed because the list is long, must not switch the keys off."""
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keys").wait_for()
    assert page.evaluate("document.activeElement.textContent.trim()") == "Close"
