"""Stores former addresses that an export names, so that each leads to its post in one hop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from sqlalchemy.orm import Session

from blog.database.inserting import insert_once
from blog.importers.addresses import Addresses
from blog.importers.bench import Bench, Pace
from blog.importers.ledger import Judgement, Known, Said
from blog.importers.reports import Outcome
from blog.importers.shapes import Kind, Reason, Redirect
from blog.markup.text import slug
from blog.posts.models import FormerPath

LONGEST = 400
A_BATCH = 200
TERM = "term"


class Former:
    """Former addresses on their way into the blog."""

    def __init__(self, bench: Bench, addresses: Addresses) -> None:
        self._bench, self._addresses = bench, addresses

    def store(self, redirects: Sequence[Redirect]) -> None:
        """A blog that has moved often has many; a statement names no more than this many at once."""
        for start in range(0, len(redirects), A_BATCH):
            self._store(redirects[start : start + A_BATCH])

    def _store(self, redirects: Sequence[Redirect]) -> None:
        report = self._bench.report
        with self._bench.database.reading() as db:
            posts = self._bench.ledger.find(db, Kind.POSTS, [one.target_key for one in redirects])
            known = self._bench.ledger.find(db, Kind.REDIRECTS, [one.path[:300] for one in redirects])
            free: list[tuple[Redirect, str, Known]] = []
            terms: list[Redirect] = []
            for one in redirects:
                path, post = unquote(one.path.partition("?")[0]), posts.get(one.target_key)
                before = known.get(one.path[:300])
                if before is not None:
                    judged: Judgement = self._bench.ledger.judge(before, before.mark, Said("", "", None))
                    report.count(Kind.REDIRECTS, judged.outcome)
                elif one.why == TERM:
                    report.count(Kind.REDIRECTS, Outcome.CREATED)
                    terms.append(one)
                elif post is None:
                    report.drop(Kind.REDIRECTS, one.path, Reason.ORPHAN_POST)
                elif len(path) > LONGEST or not self._addresses.is_free(db, path, one.target_key):
                    report.drop(Kind.REDIRECTS, one.path, Reason.PATH_TAKEN)
                else:
                    report.count(Kind.REDIRECTS, Outcome.CREATED)
                    free.append((one, path, post))
        if (free or terms) and not self._bench.is_dry:
            self._bench.write(Pace(), lambda db, now: self._write(db, free, terms, now))

    def _write(
        self, db: Session, free: Sequence[tuple[Redirect, str, Known]], terms: Sequence[Redirect], now: datetime
    ) -> None:
        # Whoever asks for the address of a category finds the tag's here.
        lines: dict[str, dict[str, Any]] = {
            one.path[:300]: {"outcome": Outcome.CREATED, "row_id": None, "kept": {"tag": slug(one.target_key)}}
            for one in terms
        }
        for one, path, post in free:
            insert_once(db, FormerPath, path=path, post_id=post.row_id, left_at=now, gone_at=None)
            lines[one.path[:300]] = {"outcome": Outcome.CREATED, "row_id": None}
        self._bench.ledger.write(db, Kind.REDIRECTS, lines, {})
