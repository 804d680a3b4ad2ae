"""Which page of the queue somebody asks for, and the addresses of such pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from blog.comments.models import Status
from blog.moderation.filters import Filter
from blog.moderation.queue import REPORTED, NoSuchPage

QUEUE = "/desk/comments"
CURSOR = re.compile(r"[0-9]{1,18}(-[0-9]{1,18})?")
CURSORS = "after", "after_good", "after_spam"
# Fields of a form that bring a filter back; more is no filter.
MOST_FIELDS = 40


@dataclass(frozen=True)
class Asked:
    """A status, the cursors of its lists, and what they are narrowed by."""

    status: Status = Status.PENDING
    after: str | None = None
    after_good: str | None = None
    after_spam: str | None = None
    reported: bool = False
    wanted: Filter = field(default_factory=Filter)
    # Whether all that fit are to be counted, however long that takes.
    whole: bool = False

    @property
    def tab(self) -> str:
        return REPORTED if self.reported else self.status

    @property
    def first(self) -> bool:
        """Whether its lists begin at their beginning."""
        return self.after is None and self.after_good is None and self.after_spam is None

    @property
    def cursors(self) -> dict[str, str]:
        """How far its lists have gone on, as its address says it."""
        return {name: value for name in CURSORS if (value := getattr(self, name)) is not None}

    @property
    def place(self) -> str:
        """The same as a form carries it along."""
        return urlencode(self.cursors)

    @property
    def narrowing(self) -> str:
        """The filter as a form carries it along."""
        return urlencode(self.wanted.only())

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Asked:
        """From an address; raises NoSuchPage for a status that is none."""
        wanted = Filter.read(query)
        if query.get("status") == REPORTED:
            return cls(Status.APPROVED, reported=True, wanted=wanted)
        try:
            status = Status(query.get("status", Status.PENDING))
        except ValueError as error:
            raise NoSuchPage from error
        after, good, spam = (query.get(name) for name in ("after", "after_good", "after_spam"))
        return cls(status, after, good, spam, wanted=wanted, whole=query.get("count") == "all")

    @classmethod
    def back(cls, tab: str, narrowing: str, place: str = "") -> Asked:
        """The page a form was sent from; a detail of comfort, so whatever is none leads to what waits."""
        if tab not in {*Status, REPORTED}:
            return cls()
        try:
            fields = {name: value for name, value in _pairs(narrowing) if name not in CURSORS}
            cursors = {name: value for name, value in _pairs(place) if name in CURSORS and CURSOR.fullmatch(value)}
            asked = cls.read({**fields, **cursors, "status": tab})
        except ValueError:
            return cls.read({"status": tab})
        return cls.read({"status": tab}) if asked.wanted.complaints else asked

    def here(self, **more: str) -> str:
        """This very page, as far on as it is."""
        return self.href(**self.cursors, **more)

    def href(self, status: str = "", without: str = "", **more: str) -> str:
        """A page with the same filter: of another status, without one of its parts, or further on."""
        kept = {name: value for name, value in self.wanted.only().items() if name != without}
        return f"{QUEUE}?{urlencode({'status': status or self.tab, **kept, **more})}"


def _pairs(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, max_num_fields=MOST_FIELDS)
