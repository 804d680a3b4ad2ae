"""The queue, its decisions and their undo; and the public page about how comments are moderated."""

from __future__ import annotations

from typing import Any

from anyio import from_thread
from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.comments.models import Status
from blog.languages.catalog import translate, translations
from blog.languages.sentences import Sentence, say
from blog.moderation import keeping, live, notices, pins, policy, undoing
from blog.moderation.decisions import Outcome, decide_many
from blog.moderation.picks import DecisionForm
from blog.moderation.queue import REPORTED
from blog.moderation.showing import QUEUE, Asked, queue_page
from blog.moderation.words import FINE
from blog.web.events import Events
from blog.web.rendering import PRIVATE, desk_page, go_to, public_page
from blog.web.visits import Visit


def show_queue(db: Session, visit: Visit) -> Response:
    note = notices.read_note(visit.keys, visit.query.get("done", ""), visit.person, visit.now)
    return _show(db, visit, Asked.read(visit.query), note)


def decide_comments(db: Session, visit: Visit) -> Response:
    form = DecisionForm.read(visit.form)
    if form.fine:
        outcome = keeping.keep(db, visit.person, form.picks, visit.now, form.reason, form.note)
        return _answer(db, visit, outcome, FINE)
    outcome = decide_many(db, visit.person, form.picks, form.status, visit.now, form.reason, form.note)
    return _answer(db, visit, outcome, form.status)


def undo_action(db: Session, visit: Visit) -> Response:
    action = visit.form.get("action")
    if action and not (action.isascii() and action.isdecimal() and len(action) < 10):
        raise undoing.NothingToUndo
    outcome = undoing.undo(db, visit.person, int(action) if action else None, visit.now)
    return _answer(db, visit, outcome, undoing.UNDO)


def show_events(db: Session, visit: Visit) -> Response:
    """A stream of what others do. The session that let it in has ended when it begins, so it asks again by itself."""
    house, person, cookie = visit.house, visit.person, visit.cookie
    if not visit.request.headers.get("accept", "").startswith("text/event-stream"):
        return Response(status_code=204, headers=PRIVATE)
    catalogue = translations(visit.site.language)

    def words(news: live.News) -> dict[str, Any] | None:
        said = live.words_for(person, news)
        if said is None:
            return None
        return {key: translate(one, catalogue) if isinstance(one, Sentence) else one for key, one in said.items()}

    def still() -> bool:
        with house.database.reading() as look:
            now = house.find_person(look, house.keys, cookie, house.clock())
        return now is not None and now.role == person.role

    return Events(house.channel, words, still)


def note_reading(db: Session, visit: Visit) -> Response:
    """Presence is a POST, and kept in memory: nothing is written."""
    comment = visit.form.get("comment")[:40]
    news = visit.house.readers_of.reads(visit.person, comment, visit.now)
    from_thread.run_sync(visit.house.channel.tell, news)
    return Response(status_code=204, headers=PRIVATE)


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
        reasons=policy.reasons(),
        totals=policy.totals(db),
    )


def _answer(db: Session, visit: Visit, outcome: Outcome, did: str) -> Response:
    """Back to the queue, which says what was done; 409 and the queue itself when nothing could be."""
    asked = _tab(visit.form.get("status"))
    note = notices.note_outcome(outcome, did, visit.person)
    if outcome.decided or outcome.same:
        return go_to(f"{QUEUE}?status={asked.tab}&done={notices.sign_note(visit.keys, note, visit.now)}")
    # Nothing is to be stored, so the write lock is given back before the page is made.
    db.rollback()
    with visit.house.database.reading() as look:
        return _show(look, visit, asked, note, 409)


def _show(db: Session, visit: Visit, asked: Asked, note: dict[str, Any] | None, status: int = 200) -> Response:
    said = notices.say_note(note, visit.now)
    context = queue_page(db, visit.person, visit.site, asked, said, visit.now)
    return desk_page(visit, "moderation/queue.html", status, pin_undo=pins.undo_of(note), **context)


def _tab(text: str) -> Asked:
    """The tab the form was sent from; a detail of comfort, so anything else leads to what waits."""
    return Asked.read({"status": text}) if text in {*Status, REPORTED} else Asked()
