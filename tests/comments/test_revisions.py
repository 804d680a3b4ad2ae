"""Edits: each waits, the approved text stays up, nothing is lost, and nobody edits for ever."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.comments import revisions
from blog.comments.models import Comment, CommentRevision, Status
from blog.comments.revisions import MOST_REVISIONS, NotEditable, check_editable, may_edit
from blog.moderation.states import WRITER
from blog.site.settings import SiteSettings
from tests.cast.clock import START
from tests.comments.room import ARRIVAL, KEYS, Room, form

SITE = SiteSettings(edit_hours=24)


def revise(room: Room, public_id: str, body: str, now: datetime = START) -> CommentRevision:
    def work(db: Session) -> CommentRevision:
        comment = db.query(Comment).filter_by(public_id=public_id).one()
        return revisions.revise(db, comment, form(body), ARRIVAL, KEYS, now)

    return room.write(work)


def stored(room: Room, public_id: str) -> tuple[Comment, list[CommentRevision]]:
    def work(db: Session) -> tuple[Comment, list[CommentRevision]]:
        comment = db.query(Comment).filter_by(public_id=public_id).one()
        return comment, list(db.scalars(select(CommentRevision).order_by(CommentRevision.number)))

    return room.read(work)


def test_an_edit_waits_while_the_approved_text_stays_up(room: Room) -> None:
    """M4"""
    public_id = room.say("As approved.")
    before, _ = stored(room, public_id)
    revision = revise(room, public_id, "As edited.")
    comment, found = stored(room, public_id)
    assert (comment.status, comment.shown_revision_id) == (Status.PENDING, before.shown_revision_id)
    assert comment.newest_revision_id == revision.id
    assert comment.seen == before.seen + 1
    assert [(one.number, one.status) for one in found] == [(1, Status.APPROVED), (2, Status.PENDING)]


def test_an_edit_takes_the_place_of_one_that_waited_and_keeps_its_turn(room: Room) -> None:
    public_id = room.send("As sent.", now=START).comment.public_id
    revise(room, public_id, "Mended.", now=START + timedelta(hours=1))
    _, found = stored(room, public_id)
    assert [(one.status, one.typed) for one in found] == [(Status.DELETED, "As sent."), (Status.PENDING, "Mended.")]
    assert found[1].waiting_since == START


def test_an_edit_of_a_decided_comment_waits_from_now_on(room: Room) -> None:
    public_id = room.say("As approved.")
    later = START + timedelta(hours=2)
    assert revise(room, public_id, "As edited.", now=later).waiting_since == later


def test_an_edit_that_changes_nothing_stores_nothing(room: Room) -> None:
    public_id = room.say("The same.")
    before, _ = stored(room, public_id)
    revise(room, public_id, "The same.")
    comment, found = stored(room, public_id)
    assert (len(found), comment.status, comment.seen) == (1, Status.APPROVED, before.seen)


@pytest.mark.parametrize("status", [Status.REJECTED, Status.SPAM, Status.DELETED])
def test_a_comment_that_was_not_taken_may_be_put_in_other_words(room: Room, status: Status) -> None:
    public_id = room.send("Badly put.").comment.public_id
    room.decide(public_id, status)
    revise(room, public_id, "Better put.")
    comment, found = stored(room, public_id)
    assert (comment.status, comment.shown_revision_id) == (Status.PENDING, None)
    assert [one.status for one in found] == [status, Status.PENDING]


def test_revisions_are_bounded(room: Room) -> None:
    public_id = room.send("Wording 1.").comment.public_id
    for number in range(2, MOST_REVISIONS + 1):
        revise(room, public_id, f"Wording {number}.")
    with pytest.raises(NotEditable):
        revise(room, public_id, "One too many.")


def test_a_comment_may_be_edited_for_as_long_as_the_site_says(room: Room) -> None:
    comment = room.send().comment
    assert may_edit(comment, SITE, START + timedelta(hours=24) - timedelta(seconds=1))
    assert not may_edit(comment, SITE, START + timedelta(hours=24))
    assert SiteSettings().edit_hours >= 1
    with pytest.raises(NotEditable):
        check_editable(comment, SITE, START + timedelta(hours=24))


def test_a_comment_that_was_taken_back_is_not_edited(room: Room) -> None:
    public_id = room.say()
    room.decide(public_id, Status.DELETED, WRITER)
    assert not may_edit(stored(room, public_id)[0], SITE, START)
