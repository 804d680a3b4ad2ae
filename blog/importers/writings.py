"""Stores the posts and pages of an export, a batch at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.importers import albums
from blog.importers.addresses import Addresses, Settled
from blog.importers.albums import Albums
from blog.importers.bench import Bench, Pace
from blog.importers.bodies import Body, Surroundings, set_right
from blog.importers.ledger import Judgement, Known, Said, digest_of
from blog.importers.reports import Outcome
from blog.importers.shapes import Caution, Kind, Page, Post, Reason
from blog.languages.sentences import say
from blog.markup.posts import render_html
from blog.markup.text import excerpt, first_words, stored_line
from blog.posts import bringing
from blog.posts.bringing import Brought
from blog.posts.forms import LONGEST_EXCERPT
from blog.posts.models import Post as PostRow
from blog.posts.models import PostKind, PostStatus


@dataclass(frozen=True)
class Judged:
    """A post with what becomes of it; `brought` is what is to be written, if anything."""

    record: Post | Page
    judgement: Judgement
    said: Said
    known: Known | None
    brought: Brought | None = None
    mark: str = ""

    @property
    def kind(self) -> Kind:
        return Kind.PAGES if isinstance(self.record, Page) else Kind.POSTS


class Writings:
    """Posts and pages on their way into the blog. In the ledger both are posts: one may have become the other."""

    def __init__(self, bench: Bench, pictures: Albums, around: Surroundings, dialect: str) -> None:
        self._bench, self._pictures, self._around, self._dialect = bench, pictures, around, dialect
        self.addresses = Addresses(bench.time_zone)
        self.pace = Pace()

    def store(self, records: Sequence[Post | Page]) -> None:
        """Judge the records beside the writers, render what is new, then write it in one transaction."""
        with self._bench.database.reading() as db:
            judged = self._judge(db, records)
        fresh = self._pictures.take_fresh()
        written: set[str] = set()
        if not self._bench.is_dry and (fresh or any(one.brought for one in judged)):
            written = self._bench.write(self.pace, lambda db, now: self._write(db, judged, fresh, now))
        report = self._bench.report
        for one in judged:
            if self._bench.is_dry:
                self._bench.ledger.pretend(Kind.POSTS, one.record.key)
            if one.judgement.writes and not self._bench.is_dry and one.record.key not in written:
                self._say_conflict(one.record)
                report.count(one.kind, Outcome.UNCHANGED)
                continue
            if one.judgement.conflict:
                self._say_conflict(one.record)
            report.count(one.kind, one.judgement.outcome)

    def _judge(self, db: Session, records: Sequence[Post | Page]) -> list[Judged]:
        known = self._bench.ledger.find(db, Kind.POSTS, [one.key for one in records])
        marks = _marks(db, [one.row_id for one in known.values() if one.row_id])
        judged = []
        for record in records:
            before = known.get(record.key)
            said = self._said(record)
            mark = marks.get(before.row_id or 0) if before else None
            judgement = self._bench.ledger.judge(before, mark, said)
            brought = self._prepare(db, record, judgement, before.row_id if before else None)
            judged.append(Judged(record, judgement, said, before, brought, mark or ""))
        return judged

    def _prepare(self, db: Session, record: Post | Page, judgement: Judgement, post_id: int | None) -> Brought | None:
        """What is new is set right and counted, also in a dry run; only what will be written is rendered."""
        if not judgement.writes and not judgement.again:
            return None
        body = set_right(record.body, self._around, record.extra)
        title = record.title or first_words(_plain(body), 8) or self._bench.speak(say("Without a title"))
        settled = self.addresses.settle(db, record, title, post_id or None)
        self._count(body, settled)
        if not judgement.writes or self._bench.is_dry:
            return None
        return self._brought(record, title, body, settled)

    def _brought(self, record: Post | Page, title: str, body: Body, settled: Settled) -> Brought:
        times = record.times
        # An entry without a date that can be read is shown as of now; the report says so.
        first = times.first or self._bench.clock()
        published = None if record.status is PostStatus.DRAFT and times.published is None else first
        return Brought(
            source=record.source,
            key=record.key,
            kind=PostKind.PAGE if isinstance(record, Page) else PostKind.POST,
            status=record.status,
            title=stored_line(title) or self._bench.speak(say("Without a title")),
            typed=body.html,
            rendering=render_html(body.html),
            permalink=settled.path,
            former=settled.former,
            tags=tuple(map(stored_line, record.labels)) if isinstance(record, Post) else (),
            author_name=stored_line(record.author.name),
            language=self._bench.language,
            feed_id=record.feed_id,
            comments_closed=record.comments_closed,
            comments_open=record.comments_open,
            created_at=times.created or first,
            # Lists of posts go by the second.
            published_at=published.replace(microsecond=0) if published else None,
            saved_at=(times.updated or first).astimezone(UTC),
            excerpt=excerpt(render_html(record.extra.get("excerpt", "")).text, LONGEST_EXCERPT),
        )

    def _write(self, db: Session, judged: Sequence[Judged], fresh: Sequence[Any], now: datetime) -> set[str]:
        """The keys of what was written."""
        albums.enter(db, self._bench.ledger, fresh, now)
        new = [one for one in judged if one.brought and one.judgement.outcome is Outcome.CREATED]
        lines: dict[str, dict[str, Any]] = {}
        if new:
            stored = bringing.bring_in(db, [one.brought for one in new if one.brought], now)
            for one, post_id in zip(new, stored.ids, strict=True):
                lines[one.record.key] = self._line(one, post_id)
            tags = {slug: {"outcome": Outcome.CREATED, "row_id": None} for slug in stored.new_tags}
            self._bench.ledger.write(db, Kind.TAGS, tags, self._bench.ledger.find(db, Kind.TAGS, tags))
        for one in judged:
            if one.brought and one.known and one.known.row_id and one.judgement.outcome is Outcome.UPDATED:
                left_at = datetime.fromisoformat(one.mark)
                if bringing.renew(db, one.known.row_id, left_at, one.brought, now):
                    lines[one.record.key] = self._line(one, one.known.row_id)
        known = {one.record.key: one.known for one in judged if one.known}
        self._bench.ledger.write(db, Kind.POSTS, lines, known)
        return set(lines)

    def _line(self, one: Judged, post_id: int) -> dict[str, Any]:
        assert one.brought is not None
        return {
            "outcome": one.judgement.outcome,
            "row_id": post_id,
            "mark": one.brought.saved_at.isoformat(),
            "said": one.said,
            "raw": one.record.body,
            "kept": _kept(one.record),
        }

    def _said(self, record: Post | Page) -> Said:
        labels = record.labels if isinstance(record, Post) else ()
        digest = digest_of(
            type(record).__name__, record.title, record.body, record.status, record.path, labels, record.author.name,
            record.times.published,
        )  # fmt: skip
        return Said(digest, self._dialect, record.times.updated)

    def _count(self, body: Body, settled: Settled) -> None:
        report = self._bench.report
        report.changes.update(body.changes)
        report.show_pictures(len(body.found), body.missing)
        if settled.how:
            report.addresses[settled.how] += 1
        for caution in settled.cautions:
            report.caution(caution)

    def _say_conflict(self, record: Post | Page) -> None:
        sentence = say("“%(title)s” was changed here and stays as it is.", title=record.title[:100])
        self._bench.report.caution(Caution(Reason.LOCAL_CHANGE, record.key, sentence))


def _marks(db: Session, ids: Sequence[int]) -> Mapping[int, str]:
    """How the posts stand now: every save, publishing and withdrawal moves the time they were last changed at."""
    if not ids:
        return {}
    rows = db.execute(select(PostRow.id, PostRow.changed_at).where(PostRow.id.in_(ids)))
    return {row.id: row.changed_at.isoformat() for row in rows}


def _plain(body: Body) -> str:
    return render_html(body.html[:2_000]).text


def _kept(record: Post | Page) -> dict[str, Any]:
    """What the row has no place for, so that nothing the source said is lost."""
    times, person = record.times, record.author
    said = {
        "published": times.published, "created": times.created, "updated": times.updated, "author uri": person.uri,
        "author key": person.key, "author profile": person.profile, "status": record.source_status,
        "path": record.path, "urls": " ".join(record.urls), "comments": record.comment_total,
    }  # fmt: skip
    plain = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in said.items()}
    return {**{name: value for name, value in plain.items() if value not in (None, "")}, **dict(record.extra)}
