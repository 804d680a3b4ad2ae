"""Editing: within a window, screened again, the approved text up meanwhile, and the moderator sees what changes."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from blog.comments.models import Comment, CommentRevision
from tests.cast.site import Browser, Page, Site

CASINO = " Win at https://casino.example/ and https://pills.example/ and https://loans.example/ and https://x.example/"


def approve(blog: Site, moderator: Browser, receipt: str, decision: str = "approved") -> None:
    public_id = receipt.split("/")[2]
    with blog.reading() as db:
        seen = db.scalars(select(Comment.seen).where(Comment.public_id == public_id)).one()
    page = moderator.post("/desk/decisions", {"comment": f"{public_id}@{seen}", "decision": decision})
    assert page.status == 303


def card_of(moderator: Browser, name: str) -> str:
    """The card of the comment by `name` that waits."""
    html = moderator.open("/desk/comments").html
    return next(card for card in html.split("<article")[1:] if f"<bdi>{name}</bdi>" in card)


def marks(card: str) -> list[tuple[str, str]]:
    """(del or ins, its words) as they stand in the card."""
    found = re.findall(r'<(del|ins)><span class="vh">[^<]*</span>(.*?)<span class="vh">', card, re.S)
    return [(tag, words) for tag, words in found]


def body_of(page: Page) -> str:
    found = re.search(r'<div class="comment-body e-content" dir="auto">(.*?)</div>', page.html, re.S)
    assert found is not None
    return found[1].strip()


def test_a_typo_is_mended_while_the_approved_text_stays_up(
    blog: Site, ada: Browser, nia: Browser, sol: Browser
) -> None:
    """C8: from the receipt to the page, with what the moderator sees in between."""
    path = blog.publish(ada)
    receipt = blog.say(path, body="Teh kettle is on.").path
    approve(blog, nia, receipt)
    shown = sol.get(path).html
    blog.clock.step(minutes=30)

    kept = sol.follow(sol.open(receipt).send("body", body="The kettle is on."))

    assert (kept.path, "pending" in kept.words) == (receipt, True)
    assert "Until then readers see the text from before" in kept.words
    assert sol.get(path).html == shown, "not one byte of the page has changed"
    card = card_of(nia, "Sol")
    assert marks(card) == [("del", "Teh"), ("ins", "The")]
    assert "1 word taken away, 1 word added" in card
    edited_at = blog.clock()
    blog.clock.step(minutes=5)
    approve(blog, nia, receipt)
    page = sol.get(path)
    assert body_of(page) == "<p>The kettle is on.</p>"
    assert f'edited <time datetime="{edited_at.isoformat()}"' in page.html
    assert marks(nia.open("/desk/comments?status=approved").html) == []


def test_an_edit_is_screened_as_a_new_comment_is(blog: Site, ada: Browser, nia: Browser, sol: Browser) -> None:
    """M4, T4: a good comment that turns into an advertisement waits among the probable spam, links dead."""
    path = blog.publish(ada)
    receipt = blog.say(path, body="A good word about kettles.").path
    approve(blog, nia, receipt)
    sol.open(receipt).send("body", body="A good word about kettles." + CASINO)
    queue = nia.open("/desk/comments").html
    spam = queue.split('id="spam-lane"')[1]
    assert "casino.example" in spam
    assert 'href="https://casino.example' not in queue
    assert "casino" not in sol.get(path).html
    with blog.reading() as db:
        newest = db.scalars(select(CommentRevision).order_by(CommentRevision.id.desc()).limit(1)).one()
        assert (newest.number, newest.status, newest.lane) == (2, "pending", "spam")
        assert newest.findings
    approve(blog, nia, receipt, "rejected")
    assert body_of(sol.get(path)) == "<p>A good word about kettles.</p>"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Plain words and more of them.", "Plain words and <script>alert(1)</script> more of them."),
        (
            "Plain words and more of them.",
            'Plain words and </del></p></article>"><img src=x onerror=alert(1)> of them.',
        ),
        ("Plain words and more of them.", "Plain words and [more](javascript:alert(1)) of them."),
        ("Plain {{ words }} and more.", "Plain {{ 7*7 }} {% raw %} and more %(name)s %s."),
    ],
)
def test_what_an_edit_changes_is_shown_as_text(
    blog: Site, ada: Browser, nia: Browser, sol: Browser, before: str, after: str
) -> None:
    """X1, X2"""
    receipt = blog.say(blog.publish(ada), body=before).path
    approve(blog, nia, receipt)
    sol.open(receipt).send("body", body=after)
    change = card_of(nia, "Sol").split('<p class="diff"')[1].split("</p>")[0]
    assert set(re.findall(r"</?([a-z]+)", change)) <= {"del", "ins", "span"}
    assert "href" not in change
    assert "49" not in change


def test_the_owner_sets_how_long_a_comment_may_be_changed(blog: Site, ada: Browser, nia: Browser, sol: Browser) -> None:
    path = blog.publish(ada)
    receipt = blog.say(path, body="As sent.").path
    assert ada.open("/desk/settings").form("tagline").value("edit_hours") == "24"
    ada.open("/desk/settings").send("tagline", edit_hours="2")
    form = sol.open(receipt).form("body").filled(body="Typed too slowly.")
    blog.clock.step(hours=2)
    late = sol.post(receipt, form)
    assert late.status == 403
    assert "Typed too slowly." in late.words, "the text is kept"
    assert 'name="body"' not in sol.open(receipt).html
    ada.open("/desk/settings").send("tagline", edit_hours="0")
    assert 'name="body"' not in blog.say(path, body="Another.").html
    for wrong in ("-1", "soon", "9999999", "1.5"):
        refused = ada.open("/desk/settings").send("tagline", edit_hours=wrong)
        assert (refused.status, refused.form("tagline").value("edit_hours")) == (422, wrong)


def test_an_edit_that_comes_while_a_moderator_decides_is_not_decided_unseen(
    blog: Site, ada: Browser, nia: Browser, sol: Browser
) -> None:
    receipt = blog.say(blog.publish(ada), body="As it was read.").path
    queue = nia.open("/desk/comments")
    key = queue.html.split('name="comment" value="')[1].split('"')[0]
    sol.open(receipt).send("body", body="As nobody has read it." + CASINO)
    answer = nia.post("/desk/decisions", {"comment": key, "decision": "approved"})
    assert answer.status == 409
    with blog.reading() as db:
        assert db.scalars(select(Comment.shown_revision_id)).one() is None


def test_edits_carry_nothing_but_their_words(blog: Site, ada: Browser, nia: Browser, sol: Browser) -> None:
    """A2"""
    path = blog.publish(ada)
    receipt = blog.say(path, body="As sent.").path
    extra = {"status": "approved", "name": "Ada", "email": "ada@example.org", "post": "2", "created_at": "1999-01-01"}
    assert sol.post(receipt, {"body": "As edited.", "action": "edit", **extra}).status == 303
    with blog.reading() as db:
        comment = db.scalars(select(Comment)).one()
        assert (comment.status, comment.name, comment.email, comment.post_id) == ("pending", "Sol", None, 1)
