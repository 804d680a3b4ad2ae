"""Sort paths: where a comment stands in its thread, as one text that an index keeps in order."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from blog.comments.models import MAX_DEPTH, SEGMENT


class Placed(Protocol):
    """A comment that has its place already."""

    @property
    def sort_path(self) -> str: ...
    @property
    def depth(self) -> int: ...


def place(parent: Placed | None, sent: datetime, comment_id: int) -> tuple[str, int]:
    """The (sort path, depth) of a comment sent at `sent`: 17 hexadecimal digits a level, seconds and then the id.

    Below depth 64 a path grows no longer: a reply stands beside what it answers, and keeps its parent.
    """
    segment = f"{max(0, int(sent.timestamp())):09x}{comment_id:08x}"
    if parent is None:
        return segment, 0
    depth = min(parent.depth + 1, MAX_DEPTH)
    return parent.sort_path[: SEGMENT * depth] + segment, depth


def above(sort_path: str, depth: int) -> str:
    """The path of the ancestor at `depth`; the root of a thread is at depth 0."""
    return sort_path[: SEGMENT * (depth + 1)]
