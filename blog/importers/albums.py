"""Brings the pictures that bodies show out of an export's albums into the blog's own folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.importers.archives import Archive
from blog.importers.ledger import Judgement, Known, Ledger, Said
from blog.importers.models import Imported
from blog.importers.pictures import Pictures, picture_key
from blog.importers.refusals import BrokenArchive
from blog.importers.reports import Outcome, Report
from blog.importers.shapes import Kind, Media, Reason
from blog.media import keeping
from blog.media.flaws import NoPicture
from blog.media.formats import HEAD, format_of
from blog.media.keeping import Kept, keep_file
from blog.media.models import Picture
from blog.signing import Keys

PRETENDED = "/media/"
# What the ledger calls a picture that was fetched from where it was, before the key of the picture.
FETCHED = "fetched/"


class Albums:
    """The pictures of one import. folder: BLOG_DATA/media; None for a dry run, which writes no file. fetched: those
    that were fetched after an earlier import, by picture_key."""

    def __init__(
        self,
        archive: Archive,
        media: Iterable[Media],
        album: str,
        folder: Path | None,
        keys: Keys,
        fetched: Mapping[str, str],
    ) -> None:
        self._archive, self._folder, self._keys, self._fetched = archive, folder, keys, fetched
        self._media = list(media)
        self._pictures = Pictures(self._media, album)
        # What was tried so far: the address here, or None for what is no picture; and files with no row yet.
        self._tried: dict[str, str | None] = {}
        self._fresh: list[tuple[Media, Kept]] = []

    def find(self, url: str) -> str | None:
        """The address here of the picture an old address means; None if the export does not hold it."""
        media = self._pictures.find(url)
        if media is None:
            return self._fetched.get(picture_key(url)) if self._fetched else None
        if media.key not in self._tried:
            self._tried[media.key] = self._bring(media)
        return self._tried[media.key]

    def _bring(self, media: Media) -> str | None:
        try:
            if self._folder is None:
                return PRETENDED if format_of(self._archive.read(media.place, HEAD)) is not None else None
            with closing(self._archive.chunks(media.place)) as chunks:
                kept = keep_file(self._folder, self._keys, chunks)
        except (NoPicture, BrokenArchive):
            return None
        self._fresh.append((media, kept))
        return kept.path

    def take_fresh(self) -> list[tuple[Media, Kept]]:
        """The files brought since it was asked last; their rows belong into the transaction that shows them."""
        fresh, self._fresh = self._fresh, []
        return fresh

    def count(self, db: Session, ledger: Ledger, report: Report) -> None:
        """What became of every file of the albums, once all bodies have been seen."""
        known = _known(db, ledger, [media.key for media in self._media])
        counted: set[str] = set()
        for media in self._media:
            report.take(Kind.MEDIA)
            fate = _fate(ledger, known.get(media.key))
            if media.key in counted:
                report.count(Kind.MEDIA, Outcome.MERGED)
            elif fate is not None:
                report.count(Kind.MEDIA, fate)
            elif self._tried.get(media.key) is not None:
                report.count(Kind.MEDIA, Outcome.CREATED)
            else:
                report.drop(Kind.MEDIA, media.key, Reason.NO_PICTURE if media.key in self._tried else Reason.NOT_USED)
            counted.add(media.key)


def enter(db: Session, ledger: Ledger, fresh: Iterable[tuple[Media, Kept]], now: datetime) -> None:
    """The rows of pictures whose files are in their places."""
    fresh = list(fresh)
    known = ledger.find(db, Kind.MEDIA, [media.key for media, _ in fresh])
    lines = {
        media.key: {"outcome": Outcome.CREATED, "row_id": keeping.enter(db, kept, media.name, now), "mark": kept.name}
        for media, kept in fresh
        if media.key not in known
    }
    ledger.write(db, Kind.MEDIA, lines, {})


def enter_fetched(db: Session, ledger: Ledger, key: str, kept: Kept, title: str, now: datetime) -> None:
    """The row of a picture that was fetched; `key` is its picture_key."""
    line = {"outcome": Outcome.CREATED, "row_id": keeping.enter(db, kept, title, now), "mark": kept.name}
    named = FETCHED + key
    ledger.write(db, Kind.MEDIA, {named: line}, ledger.find(db, Kind.MEDIA, [named]))


def fetched(db: Session, source: str) -> dict[str, str]:
    """The addresses here of pictures that were fetched, by picture_key."""
    query = (
        select(Imported.key, Picture.name)
        .join(Picture, Picture.id == Imported.row_id)
        .where(Imported.source == source, Imported.kind == Kind.MEDIA, Imported.key.startswith(FETCHED))
    )
    return {row.key.removeprefix(FETCHED): f"/media/{row.name}" for row in db.execute(query)}


def _fate(ledger: Ledger, known: Known | None) -> Outcome | None:
    if known is None or known.row_id is None:
        return None
    judged: Judgement = ledger.judge(known, known.mark, Said("", "", None))
    return judged.outcome


def _known(db: Session, ledger: Ledger, keys: list[str]) -> dict[str, Known]:
    """Few at a time: an export may hold more files than a statement may name."""
    known: dict[str, Known] = {}
    for start in range(0, len(keys), 500):
        known |= ledger.find(db, Kind.MEDIA, keys[start : start + 500])
    return known
