"""Two moderators at once: one wins, the other is told, and the log has one row."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from blog.comments import following
from blog.comments.models import Comment, Status
from blog.database.engine import Database
from blog.jobs.models import Job
from blog.moderation import log
from blog.moderation.decisions import Outcome, decide_many
from blog.moderation.models import LogEntry
from blog.moderation.undoing import NothingToUndo, undo
from blog.posts.models import Post
from tests.moderation.makers import NOW, make_account, make_comment, make_post

RACES = 1000


@pytest.mark.slow
def test_of_two_moderators_one_wins_and_the_other_reads_who(database: Database) -> None:
    """N7: one winner, one row in the log, one letter to the writer who wants to know."""
    with database.writing() as db:
        people = [make_account(db), make_account(db, "Omar")]
        post = make_post(db)
        made = [make_comment(db, post) for _ in range(RACES)]
        comments = [comment.public_id for comment in made]
        for comment in made:
            following.ask(db, comment, "sol@example.org", [f"outcome:{comment.id}"], NOW, proved=True)
    gate = threading.Barrier(2)

    def race(number: int, status: Status) -> list[Outcome]:
        outcomes = []
        for public_id in comments:
            gate.wait()
            outcomes.append(
                database.write(lambda db, it=public_id: decide_many(db, people[number], [(it, 1)], status, NOW))  # type: ignore[misc]
            )
        return outcomes

    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(race, 0, Status.APPROVED), pool.submit(race, 1, Status.SPAM)]
        nias, omars = [future.result() for future in running]
    for nia, omar in zip(nias, omars, strict=True):
        assert len(nia.decided) + len(omar.decided) == 1
        loser, winner = (omar, people[0]) if nia.decided else (nia, people[1])
        [left] = loser.left
        assert left.faster is not None and left.faster.account_id == winner.id
    with database.reading() as db:
        assert len(db.scalars(select(LogEntry)).all()) == RACES
        letters = Counter(db.scalars(select(Job.about).where(Job.kind == following.LETTER, Job.done_at.is_(None))))
        assert len(letters) == RACES
        assert set(letters.values()) == {1}
        assert log.verify(db) == []
        approved = db.scalars(select(Comment).where(Comment.status == Status.APPROVED)).all()
        assert db.scalars(select(Post.comment_count)).one() == len(approved)


@pytest.mark.slow
def test_overlapping_pages_decided_in_opposite_order_do_not_wait_in_a_ring(database: Database) -> None:
    with database.writing() as db:
        people = [make_account(db), make_account(db, "Omar")]
        posts = [make_post(db), make_post(db)]
        comments = [make_comment(db, posts[number % 2]).public_id for number in range(40)]
    gate = threading.Barrier(2)

    def decide_all(number: int) -> int:
        picks = [(public_id, 1) for public_id in (comments if number else reversed(comments))]
        gate.wait()
        status = Status.APPROVED if number else Status.SPAM
        return len(database.write(lambda db: decide_many(db, people[number], picks, status, NOW)).decided)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide_all, (0, 1))) == [0, 40]
    with database.reading() as db:
        assert log.verify(db) == []


@pytest.mark.slow
def test_a_double_click_on_undo_takes_back_one_action(database: Database) -> None:
    with database.writing() as db:
        nia, post = make_account(db), make_post(db)
        comments = [make_comment(db, post) for _ in range(20)]
        for comment in comments:
            decide_many(db, nia, [(comment.public_id, comment.seen)], Status.SPAM, NOW)
        action = decide_many(db, nia, [(c.public_id, c.seen) for c in comments], Status.DELETED, NOW).action
        assert action is not None
        action_id = action.id
    gate = threading.Barrier(2)

    def press(number: int) -> int:
        gate.wait()
        try:
            return len(database.write(lambda db: undo(db, nia, action_id, NOW)).decided)
        except NothingToUndo:
            return 0

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, range(2))) == [0, 20]
    with database.reading() as db:
        assert set(db.scalars(select(Comment.status))) == {Status.SPAM}
