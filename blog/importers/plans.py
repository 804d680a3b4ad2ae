"""What a report says, in words for the desk: what would come or has come, what is left out, and what to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from blog.importers.changes import CHANGES
from blog.importers.hosts import split
from blog.importers.reports import REASONS
from blog.importers.shapes import Kind, Reason
from blog.languages.sentences import Sentence, say, say_count

WARNINGS_SHOWN = 40

# Status → how many of them, for posts and for comments, in the order they are told.
POSTS = {
    "published": lambda num: say_count("%(num)s published", "%(num)s published", num),
    "draft": lambda num: say_count("%(num)s draft", "%(num)s drafts", num),
    "scheduled": lambda num: say_count("%(num)s scheduled", "%(num)s scheduled", num),
    "deleted": lambda num: say_count("%(num)s in the trash", "%(num)s in the trash", num),
}
COMMENTS = {
    "approved": lambda num: say_count("%(num)s approved", "%(num)s approved", num),
    "pending": lambda num: say_count("%(num)s waiting for a moderator", "%(num)s waiting for a moderator", num),
    "spam": lambda num: say_count("%(num)s spam", "%(num)s spam", num),
    "deleted": lambda num: say_count("%(num)s deleted", "%(num)s deleted", num),
}
LEADS = {
    "posts": lambda num: say_count("%(num)s post", "%(num)s posts", num),
    "pages": lambda num: say_count("%(num)s page", "%(num)s pages", num),
    "comments": lambda num: say_count("%(num)s comment", "%(num)s comments", num),
}
BECAME = {
    "created": lambda num: say_count("%(num)s new", "%(num)s new", num),
    "updated": lambda num: say_count("%(num)s brought up to date", "%(num)s brought up to date", num),
    "unchanged": lambda num: say_count("%(num)s here already", "%(num)s here already", num),
    "merged": lambda num: say_count("%(num)s twice in it", "%(num)s twice in it", num),
    "held": lambda num: say_count("%(num)s held back", "%(num)s held back", num),
    "dropped": lambda num: say_count("%(num)s left out", "%(num)s left out", num),
}


@dataclass(frozen=True)
class Line:
    """A number in words, and what it is made of."""

    lead: Sentence
    parts: list[Sentence]


@dataclass(frozen=True)
class Told:
    """A report in words. `left` says why things are left out or held back, and how many; `changes` how often the
    texts were set right, and in what."""

    lines: list[Line]
    left: list[tuple[Sentence, Sentence]]
    changes: list[tuple[int, Sentence]]
    warnings: list[str]
    more_warnings: int
    missing: list[str]
    missing_hosts: list[tuple[str, int]]


def tell(report: Mapping[str, Any]) -> Told:
    """The words for a report as `Report.as_json` makes it."""
    kinds, statuses = report.get("kinds", {}), report.get("statuses", {})
    lines = [
        Line(LEADS[kind](kinds[kind]["in"]), [*_parts(statuses.get(kind, {}), table), *_became(kinds[kind])])
        for kind, table in (("posts", POSTS), ("pages", POSTS), ("comments", COMMENTS))
        if kind in kinds
    ]
    pictures, addresses = report.get("pictures", {}), report.get("addresses", {})
    if pictures.get("found") or pictures.get("missing"):
        lines.append(_pictures(pictures))
    if addresses:
        lines.append(_addresses(addresses))
    addresses_missing = pictures.get("missing_addresses", [])
    hosts = Counter(parts[0].lower() for address in addresses_missing if (parts := split(address)) is not None)
    warnings = [warning["text"] for warning in report.get("warnings", [])]
    return Told(
        lines=lines,
        left=_left(report),
        changes=[(num, CHANGES[name]) for name, num in report.get("changes", {}).items() if num and name in CHANGES],
        warnings=warnings[:WARNINGS_SHOWN],
        more_warnings=sum(report.get("warning_counts", {}).values()) - min(len(warnings), WARNINGS_SHOWN),
        missing=addresses_missing[:WARNINGS_SHOWN],
        missing_hosts=hosts.most_common(WARNINGS_SHOWN),
    )


def _parts(numbers: Mapping[str, int], table: Mapping[str, Any]) -> list[Sentence]:
    return [words(numbers[name]) for name, words in table.items() if numbers.get(name)]


def _became(numbers: Mapping[str, int]) -> list[Sentence]:
    """What became of them; nothing where all of them are simply new."""
    return [] if numbers["created"] == numbers["in"] else _parts(numbers, BECAME)


def _pictures(numbers: Mapping[str, Any]) -> Line:
    found, missing = numbers.get("found", 0), numbers.get("missing", 0)
    parts = [say_count("%(num)s found in the albums", "%(num)s found in the albums", found)]
    if missing:
        words = say_count("%(num)s not in it and shown as a link", "%(num)s not in it and shown as links", missing)
        parts.append(words)
    return Line(say_count("%(num)s picture shown", "%(num)s pictures shown", found + missing), parts)


def _addresses(numbers: Mapping[str, int]) -> Line:
    kept, moved, made = (numbers.get(name, 0) for name in ("kept", "moved", "made"))
    parts = []
    if moved:
        parts.append(say_count("%(num)s has to move", "%(num)s have to move", moved))
    if made:
        parts.append(say_count("%(num)s had none and gets one", "%(num)s had none and get one", made))
    lead = say_count("%(num)s old address keeps working", "%(num)s old addresses keep working", kept)
    return Line(lead, parts)


def _left(report: Mapping[str, Any]) -> list[tuple[Sentence, Sentence]]:
    fates: Sequence[Mapping[str, str]] = [*report.get("dropped", []), *report.get("held", [])]
    counted = Counter((fate["kind"], fate["reason"]) for fate in fates)
    return [
        (say("%(num)s × %(kind)s", num=num, kind=KINDS[Kind(kind)]), REASONS[Reason(reason)])
        for (kind, reason), num in sorted(counted.items())
    ]


KINDS: dict[Kind, Sentence] = {
    Kind.POSTS: say("posts"),
    Kind.PAGES: say("pages"),
    Kind.COMMENTS: say("comments"),
    Kind.MEDIA: say("pictures"),
    Kind.REDIRECTS: say("former addresses"),
    Kind.SETTINGS: say("settings"),
    Kind.TAGS: say("tags"),
    Kind.TEMPLATES: say("templates"),
    Kind.FILES: say("files"),
    Kind.ENTRIES: say("entries"),
}
