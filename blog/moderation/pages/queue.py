"""The queue, its decisions and their undo; and the public page about how comments are moderated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from anyio import from_thread
from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.languages.catalog import translate, translations
from blog.languages.sentences import Sentence, say, say_count
from blog.moderation import editing, keeping, live, notices, pins, policy, sweeps, undoing, views
from blog.moderation.asked import Asked
from blog.moderation.decisions import Outcome, decide_many
from blog.moderation.pages import flashes
from blog.moderation.picks import (
    DecisionForm,
    LooksLikeSpam,
    NothingPicked,
    SweepForm,
    follower_of,
    spared_before,
    spared_of,
    ticked_of,
)
from blog.moderation.showing import queue_page
from blog.moderation.words import FINE, TAKEN_BACK, UNDONE
from blog.web.errors import show_refusal
from blog.web.events import Events
from blog.web.rendering import PRIVATE, desk_page, go_to, public_page
from blog.web.visits import Visit

# What a form of the queue is sent with again once its question is answered.
ASKED_ALONG = ("status", "filter", "place", "reason", "note", "listed")


def show_queue(db: Session, visit: Visit) -> Response:
    note = notices.read_note(visit.keys, visit.query.get("done", ""), visit.person, visit.now)
    asked = Asked.read(visit.query)
    all_ticked = visit.query.get("ticked") == "all"
    return _show(db, visit, asked, note, 422 if asked.wanted.complaints else 200, all_ticked=all_ticked)


def decide_comments(db: Session, visit: Visit) -> Response:
    form = DecisionForm.read(visit.form)
    if form.fine:
        outcome = keeping.keep(db, visit.person, form.picks, visit.now, form.reason, form.note)
        return _answer(db, visit, outcome, FINE)
    outcome = decide_many(db, visit.person, form.picks, form.status, visit.now, form.reason, form.note)
    return _answer(db, visit, outcome, form.status, form.spared)


def sweep_comments(db: Session, visit: Visit) -> Response:
    form = SweepForm.read(visit.form)
    reach = sweeps.read_reach(visit.keys, form.reach, visit.person, visit.now)
    why = form.reason, form.note
    outcome = sweeps.sweep(db, visit.person, reach, form.status, visit.now, *why, visit.site.bulk_size)
    return _answer(db, visit, outcome, form.status)


def refuse_decision(visit: Visit, status: int, sentence: Sentence) -> Response:
    """Nothing was ticked, or what the blog had ticked itself was to be published: the queue says so, and stands as it
    stood. What was typed goes along with the question, and is shown again by itself otherwise."""
    if sentence == LooksLikeSpam().sentence:
        picks = visit.form.all("comment")
        asks = [("comment", pick) for pick in picks] + [(name, visit.form.get(name)) for name in ASKED_ALONG]
        words = say_count(
            "%(num)s comment that looks like spam would be published. Nothing was decided yet.",
            "%(num)s comments that look like spam would be published. Nothing was decided yet.",
            len(picks),
        )
        return _refused(visit, status, words, asks=[*asks, ("sure", "yes")])
    typed = visit.form.get("reason") or visit.form.get("note").strip()
    if sentence != NothingPicked().sentence or typed:
        return show_refusal(visit, status, sentence)
    return _refused(visit, status, say("Tick at least one comment first. Nothing was decided."))


def keep_view(db: Session, visit: Visit) -> Response:
    """Keep the list the form was sent from under a name, or let a kept one go."""
    asked = Asked.back(visit.form.get("status"), visit.form.get("filter"))
    name = visit.form.get("let_go")
    if name:
        views.let_go(db, visit.person, name)
    else:
        views.keep(db, visit.person, visit.form.get("name"), asked, bool(visit.form.get("replace")))
    note = views.note_view(visit.person, views.LET_GO if name else views.KEPT, name or visit.form.get("name").strip())
    return go_to(asked.href(done=notices.sign_note(visit.keys, note, visit.now)))


def refuse_view(visit: Visit, status: int, sentence: Sentence) -> Response:
    """The list it was sent from, with what stands in the way and the name as it was typed."""
    if status != 422:
        return show_refusal(visit, status, sentence)
    taken = sentence == views.ListNameTaken().sentence
    return _refused(visit, status, sentence, typed_name=visit.form.get("name")[: views.NAME_CHARACTERS], taken=taken)


def undo_action(db: Session, visit: Visit) -> Response:
    action = visit.form.get("action")
    if action and not (action.isascii() and action.isdecimal() and len(action) < 10):
        raise undoing.NothingToUndo
    outcome = undoing.undo(db, visit.person, int(action) if action else None, visit.now)
    measure = outcome.action is not None and outcome.action.decision in undoing.MEASURES
    did = UNDONE + outcome.action.decision if outcome.action is not None and measure else undoing.UNDO
    back = flashes.way_back(visit.form.get("back"))
    if back and (measure or outcome.is_something):
        return go_to(flashes.with_note(back, visit, notices.note_outcome(outcome, did, visit.person)))
    return _answer(db, visit, outcome, did, spared_before(visit.form))


def show_events(db: Session, visit: Visit) -> Response:
    """A stream of what others do. The session that let it in has ended when it begins, so it asks again by itself."""
    house, person, cookie = visit.house, visit.person, visit.cookie
    if not visit.request.headers.get("accept", "").startswith("text/event-stream"):
        return Response(status_code=204, headers=PRIVATE)
    catalogue = translations(visit.language)

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
    news = live.reads(visit.house.presence, visit.person, comment, visit.now)
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
        reasons=policy.reasons(db),
        totals=policy.totals(db),
    )


def _answer(db: Session, visit: Visit, outcome: Outcome, did: str, spared: Sequence[str] = ()) -> Response:
    """Back to the queue, which says what was done; 409 and the queue itself when nothing could be."""
    asked = _asked_before(visit)
    ticks = {"spared": list(spared), "ticked": ticked_of(visit.form)}
    note = notices.note_outcome(outcome, did, visit.person) | {name: ids for name, ids in ticks.items() if ids}
    if outcome.is_something or did in TAKEN_BACK:
        # Without scripts reading goes on where it was.
        follower = follower_of(visit.form)
        there = asked.here(done=notices.sign_note(visit.keys, note, visit.now))
        return go_to(f"{there}#pick-{follower}" if follower else there)
    # Nothing is to be stored, so the write lock is given back before the page is made.
    db.rollback()
    with visit.house.database.reading() as look:
        return _show(look, visit, asked, note, 409)


def _asked_before(visit: Visit) -> Asked:
    """The page that the form stood on."""
    return Asked.back(*(visit.form.get(name) for name in ("status", "filter", "place")))


def _refused(visit: Visit, status: int, sentence: Sentence, **typed: Any) -> Response:
    asked = _asked_before(visit)
    with visit.house.database.reading() as look:
        return _show(look, visit, asked, None, status, (notices.Notice(sentence, "left"),), **typed)


def _show(
    db: Session,
    visit: Visit,
    asked: Asked,
    note: dict[str, Any] | None,
    status: int = 200,
    more: Sequence[notices.Notice] = (),
    **typed: Any,
) -> Response:
    said = [*notices.say_note(note, visit.now), *more]
    context = queue_page(db, visit.person, visit.site, asked, said, visit.now)
    reach = context.pop("reach")
    token = sweeps.sign_reach(visit.keys, visit.person, reach) if reach is not None else ""
    spared = note.get("spared", []) if note is not None else spared_of(visit.form)
    ticked = note.get("ticked", []) if note is not None else ticked_of(visit.form)
    kept = {
        "typed_name": "",
        "taken": False,
        "asks": [],
        "all_ticked": False,
        "spared": spared,
        "ticked": ticked,
    } | typed
    # Nobody is to undo what they did before, because somebody else was faster with what they just tried.
    kept["only_same"] = note is not None and bool(note.get("same")) and not (note["num"] or note["left"])
    kept["undone"] = note is not None and note.get("did") == undoing.UNDO
    undos = {"pin_undo": pins.undo_of(note), "edit_undo": editing.undo_of(note)}
    return desk_page(visit, "moderation/queue.html", status, reach=token, **undos, **kept, **context)
