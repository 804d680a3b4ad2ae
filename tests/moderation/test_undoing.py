"""Taking back: a person's whole last action, and a writer's withdrawal."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.comments.models import Status
from blog.moderation import log
from blog.moderation.decisions import Actor, decide, decide_many
from blog.moderation.models import LogEntry
from blog.moderation.undoing import NothingToUndo, NotWithdrawn, find_last_action, take_back_withdrawal, undo
from tests.moderation.makers import NOW, edit, later, make_account, make_comment, make_post


def test_undo_takes_back_the_whole_last_action_and_only_that(db: Session) -> None:
    nia, post = make_account(db), make_post(db)
    first, second, third = (make_comment(db, post) for _ in range(3))
    decide_many(db, nia, [(first.public_id, first.seen)], Status.APPROVED, NOW)
    decide_many(db, nia, [(c.public_id, c.seen) for c in (second, third)], Status.APPROVED, later(minutes=1))
    outcome = undo(db, nia, None, later(minutes=2))
    assert [c.id for c in outcome.decided] == [second.id, third.id]
    assert [c.status for c in (first, second, third)] == [Status.APPROVED, Status.PENDING, Status.PENDING]
    assert [c.published_at for c in (first, second, third)] == [NOW, None, None]
    assert post.comment_count == 1
    undo(db, nia, None, later(minutes=3))
    assert first.status == Status.PENDING
    with pytest.raises(NothingToUndo):
        undo(db, nia, None, later(minutes=4))
    assert log.verify(db) == []


def test_comments_decided_on_since_are_left_alone(db: Session) -> None:
    nia, omar, post = make_account(db), make_account(db, "Omar"), make_post(db)
    mine, his = make_comment(db, post), make_comment(db, post)
    decide_many(db, nia, [(c.public_id, c.seen) for c in (mine, his)], Status.SPAM, NOW)
    decide_many(db, omar, [(his.public_id, his.seen)], Status.APPROVED, later(minutes=1))
    outcome = undo(db, nia, None, later(minutes=2))
    assert [c.id for c in outcome.decided] == [mine.id]
    faster = outcome.left[0].faster
    assert faster is not None and faster.account is not None
    assert (outcome.left[0].comment.id, faster.account.name) == (his.id, "Omar")
    assert (mine.status, his.status) == (Status.PENDING, Status.APPROVED)


def test_an_undo_counts_as_a_decision_for_what_was_seen(db: Session) -> None:
    nia, comment = make_account(db), make_comment(db, make_post(db))
    decide_many(db, nia, [(comment.public_id, comment.seen)], Status.SPAM, NOW)
    seen = comment.seen
    undo(db, nia, None, later(minutes=1))
    assert comment.seen == seen + 1
    entry = db.scalars(select(LogEntry).order_by(LogEntry.id.desc()).limit(1)).one()
    assert (entry.old, entry.new, entry.account_id) == (Status.SPAM, Status.PENDING, nia.id)


def test_undo_restores_a_waiting_edit_over_the_approved_text(db: Session) -> None:
    nia, comment = make_account(db), make_comment(db, make_post(db))
    first = comment.newest_revision_id
    decide_many(db, nia, [(comment.public_id, comment.seen)], Status.APPROVED, NOW)
    edit(db, comment)
    decide_many(db, nia, [(comment.public_id, comment.seen)], Status.SPAM, later(minutes=1))
    assert comment.shown_revision_id is None
    undo(db, nia, None, later(minutes=2))
    assert (comment.status, comment.shown_revision_id) == (Status.PENDING, first)
    assert comment.published_at == NOW
    assert comment.post.comment_count == 1


def test_undo_restores_the_reason_that_the_writer_reads(db: Session) -> None:
    nia, comment = make_account(db), make_comment(db, make_post(db))
    decide_many(db, nia, [(comment.public_id, comment.seen)], Status.REJECTED, NOW, "Off topic.")
    decide_many(db, nia, [(comment.public_id, comment.seen)], Status.APPROVED, later(minutes=1))
    undo(db, nia, None, later(minutes=2))
    assert log.newest_entries(db, [comment.id])[comment.id].reason == "Off topic."


def test_one_persons_undo_never_touches_anothers_action(db: Session) -> None:
    nia, omar, comment = make_account(db), make_account(db, "Omar"), make_comment(db, make_post(db))
    outcome = decide_many(db, nia, [(comment.public_id, comment.seen)], Status.SPAM, NOW)
    assert outcome.action is not None
    with pytest.raises(NothingToUndo):
        undo(db, omar, outcome.action.id, later(minutes=1))
    assert find_last_action(db, omar) is None
    assert comment.status == Status.SPAM


def test_a_second_press_on_the_same_undo_does_not_take_back_the_action_before(db: Session) -> None:
    nia, post = make_account(db), make_post(db)
    first, second = make_comment(db, post), make_comment(db, post)
    decide_many(db, nia, [(first.public_id, first.seen)], Status.SPAM, NOW)
    action = decide_many(db, nia, [(second.public_id, second.seen)], Status.SPAM, NOW).action
    assert action is not None
    undo(db, nia, action.id, later(minutes=1))
    with pytest.raises(NothingToUndo):
        undo(db, nia, action.id, later(minutes=1))
    assert first.status == Status.SPAM


def test_who_may_no_longer_decide_may_no_longer_undo(db: Session) -> None:
    nia, comment = make_account(db), make_comment(db, make_post(db))
    decide_many(db, nia, [(comment.public_id, comment.seen)], Status.SPAM, NOW)
    nia.role = "author"
    with pytest.raises(NothingToUndo):
        undo(db, nia, None, later(minutes=1))


def test_a_withdrawn_comment_comes_back_exactly_as_it_was(db: Session) -> None:
    comment = make_comment(db, make_post(db))
    decide(db, comment, Status.APPROVED, Actor("moderator", make_account(db)), NOW)
    first = comment.newest_revision_id
    edit(db, comment)
    decide(db, comment, Status.DELETED, Actor("writer"), later(minutes=1))
    assert comment.shown_revision_id is None
    entry = take_back_withdrawal(db, comment, later(minutes=2))
    assert (entry.actor, entry.old, entry.new) == ("writer", Status.DELETED, Status.PENDING)
    assert (comment.shown_revision_id, comment.withdrawn_at) == (first, None)


def test_a_writer_cannot_bring_back_what_a_moderator_deleted(db: Session) -> None:
    nia, comment = Actor("moderator", make_account(db)), make_comment(db, make_post(db))
    decide(db, comment, Status.APPROVED, nia, NOW)
    decide(db, comment, Status.DELETED, nia, NOW)
    assert decide(db, comment, Status.DELETED, Actor("writer"), NOW) is None
    with pytest.raises(NotWithdrawn):
        take_back_withdrawal(db, comment, later(minutes=1))
    decide(db, comment, Status.APPROVED, nia, later(minutes=2))
    decide(db, comment, Status.DELETED, Actor("writer"), later(minutes=3))
    decide(db, comment, Status.SPAM, nia, later(minutes=4))
    with pytest.raises(NotWithdrawn):
        take_back_withdrawal(db, comment, later(minutes=5))
    assert comment.status == Status.SPAM


def test_undoing_the_approval_of_a_withdrawn_comment_leaves_it_withdrawn(db: Session) -> None:
    nia, comment = make_account(db), make_comment(db, make_post(db))
    decide(db, comment, Status.DELETED, Actor("writer"), NOW)
    decide_many(db, nia, [(comment.public_id, comment.seen)], Status.APPROVED, later(minutes=1))
    assert comment.withdrawn_at is None
    undo(db, nia, None, later(minutes=2))
    assert (comment.status, str(comment.withdrawn_at)) == (Status.DELETED, str(NOW))
