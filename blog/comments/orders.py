"""The orders a thread may be read in beside the plain one, a page of whole threads at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from blog.comments.models import CommentThread
from blog.comments.places import A_PAGE
from blog.errors import Refusal
from blog.languages.sentences import Sentence, say

# No page of a thread holds more comments than this, and nothing around it counts further than that.
THE_MOST = 200
MOST_COUNTED = 1000
CURSOR = re.compile(r"([0-9]{1,9})-([0-9a-f]{17})")


class ThreadPageNotFound(Refusal):
    """There is no such page of comments. They may have moved to another one; begin with the post itself."""


@dataclass(frozen=True)
class Order:
    """A way to read a post's threads: what it is called, and the columns that it goes down."""

    words: Sentence
    columns: tuple[Any, ...]


OLDEST = say("Oldest first")
# What an address may ask for with `order`; nothing else ever comes near a query.
ORDERS: Mapping[str, Order] = {
    "newest": Order(say("Newest"), (CommentThread.root,)),
    "answered": Order(say("Most answered"), (CommentThread.size, CommentThread.root)),
}


@dataclass(frozen=True)
class Asked:
    """Which page of a thread: in which order, and the comment it stands after, before, or begins with.

    In an order of its own `after` is where the last page ended.
    """

    order: str = ""
    after: str | None = None
    before: str | None = None
    start: str | None = None

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Asked:
        """From an address. Raises ThreadPageNotFound for an order there is not."""
        asked = cls(query.get("order", ""), query.get("after"), query.get("before"), query.get("from"))
        turned = asked.before is not None or asked.start is not None
        if (asked.order or "order" in query) and (asked.order not in ORDERS or turned):
            raise ThreadPageNotFound
        return asked

    @property
    def is_first(self) -> bool:
        """Whether it is the page that a reader comes to."""
        return self.after is None and self.before is None and self.start is None


@dataclass(frozen=True)
class Roots:
    """The threads of a page: (sort path of the first comment, how many are shown) each; `next` is where it ended.

    `left` is how many comments the threads after it hold; of more threads than MOST_COUNTED it is at least so many.
    """

    found: list[tuple[str, int]]
    next: str | None = None
    left: int = 0
    counted: bool = True


def read_roots(db: Session, post_id: int, asked: Asked) -> Roots:
    """The threads of a page in the order that is asked for: one or two queries. Raises ThreadPageNotFound."""
    order = ORDERS[asked.order]
    query = select(CommentThread.root, CommentThread.size).where(CommentThread.post_id == post_id)
    query = query.where(CommentThread.size > 0)
    if asked.after is not None:
        query = query.where(_beyond(order, asked.after))
    down = [column.desc() for column in order.columns]
    found = [(row.root, row.size) for row in db.execute(query.order_by(*down).limit(A_PAGE + 1))]
    if asked.after is not None and not found:
        raise ThreadPageNotFound
    chosen = _choose(found)
    if len(chosen) == len(found):
        return Roots(chosen)
    root, size = chosen[-1]
    left = _left(db, post_id, order, f"{size}-{root}")
    return Roots(chosen, f"{size}-{root}", *left)


def _choose(found: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """As many threads as make a page; one that is longer than a page stands alone, and is cut."""
    chosen: list[tuple[str, int]] = []
    total = 0
    for root, size in found:
        if chosen and (total >= A_PAGE or total + size > THE_MOST):
            break
        chosen.append((root, size))
        total += size
    return chosen


def _left(db: Session, post_id: int, order: Order, cursor: str) -> tuple[int, bool]:
    """How many comments the threads behind the cursor hold, and whether that is all of them."""
    query = select(CommentThread.size).where(CommentThread.post_id == post_id, CommentThread.size > 0)
    down = [column.desc() for column in order.columns]
    some = query.where(_beyond(order, cursor)).order_by(*down).limit(MOST_COUNTED + 1).subquery()
    number, left = db.execute(select(func.count(), func.sum(some.c.size)).select_from(some)).one()
    return int(left or 0), number <= MOST_COUNTED


def _beyond(order: Order, cursor: str) -> Any:
    """What comes after the place where a page ended, whatever has become of the thread there since."""
    place = CURSOR.fullmatch(cursor)
    if place is None:
        raise ThreadPageNotFound
    values = (place[2],) if len(order.columns) == 1 else (int(place[1]), place[2])
    return tuple_(*order.columns) < tuple_(*values)
