"""An edit from the receipt to the page, in a real browser: what changes is told by more than colour."""

from __future__ import annotations

from typing import Any

import pytest

STYLE = "element => getComputedStyle(element).textDecorationLine"


def say(page: Any, words: str) -> tuple[str, str]:
    """Comment on the newest post; the addresses of the post and of the receipt."""
    page.click("article h2 a")
    post = page.url
    page.get_by_label("Comment", exact=True).fill(words)
    page.get_by_label("Name", exact=True).fill("Isla Duthie")
    page.get_by_role("button", name="Post a Comment").click()
    return post, page.url


def approve(desk: Any, words: str) -> None:
    card = desk.locator("article.card", has_text=words)
    card.get_by_role("button", name="Approve").click()
    # With scripts it steps aside at once, and is gone when the blog has answered.
    card.wait_for(state="detached")


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_edit_from_the_receipt_to_the_page(look: Any, scripts: bool, width: int) -> None:
    """C8"""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    words = f"A typo is esaily made at {width} points, scripts {scripts}."
    mended = words.replace("esaily", "easily")
    reader, moderator = look(width, scripts), look(width, scripts)
    page = reader.open("/")
    post, receipt = say(page, words)
    moderator.sign_in("mo@example.org")
    approve(moderator.open("/desk/comments"), words)

    page.goto(receipt)
    page.locator("summary", has_text="Edit").click()
    page.locator("[name=body]").fill(mended)
    page.get_by_role("button", name="Keep the edit").click()
    assert page.url == receipt
    page.goto(post)
    assert page.locator(".comment-body", has_text=words).is_visible(), "the approved text stays up"

    desk = moderator.open("/desk/comments")
    card = desk.locator("article.card", has_text=mended)
    assert card.locator("del").text_content() == "taken away: esaily."
    assert card.locator("del").evaluate(STYLE) == "line-through"
    assert card.locator("ins").evaluate(STYLE) == "underline"
    assert "1 word taken away, 1 word added" in card.inner_text()
    if scripts:
        results = axe.Axe().run(desk)
        assert results.violations_count == 0, results.generate_report()
    assert not desk.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    approve(desk, mended)

    page.goto(post)
    comment = page.locator("article.comment", has_text=mended)
    assert "edited" in comment.inner_text()
    assert comment.locator(".edited time").is_visible()
    reader.check_quiet()
    moderator.check_quiet()
