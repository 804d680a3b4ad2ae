"""Deciding: every pair of statuses, edits over approved text, and what follows from a decision."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from blog.comments.models import Comment, CommentRevision, Status
from blog.database.versions import versions_of
from blog.moderation import log
from blog.moderation.decisions import Actor, CommentUnknown, Outcome, decide, decide_many
from blog.moderation.models import Action, LinkHost, LogEntry
from blog.moderation.undoing import NothingToUndo, undo
from blog.posts.models import Post
from tests.moderation.makers import NOW, edit, later, make_account, make_comment, make_post, newest_of

EVERY_STATUS = list(Status)


@pytest.mark.parametrize(("old", "new"), list(itertools.product(EVERY_STATUS, EVERY_STATUS)))
def test_every_status_leads_to_every_other(db: Session, old: Status, new: Status) -> None:
    nia = Actor("moderator", make_account(db))
    comment = make_comment(db, make_post(db))
    decide(db, comment, old, nia, NOW)
    seen = comment.seen
    entry = decide(db, comment, new, nia, later(minutes=1), reason="Because.", note="Between us.")
    if old == new:
        assert entry is None
        assert comment.seen == seen
    else:
        assert entry is not None
        assert (entry.old, entry.new, entry.reason, entry.note) == (old, new, "Because.", "Between us.")
        assert (entry.seen_after, comment.seen) == (seen + 1, seen + 1)
    assert comment.status == newest_of(db, comment).status == new
    shown = comment.newest_revision_id if new is Status.APPROVED else None
    assert comment.shown_revision_id == shown
    assert comment.post.comment_count == (1 if new is Status.APPROVED else 0)


@pytest.mark.parametrize(
    ("decision", "stays_up"),
    [
        (Status.REJECTED, "the text from before"),
        (Status.APPROVED, "the edit"),
        (Status.SPAM, None),
        (Status.DELETED, None),
    ],
)
def test_deciding_on_a_waiting_edit(db: Session, decision: Status, stays_up: str | None) -> None:
    nia = Actor("moderator", make_account(db))
    comment = make_comment(db, make_post(db))
    first = comment.newest_revision_id
    decide(db, comment, Status.APPROVED, nia, NOW)
    second = edit(db, comment)
    assert (comment.status, comment.shown_revision_id) == (Status.PENDING, first)
    decide(db, comment, decision, nia, later(minutes=1))
    expected = {"the text from before": first, "the edit": second.id, None: None}[stays_up]
    assert comment.shown_revision_id == expected
    assert comment.status == second.status == decision
    assert comment.post.comment_count == (1 if stays_up else 0)


def test_an_older_approved_text_never_comes_back_by_itself(db: Session) -> None:
    nia = Actor("moderator", make_account(db))
    comment = make_comment(db, make_post(db))
    decide(db, comment, Status.APPROVED, nia, NOW)
    edit(db, comment)
    decide(db, comment, Status.SPAM, nia, later(minutes=1))
    for status in (Status.REJECTED, Status.PENDING, Status.DELETED, Status.REJECTED):
        decide(db, comment, status, nia, later(minutes=2))
        assert comment.shown_revision_id is None
    decide(db, comment, Status.APPROVED, nia, later(minutes=3))
    assert comment.shown_revision_id == comment.newest_revision_id


def test_taking_back_an_approved_edit_takes_the_comment_down(db: Session) -> None:
    nia = Actor("moderator", make_account(db))
    comment = make_comment(db, make_post(db))
    decide(db, comment, Status.APPROVED, nia, NOW)
    edit(db, comment)
    decide(db, comment, Status.APPROVED, nia, later(minutes=1))
    decide(db, comment, Status.REJECTED, nia, later(minutes=2))
    assert comment.shown_revision_id is None
    assert comment.post.comment_count == 0


def test_the_time_of_publishing_is_that_of_the_first_approval(db: Session) -> None:
    nia = Actor("moderator", make_account(db))
    comment = make_comment(db, make_post(db))
    assert comment.published_at is None
    for minutes, status in enumerate((Status.APPROVED, Status.DELETED, Status.APPROVED)):
        decide(db, comment, status, nia, later(minutes=minutes))
    assert comment.published_at == NOW


def test_page_versions_move_when_readers_see_something_else_and_only_then(db: Session) -> None:
    nia = Actor("moderator", make_account(db))
    post = make_post(db)
    comment = make_comment(db, post)
    keys = [f"post:{post.id}", "comments"]
    decide(db, comment, Status.REJECTED, nia, NOW)
    assert versions_of(db, keys) == dict.fromkeys(keys, 0)
    decide(db, comment, Status.APPROVED, nia, NOW)
    assert versions_of(db, keys) == dict.fromkeys(keys, 1)
    decide(db, comment, Status.SPAM, nia, NOW)
    assert versions_of(db, keys) == dict.fromkeys(keys, 2)


def test_a_writer_who_withdraws_is_remembered_until_it_is_decided_otherwise(db: Session) -> None:
    comment = make_comment(db, make_post(db))
    decide(db, comment, Status.DELETED, Actor("writer"), NOW)
    assert comment.withdrawn_at == NOW
    decide(db, comment, Status.PENDING, Actor("moderator", make_account(db)), NOW)
    assert comment.withdrawn_at is None


def test_hosts_are_counted_by_what_stands_approved_and_as_spam(db: Session) -> None:
    nia = Actor("moderator", make_account(db))
    post = make_post(db)
    comment = make_comment(db, post, links=["https://www.kettle.example/a", "https://kettle.example/b"])
    other = make_comment(db, post, website="https://kettle.example")
    decide(db, comment, Status.APPROVED, nia, NOW)
    decide(db, other, Status.SPAM, nia, NOW)
    host = db.scalars(select(LinkHost)).one()
    assert (host.host, host.approved, host.spam) == ("kettle.example", 1, 1)
    decide(db, comment, Status.SPAM, nia, NOW)
    assert (host.approved, host.spam) == (0, 2)


def test_many_are_decided_in_one_action(db: Session) -> None:
    nia, post, other_post = make_account(db), make_post(db), make_post(db)
    comments = [make_comment(db, post if number % 3 else other_post) for number in range(12)]
    outcome = decide_many(db, nia, [(c.public_id, c.seen) for c in comments], Status.APPROVED, NOW, "Fine.")
    assert [c.id for c in outcome.decided] == [c.id for c in comments]
    assert (outcome.left, outcome.same) == ([], [])
    entries = db.scalars(select(LogEntry)).all()
    assert {entry.action_id for entry in entries} == {outcome.action.id if outcome.action else None}
    assert (post.comment_count, other_post.comment_count) == (8, 4)
    assert log.verify(db) == []


def test_what_is_not_as_it_was_seen_is_left_alone_and_named(db: Session) -> None:
    nia, omar, post = make_account(db), make_account(db, "Omar"), make_post(db)
    handled, edited, fresh = (make_comment(db, post) for _ in range(3))
    picks = [(c.public_id, c.seen) for c in (handled, edited, fresh)]
    decide_many(db, omar, picks[:1], Status.APPROVED, NOW)
    edit(db, edited)
    outcome = decide_many(db, nia, picks, Status.SPAM, later(seconds=20))
    assert [c.id for c in outcome.decided] == [fresh.id]
    by_comment = {left.comment.id: left.faster for left in outcome.left}
    faster = by_comment[handled.id]
    assert faster is not None and faster.account is not None
    assert (faster.account.name, faster.new) == ("Omar", Status.APPROVED)
    assert by_comment[edited.id] is None
    assert (handled.status, edited.status) == (Status.APPROVED, Status.PENDING)


def test_an_edit_after_a_decision_is_named_as_an_edit(db: Session) -> None:
    nia, comment = make_account(db), make_comment(db, make_post(db))
    pick = (comment.public_id, comment.seen)
    decide_many(db, nia, [pick], Status.APPROVED, NOW)
    edit(db, comment)
    outcome = decide_many(db, nia, [pick], Status.SPAM, NOW)
    assert [left.faster for left in outcome.left] == [None]


def test_the_same_outcome_twice_is_no_conflict(db: Session) -> None:
    nia, omar, comment = make_account(db), make_account(db, "Omar"), make_comment(db, make_post(db))
    pick = (comment.public_id, comment.seen)
    decide_many(db, omar, [pick], Status.SPAM, NOW)
    outcome = decide_many(db, nia, [pick, pick], Status.SPAM, NOW)
    assert [c.id for c in outcome.same] == [comment.id]
    assert outcome == Outcome([], [], [comment], None)
    assert db.scalar(select(func.count()).select_from(LogEntry)) == 1


def test_an_unknown_comment_refuses_the_whole_request(db: Session) -> None:
    nia, comment = make_account(db), make_comment(db, make_post(db))
    with pytest.raises(CommentUnknown):
        decide_many(db, nia, [(comment.public_id, comment.seen), ("nosuchid", 1)], Status.SPAM, NOW)
    assert comment.status == Status.PENDING
    assert db.scalar(select(func.count()).select_from(Action)) == 0


@pytest.mark.parametrize("role", ["author", "contributor"])
def test_comments_on_the_posts_of_others_are_unknown_to_an_author(db: Session, role: str) -> None:
    ann, ada = make_account(db, "Ann", role), make_account(db, "Ada", "author")
    own, foreign = make_comment(db, make_post(db, ann)), make_comment(db, make_post(db, ada))
    with pytest.raises(CommentUnknown):
        decide_many(db, ann, [(own.public_id, own.seen), (foreign.public_id, foreign.seen)], Status.APPROVED, NOW)
    if role == "author":
        assert decide_many(db, ann, [(own.public_id, own.seen)], Status.APPROVED, NOW).decided == [own]
    else:
        with pytest.raises(CommentUnknown):
            decide_many(db, ann, [(own.public_id, own.seen)], Status.APPROVED, NOW)


class Model:
    """What §3.4 of the design says should have become of one comment; states as (statuses, shown, pending before)."""

    def __init__(self) -> None:
        self.revisions = [Status.PENDING]
        self.shown: int | None = None
        self.done: list[tuple[list[Status], int | None]] = []

    def decide(self, status: Status) -> None:
        if self.revisions[-1] is status:
            return
        self.done.append((list(self.revisions), self.shown))
        newest = len(self.revisions) - 1
        self.revisions[newest] = status
        if status is Status.APPROVED:
            self.shown = newest
        elif status in (Status.SPAM, Status.DELETED) or self.shown == newest:
            self.shown = None

    def edit(self) -> None:
        if self.revisions[-1] is Status.PENDING:
            self.revisions[-1] = Status.DELETED
        self.revisions.append(Status.PENDING)
        self.done.clear()  # an undo leaves alone what has been changed since

    def undo(self) -> bool:
        if not self.done:
            return False
        self.revisions, self.shown = self.done[-1]
        self.done.clear()  # the undo counts as a decision for SEEN
        return True


STEP = st.one_of(st.sampled_from(EVERY_STATUS), st.sampled_from(["edit", "undo"]))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=14))
def test_any_course_of_decisions_edits_and_undos_follows_the_rules(db: Session, steps: list[Status | str]) -> None:
    number = (db.scalar(select(func.max(Comment.id))) or 0) + 1
    nia, post = make_account(db, f"Nia{number}"), make_post(db)
    comment, model = make_comment(db, post), Model()
    for minutes, step in enumerate(steps):
        now = later(minutes=minutes)
        if step == "edit":
            edit(db, comment)
            model.edit()
        elif step == "undo":
            try:
                undone = bool(undo(db, nia, None, now).decided)
            except NothingToUndo:
                undone = False
            assert undone == model.undo()
        else:
            decide_many(db, nia, [(comment.public_id, comment.seen)], Status(step), now)
            model.decide(Status(step))
        check(db, comment, post, model)
    assert log.verify(db) == []


def check(db: Session, comment: Comment, post: Post, model: Model) -> None:
    query = select(CommentRevision).where(CommentRevision.comment_id == comment.id).order_by(CommentRevision.number)
    revisions = db.scalars(query).all()
    assert [revision.status for revision in revisions] == model.revisions
    assert comment.status == model.revisions[-1]
    assert comment.shown_revision_id == (None if model.shown is None else revisions[model.shown].id)
    assert post.comment_count == (model.shown is not None)
