"""Moderators answer from the queue and change texts: under their own name, with every text before kept."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from blog.comments.models import Comment
from blog.comments.totals import wrong_totals
from blog.moderation import log
from blog.moderation.models import LogEntry
from tests.cast.site import Browser, Page, Site
from tests.stories.test_first_day import waiting


@pytest.fixture
def path(blog: Site, ada: Browser) -> str:
    return blog.publish(ada)


def text_page(browser: Browser, key: str) -> Page:
    return browser.open(f"/desk/comments/{key.split('@')[0]}/text")


def answer_page(browser: Browser, key: str) -> Page:
    return browser.open(f"/desk/comments/{key.split('@')[0]}/answer")


def sound(blog: Site) -> bool:
    """Whether the log is whole and the counters are right."""
    with blog.reading() as db:
        return log.verify(db) == [] and wrong_totals(db) == []


def test_what_waits_is_approved_with_its_answer_and_one_undo_takes_both_back(
    blog: Site, nia: Browser, path: str
) -> None:
    blog.say(path, "Which glue?")
    page = answer_page(nia, waiting(nia)[0])
    assert "Which glue?" in page.words
    queue = nia.follow(page.send("seen", body="Wood glue, of an evening."))
    assert "Your reply to Sol is sent." in queue.words
    post = blog.visitor().open(path)
    assert "2 comments:" in post.words
    assert post.words.index("Which glue?") < post.words.index("Wood glue")
    assert sound(blog)

    undone = nia.follow(nia.open("/desk/comments").send("/desk/undos"))
    assert "Your own reply is taken back and waits for nobody." in undone.words
    assert "Which glue?" in undone.words and "1 comment is waiting" in undone.words
    assert "Wood glue, of an evening." not in undone.words
    assert "Wood glue, of an evening." in nia.get("/desk/comments?status=deleted").words
    assert "No comments:" in blog.visitor().open(path).words
    assert sound(blog)


def test_an_answer_to_what_readers_see_is_undone_by_itself(blog: Site, nia: Browser, path: str) -> None:
    """D6."""
    blog.say(path, "Which glue?")
    key = waiting(nia)[0]
    nia.post("/desk/decisions", {"comment": key, "decision": "approved"})
    answer_page(nia, key).send("seen", body="Wood glue.")
    queue = nia.get("/desk/comments?status=approved")
    assert "Your last decision: a reply of yours." in queue.words
    assert "Your own reply is taken back" in nia.follow(queue.send("/desk/undos")).words
    assert "1 comment:" in blog.visitor().open(path).words
    assert sound(blog)


def test_what_readers_see_is_answered_without_another_decision(blog: Site, nia: Browser, path: str) -> None:
    blog.say(path, "Which glue?")
    key = waiting(nia)[0]
    nia.post("/desk/decisions", {"comment": key, "decision": "approved"})
    sent = answer_page(nia, key).send("seen", body="Wood glue.")
    assert sent.status == 303
    assert "status=approved" in sent.location
    assert "2 comments:" in blog.visitor().open(path).words


def test_an_answer_without_words_is_asked_for_again(blog: Site, nia: Browser, path: str) -> None:
    blog.say(path)
    page = answer_page(nia, waiting(nia)[0]).send("seen", body=" ")
    assert page.status == 422
    assert "this one is empty" in page.words
    assert "No comments:" in blog.visitor().open(path).words


@pytest.mark.parametrize("door", ["answer", "text"])
def test_whoever_was_slower_keeps_the_words_and_sees_the_comment_as_it_is(
    blog: Site, nia: Browser, omar: Browser, path: str, door: str
) -> None:
    """N7"""
    blog.say(path)
    key = waiting(nia)[0]
    page = nia.open(f"/desk/comments/{key.split('@')[0]}/{door}")
    omar.post("/desk/decisions", {"comment": key, "decision": "approved"})
    late = page.send("seen", body="My words.")
    assert late.status == 409
    assert "Omar was faster: approved" in late.words
    assert late.form("seen").value("body").strip() == "My words."
    assert late.send("seen").status == 303
    assert "My words." in blog.visitor().open(path).words


def test_a_comment_that_was_rejected_is_neither_answered_nor_changed(
    blog: Site, nia: Browser, omar: Browser, path: str
) -> None:
    blog.say(path)
    key = waiting(nia)[0]
    pages = [answer_page(nia, key), text_page(nia, key)]
    omar.post("/desk/decisions", {"comment": key, "decision": "rejected"})
    for page in pages:
        late = page.send("seen", body="My words.")
        assert late.status == 409
        assert "Put it back among those who wait" in late.words
        assert "My words." in late.html
    assert "My words." not in blog.visitor().open(path).words


def test_a_text_that_readers_see_is_changed_at_once_and_put_back(blog: Site, nia: Browser, path: str) -> None:
    receipt = blog.say(path, "Call me at 555 0100.")
    key = waiting(nia)[0]
    nia.post("/desk/decisions", {"comment": key, "decision": "approved"})

    queue = nia.follow(text_page(nia, key).send("note", body="Call me.", note="A number of somebody else."))
    assert "The text by Sol is changed." in queue.words
    post = blog.visitor().open(path)
    assert "Call me." in post.words
    assert "555 0100" not in post.html
    assert "edited by a moderator" in post.words
    written = receipt.browser.open(receipt.path)
    assert "Changed by a moderator" in written.words
    assert "approved" in written.words
    assert "somebody else" not in written.html
    assert sound(blog)

    assert nia.follow(queue.send("revision")).status == 200
    assert "555 0100" in blog.visitor().open(path).words
    history = text_page(nia, key)
    assert "changed by Nia" in history.words
    assert "by its writer" in history.words
    assert sound(blog)


def test_a_text_that_waits_goes_on_waiting(blog: Site, nia: Browser, path: str) -> None:
    blog.say(path, "Shouted.")
    key = waiting(nia)[0]
    assert text_page(nia, key).send("note", body="Said.").status == 303
    assert "Said." not in blog.visitor().open(path).words
    assert "Said." in nia.open("/desk/comments").words
    stale = nia.post("/desk/decisions", {"comment": key, "decision": "approved"})
    assert stale.status == 409
    assert nia.post("/desk/decisions", {"comment": waiting(nia)[0], "decision": "approved"}).status == 303
    assert "Said." in blog.visitor().open(path).words
    with blog.reading() as db:
        [edited] = db.scalars(select(LogEntry).where(LogEntry.reason == "edited"))
        assert (edited.old, edited.new) == ("pending", "pending")
    assert sound(blog)


def test_the_same_words_change_nothing(blog: Site, nia: Browser, path: str) -> None:
    blog.say(path, "Said.")
    page = text_page(nia, waiting(nia)[0])
    assert page.send("note").status == 303
    with blog.reading() as db:
        assert db.scalars(select(Comment.seen)).one() == 1
        assert db.scalars(select(LogEntry)).all() == []


def test_a_change_is_cleaned_like_any_other_text(blog: Site, nia: Browser, path: str) -> None:
    """X1, X3"""
    blog.say(path)
    key = waiting(nia)[0]
    nia.post("/desk/decisions", {"comment": key, "decision": "approved"})
    hostile = "<script>alert(1)</script>[a](javascript:1) <img src=x onerror=alert(1)>\n\n*kept*"
    assert text_page(nia, key).send("note", body=hostile).status == 303
    body = re.findall(r'<div class="comment-body\b.*?</div>', blog.visitor().open(path).html, re.S)[0]
    assert "<em>kept</em>" in body
    for attack in ("<script", "<img", 'href="javascript'):
        assert attack not in body


def test_nonsense_for_an_earlier_text_is_no_text(blog: Site, nia: Browser, path: str) -> None:
    """L7"""
    blog.say(path)
    key = waiting(nia)[0]
    for number in ("0", "99", "1e9", "9" * 5000, "-1", "[]"):
        page = nia.post(f"/desk/comments/{key.split('@')[0]}/text", {"seen": "1", "revision": number})
        assert page.status == 404


def test_a_closed_post_takes_no_answer_and_the_words_are_kept(blog: Site, ada: Browser, path: str) -> None:
    blog.say(path)
    page = answer_page(ada, waiting(ada)[0])
    ada.open("/desk/posts/1").send("title", "publish", comments="closed")
    late = page.send("seen", body="My words.")
    assert late.status == 403
    assert "My words." in late.html
