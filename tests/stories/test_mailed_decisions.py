"""Decisions by a link in a letter: once, by whom it was for, about what they saw; everything else is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from blog.accounts.changing import change_password, change_role, disable_account
from blog.accounts.models import UsedToken
from blog.comments.models import Comment
from blog.moderation import mailed
from blog.moderation.models import LogEntry
from tests.cast.desk_letters import Mailbox, links_in
from tests.cast.rows import everything
from tests.cast.site import Browser, Page, Site
from tests.stories.test_first_day import waiting

NIGHT = {"hours": 20}


@pytest.fixture
def box(blog: Site, ada: Browser, nia: Browser) -> Mailbox:
    """Nia's, on a blog with one post and one comment that waits."""
    blog.say(blog.publish(ada, "Kettles"), body="Who has the second kettle?")
    return Mailbox(blog, "nia")


def status_of(blog: Site) -> str:
    with blog.reading() as db:
        status: str = db.scalars(select(Comment.status)).one()
        return status


def press(blog: Site, link: str, decision: str = "approved") -> Page:
    reader = blog.visitor()
    return reader.follow(reader.post(link, {"decision": decision}))


@pytest.mark.parametrize(("decision", "words"), [("approved", "You approved it on Oct 10, 08:00."),
                                                 ("rejected", "You rejected it on Oct 10, 08:00."),
                                                 ("spam", "You marked it as spam on Oct 10, 08:00.")])  # fmt: skip
def test_a_letter_decides_without_signing_in(blog: Site, nia: Browser, box: Mailbox, decision: str, words: str) -> None:
    """D17, S7, F3: looking changes nothing, pressing decides as the moderator, and the log says how."""
    [link] = links_in(box.only(**NIGHT))
    before = everything(blog)
    page = blog.visitor().open(link)
    assert blog.visitor().client.head(link).status_code == 200
    assert everything(blog) == before
    assert "You decide as Nia." in page.words
    assert "Who has the second kettle?" in page.words
    answer = press(blog, link, decision)
    assert answer.status == 200
    assert words in answer.words
    assert status_of(blog) == decision
    with blog.reading() as db:
        [entry] = db.scalars(select(LogEntry).where(LogEntry.new == decision))
        assert (entry.actor, entry.note, entry.account.name if entry.account else "") == ("moderator", "by mail", "Nia")
    assert "Undo" in nia.open("/desk/comments").words, "it is taken back like any other decision"


def test_the_first_button_approves(blog: Site, box: Mailbox) -> None:
    [link] = links_in(box.only(**NIGHT))
    reader = blog.visitor()
    page = reader.follow(reader.open(link).send(link))
    assert "You approved it" in page.words


def test_a_link_works_once(blog: Site, nia: Browser, box: Mailbox) -> None:
    """S6: after an undo it waits again, and the used link decides nothing."""
    [link] = links_in(box.only(**NIGHT))
    press(blog, link)
    assert nia.open("/desk/comments").send("action").status == 303
    assert status_of(blog) == "pending"
    page = press(blog, link, "spam")
    assert page.status == 200
    assert "You put it back to pending" in page.words
    assert status_of(blog) == "pending"
    [again] = links_in(box.only(hours=23))
    press(blog, again, "spam")
    assert status_of(blog) == "spam"
    with blog.reading() as db:
        assert len(db.scalars(select(UsedToken).where(UsedToken.purpose == mailed.PURPOSE)).all()) == 2


def test_what_somebody_else_has_decided_is_said_and_left_alone(blog: Site, omar: Browser, box: Mailbox) -> None:
    [link] = links_in(box.only(**NIGHT))
    assert omar.post("/desk/decisions", {"comment": waiting(omar)[0], "decision": "approved"}).status == 303
    for page in (blog.visitor().open(link), press(blog, link, "spam")):
        assert page.status == 200
        assert "Omar approved it on Oct 10, 08:00." in page.words
        assert not [form for form in page.forms if form.action == link]
    assert status_of(blog) == "approved"


def test_what_its_writer_changed_or_took_back_is_said(blog: Site, ada: Browser, nia: Browser) -> None:
    path, box = blog.publish(ada, "Kettles"), Mailbox(blog, "nia")
    receipts = []
    for body in ("Is it mine?", "Never mind."):
        receipts.append(blog.say(path, body=body).path)
        blog.clock.step(minutes=1)
    changed, gone = links_in(box.only(**NIGHT))
    sol = blog.visitor()
    assert sol.open(receipts[0]).send("body", body="Is it yours?").status == 303
    assert sol.post(receipts[1], {"action": "withdraw"}).status == 303
    for link, words in ((changed, "Its writer has changed it since"), (gone, "Its writer took it back on")):
        page = press(blog, link)
        assert (page.status, words in page.words) == (200, True), page.words
    assert "Is it yours?" in blog.visitor().open(changed).words
    with blog.reading() as db:
        assert sorted(db.scalars(select(Comment.status))) == ["deleted", "pending"]


@pytest.mark.parametrize("what", ["disabled", "role", "password"])
def test_a_link_dies_with_what_its_person_may(blog: Site, box: Mailbox, what: str) -> None:
    [link] = links_in(box.only(**NIGHT))
    change = {
        "disabled": lambda db: disable_account(db, "nia@example.org", blog.clock()),
        "role": lambda db: change_role(db, "nia@example.org", "contributor", blog.clock()),
        "password": lambda db: change_password(db, blog.house.keys, "nia@example.org", "new", blog.clock()),
    }[what]
    blog.house.database.write(change)
    before = everything(blog)
    for page in (blog.visitor().get(link), blog.visitor().post(link, {"decision": "approved"})):
        assert page.status == 403
        assert "This link does not hold any more" in page.words
        assert "kettle" not in page.words
    assert everything(blog) == before


def test_a_link_that_is_torn_forged_or_old_decides_nothing(blog: Site, omar: Browser, box: Mailbox) -> None:
    """S6"""
    [link] = links_in(box.only(**NIGHT))
    [his] = links_in(Mailbox(blog, "omar").only())
    body, seal = link.rsplit(".", 1)
    keys, until = blog.house.keys, blog.clock() + timedelta(days=1)
    forged = [link[:-2], f"{body}.{his.rsplit('.', 1)[1]}", f"{body[:-3]}AAA.{seal}", "/-/decide/x"]
    forged += [f"/-/decide/{keys.sign_until(purpose, about, until)}" for purpose, about in (
        ("owner link", [1, "abcdefgh", 1, "x", "y"]), (mailed.PURPOSE, {"account": 1}), (mailed.PURPOSE, [1]),
    )]  # fmt: skip
    before = everything(blog)
    for path in forged:
        assert blog.visitor().get(path).status == 403, path
        assert blog.visitor().post(path, {"decision": "approved"}).status == 403, path
    assert blog.visitor().post(link, {"decision": "deleted"}).status == 422
    assert blog.visitor().post(link, {}).status == 422
    blog.clock.step(days=7)
    assert blog.visitor().get(link).status == 403
    assert blog.visitor().post(link, {"decision": "approved"}).status == 403
    assert everything(blog) == before


def test_of_many_presses_at_once_one_decides(blog: Site, box: Mailbox) -> None:
    """N7, with one person's own impatient thumb."""
    [link] = links_in(box.only(**NIGHT))

    def thumb(decision: str) -> int:
        return blog.visitor().post(link, {"decision": decision}).status

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(thumb, ["approved", "spam", "rejected"] * 4)) == {303}
    with blog.reading() as db:
        [entry] = db.scalars(select(LogEntry).where(LogEntry.note == mailed.NOTE))
        assert entry.new == status_of(blog)
