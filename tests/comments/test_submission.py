"""Taking a comment in: pending always, once however often it is sent, and under what it answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from blog.comments.finding import ParentNotFound
from blog.comments.models import MAX_DEPTH, SEGMENT, Comment, CommentSend, Status
from blog.comments.pace import COMMENTS, TooManyComments
from blog.comments.submission import SAME_SEND
from tests.cast.clock import START
from tests.comments.room import Room, add_post


def count(room: Room, table: type[Comment] | type[CommentSend] = Comment) -> int:
    return room.read(lambda db: db.scalar(select(func.count()).select_from(table)) or 0)


def test_a_comment_is_stored_as_pending_with_both_its_texts(room: Room) -> None:
    sent = room.send("*Hello* https://a.example", name=" Sol  Okafor ", email="Sol@Example.ORG", website="b.example")
    comment, revision = sent.comment, sent.revision
    assert (comment.status, revision.status, comment.shown_revision_id) == (Status.PENDING, Status.PENDING, None)
    assert (comment.name, comment.email, comment.website) == ("Sol Okafor", "Sol@example.org", "https://b.example")
    assert revision.typed == "*Hello* https://a.example"
    assert "<em>Hello</em>" in revision.html and "<a " in revision.html
    assert "<a " not in revision.inert
    assert revision.links == ["https://a.example"]
    assert comment.newest_revision_id == revision.id
    assert comment.newest is revision


def test_the_same_words_are_known_again_under_any_name(room: Room) -> None:
    first, second = room.send("Crème  brûlée"), room.send("creme BRULEE", name="Another")
    assert first.revision.words_hash == second.revision.words_hash
    assert room.send("Crème caramel").revision.words_hash != first.revision.words_hash


def test_a_second_send_leads_to_the_first_comment(room: Room) -> None:
    """N6"""
    first = room.send("Once.", now=START)
    second = room.send("Once.", now=START + SAME_SEND - timedelta(seconds=1))
    assert (first.again, second.again) == (False, True)
    assert second.comment.id == first.comment.id
    assert second.revision.id == first.revision.id
    assert count(room) == 1


def test_after_a_quarter_of_an_hour_the_same_words_are_a_new_comment(room: Room) -> None:
    room.send("Again.", now=START)
    assert not room.send("Again.", now=START + SAME_SEND).again
    assert count(room) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Another"},
        {"email": "sol@example.org"},
        {"website": "https://a.example"},
        {"body": "+1."},
        {"prefix": "office"},
    ],
)
def test_the_same_words_of_somebody_else_are_another_comment(room: Room, other: dict[str, Any]) -> None:
    """M2: everyone gets a receipt of his own, never another person's."""
    room.send(body="+1")
    assert not room.send(**{"body": "+1", **other}).again


def test_the_same_words_under_another_post_or_comment_are_another_comment(room: Room) -> None:
    parent = room.say("Above.")
    other = room.write(lambda db: add_post(db, "Elsewhere"))
    room.send("+1")
    assert not room.send("+1", parent=parent).again
    assert not room.send("+1", post_id=other).again


def test_old_sends_are_forgotten(room: Room) -> None:
    for number in range(5):
        room.send(f"Number {number}.")
    room.send("Later.", now=START + timedelta(days=1))
    assert count(room, CommentSend) == 1


def test_a_reply_stands_under_its_parent_in_the_order_of_sending(room: Room) -> None:
    first = room.say("First.", now=START)
    second = room.say("Second.", now=START + timedelta(minutes=1))
    under_first = room.say("Under the first.", parent=first, now=START + timedelta(minutes=2))
    deeper = room.say("Deeper.", parent=under_first, now=START + timedelta(minutes=3))
    again = room.say("Under the first again.", parent=first, now=START + timedelta(minutes=4))
    third = room.say("Third, in the same second.", now=START + timedelta(minutes=1))
    order = room.read(lambda db: list(db.scalars(select(Comment.public_id).order_by(Comment.sort_path))))
    assert order == [first, under_first, deeper, again, second, third]


def test_depth_is_bounded_and_deeper_replies_keep_their_parent(room: Room) -> None:
    parent = ""
    for number in range(MAX_DEPTH + 4):
        parent = room.say(f"Level {number}.", parent=parent, prefix=str(number), now=START + timedelta(minutes=number))
    rows = room.read(lambda db: list(db.scalars(select(Comment).order_by(Comment.sort_path))))
    assert [row.depth for row in rows[-4:]] == [MAX_DEPTH] * 4
    assert max(len(row.sort_path) for row in rows) == SEGMENT * (MAX_DEPTH + 1)
    assert [row.parent_id for row in rows[1:]] == [row.id for row in rows[:-1]]


@pytest.mark.parametrize("parent", ["nobody", "1", "0", "-1", "\x00", "a" * 500, "comment-x", "' or 1=1", "é", "[]"])
def test_a_parent_that_is_none_is_refused(room: Room, parent: str) -> None:
    """A5, L7"""
    with pytest.raises(ParentNotFound):
        room.send(parent=parent)
    assert count(room) == 0
    assert count(room, CommentSend) == 0


@pytest.mark.parametrize("status", [Status.PENDING, Status.REJECTED, Status.SPAM, Status.DELETED])
def test_a_parent_that_readers_do_not_see_is_refused(room: Room, status: Status) -> None:
    """A5"""
    parent = room.say("Seen for a while.")
    room.decide(parent, status)
    with pytest.raises(ParentNotFound):
        room.send(parent=parent)


def test_a_parent_on_another_post_is_refused(room: Room) -> None:
    """A5"""
    other = room.write(lambda db: add_post(db, "Elsewhere"))
    parent = room.say("Elsewhere.", post_id=other)
    with pytest.raises(ParentNotFound):
        room.send(parent=parent)


def test_one_network_may_send_more_than_twenty_comments_in_ten_minutes_and_not_endlessly(room: Room) -> None:
    assert COMMENTS.most > 20
    for number in range(COMMENTS.most):
        room.send(f"Number {number}.")
    with pytest.raises(TooManyComments) as refused:
        room.send("One too many.")
    assert refused.value.retry_after
    assert room.send("Number 0.").again, "a second send costs nothing"
    assert not room.send("From elsewhere.", prefix="office").again
    assert not room.send("A little later.", now=START + timedelta(seconds=refused.value.retry_after)).again
