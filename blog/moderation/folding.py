"""Folds near-duplicates in the queue: the one that waits longest stands for its group, the others beneath it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from blog.accounts.models import Account
from blog.accounts.roles import Capability, may
from blog.comments.models import Comment, CommentRevision
from blog.markup.text import excerpt
from blog.moderation.card_rows import CardRow
from blog.moderation.duplicates import WAITS

# So many of one group stand on a page, to be decided on in one go; the others follow when those are decided.
MOST_OF_GROUP, MOST_OF_PAGE = 500, 1_000
GLIMPSE = 120


@dataclass(frozen=True)
class Folded:
    """One that lies beneath another: `key` is its ID@SEEN."""

    key: str
    id: str
    name: str
    glimpse: str


@dataclass(frozen=True)
class Fold:
    """What lies beneath a card, and how many there are of it at all."""

    total: int
    folded: list[Folded] = field(default_factory=list)

    @property
    def left_out(self) -> int:
        return self.total - len(self.folded)

    def keys_with(self, key: str) -> str:
        """The card's own key and all beneath it, as one button names them."""
        return "+".join([key, *(one.key for one in self.folded)])


def leads() -> ColumnElement[bool]:
    """A condition on waiting revisions: nothing like it waits longer in its lane.

    Only for those who see all comments; others see them unfolded: what stands for theirs might not be theirs.
    """
    before = aliased(CommentRevision)
    earlier = select(before.id).where(
        before.alike == CommentRevision.alike,
        before.lane == CommentRevision.lane,
        before.id < CommentRevision.id,
        *_waits(before),
    )
    return or_(CommentRevision.alike.is_(None), ~earlier.exists())


def read_folds(db: Session, account: Account, rows: Iterable[CardRow]) -> Mapping[int, Fold]:
    """What lies beneath these cards, by the number of the revision on the card: one query, or none."""
    heads = {(row.alike, row.lane): row.id for row in rows if row.alike is not None}
    if not heads or not may(account, Capability.MODERATE_ALL):
        return {}
    place = func.row_number().over(
        partition_by=(CommentRevision.alike, CommentRevision.lane), order_by=CommentRevision.id
    )
    number = func.count().over(partition_by=(CommentRevision.alike, CommentRevision.lane))
    ranked = (
        select(CommentRevision.id, CommentRevision.alike, CommentRevision.lane)
        .add_columns(place.label("place"), number.label("number"))
        .where(WAITS, CommentRevision.alike.in_({alike for alike, _ in heads}))
        .where(CommentRevision.id.not_in(heads.values()))
        .subquery()
    )
    query = (
        select(ranked.c.alike, ranked.c.lane, ranked.c.number, Comment.public_id, Comment.seen, Comment.name)
        .add_columns(CommentRevision.words)
        .join(CommentRevision, CommentRevision.id == ranked.c.id)
        .join(Comment, Comment.id == CommentRevision.comment_id)
        .where(ranked.c.place <= MOST_OF_GROUP)
        .order_by(ranked.c.place, ranked.c.id)
        .limit(MOST_OF_PAGE)
    )
    folds: dict[int, Fold] = {}
    for row in db.execute(query):
        head = heads.get((row.alike, row.lane))
        if head is not None:
            fold = folds.setdefault(head, Fold(row.number))
            key = f"{row.public_id}@{row.seen}"
            fold.folded.append(Folded(key, row.public_id, row.name, excerpt(row.words, GLIMPSE)))
    return folds


def _waits(revision: type[CommentRevision]) -> Sequence[ColumnElement[bool]]:
    """As the partial index has it, under another name of the table."""
    return revision.alike.is_not(None), revision.status == "pending"
