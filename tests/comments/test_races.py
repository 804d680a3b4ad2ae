"""Double sends from many threads at once, on both databases: one row, one receipt, no error."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from blog.comments.models import Comment, CommentRevision, CommentSend
from blog.comments.revisions import revise
from blog.comments.submission import SAME_SEND
from tests.cast.clock import START
from tests.comments.room import ARRIVAL, KEYS, Room, form

THREADS = 12
# As many as one impatient person can make of one comment.
EQUAL = 50


def at_once(work: Callable[[int], Any], times: int = THREADS) -> list[Any]:
    """Run `work(0)`, `work(1)`, … in threads that start together; their results, and any error."""
    results: list[Any] = []
    start = threading.Barrier(times)

    def run(number: int) -> None:
        start.wait()
        try:
            results.append(work(number))
        except Exception as error:  # noqa: BLE001 - an error in a thread is a result that the test looks at
            results.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def counted(room: Room, table: type[Any]) -> int:
    return room.read(lambda db: db.scalar(select(func.count()).select_from(table)) or 0)


def test_many_equal_sends_at_once_make_one_comment(room: Room) -> None:
    """N6"""
    sent = at_once(lambda number: room.send("Double click."), EQUAL)
    assert not [one for one in sent if isinstance(one, Exception)]
    assert {one.comment.id for one in sent} == {sent[0].comment.id}
    assert sorted(one.again for one in sent) == [False] + [True] * (EQUAL - 1)
    assert [counted(room, table) for table in (Comment, CommentRevision, CommentSend)] == [1, 1, 1]


def test_many_different_sends_at_once_are_all_kept(room: Room) -> None:
    sent = at_once(lambda number: room.send(f"Number {number}."))
    assert not any(one.again for one in sent)
    assert counted(room, Comment) == counted(room, CommentSend) == THREADS


def test_equal_sends_at_once_after_an_old_one_make_one_more(room: Room) -> None:
    room.send("Double click.")
    later = START + SAME_SEND + timedelta(minutes=1)
    sent = at_once(lambda number: room.send("Double click.", now=later))
    assert sorted(one.again for one in sent) == [False] + [True] * (THREADS - 1)
    assert counted(room, Comment) == 2
    assert counted(room, CommentSend) == 1


def test_edits_at_once_follow_one_another(room: Room) -> None:
    comment_id = room.send("As sent.").comment.id

    def edit(number: int) -> int:
        def work(db: Any) -> int:
            comment = db.get_one(Comment, comment_id)
            return revise(db, comment, form(f"Wording {number}."), ARRIVAL, KEYS, START).number

        return room.write(work)

    assert sorted(at_once(edit)) == list(range(2, THREADS + 2))
    waiting = select(func.count()).select_from(CommentRevision).where(CommentRevision.status == "pending")
    assert room.read(lambda db: db.scalar(waiting)) == 1
    assert room.read(lambda db: db.get_one(Comment, comment_id).seen) == THREADS + 1


def test_equal_edits_at_once_are_one_edit(room: Room) -> None:
    """N6"""
    comment_id = room.send("As sent.").comment.id

    def edit(number: int) -> int:
        def work(db: Any) -> int:
            return revise(db, db.get_one(Comment, comment_id), form("Put better."), ARRIVAL, KEYS, START).number

        return room.write(work)

    assert at_once(edit) == [2] * THREADS
    assert counted(room, CommentRevision) == 2
    assert room.read(lambda db: db.get_one(Comment, comment_id).seen) == 2
