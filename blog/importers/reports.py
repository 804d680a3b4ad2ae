"""The honest report of an import: everything that was in the export, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from blog.importers.shapes import Caution, Dropped, Kind, Reason
from blog.languages.sentences import Sentence, say

# Of each sort of warning so many are kept; the rest are only counted.
WARNINGS_KEPT = 200
MISSING_KEPT = 1_000


class Outcome(StrEnum):
    """What became of one thing. `merged`: it is the same as another one in the export. `held`: it waits for the
    owner, such as a comment whose post is not there."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    MERGED = "merged"
    HELD = "held"
    DROPPED = "dropped"


class Unbalanced(Exception):
    """Something went in that came out nowhere."""


REASONS: Mapping[Reason, Sentence] = {
    Reason.NOT_CONTENT: say("No content of the blog: layout, settings without a place here, personal files."),
    Reason.FOREIGN_BLOG: say("Your own comments, on this and on other people's blogs."),
    Reason.UNKNOWN_KIND: say("A kind of entry that no description of the format knows."),
    Reason.UNKNOWN_STATUS: say("A status that no description of the format knows."),
    Reason.TOO_LARGE: say("Larger than one entry may be."),
    Reason.BAD_XML: say("The file breaks off in it."),
    Reason.BAD_DATE: say("Its date cannot be read."),
    Reason.BAD_PATH: say("Its old address cannot be used as it is."),
    Reason.NO_ID: say("It has no id of its own."),
    Reason.MENDED: say("The file was not well-formed and has been mended."),
    Reason.DUPLICATE: say("It is there more than once."),
    Reason.ORPHAN_POST: say("The post it belongs to is not in the export."),
    Reason.ORPHAN_PARENT: say("The comment it answers is not in the export."),
    Reason.PARENT_CYCLE: say("It answers itself, directly or through others."),
    Reason.PARTS_MISSING: say("A part of the archive is missing."),
    Reason.HOST_UNKNOWN: say("The archive does not say at which address the blog stood."),
    Reason.PRIVATE_BLOG: say("The old blog was not open to everyone."),
    Reason.PERSONAL_DATA: say("The export holds e-mail addresses."),
    Reason.NOT_USED: say("No post shows it."),
    Reason.NO_PICTURE: say("It is no picture that pages here can show."),
    Reason.RESERVED_PATH: say("The blog itself uses that address; it leads to a new one where it can."),
    Reason.PATH_TAKEN: say("Another post stands at that address."),
    Reason.LOCAL_CHANGE: say("It was changed here since, and stays as it is."),
    Reason.KIND_PRIVATE: say("Notes among those who ran the old blog, which no reader saw."),
    Reason.PRIVATE_POST: say("It was private, and is a draft here."),
    Reason.PROTECTED: say("It had a password, and is a draft here."),
    Reason.STICKY: say("It stood at the top of the front page."),
    Reason.NO_FILE: say("The export holds the address of the file, not the file."),
    Reason.UNKNOWN_SHORTCODE: say("It holds shortcodes that only a plugin knew."),
}


@dataclass(frozen=True)
class Fate:
    """Something that was not taken over as it is, and why."""

    kind: Kind
    key: str
    reason: Reason

    def as_json(self) -> dict[str, str]:
        return {"kind": self.kind.value, "key": self.key, "reason": self.reason.value}


class Report:
    """Counts what goes in when it is read and what comes out when it is stored, so that a loss cannot hide."""

    def __init__(self, format: str, dry_run: bool) -> None:
        self.format, self.dry_run = format, dry_run
        self.dropped: list[Fate] = []
        self.held: list[Fate] = []
        self.cautions: list[Caution] = []
        # How often each correction was made in bodies, and how many of each kind have which status.
        self.changes: Counter[str] = Counter()
        self.statuses: Counter[tuple[Kind, str]] = Counter()
        # Addresses of posts and pages: "kept" to the letter, "moved" or "made"; pictures "found" and "missing".
        self.addresses: Counter[str] = Counter()
        self.pictures: Counter[str] = Counter()
        self.missing: dict[str, None] = {}
        self._in: Counter[Kind] = Counter()
        self._out: Counter[tuple[Kind, Outcome]] = Counter()
        self._cautioned: Counter[Reason] = Counter()

    def take(self, kind: Kind, num: int = 1, status: str = "") -> None:
        """Something was read."""
        self._in[kind] += num
        if status:
            self.statuses[kind, status] += num

    def count(self, kind: Kind, outcome: Outcome, num: int = 1) -> None:
        """It was stored, or was there already. What is held or dropped goes to `hold` and `drop`, with a reason."""
        if outcome in (Outcome.HELD, Outcome.DROPPED):
            raise ValueError("held and dropped need a key and a reason")
        self._out[kind, outcome] += num

    def hold(self, kind: Kind, key: str, reason: Reason) -> None:
        self._out[kind, Outcome.HELD] += 1
        self.held.append(Fate(kind, key, reason))

    def drop(self, kind: Kind, key: str, reason: Reason) -> None:
        self._out[kind, Outcome.DROPPED] += 1
        self.dropped.append(Fate(kind, key, reason))

    def take_dropped(self, dropped: Dropped) -> None:
        """What the reader itself leaves out goes in and out at once."""
        self.take(dropped.kind)
        self.drop(dropped.kind, dropped.key, dropped.reason)

    def show_pictures(self, found: int, missing: Sequence[str]) -> None:
        """A body shows so many pictures of the export, and those at these addresses are not in it."""
        self.pictures["found"] += found
        self.pictures["missing"] += len(missing)
        for address in missing[: MISSING_KEPT - len(self.missing)]:
            self.missing[address] = None

    def caution(self, caution: Caution) -> None:
        self._cautioned[caution.reason] += 1
        if self._cautioned[caution.reason] <= WARNINGS_KEPT:
            self.cautions.append(caution)

    def numbers(self, kind: Kind) -> dict[str, int]:
        """{"in", "created", "updated", "unchanged", "merged", "held", "dropped"} of one kind."""
        return {"in": self._in[kind], **{outcome.value: self._out[kind, outcome] for outcome in Outcome}}

    @property
    def kinds(self) -> list[Kind]:
        """Every kind that was in the export."""
        return [kind for kind in Kind if self._in[kind] or any(self._out[kind, outcome] for outcome in Outcome)]

    def check(self) -> None:
        """Raise Unbalanced unless everything that went in came out, for every kind."""
        for kind in self.kinds:
            numbers = self.numbers(kind)
            if numbers["in"] != sum(numbers.values()) - numbers["in"]:
                raise Unbalanced(f"{kind.value}: {numbers}")

    def as_json(self) -> dict[str, Any]:
        """The report of the contract, with more beside it: statuses, changes, held, warning_counts."""
        statuses: dict[str, dict[str, int]] = {}
        for (kind, status), num in sorted(self.statuses.items()):
            statuses.setdefault(kind.value, {})[status] = num
        return {
            "format": self.format,
            "dry_run": self.dry_run,
            "kinds": {kind.value: self.numbers(kind) for kind in self.kinds},
            "dropped": [fate.as_json() for fate in self.dropped],
            "held": [fate.as_json() for fate in self.held],
            "warnings": [
                {"code": one.reason.value, "key": one.key, "text": str(one.sentence)} for one in self.cautions
            ],
            "warning_counts": {reason.value: num for reason, num in sorted(self._cautioned.items())},
            "statuses": statuses,
            "changes": dict(sorted(self.changes.items())),
            "addresses": dict(sorted(self.addresses.items())),
            "pictures": {**dict(sorted(self.pictures.items())), "missing_addresses": list(self.missing)},
        }

    def lines(self) -> Iterator[str]:
        """The report for a terminal: a table, then every reason with how often, then the warnings."""
        yield f"{'':10}" + "".join(f"{name:>10}" for name in self.numbers(Kind.POSTS))
        for kind in self.kinds:
            yield f"{kind.value:10}" + "".join(f"{num:>10}" for num in self.numbers(kind).values())
        for title, fates in (("dropped", self.dropped), ("held", self.held)):
            for (kind, reason), num in sorted(Counter((fate.kind, fate.reason) for fate in fates).items()):
                yield f"{title}: {num} {kind.value}: {REASONS[reason]}"
        for title, counts in (("addresses", self.addresses), ("pictures", self.pictures)):
            for what, num in sorted(counts.items()):
                yield f"{title}: {num} {what}"
        for change, num in sorted(self.changes.items()):
            yield f"changed: {num} {change}"
        for caution in self.cautions:
            yield f"warning: {caution.sentence}"
        for reason, num in sorted(self._cautioned.items()):
            if num > WARNINGS_KEPT:
                yield f"warning: {num - WARNINGS_KEPT} more like these: {REASONS[reason]}"
