"""The page of a person at the desk: what they wrote, how far they are trusted, bans, and notes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.comments.models import Comment, Lane, Status
from blog.comments.places import href_of
from blog.languages.sentences import Sentence, say, say_count
from blog.markup.comments import Unreadable, normalize
from blog.markup.text import excerpt
from blog.moderation import bans, notes, people, queue, trust
from blog.moderation.asked import QUEUE
from blog.moderation.bans import BanForm
from blog.moderation.models import Ban
from blog.moderation.pages import flashes
from blog.moderation.passing import EVERYTHING
from blog.moderation.people import Person
from blog.moderation.trust import LEVEL_WORDS, Level
from blog.moderation.words import TAB_WORDS
from blog.posts.models import PostStatus
from blog.web.rendering import desk_page, go_to
from blog.web.visits import Visit

GLIMPSE_CHARACTERS = 160
NEW = "new"


def show_person(db: Session, visit: Visit) -> Response:
    person = people.find_person(db, visit.params["person"])
    if person.key != visit.params["person"]:
        return go_to(person.path)
    return _show(db, visit, person)


def change_person(db: Session, visit: Visit) -> Response:
    """A form without a button adds a note."""
    person = people.find_person(db, visit.params["person"])
    did, change = CHANGES.get(visit.form.get("action"), CHANGES["note"])
    try:
        change(db, visit, person)
    except (notes.NoteUnread, notes.NobodyToNote, trust.TrustUnreasoned) as problem:
        # Nothing is to be stored, so the write lock is given back before the page is made.
        db.rollback()
        with visit.house.database.reading() as look:
            return _show(look, visit, people.find_person(look, visit.params["person"]), problem.sentence)
    return go_to(f"{person.path}?done={did}")


def _add_note(db: Session, visit: Visit, person: Person) -> None:
    notes.add_note(db, visit.person, person.commenter, person.email_key, _typed(visit, "note"), visit.now)


def _change_note(db: Session, visit: Visit, person: Person) -> None:
    number, words = visit.form.get("number"), _typed(visit, "note")
    notes.change_note(db, visit.person, person.notes, number, words, visit.now)


def _delete_note(db: Session, visit: Visit, person: Person) -> None:
    notes.delete_note(db, visit.person, person.notes, visit.form.get("number"), visit.now)


def _change_trust(db: Session, visit: Visit, person: Person) -> None:
    if person.commenter is None:
        raise people.PersonNotFound
    level = Level.TRUSTED if visit.form.get("action") == "trust" else Level.NEW
    reason = " ".join(_typed(visit, "reason").split())
    trust.change_trust(db, visit.person, person.commenter, level, reason, visit.site.trust_after, visit.now)


CHANGES: Mapping[str, tuple[str, Callable[[Session, Visit, Person], None]]] = {
    "note": ("noted", _add_note),
    "change-note": ("reworded", _change_note),
    "delete-note": ("unnoted", _delete_note),
    "trust": ("trusted", _change_trust),
    "distrust": ("distrusted", _change_trust),
}
BANNED = say("Banned. What comes from there goes to the probable spam.")
IDLE = say("Every comment waits on this blog, so trust lets nothing through; it stands on their cards.")
DONE: dict[str, Sentence] = {
    "banned": BANNED,
    "noted": say("Kept. It stands on every card of theirs."),
    "reworded": say("Saved. The note reads so on every card of theirs."),
    "unnoted": say("The note is deleted."),
    "trusted": say("They are trusted from now on, until something of theirs is turned down."),
    "distrusted": say("The trust is taken away. What they write waits."),
}


def _typed(visit: Visit, name: str) -> str:
    try:
        return normalize(visit.form.get(name)).strip()
    except Unreadable:
        return ""


def show_refused_ban(db: Session, visit: Visit, form: BanForm) -> Response:
    """The page of the person a ban was meant for, with the form as it was sent and what it lacks."""
    return _show(db, visit, people.find_person(db, form.comment), banning=form)


def _show(
    db: Session,
    visit: Visit,
    person: Person,
    problem: Sentence | None = None,
    banning: BanForm | None = None,
) -> Response:
    record = people.read_record(db, person)
    comments = people.newest_comments(db, person)
    return desk_page(
        visit,
        "moderation/person.html",
        422 if problem or banning else 200,
        title=say("%(name)s, person", name=person.name),
        who=person,
        facts=_facts(db, visit, person, record.first),
        counts=[(TAB_WORDS[status], record.counts[status]) for status in Status],
        problem=problem,
        banning=banning,
        flash=flashes.read_flash(db, visit, DONE, person.path, tuple(DONE)),
        typed=_kept(visit, bool(problem)),
        bans=[_ban(one, visit.now) for one in bans.of_person(db, _id(person), person.email_key, person.comments)],
        bannable=_bannable(person, comments),
        days=list(bans.DAYS.items()),
        notes=notes.notes_of(db, person.notes),
        comments=[_comment(one) for one in comments],
        **_trust(db, visit, person),
    )


def _kept(visit: Visit, refused: bool) -> dict[str, str]:
    """What was typed, if it was not taken; a form without a button is that of a note."""
    typed = {name: visit.form.get(name) if refused else "" for name in ("action", "number", "note", "reason")}
    return {**typed, "action": typed["action"] or "note"}


def _id(person: Person) -> int | None:
    return person.commenter.id if person.commenter else None


def _facts(db: Session, visit: Visit, person: Person, first: datetime | None) -> list[Sentence]:
    """Who they are, as far as anybody knows; a typed address proves nobody."""
    dates = visit.house.templates.dates_for(visit.site.language, visit.site.time_zone)
    facts = [_identity(person)]
    if first is not None:
        facts.append(say("First seen %(date)s.", date=dates.date(first)))
    if unproved := people.count_unproved(db, person):
        facts.append(
            say_count(
                "%(num)s more comment came under this address, and nobody knows who typed it.",
                "%(num)s more comments came under this address, and nobody knows who typed it.",
                unproved,
            )
        )
    number, since = people.count_namesakes(db, person)
    if number and since is not None:
        facts.append(
            say_count(
                "Same name before: %(num)s imported comment since %(year)s, not proved.",
                "Same name before: %(num)s imported comments since %(year)s, not proved.",
                number,
                year=str(since.year),
            )
        )
    return facts


def _identity(person: Person) -> Sentence:
    commenter = person.commenter
    if commenter is not None and commenter.proved_at is not None and commenter.email:
        return say("Has shown that %(email)s is theirs.", email=commenter.email)
    if commenter is not None:
        return say("Known by a device that they wanted to be remembered on. No address is proved.")
    if person.account is not None:
        return say("Signed in as %(name)s, of this blog.", name=person.account.name)
    if person.email:
        return say("Typed as %(email)s, and not proved: several people may have typed it.", email=person.email)
    return say("Nothing says who wrote this: no address, and no device that is known.")


def _trust(db: Session, visit: Visit, person: Person) -> dict[str, Any]:
    if person.commenter is None:
        untrusted = _why_no_trust(person, bool(visit.settings.smtp_url))
        return {"level": None, "trusted": False, "explained": None, "idle": None, "history": [], "untrusted": untrusted}
    standing = trust.standing_of(db, person.commenter.id, visit.site.trust_after)
    return {
        "level": LEVEL_WORDS[standing.level],
        "trusted": standing.level is Level.TRUSTED,
        "explained": trust.explain(standing, visit.site.trust_after),
        "idle": IDLE if visit.site.waits == EVERYTHING else None,
        "history": trust.history(db, person.commenter.id),
        "untrusted": [],
    }


def _why_no_trust(person: Person, by_mail: bool) -> list[Sentence]:
    """Why nobody can be trusted here, and what can be done. No letter is sent to ask: nobody has asked for one."""
    if person.account is not None:
        return [say("People of this blog are trusted by their role.")]
    why = say("Nobody has shown who wrote this. Trust would go to whoever types the same name or address.")
    if person.email and by_mail:
        way = say(
            "The receipt of the comment offers its writer both ways: to prove the address by a letter, or to have the "
            "device remembered. Only they can ask for it; this blog writes to nobody who has not asked."
        )
    else:
        way = say(
            "The receipt of the comment offers its writer to have the device remembered. Only they can ask for it."
        )
    return [
        why,
        way,
        say("Until then approve what is good, comment by comment; a reply can tell them of their receipt."),
    ]


def _bannable(person: Person, comments: list[Comment]) -> list[tuple[str, Sentence, str]]:
    """What of them can be banned: (kind, words, the comment it is taken from)."""
    if person.account is not None:
        return []
    kinds: list[tuple[str, Sentence, str]] = []
    if person.commenter is not None and comments:
        kinds.append((bans.Kind.PERSON, bans.KIND_WORDS[bans.Kind.PERSON], comments[0].public_id))
    for kind, known in ((bans.Kind.EMAIL, "email"), (bans.Kind.NETWORK, "prefix_hash"), (bans.Kind.HOST, "website")):
        found = next((one for one in comments if getattr(one, known)), None)
        if found is not None:
            kinds.append((kind, bans.KIND_WORDS[kind], found.public_id))
    return kinds


def _ban(ban: Ban, now: datetime) -> dict[str, Any]:
    return {
        "what": bans.KIND_WORDS[bans.Kind(ban.kind)],
        "reason": ban.reason,
        "by": ban.account.name if ban.account else "",
        "at": ban.at,
        "until": ban.until,
        "over": ban.lifted_at is not None or (ban.until is not None and ban.until <= now),
    }


def _comment(comment: Comment) -> dict[str, Any]:
    post, newest = comment.post, comment.newest
    shown = comment.shown_revision_id is not None and post.status == PostStatus.PUBLISHED and post.permalink
    return {
        "words": excerpt(newest.words, GLIMPSE_CHARACTERS) if newest else "",
        "status": TAB_WORDS[Status(comment.status)],
        "at": comment.created_at,
        "title": post.shown.title if post.shown else "",
        "queue": queue_place(comment),
        "page": href_of(post.permalink or "", comment.public_id, post.comment_count) if shown else None,
    }


def queue_place(comment: Comment) -> str:
    """The page of the queue on which this comment stands first."""
    newest = comment.newest
    if comment.status != Status.PENDING or newest is None:
        return f"{QUEUE}?{urlencode({'status': comment.status, 'after': comment.id + 1})}"
    before = f"{(newest.waiting_since - queue.EPOCH) // queue.MICROSECOND}-{newest.id - 1}"
    lane = "after_good" if newest.lane == Lane.GOOD else "after_spam"
    return f"{QUEUE}?{urlencode({'status': comment.status, lane: before})}"
