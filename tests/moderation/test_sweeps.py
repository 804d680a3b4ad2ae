"""Decisions on all that a list held: at once or by the worker, what is left alone, and one undo for all of it."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.comments.models import Comment, Lane, Status
from blog.comments.totals import wrong_totals
from blog.database.engine import Database
from blog.jobs.models import Job
from blog.jobs.worker import Handler, Worker
from blog.moderation import log, sweeping, sweeps, undoing
from blog.moderation.asked import Asked
from blog.moderation.decisions import decide_many
from blog.moderation.models import Action, LogEntry, Sweep
from blog.moderation.picks import DecisionUnknown
from blog.moderation.showing import queue_page
from blog.moderation.sweeps import Reach, sweep
from blog.moderation.undoing import NothingToUndo, find_last_action, undo
from blog.site.settings import SiteSettings
from tests.moderation.makers import NOW, edit, later, make_account, make_comment, make_post


def page(db: Session, account: Account, now: Any = NOW, **query: str) -> dict[str, Any]:
    return queue_page(db, account, SiteSettings(), Asked.read(query), [], now)


def reach_of(db: Session, account: Account, **query: str) -> Reach:
    found = page(db, account, **query)["reach"]
    assert isinstance(found, Reach)
    return found


def flood(db: Session, number: int, words: str = "Buy a kettle.") -> list[Comment]:
    post = make_post(db)
    return [make_comment(db, post, words, lane=Lane.SPAM, at=later(seconds=at)) for at in range(number)]


def statuses(db: Session, comments: Sequence[Comment]) -> list[str]:
    ids = [comment.id for comment in comments]
    return list(db.scalars(select(Comment.status).where(Comment.id.in_(ids)).order_by(Comment.id)))


def go_on(db: Session, most: int = 100) -> int:
    """Do what was left to the worker, a batch at a time; how many batches that were."""
    for done in range(most):
        job = db.scalar(select(Job).where(Job.kind == sweeps.JOB, Job.done_at.is_(None)).order_by(Job.id).limit(1))
        if job is None:
            return done
        job.done_at = NOW
        sweeping.do_batch(db, job.payload, NOW)
    raise AssertionError("it never ends")


def spam(db: Session, account: Account, reach: Reach, most: int = 500) -> Any:
    return sweep(db, account, reach, Status.SPAM, NOW, "", "", most)


def test_all_that_match_are_decided_in_one_action_and_nothing_else(db: Session) -> None:
    """D5, M6"""
    nia, many, other = make_account(db), flood(db, 130), flood(db, 3, "A word about ferries.")
    outcome = spam(db, nia, reach_of(db, nia, words="kettle"))
    assert (len(outcome.decided), outcome.left, outcome.under_way) == (130, [], 0)
    assert set(statuses(db, many)) == {Status.SPAM}
    assert set(statuses(db, other)) == {Status.PENDING}
    assert db.scalars(select(Action.id)).all() == [outcome.action.id]
    assert len(undo(db, nia, None, NOW).decided) == 130
    assert set(statuses(db, many)) == {Status.PENDING}
    assert (wrong_totals(db), log.verify(db)) == ([], [])


def test_what_came_after_the_list_was_shown_is_not_meant(db: Session) -> None:
    nia, [first, edited] = make_account(db), flood(db, 2)
    reach = reach_of(db, nia, words="kettle")
    [late] = flood(db, 1)
    edit(db, edited, "Buy a kettle, said better.")
    assert [one.id for one in spam(db, nia, reach).decided] == [first.id]
    assert statuses(db, [edited, late]) == [Status.PENDING, Status.PENDING]


@pytest.mark.parametrize("most", [500, 1])
def test_what_somebody_else_decided_meanwhile_is_left_alone_and_named(db: Session, most: int) -> None:
    nia, omar = make_account(db), make_account(db, "Omar")
    approved, same, back, rest, rest_too = many = flood(db, 5)
    reach = reach_of(db, nia, words="kettle")
    decide_many(db, omar, [(approved.public_id, 1)], Status.APPROVED, NOW)
    decide_many(db, omar, [(same.public_id, 1)], Status.SPAM, NOW)
    decide_many(db, omar, [(back.public_id, 1)], Status.APPROVED, NOW)
    undo(db, omar, None, NOW)
    outcome = spam(db, nia, reach, most)
    go_on(db)
    wanted = [Status.APPROVED, Status.SPAM, Status.PENDING, Status.SPAM, Status.SPAM]
    assert statuses(db, many) == wanted
    if most == 500:
        assert [one.id for one in outcome.decided] == [rest.id, rest_too.id]
        assert {left.comment.id for left in outcome.left} == {approved.id, back.id}
        assert {left.faster.account.name for left in outcome.left} == {"Omar"}
        assert [one.id for one in outcome.same] == [same.id]
    else:
        assert str(page(db, nia)["undo"].left) == "2 comments were left alone. Handled meanwhile by Omar."
        assert db.scalars(select(Sweep.wish)).all() == [{"faster": [["Omar", 2]]}]
    undo(db, nia, None, NOW)
    assert statuses(db, many) == [*wanted[:3], Status.PENDING, Status.PENDING]


def test_more_than_one_go_takes_is_done_by_batches_and_undone_as_one(
    db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """D5, D6"""
    monkeypatch.setattr(sweeping, "BATCH", 20)
    monkeypatch.setattr(undoing, "AT_ONCE", 30)
    nia, many = make_account(db), flood(db, 90)
    outcome = sweep(db, nia, reach_of(db, nia, words="kettle"), Status.REJECTED, NOW, "Off topic.", "note", 50)
    assert (outcome.under_way, outcome.decided) == (90, [])
    assert outcome.action is not None
    assert set(statuses(db, many)) == {Status.PENDING}
    assert [str(one.words) for one in page(db, nia)["under_way"]] == ["Rejecting 90 comments: 0 are done."]
    assert go_on(db) == 5
    assert set(statuses(db, many)) == {Status.REJECTED}
    entries = list(db.scalars(select(LogEntry)))
    assert {(e.action_id, e.reason, e.note) for e in entries} == {(outcome.action.id, "Off topic.", "note")}
    seen = page(db, nia)
    assert (str(seen["undo"].words), seen["under_way"]) == ("Your last decision: 90 comments rejected.", [])
    assert undo(db, nia, None, NOW).under_way == 90
    assert [str(one.words) for one in page(db, nia)["under_way"]] == [
        "Taking back what was decided on 90 comments: 0 are done."
    ]
    assert page(db, nia)["undo"] is None
    assert go_on(db) == 5
    assert set(statuses(db, many)) == {Status.PENDING}
    with pytest.raises(NothingToUndo):
        undo(db, nia, None, NOW)
    assert (wrong_totals(db), log.verify(db), page(db, nia)["under_way"]) == ([], [], [])


def test_an_undo_stops_what_is_under_way_and_takes_back_what_was_done(
    db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 20)
    nia, many = make_account(db), flood(db, 60)
    for batches in (0, 1):
        spam(db, nia, reach_of(db, nia, words="kettle"), 50)
        jobs = list(db.scalars(select(Job).where(Job.done_at.is_(None))))
        for job in jobs[:batches]:
            job.done_at = NOW
            sweeping.do_batch(db, job.payload, NOW)
        assert statuses(db, many).count(Status.SPAM) == 20 * batches
        undoable = find_last_action(db, nia)
        assert undoable is not None and undoable.is_under_way
        outcome = undo(db, nia, None, NOW)
        assert (outcome.stopped, len(outcome.decided)) == (True, 20 * batches)
        assert go_on(db) == 1
        assert set(statuses(db, many)) == {Status.PENDING}
        assert find_last_action(db, nia) is None


def test_a_batch_that_is_done_twice_does_nothing_twice(db: Session) -> None:
    nia, many = make_account(db), flood(db, 3)
    spam(db, nia, reach_of(db, nia, words="kettle"), 1)
    payload = db.scalars(select(Job.payload)).one()
    for _ in range(2):
        sweeping.do_batch(db, payload, NOW)
    assert set(statuses(db, many)) == {Status.SPAM}
    assert len(list(db.scalars(select(LogEntry)))) == 3


def test_whoever_may_no_more_decides_no_more(db: Session) -> None:
    nia, many = make_account(db), flood(db, 3)
    spam(db, nia, reach_of(db, nia, words="kettle"), 1)
    nia.role = "contributor"
    db.flush()
    go_on(db)
    assert set(statuses(db, many)) == {Status.PENDING}


def test_an_author_sweeps_own_posts_alone(db: Session) -> None:
    ann, ben = make_account(db, "Ann", "author"), make_account(db, "Ben", "author")
    own, foreign = (make_comment(db, make_post(db, one), "Of kettles.") for one in (ann, ben))
    assert [one.id for one in spam(db, ann, reach_of(db, ann, words="kettles")).decided] == [own.id]
    assert statuses(db, [foreign]) == [Status.PENDING]


def test_decided_lists_are_swept_too_and_never_into_themselves(db: Session) -> None:
    nia, many = make_account(db), flood(db, 4)
    spam(db, nia, reach_of(db, nia, words="kettle"))
    reach = reach_of(db, nia, words="kettle", status="spam")
    with pytest.raises(DecisionUnknown):
        spam(db, nia, reach)
    assert len(sweep(db, nia, reach, Status.PENDING, NOW, "", "", 500).decided) == 4
    assert set(statuses(db, many)) == {Status.PENDING}


def test_an_age_is_meant_as_of_when_the_list_was_shown(db: Session) -> None:
    nia, [old] = make_account(db), flood(db, 1)
    reach = page(db, nia, later(hours=25), age="over-day")["reach"]
    young = make_comment(db, make_post(db), "Young.", at=later(hours=2))
    assert [one.id for one in sweep(db, nia, reach, Status.SPAM, later(hours=30), "", "", 500).decided] == [old.id]
    assert statuses(db, [young]) == [Status.PENDING]


def test_a_list_that_was_not_looked_through_to_its_end_cannot_be_swept(
    db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blog.moderation.looking.FAR", 5)
    nia, many = make_account(db), flood(db, 12)
    assert page(db, nia, words="kettle")["reach"] is None
    reach = reach_of(db, nia, words="kettle", count="all")
    assert reach.number == 12
    assert len(spam(db, nia, reach).decided) == 12
    assert set(statuses(db, many)) == {Status.SPAM}


def test_two_who_decide_on_one_list_at_once_decide_on_each_comment_once(database: Database) -> None:
    """N7"""

    def begin(db: Session) -> tuple[dict[int, Reach], list[int]]:
        people, many = [make_account(db, name) for name in ("Nia", "Omar")], flood(db, 40)
        reaches = {person.id: reach_of(db, person, words="kettle") for person in people}
        return reaches, [comment.id for comment in many]

    reaches, ids = database.write(begin)
    wishes = dict(zip(reaches, (Status.SPAM, Status.APPROVED), strict=True))

    def decide(person: int) -> tuple[int, int]:
        def work(db: Session) -> tuple[int, int]:
            outcome = sweep(db, db.get_one(Account, person), reaches[person], wishes[person], NOW, "", "", 500)
            return len(outcome.decided), len(outcome.left)

        return database.write(work)

    with ThreadPoolExecutor(2) as both:
        outcomes = list(both.map(decide, reaches))
    assert sorted(outcomes) == [(0, 40), (40, 0)]
    with database.reading() as db:
        assert len(list(db.scalars(select(LogEntry.id)))) == 40
        assert len(set(db.scalars(select(Comment.status).where(Comment.id.in_(ids))))) == 1
        assert (wrong_totals(db), log.verify(db)) == ([], [])


def test_the_worker_itself_does_all_batches(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 3)

    def begin(db: Session) -> list[int]:
        nia, many = make_account(db), flood(db, 10)
        spam(db, nia, reach_of(db, nia, words="kettle"), 5)
        return [comment.id for comment in many]

    ids = database.write(begin)
    worker = Worker(database, {sweeps.JOB: Handler(write=sweeping.do_batch)}, lambda: NOW)
    assert worker.do_all() == 4
    with database.reading() as db:
        assert set(db.scalars(select(Comment.status).where(Comment.id.in_(ids)))) == {Status.SPAM}
        assert db.scalars(select(Sweep.done)).all() == [10]
