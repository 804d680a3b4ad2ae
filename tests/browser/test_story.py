"""The first day in a real browser, with scripts and without: read, comment, moderate, read again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import serve_demo
from tests.cast.serving import Served

# Words that are nearly alike would be folded under one card.
WORDS = {
    (True, 1280): "We mend bicycles on Tuesdays, bring a tyre.",
    (True, 360): "Does anybody still sell loose tea near the harbour?",
    (False, 1280): "My aunt kept hers for forty years and it never leaked.",
    (False, 360): "Thank you for writing this down before it is forgotten.",
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A demo that only these tests write to: many comments of one network within minutes are taken for spam."""
    yield from serve_demo(tmp_path_factory.mktemp("story") / "var")


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_comment_from_writing_to_reading(look: Any, scripts: bool, width: int) -> None:
    words = WORDS[scripts, width]
    reader = look(width, scripts)
    page = reader.open("/")
    page.click("article h2 a")
    post = page.url
    page.get_by_label("Comment", exact=True).fill(words)
    page.get_by_role("button", name="Post a Comment").click()
    assert page.get_by_role("alert").is_visible()
    assert page.get_by_label("Comment", exact=True).input_value() == words
    page.get_by_label("Name", exact=True).fill("Isla Duthie")
    page.get_by_role("button", name="Post a Comment").click()
    assert "waiting" in page.get_by_role("heading", level=1).inner_text()
    assert words in page.locator("main").inner_text()
    receipt = page.url
    reader.check_quiet()

    moderator = look(width, scripts)
    moderator.sign_in("mo@example.org")
    desk = moderator.open("/desk/comments")
    card = desk.locator("article.card", has_text=words)
    assert "Why it waits" in card.inner_text()
    card.get_by_role("button", name="Approve").click()
    # With scripts the decision is sent beside the page, where other news may stand, and the decision before this one.
    desk.get_by_role("status").get_by_text("1 comment approved.", exact=True).wait_for()
    assert desk.get_by_role("button", name="Undo").is_visible()
    moderator.check_quiet()

    page.goto(post)
    assert words in page.locator(".comment-body", has_text=words).inner_text()
    page.goto(receipt)
    assert "approved" in page.locator("main").inner_text().lower()


def test_with_scripts_the_form_comes_to_the_comment_that_is_answered(look: Any) -> None:
    reader = look()
    page = reader.open("/")
    # Other tests may have published something newer that nobody has answered.
    page.click("article h2 a[href*='second-kettle']")
    # Before the script has run, Reply leads to a page of its own.
    page.wait_for_load_state()
    comment = page.locator("article.comment").first
    page.get_by_label("Comment", exact=True).fill("Kept while moving.")
    comment.get_by_role("link", name="Reply").or_(page.locator("article.comment + * a", has_text="Reply")).first.click()
    assert page.locator("#comment-form [name=parent]").input_value() == (comment.get_attribute("id") or "")[8:]
    assert page.get_by_label("Comment", exact=True).input_value() == "Kept while moving."
    page.get_by_role("button", name="Cancel").click()
    assert page.locator("#comment-form [name=parent]").input_value() == ""
    reader.check_quiet()


def test_an_owner_writes_previews_and_publishes(look: Any) -> None:
    owner = look(scripts=False)
    owner.sign_in("olive@example.org")
    page = owner.open("/desk/posts")
    page.get_by_role("link", name="New post").click()
    page.locator("[name=title]").fill("A post of my own")
    page.locator("[name=body]").fill("Written *here*, today.")
    page.get_by_role("button", name="Preview").click()
    assert page.locator(".prose em").inner_text() == "here"
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("link", name="Read it").click()
    assert page.get_by_role("heading", level=1).inner_text() == "A post of my own"
    owner.check_quiet()
