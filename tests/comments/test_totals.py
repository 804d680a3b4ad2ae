"""Totals move with the comments in the same transaction, and can be proved."""

from __future__ import annotations

import threading

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from blog.comments import revisions
from blog.comments.models import Comment, CommentTotal, Lane, Status
from blog.comments.totals import place_of, read_totals, read_totals_of, recount, wrong_totals
from blog.moderation.screening import screen
from blog.posts.models import Post
from tests.cast.clock import START
from tests.comments.room import ARRIVAL, KEYS, Room, add_account, add_post, form

GOOD, SPAM = place_of(Status.PENDING, Lane.GOOD), place_of(Status.PENDING, Lane.SPAM)
APPROVED = place_of(Status.APPROVED, Lane.GOOD)


def standing(room: Room) -> dict[tuple[str, str], int]:
    assert room.read(wrong_totals) == []
    return {place: number for place, number in room.read(read_totals).items() if number}


def test_sending_deciding_and_editing_move_the_totals(room: Room) -> None:
    assert standing(room) == {}
    first, second = room.send("One.").comment.public_id, room.send("Two.").comment.public_id
    assert standing(room) == {GOOD: 2}
    room.decide(first, Status.APPROVED)
    assert standing(room) == {GOOD: 1, APPROVED: 1}

    def edit(db: Session) -> None:
        comment = db.scalars(select(Comment).where(Comment.public_id == first)).one()
        revisions.revise(db, comment, form("One, said better."), ARRIVAL, KEYS, START)

    room.write(edit)
    assert standing(room) == {GOOD: 2}
    room.decide(second, Status.SPAM)
    assert standing(room) == {GOOD: 1, place_of(Status.SPAM, Lane.GOOD): 1}


def test_the_same_comment_sent_twice_is_counted_once(room: Room) -> None:
    assert room.send("One.").comment.id == room.send("One.").comment.id
    assert standing(room) == {GOOD: 1}


def test_screening_moves_a_comment_between_the_lanes(room: Room) -> None:
    def work(db: Session) -> None:
        comment = db.scalars(select(Comment)).one()
        assert comment.newest is not None
        comment.newest.arrival = {**ARRIVAL, "trap": True}
        screen(db, comment.newest, START)

    room.send("One.")
    room.write(work)
    assert standing(room) == {SPAM: 1}


def test_an_authors_totals_are_those_of_their_posts(room: Room) -> None:
    def own(db: Session) -> tuple[int, int]:
        ann = add_account(db, "Ann", "author")
        return ann.id, add_post(db, "Own", author_id=ann.id)

    ann, post_id = room.write(own)
    room.send("Foreign.")
    room.send("Own.", post_id=post_id)
    assert dict(room.read(lambda db: read_totals_of(db, ann))) == {GOOD: 1}
    room.write(lambda db: db.execute(update(Post).values(author_id=None)))
    assert room.read(lambda db: read_totals_of(db, ann)) == {}


def test_a_wrong_total_is_named_and_counting_anew_mends_it(room: Room) -> None:
    room.say("One.")
    room.send("Two.")
    kept = standing(room)
    room.write(lambda db: db.execute(update(CommentTotal).where(CommentTotal.post_id == 0).values(number=7)))
    named = room.read(wrong_totals)
    assert len(named) == len(kept) == 2
    assert "7" in named[0]
    room.write(recount)
    assert standing(room) == kept


def test_many_at_once_are_all_counted(room: Room) -> None:
    def send(number: int) -> None:
        room.send(f"Number {number}.", prefix=f"home {number}")

    threads = [threading.Thread(target=send, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert standing(room) == {GOOD: 12}
