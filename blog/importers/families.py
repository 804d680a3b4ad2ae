"""Which comment of an export belongs to which post and which one answers which, before any of them is stored."""

from __future__ import annotations

from collections.abc import Iterator

from blog.importers.shapes import Comment
from blog.importers.spool import Spool


class Family:
    """Which comment of an export belongs to which post, and which one answers which; a circle is cut open."""

    def __init__(self) -> None:
        self.post_of: dict[str, str] = {}
        self.cut: set[str] = set()
        self._parents: dict[str, str] = {}

    def add(self, comment: Comment) -> bool:
        """False if a comment with this key is there already."""
        if comment.key in self.post_of:
            return False
        self.post_of[comment.key] = comment.post_key
        if comment.parent_key is not None:
            self._parents[comment.key] = comment.parent_key
        return True

    def cut_circles(self) -> None:
        """In every circle the comment with the smallest key answers nobody any more. Call it once all are added."""
        seen: set[str] = set()
        for start in self._parents:
            path: list[str] = []
            on_path: dict[str, int] = {}
            key: str | None = start
            while key is not None and key not in seen and key not in on_path:
                on_path[key] = len(path)
                path.append(key)
                key = self._parents.get(key)
            if key is not None and key in on_path:
                self.cut.add(min(path[on_path[key] :], key=lambda one: (len(one), one)))
            seen.update(path)
        for key in self.cut:
            del self._parents[key]

    def waits_for(self, key: str) -> str | None:
        """The comment of this export that must be stored before this one."""
        parent = self._parents.get(key)
        return parent if parent in self.post_of else None

    def in_order(self, spool: Spool[Comment]) -> Iterator[Comment]:
        """The comments by their time, and each after the one it answers, however deep the thread."""
        wanted = set(self._parents.values())
        done: set[str] = set()
        waiting: dict[str, list[int]] = {}
        for first in spool.places():
            ready = [first]
            while ready:
                place = ready.pop()
                comment = spool.at(place)
                parent = self.waits_for(comment.key)
                if parent is not None and parent not in done:
                    waiting.setdefault(parent, []).append(place)
                    continue
                yield comment
                if comment.key in wanted:
                    done.add(comment.key)
                    ready += reversed(waiting.pop(comment.key, []))
