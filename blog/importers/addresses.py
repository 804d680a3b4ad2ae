"""Gives imported posts their addresses: the old one to the letter wherever it is free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from blog.importers.shapes import Caution, Page, Post, Reason
from blog.languages.sentences import say
from blog.markup.text import slug
from blog.posts.models import PostStatus
from blog.posts.permalinks import BadPermalink, ReservedPermalink, is_taken, read_permalink

KEPT, MOVED, MADE = "kept", "moved", "made"


@dataclass(frozen=True)
class Settled:
    """path: where the post stands, None for a draft without one. former: old addresses that lead to it.

    how: KEPT, MOVED (it could not stay at its old address) or MADE (it had none); empty for a draft without one.
    """

    path: str | None
    former: tuple[str, ...] = ()
    how: str = ""
    cautions: tuple[Caution, ...] = ()


class Addresses:
    """The addresses given in one import; what one post was given no other one gets."""

    def __init__(self, time_zone: str) -> None:
        self._zone = ZoneInfo(time_zone)
        self._given: dict[str, str] = {}

    def settle(self, db: Session, record: Post | Page, title: str, post_id: int | None) -> Settled:
        """post_id: the post's own id if it is stored already."""
        old, cautions, former = record.path, [], []
        path: str | None = None
        if old is not None:
            try:
                path = read_permalink(old)
            except ReservedPermalink:
                sentence = say("“%(path)s” is an address of the blog itself; the post got a new one.", path=old[:100])
                cautions.append(Caution(Reason.RESERVED_PATH, record.key, sentence))
            except BadPermalink:
                sentence = say("“%(path)s” cannot be an address here, and leads to a new one.", path=old[:100])
                cautions.append(Caution(Reason.BAD_PATH, record.key, sentence))
            written = unquote(old)
            if path is not None and self._is_taken(db, path, record.key, post_id):
                sentence = say("Another post stands at “%(path)s”; this one got a new address.", path=old[:100])
                cautions.append(Caution(Reason.PATH_TAKEN, record.key, sentence))
                path = None
            elif path != written and len(written) <= 400 and not self._is_taken(db, written, record.key, post_id):
                # The letters are the same to people, but not to a database; what cannot be a permalink leads to one.
                former.append(written)
        how = KEPT if path is not None else MOVED if old is not None else MADE
        if path is None and record.status in (PostStatus.PUBLISHED, PostStatus.SCHEDULED):
            path = self._make(db, record, title, post_id)
        for one in (path, *former):
            if one is not None:
                self._given[one] = record.key
        return Settled(path, tuple(former), how if path is not None else "", tuple(cautions))

    def is_free(self, db: Session, path: str, key: str) -> bool:
        """Whether a former address can lead to the thing with this key; it is given to it then."""
        if self._is_taken(db, path, key, None):
            return False
        self._given[path] = key
        return True

    def _is_taken(self, db: Session, path: str, key: str, post_id: int | None) -> bool:
        owner = self._given.get(path)
        return owner != key if owner is not None else is_taken(db, path, post_id)

    def _make(self, db: Session, record: Post | Page, title: str, post_id: int | None) -> str:
        local = (record.times.first or datetime.now(self._zone)).astimezone(self._zone)
        folder = "/p" if isinstance(record, Page) else f"/{local.year:04d}/{local.month:02d}"
        stem, number = f"{folder}/{slug(title)}", 1
        path = f"{stem}.html"
        while self._is_taken(db, path, record.key, post_id):
            number += 1
            path = f"{stem}-{number}.html"
        return path
