"""The desk's log: what was done, by whom, when and why; narrowed, page by page, undone from it, and as a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session
from starlette.responses import Response, StreamingResponse

from blog.accounts.roles import ROLE_WORDS
from blog.comments.models import Status
from blog.comments.reasons import reason_words
from blog.languages.sentences import Sentence, say, say_count
from blog.moderation import logbook, logfile, logquery, people, undoing
from blog.moderation.logbook import Deed, Line
from blog.moderation.logquery import KINDS, LogQuery, about_of
from blog.moderation.models import LogEntry
from blog.moderation.pages import flashes
from blog.moderation.settingwords import change_in_words
from blog.moderation.staff import INVITED, JOINED, REVOKED
from blog.moderation.states import POLICY, WRITER
from blog.moderation.trust import LEVEL_WORDS, Level
from blog.moderation.words import STATUS_WORDS
from blog.web.rendering import PRIVATE, desk_page
from blog.web.visits import Visit

LOG = "/desk/log"
CSV, JSONL = "csv", "jsonl"
OTHERS = {POLICY: say("the policy"), WRITER: say("its writer")}
MEASURE_WORDS: dict[str, Sentence] = {
    "ban": say("banned"),
    "lifted": say("ban lifted"),
    "noted": say("note added"),
    "reworded": say("note changed"),
    "unnoted": say("note deleted"),
    "as before": say("note as it was before"),
    "off": say("emergency ended"),
    "moderated": say("emergency: everything waits"),
    "closed": say("emergency: comments closed"),
    **ROLE_WORDS,
    "enabled": say("may sign in"),
    "disabled": say("disabled"),
    "handed over": say("posts handed over"),
    "given back": say("posts given back"),
    "invited": say("invited"),
    "revoked": say("invitation taken back"),
    "joined": say("joined the staff"),
    "filtered": say("HTML filtered"),
    "unfiltered": say("HTML unfiltered"),
    "changed": say("setting changed"),
    "renamed": say("tag renamed"),
    "merged": say("tag merged into another"),
    "removed": say("tag deleted"),
    "link added": say("link added to the menu"),
    "link moved": say("link moved in the menu"),
    "link renamed": say("link renamed in the menu"),
    "link removed": say("link taken out of the menu"),
    "by itself": say("menu by itself"),
    "signed": say("authors of a post changed"),
}


def show_log(db: Session, visit: Visit) -> Response:
    asked = LogQuery.read(visit.query)
    about = logquery.find_about(db, asked.about) if asked.about else None
    deeds, more = logbook.read_log(db, asked, ZoneInfo(visit.site.time_zone), about)
    ids = [one.action.id for one in deeds if one.action is not None]
    undoable = undoing.undoable(db, visit.person, ids, visit.now)
    people_here = [(str(one.id), one.name) for one in logbook.moderators(db)]
    back = f"{LOG}?{asked.words(before=asked.before)}".rstrip("?")
    return desk_page(
        visit,
        "moderation/log.html",
        title=say("Log"),
        asked=asked,
        about=about.person if about is not None else None,
        deeds=[_deed(one, undoable, asked) for one in deeds],
        kinds=list(KINDS.items()),
        deciders=[("", say("Anybody")), *people_here, (POLICY, say("The policy")), (WRITER, say("The writer"))],
        more=f"{LOG}?{asked.words(before=more)}" if more else None,
        files=[(kind, f"{LOG}/file?{asked.words(format=kind)}") for kind in (CSV, JSONL)],
        flash=flashes.read_flash(db, visit, {}, back),
        back=back,
    )


def download_log(db: Session, visit: Visit) -> Response:
    """All that was asked for, however much: it is read while it is sent, beside the visit's own transaction."""
    asked, house = LogQuery.read(visit.query), visit.house
    about = logquery.find_about(db, asked.about) if asked.about else None
    where = asked.where(ZoneInfo(visit.site.time_zone), about)
    is_csv = visit.query.get("format") != JSONL
    write = logfile.as_csv if is_csv else logfile.as_json
    head = [logfile.csv_line(list(logfile.COLUMNS))] if is_csv else []

    def pieces() -> Any:
        yield from head
        yield from logfile.whole_log(house.database, where, write)

    name = f"moderation-log.{CSV if is_csv else JSONL}"
    headers = {**PRIVATE, "Content-Disposition": f'attachment; filename="{name}"'}
    kind = "text/csv; charset=utf-8" if is_csv else "application/x-ndjson"
    return StreamingResponse(pieces(), headers=headers, media_type=kind)


def _deed(deed: Deed, undoable: set[int], asked: LogQuery) -> dict[str, Any]:
    """One entry by itself, or an action on many with the entries it unfolds to."""
    action, lines = deed.action, [_line(one) for one in deed.lines]
    many = deed.number > 1
    first = asked.words(action=str(deed.lines[0].entry.action_id or ""))
    return {
        **lines[0],
        "many": say_count("%(num)s entry", "%(num)s entries", deed.number) if many else None,
        "changes": _changes(deed.changes),
        "lines": lines if many else [],
        "whole": f"{LOG}?{first}" if deed.number > len(lines) else None,
        "undo": action.id if action is not None and action.id in undoable else None,
        "undone_at": action.undone_at if action is not None else None,
        "undoes": action is not None and action.undoes is not None,
    }


def _changes(changes: Sequence[tuple[str, str, int]]) -> list[tuple[Sentence | str, Sentence | str, Sentence]]:
    return [
        (_word("comment", old), _word("comment", new), say_count("%(num)s comment", "%(num)s comments", number))
        for old, new, number in changes
    ]


def _line(line: Line) -> dict[str, Any]:
    entry, kind = line.entry, logquery.kind_of(line.entry)
    key = line.comment_id or (about_of(entry).partition(":")[2] if kind == "trust" else "")
    return {
        "at": entry.at,
        "who": entry.account.name if entry.account else OTHERS.get(entry.actor, ""),
        "old": _word(kind, entry.old),
        "new": _word(kind, entry.new),
        "name": line.name,
        "href": f"{people.PEOPLE}/{key}" if key else "",
        "reason": _reason(kind, entry),
        "note": entry.note,
        "number": entry.id,
    }


def _reason(kind: str, entry: LogEntry) -> Sentence | str:
    if kind == "setting":
        return change_in_words(entry.reason)
    who, _, role = entry.reason.rpartition(", ")
    if entry.new in (INVITED, REVOKED, JOINED) and role in ROLE_WORDS:
        return say("%(who)s, %(role)s", who=who, role=ROLE_WORDS[role])
    return reason_words(entry.reason)


def _word(kind: str, value: str) -> Sentence | str:
    if kind == "trust":
        return LEVEL_WORDS[Level(value)]
    if kind != "comment":
        return MEASURE_WORDS.get(value, "")
    return STATUS_WORDS[Status(value)] if value in set(Status) else value
