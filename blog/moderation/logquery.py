"""What of the log somebody asks for, and what an entry says it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from blog.comments.models import Comment, Status
from blog.languages.sentences import Sentence, say
from blog.moderation import bans, notes
from blog.moderation.models import LogEntry, PersonNote
from blog.moderation.people import Person, find_person
from blog.moderation.states import POLICY, WRITER

KINDS: dict[str, Sentence] = {
    "": say("Everything"),
    Status.APPROVED: say("Approved"),
    Status.REJECTED: say("Rejected"),
    Status.SPAM: say("Marked as spam"),
    Status.DELETED: say("Deleted"),
    Status.PENDING: say("Put back"),
    "ban": say("Bans"),
    "trust": say("Trust"),
    "note": say("Notes"),
    "emergency": say("Emergencies"),
    "setting": say("Settings"),
    "account": say("The staff"),
    "tag": say("Tags"),
    "menu": say("Menu"),
    "byline": say("Authors"),
}
MEASURES = ("ban", "trust", "note", "emergency", "setting", "account", "invitation", "tag", "menu", "byline")
FIELDS = ("kind", "who", "since", "until", "about", "action")


@dataclass(frozen=True)
class LogQuery:
    """What of the log somebody wants to see; whatever cannot be read narrows nothing."""

    kind: str = ""
    who: str = ""
    since: str = ""
    until: str = ""
    before: str = ""
    # The key of a person whom the entries are about, as `people.find_person` knows it.
    about: str = ""
    # One action, whose entries then stand each by itself.
    action: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> LogQuery:
        asked = {name: query.get(name, "")[:20] for name in (*FIELDS, "before")}
        asked["kind"] = asked["kind"] if asked["kind"] in KINDS else ""
        for name in ("since", "until"):
            asked[name] = asked[name] if _day(asked[name]) else ""
        if asked["who"] not in (WRITER, POLICY) and not _is_number(asked["who"]):
            asked["who"] = ""
        for name in ("before", "action"):
            asked[name] = asked[name] if _is_number(asked[name]) else ""
        return cls(**asked)

    @property
    def narrowed(self) -> bool:
        return any(getattr(self, name) for name in FIELDS)

    def words(self, **more: str) -> str:
        """As it stands in an address."""
        asked = {name: getattr(self, name) for name in FIELDS} | more
        return urlencode({name: value for name, value in asked.items() if value})

    def where(self, zone: ZoneInfo, about: About | None = None, of: Any = LogEntry) -> ColumnElement[bool]:
        """A condition on entries; days are those of the site's time zone. of: the table or an alias of it."""
        asked: list[ColumnElement[bool]] = [of.id > 0]
        if self.kind == "account":
            asked.append(or_(of.subject.like("account:%"), of.subject.like("invitation:%")))
        elif self.kind in MEASURES:
            asked.append(of.subject.like(f"{self.kind}:%"))
        elif self.kind:
            asked.append(and_(of.new == self.kind, of.subject.not_like("%:%")))
        if self.who in (WRITER, POLICY):
            asked.append(of.actor == self.who)
        elif self.who:
            asked.append(of.account_id == int(self.who))
        if self.action:
            asked.append(of.action_id == int(self.action))
        if about is not None:
            theirs = of.comment_id.in_(select(Comment.id).where(about.person.comments))
            asked.append(or_(theirs, *(of.subject.like(f"{one}//%") for one in about.subjects)))
        since, until = _day(self.since), _day(self.until)
        if since is not None:
            asked.append(of.at >= datetime.combine(since, time(), zone))
        if until is not None:
            asked.append(of.at < datetime.combine(until + timedelta(days=1), time(), zone))
        return and_(*asked)


@dataclass(frozen=True)
class About:
    """Whom the log is read about: their comments, and what was done to themselves, as entries name it."""

    person: Person
    subjects: Sequence[str]


def find_about(db: Session, key: str) -> About:
    """Raises PersonNotFound."""
    person = find_person(db, key)
    commenter_id = person.commenter.id if person.commenter else None
    of_bans = bans.of_person(db, commenter_id, person.email_key, person.comments)
    noted = notes.about_person(commenter_id, person.email_key, gone=True)
    of_notes = db.scalars(select(PersonNote.id).where(noted).order_by(PersonNote.id.desc()).limit(50))
    return About(
        person, [f"trust:{person.key}", *(f"ban:{one.id}" for one in of_bans), *(f"note:{n}" for n in of_notes)]
    )


def about_of(entry: LogEntry) -> str:
    """What an entry is about, as it names it for good: the id of a comment, or "ban:12"."""
    return entry.subject.partition("/")[0]


def kind_of(entry: LogEntry) -> str:
    """ "comment", or the measure it was."""
    kind = about_of(entry).partition(":")[0]
    return kind if kind in MEASURES else "comment"


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 <= day.year < 9000 else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
