"""The probable spam stands there ticked by the blog: what somebody unticks stays so, and nothing ticked is published
by one slip."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from blog.comments.models import Comment, Status
from tests.cast.site import Browser, Page, Site

WORDS = ("Pills for nobody.", "A loan of nothing.", "A real word about lamps.")


@pytest.fixture
def queue(blog: Site, ada: Browser, nia: Browser) -> Page:
    """Nia's queue, in which three wait that were caught in the trap of the form."""
    path = blog.publish(ada)
    for words in WORDS:
        blog.say(path, words, name=words.split()[1], subject="a trap")
    return nia.open("/desk/comments")


def picks(page: Page) -> dict[str, bool]:
    """ID@SEEN of the rows, and whether each is ticked."""
    boxes = re.findall(r'<input type="checkbox" name="comment" value="([^"]+)" id="[^"]+"( checked)? ', page.html)
    return {value: bool(ticked) for value, ticked in boxes}


def marked(page: Page, decision: str, *ticked: str, **more: str) -> Page:
    """The form of the lane with these ticked, as one of its buttons sends it."""
    fields = [(name, value) for name, value in page.form("listed").filled(decision, **more) if name != "comment"]
    return page.browser.post("/desk/decisions", [*fields, *(("comment", one) for one in ticked)])


def statuses(blog: Site) -> dict[str, str]:
    with blog.reading() as db:
        return {comment.name: comment.status for comment in db.scalars(select(Comment))}


def test_what_was_unticked_stays_so_when_the_others_are_spam(queue: Page) -> None:
    assert list(picks(queue).values()) == [True, True, True]
    pills, loan, lamps = picks(queue)
    after = queue.browser.follow(marked(queue, "spam", pills))
    assert "1 comment marked as spam" in after.words
    assert picks(after) == {loan: False, lamps: False} and "Ticked: 0." in after.words
    again = queue.browser.follow(marked(after, "spam", loan))
    assert picks(again) == {lamps: False}, "it was spared before"
    assert picks(queue.browser.open("/desk/comments")) == {lamps: True}, "asked for anew, the blog ticks it"


def test_an_undo_ticks_nothing_that_was_unticked(queue: Page) -> None:
    pills, loan, lamps = picks(queue)
    after = queue.browser.follow(marked(queue, "spam", pills))
    undone = queue.browser.follow(after.send("action"))
    back = {pick.partition("@")[0]: ticked for pick, ticked in picks(undone).items()}
    assert back == {pills.partition("@")[0]: True, loan.partition("@")[0]: False, lamps.partition("@")[0]: False}


def test_after_an_undo_the_line_says_what_the_next_one_would_take_back(queue: Page) -> None:
    pills, loan, _ = picks(queue)
    after = queue.browser.follow(marked(queue, "spam", pills))
    after = queue.browser.follow(marked(after, "rejected", loan))
    undone = queue.browser.follow(after.send("action"))
    assert "Undone for 1 comment. Before that: 1 comment marked as spam. Undo" in undone.words


def test_ticked_ones_are_published_when_asked_for_twice(blog: Site, queue: Page) -> None:
    pills, loan, lamps = picks(queue)
    asked = marked(queue, "approved", pills, loan, reason="", note="A joke of Omar's.")
    assert asked.status == 422 and set(statuses(blog).values()) == {Status.PENDING}
    assert "2 comments that look like spam would be published. Nothing was decided yet." in asked.words
    assert picks(asked) == {pills: True, loan: True, lamps: False}
    done = queue.browser.follow(asked.send("sure"))
    assert "2 comments approved" in done.words and picks(done) == {lamps: False}
    assert statuses(blog) == {"for": Status.APPROVED, "loan": Status.APPROVED, "real": Status.PENDING}
    assert "A joke of Omar's." in queue.browser.open("/desk/log").words


@pytest.mark.parametrize("decision", ["rejected", "deleted", "spam"])
def test_nothing_else_is_asked_twice(blog: Site, queue: Page, decision: str) -> None:
    sent = marked(queue, decision, *picks(queue))
    assert sent.status == 303 and set(statuses(blog).values()) == {decision}


def test_one_that_is_meant_is_published_at_once(blog: Site, queue: Page) -> None:
    *_, lamps = picks(queue)
    assert marked(queue, "approved", lamps).status == 303
    assert statuses(blog)["real"] == Status.APPROVED


def test_what_is_listed_may_be_anything(blog: Site, queue: Page) -> None:
    """The field is sent by a browser: it names nothing that is looked up, and only so much of it is kept."""
    pills, *_ = picks(queue)
    for listed in ("", "+", "<b>", "x" * 5000, "+".join(f"x{number}" for number in range(500))):
        sent = queue.browser.post("/desk/decisions", {"comment": pills, "decision": "spam", "listed": listed})
        assert sent.status in (303, 409) and len(sent.location) < 1500
