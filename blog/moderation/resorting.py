"""Sorts what waits once more when the learner has learned: the lane follows the verdict, and a person decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from blog.clock import Clock, system_clock
from blog.comments.models import Comment, CommentRevision, Lane, Status
from blog.comments.totals import move_totals, place_of
from blog.database.engine import Database
from blog.database.versions import move_versions
from blog.moderation.card_rows import is_pending
from blog.moderation.checks import LEARNER, find_learned
from blog.moderation.learner import Learner
from blog.moderation.learning import around, read_learner, telling
from blog.moderation.screening import stored
from blog.moderation.training import no_breath
from blog.site.settings import read_site

# So many of each lane, the longest wait first: those that people see next. What comes behind has its turn later.
MOST = 1_000
# A batch holds the write lock for some hundredths of a second.
BATCH = 200
# Others have their turn so often meanwhile.
BREATH = 8
# What is among the probable spam stays there until the learner has well and truly changed its mind: else comments would
# go to and fro with every decision.
LEAVES = 0.75
# The version that moves with it: whoever has the queue open is told.
SORTED = "queue:sorted"

REVISIONS = cast(Table, CommentRevision.__table__)
MOVING = (
    update(REVISIONS)
    .where(REVISIONS.c.id == bindparam("of"))
    .values({name: bindparam(name) for name in ("lane", "score", "findings")})
)


@dataclass(frozen=True)
class Move:
    """A waiting revision that belongs into the other lane; `before` is its score as it was read."""

    id: int
    before: float
    lane: Lane
    score: float
    findings: Sequence[Mapping[str, Any]]


def sort_again(database: Database, breathe: Callable[[], None] = no_breath, clock: Clock = system_clock) -> int:
    """Ask the learner as it is now about the first of each lane; how many have changed theirs.

    Reads beside the writers. What was decided or screened anew meanwhile is left as it is.
    """
    with database.reading() as db:
        learner, threshold = read_learner(db), read_site(db).spam_threshold
        rows = [row for lane in Lane for row in db.execute(_waiting(lane)).all()]
    moves = list(_moves(rows, learner, threshold, breathe))
    moved = 0
    for begin in range(0, len(moves), BATCH):
        some = moves[begin : begin + BATCH]
        moved += database.write(lambda db, some=some: _move(db, some, clock()))  # type: ignore[misc]
    return moved


def _waiting(lane: Lane) -> Any:
    order = CommentRevision.waiting_since, CommentRevision.id
    rows = telling(CommentRevision.score, CommentRevision.findings, CommentRevision.lane)
    return (
        rows.where(is_pending(), CommentRevision.lane == lane, Comment.account_id.is_(None))
        .order_by(*order)
        .limit(MOST)
    )


def _moves(rows: Iterable[Any], learner: Learner, threshold: float, breathe: Callable[[], None]) -> Iterator[Move]:
    lenient = replace(learner, bar=LEAVES * learner.bar)
    for turn, row in enumerate(rows):
        if turn % BREATH == 0:
            breathe()
        judge = learner if row.lane == Lane.GOOD else lenient
        found = find_learned(judge, row.words, row.links, around(row.name, row.website, row.title, row.excerpt))
        others = [one for one in row.findings if one["check"] != LEARNER]
        findings = [*others, stored(found)] if found is not None else others
        score = round(sum(one["points"] for one in findings), 2)
        lane = Lane.SPAM if score >= threshold else Lane.GOOD
        if lane != row.lane:
            yield Move(row.id, row.score, lane, score, findings)


def _move(db: Session, moves: Sequence[Move], now: datetime) -> int:
    """Those that still wait as they were read; comments first, then totals, as everybody takes them."""
    by_id = {one.id: one for one in moves}
    comments = select(Comment.id).where(Comment.newest_revision_id.in_(list(by_id)), Comment.erased_at.is_(None))
    taken = db.scalars(comments.order_by(Comment.id).with_for_update(key_share=True)).all()
    query = (
        select(CommentRevision.id, CommentRevision.score, CommentRevision.lane, Comment.post_id)
        .join(Comment, Comment.newest_revision_id == CommentRevision.id)
        .where(Comment.id.in_(taken), is_pending())
    )
    read = [(row, by_id[row.id]) for row in db.execute(query)]
    fresh = [(row, move) for row, move in read if row.score == move.before and row.lane != move.lane]
    if fresh:
        values = [
            {"of": move.id, "lane": str(move.lane), "score": move.score, "findings": move.findings} for _, move in fresh
        ]
        db.connection().execute(MOVING, values)
        move_versions(db, [SORTED], now)
    pending = Status.PENDING
    move_totals(db, [(row.post_id, place_of(pending, row.lane), place_of(pending, move.lane)) for row, move in fresh])
    return len(fresh)
