"""Stores the comments of an export, a batch at a time: parents before their replies, whatever order they came in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from blog.comments import bringing
from blog.comments.bringing import Brought, Stood
from blog.comments.models import CommentRevision, Status
from blog.importers.bench import Bench, Pace
from blog.importers.bodies import Surroundings, set_right
from blog.importers.families import Family
from blog.importers.ledger import Judgement, Known, Said, digest_of
from blog.importers.reports import Outcome
from blog.importers.shapes import Caution, Comment, Kind, Reason
from blog.languages.sentences import say
from blog.markup.comments import render_html
from blog.markup.names import NotAnEmail, NotAWebsite, clean_name
from blog.markup.names import email as read_email
from blog.markup.names import website as read_website
from blog.moderation import bringing as deciding
from blog.moderation.bringing import Arrival
from blog.moderation.screening import screen


@dataclass(frozen=True)
class Judged:
    """A comment with what becomes of it; without a judgement its post is not there, and it is held."""

    record: Comment
    said: Said
    known: Known | None
    judgement: Judgement | None = None
    brought: Brought | None = None
    seen: int = 1


class Threads:
    """Comments on their way into the blog."""

    def __init__(self, bench: Bench, family: Family, around: Surroundings, dialect: str) -> None:
        self._bench, self._family, self._around, self._dialect = bench, family, around, dialect
        self.pace = Pace()

    def store(self, records: Sequence[Comment]) -> None:
        """Judge the records beside the writers, render what is new, then write it in one transaction."""
        with self._bench.database.reading() as db:
            judged, parents = self._judge(db, records)
        written: set[str] = set()
        if not self._bench.is_dry and any(one.brought or _is_newly_held(one) for one in judged):
            written = self._bench.write(self.pace, lambda db, now: self._write(db, judged, parents, now))
        report = self._bench.report
        for one in judged:
            if one.judgement is None:
                report.hold(Kind.COMMENTS, one.record.key, Reason.ORPHAN_POST)
                continue
            if self._bench.is_dry:
                self._bench.ledger.pretend(Kind.COMMENTS, one.record.key)
            lost = one.judgement.writes and not self._bench.is_dry and one.record.key not in written
            if lost or one.judgement.conflict:
                sentence = say("A comment was decided on here and stays as it is.")
                report.caution(Caution(Reason.LOCAL_CHANGE, one.record.key, sentence))
            report.count(Kind.COMMENTS, Outcome.UNCHANGED if lost else one.judgement.outcome)

    def _judge(self, db: Session, records: Sequence[Comment]) -> tuple[list[Judged], dict[str, Stood]]:
        ledger = self._bench.ledger
        posts = ledger.find(db, Kind.POSTS, [one.post_key for one in records])
        asked = {key for one in records for key in (one.key, one.parent_key) if key}
        known = ledger.find(db, Kind.COMMENTS, asked)
        stood = bringing.find_stood(db, [one.row_id for one in known.values() if one.row_id])
        parents = {key: stood[one.row_id][1] for key, one in known.items() if one.row_id in stood and one.row_id}
        in_batch = {one.key for one in records}
        judged = []
        for record in records:
            before, post = known.get(record.key), posts.get(record.post_key)
            said = self._said(record)
            if post is None:
                judged.append(Judged(record, said, before))
                continue
            row = stood.get(before.row_id or 0) if before else None
            judgement = ledger.judge(before, str(row[2]) if row else None, said)
            parent = self._parent(record, post, known, stood, in_batch)
            brought = self._prepare(record, judgement, post, parent)
            judged.append(Judged(record, said, before, judgement, brought, row[2] if row else 1))
        return judged, parents

    def _parent(
        self, record: Comment, post: Known, known: Mapping[str, Known], stood: Mapping[int, Any], in_batch: set[str]
    ) -> str | None:
        """The key of what it answers, if that stands under the same post; else it begins a thread, and that is said."""
        key = record.parent_key
        if key is None:
            return None
        if record.key in self._family.cut:
            sentence = say("Comments answer each other in a circle; this one begins the thread.")
            self._bench.report.caution(Caution(Reason.PARENT_CYCLE, record.key, sentence))
            return None
        row = stood.get(known[key].row_id or 0) if key in known else None
        is_brother = self._family.post_of.get(key) == record.post_key
        if (is_brother and (row or key in in_batch or self._bench.is_dry)) or (row and row[0] == post.row_id):
            return key
        sentence = say("The comment it answers is not in the export; it begins a thread of its own.")
        self._bench.report.caution(Caution(Reason.ORPHAN_PARENT, record.key, sentence))
        return None

    def _prepare(self, record: Comment, judgement: Judgement, post: Known, parent: str | None) -> Brought | None:
        if not judgement.writes and not judgement.again:
            return None
        body = set_right(record.body, self._around, record.extra)
        self._bench.report.changes.update(body.changes)
        if not judgement.writes or self._bench.is_dry:
            return None
        return Brought(
            source=record.source,
            key=record.key,
            kind=record.kind,
            post_id=post.row_id or 0,
            parent=parent,
            name=clean_name(record.author.name) or self._spoken_name(record),
            email=_email(record.author.email),
            website=_website(record.author.uri),
            author_uri=record.author.profile or record.author.uri or None,
            typed=record.body,
            rendering=render_html(body.html),
            anchors=record.anchors,
            sent_at=record.times.first or self._bench.clock(),
        )

    def _spoken_name(self, record: Comment) -> str:
        """Whoever lost the name on the way keeps a word in its place, and is never taken for another one."""
        shown = replace(record.author, name="").shown_name
        return shown if isinstance(shown, str) else self._bench.speak(shown)

    def _write(self, db: Session, judged: Sequence[Judged], parents: Mapping[str, Stood], now: datetime) -> set[str]:
        """The keys of what was written."""
        lines: dict[str, dict[str, Any]] = {}
        new = [one for one in judged if one.brought and one.judgement and one.judgement.outcome is Outcome.CREATED]
        if new:
            ids = bringing.bring_in(db, [one.brought for one in new if one.brought], parents, self._bench.keys)
            arrivals = [_arrival(one, *pair) for one, pair in zip(new, ids, strict=True)]
            seen = deciding.bring_in(db, arrivals, now)
            for one, arrival in zip(new, arrivals, strict=True):
                lines[one.record.key] = _line(one, arrival.comment_id, seen)
                if arrival.status is Status.PENDING:
                    self._screen(db, arrival.revision_id, now)
        for one in judged:
            if one.brought and one.known and one.judgement and one.judgement.outcome is Outcome.UPDATED:
                lines |= self._renew(db, one, now)
            elif _is_newly_held(one):
                lines[one.record.key] = {"outcome": Outcome.HELD, "row_id": None, "kept": _kept(one.record, whole=True)}
        known = {one.record.key: one.known for one in judged if one.known}
        self._bench.ledger.write(db, Kind.COMMENTS, lines, known)
        return set(lines)

    def _screen(self, db: Session, revision_id: int, now: datetime) -> None:
        """What waits says why, and stands in its lane, as if it had been sent here."""
        revision = db.get(CommentRevision, revision_id)
        assert revision is not None, "it was stored a moment ago"
        screen(db, revision, now)

    def _renew(self, db: Session, one: Judged, now: datetime) -> dict[str, dict[str, Any]]:
        assert one.brought is not None
        assert one.known is not None
        assert one.known.row_id is not None
        comment = bringing.renew(db, one.known.row_id, one.seen, one.brought, self._bench.keys)
        if comment is None or comment.newest_revision_id is None:
            return {}
        revision = db.get(CommentRevision, comment.newest_revision_id)
        assert revision is not None, "every comment has a newest revision"
        arrival = replace(
            _arrival(one, comment.id, revision.id),
            before=Status(comment.status),
            lane=revision.lane,
            was_shown=comment.shown_revision_id is not None,
            seen=comment.seen,
        )
        return {one.record.key: _line(one, comment.id, deciding.bring_in(db, [arrival], now))}

    def _said(self, record: Comment) -> Said:
        digest = digest_of(
            record.body, record.status, record.author.name, record.post_key, record.parent_key, record.times.published
        )  # fmt: skip
        return Said(digest, self._dialect, record.times.updated)


def _is_newly_held(one: Judged) -> bool:
    return one.judgement is None and one.known is None


def _arrival(one: Judged, comment_id: int, revision_id: int) -> Arrival:
    assert one.brought is not None
    brought = one.brought
    return Arrival(
        comment_id=comment_id,
        revision_id=revision_id,
        post_id=brought.post_id,
        status=one.record.status,
        links=brought.rendering.links,
        website=brought.website,
        sent_at=brought.sent_at,
    )


def _line(one: Judged, comment_id: int, seen: Mapping[int, int]) -> dict[str, Any]:
    assert one.judgement is not None
    mark = str(seen[comment_id])
    kept = _kept(one.record)
    return {"outcome": one.judgement.outcome, "row_id": comment_id, "mark": mark, "said": one.said, "kept": kept}


def _kept(record: Comment, whole: bool = False) -> dict[str, Any]:
    """What the row has no place for; the whole comment if there is no row."""
    times, person = record.times, record.author
    said: dict[str, Any] = {
        "published": times.published, "created": times.created, "updated": times.updated, "name": person.name,
        "author key": person.key, "status": record.source_status, "feed id": record.feed_id,
        "urls": " ".join(record.urls),
    }  # fmt: skip
    if whole:
        said |= {"body": record.body, "post": record.post_key, "answers": record.parent_key, "uri": person.uri}
    plain = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in said.items()}
    return {**{name: value for name, value in plain.items() if value not in (None, "")}, **dict(record.extra)}


def _email(written: str) -> str | None:
    try:
        return read_email(written)
    except NotAnEmail:
        return None


def _website(written: str) -> str | None:
    try:
        address = read_website(written)
    except NotAWebsite:
        return None
    return address if address is not None and len(address) <= bringing.LONGEST_ADDRESS else None
