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
from blog.posts.models import FormerPath

LONGEST = 400


class Former:
    """Former addresses on their way into the blog."""

    def __init__(self, bench: Bench, addresses: Addresses) -> None:
        self._bench, self._addresses = bench, addresses

    def store(self, redirects: Sequence[Redirect]) -> None:
        """There are few: one transaction takes them all."""
        report = self._bench.report
        with self._bench.database.reading() as db:
            posts = self._bench.ledger.find(db, Kind.POSTS, [one.target_key for one in redirects])
            known = self._bench.ledger.find(db, Kind.REDIRECTS, [one.path[:300] for one in redirects])
            free: list[tuple[Redirect, str, Known]] = []
            for one in redirects:
                path, post = unquote(one.path.partition("?")[0]), posts.get(one.target_key)
                before = known.get(one.path[:300])
                if before is not None:
                    judged: Judgement = self._bench.ledger.judge(before, before.mark, Said("", "", None))
                    report.count(Kind.REDIRECTS, judged.outcome)
                elif post is None:
                    report.drop(Kind.REDIRECTS, one.path, Reason.ORPHAN_POST)
                elif len(path) > LONGEST or not self._addresses.is_free(db, path, one.target_key):
                    report.drop(Kind.REDIRECTS, one.path, Reason.PATH_TAKEN)
                else:
                    report.count(Kind.REDIRECTS, Outcome.CREATED)
                    free.append((one, path, post))
        if free and not self._bench.is_dry:
            self._bench.write(Pace(), lambda db, now: self._write(db, free, now))

    def _write(self, db: Session, free: Sequence[tuple[Redirect, str, Known]], now: datetime) -> None:
        lines: dict[str, dict[str, Any]] = {}
        for one, path, post in free:
            insert_once(db, FormerPath, path=path, post_id=post.row_id, left_at=now, gone_at=None)
            lines[one.path[:300]] = {"outcome": Outcome.CREATED, "row_id": None}
        self._bench.ledger.write(db, Kind.REDIRECTS, lines, {})
