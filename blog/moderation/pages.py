"""The queue, its decisions and their undo; and the public page about how comments are moderated."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.comments.models import Status
from blog.languages.sentences import say
from blog.moderation import notices, policy, undoing
from blog.moderation.decisions import Outcome, decide_many
from blog.moderation.picks import DecisionForm
from blog.moderation.showing import QUEUE, Asked, queue_page
from blog.web.rendering import desk_page, go_to, public_page
from blog.web.visits import Visit


def show_queue(db: Session, visit: Visit) -> Response:
    note = notices.read_note(visit.keys, visit.query.get("done", ""), visit.person, visit.now)
    return _show(db, visit, Asked.read(visit.query), note)


def decide_comments(db: Session, visit: Visit) -> Response:
    form = DecisionForm.read(visit.form)
    outcome = decide_many(db, visit.person, form.picks, form.status, visit.now, form.reason, form.note)
    return _answer(db, visit, outcome, form.status)


def undo_action(db: Session, visit: Visit) -> Response:
    action = visit.form.get("action")
    if action and not (action.isascii() and action.isdecimal() and len(action) < 10):
        raise undoing.NothingToUndo
    outcome = undoing.undo(db, visit.person, int(action) if action else None, visit.now)
    return _answer(db, visit, outcome, undoing.UNDO)


def show_policy(db: Session, visit: Visit) -> Response:
    return public_page(
        db,
        visit,
        "moderation/policy.html",
        # Kept by nobody: its totals move with every comment that is sent.
        [],
        title=say("How comments are moderated"),
        paragraphs=policy.describe(visit.site),
        statuses=policy.meanings(),
        totals=policy.totals(db),
    )


def _answer(db: Session, visit: Visit, outcome: Outcome, did: str) -> Response:
    """Back to the queue, which says what was done; 409 and the queue itself when nothing could be."""
    asked = Asked(_tab(visit.form.get("status")))
    note = notices.note_outcome(outcome, did, visit.person)
    if outcome.decided or outcome.same:
        return go_to(f"{QUEUE}?status={asked.status}&done={notices.sign_note(visit.keys, note, visit.now)}")
    # Nothing is to be stored, so the write lock is given back before the page is made.
    db.rollback()
    with visit.house.database.reading() as look:
        return _show(look, visit, asked, note, 409)


def _show(db: Session, visit: Visit, asked: Asked, note: dict[str, Any] | None, status: int = 200) -> Response:
    said = notices.say_note(note, visit.now)
    context = queue_page(db, visit.person, visit.site, asked, said, visit.now)
    return desk_page(visit, "moderation/queue.html", status, **context)


def _tab(text: str) -> Status:
    """The tab the form was sent from; a detail of comfort, so anything else leads to what waits."""
    return Status(text) if text in set(Status) else Status.PENDING
