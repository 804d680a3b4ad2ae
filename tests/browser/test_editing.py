"""An edit from the receipt to the page, in a real browser: what changes is told by more than colour."""

from __future__ import annotations

from typing import Any

import pytest

# Nearly the same words again would be held for spam, so each case says something of its own.
WORDS = {
    (1280, True): "A typo is esaily made on a wide screen.",
    (360, True): "My telephone esaily turns oats into boats.",
    (1280, False): "Grandmother's library still gets by without scripts, esaily.",
    (360, False): "Old phones lie in drawers and esaily outlive us.",
}
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
    words = WORDS[width, scripts]
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
