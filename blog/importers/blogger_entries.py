"""What entries of both Blogger dialects have in common: ids, instants, people, titles, bodies."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import blake2b
from html import escape, unescape

from blog.importers.shapes import Caution, Page, Person, Post, Reason, Times
from blog.importers.xml import Element, Stream
from blog.languages.sentences import say

SOURCE = "blogger"
BLOG_ID = re.compile(r"tag:blogger\.com,1999:blog-(\d{1,20})")
ENTRY_ID = re.compile(r"tag:blogger\.com,1999:blog-(\d{1,20})\.(?:post|page)-(\d{1,20})")
PROFILE = re.compile(r"https?://(?:www\.|draft\.)?blogger\.com/profile/(\d{1,40})/?", re.IGNORECASE)
NOBODY = "noreply@blogger.com"
INSTANT = re.compile(r"(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)\d{0,3}([Zz]|[+-]\d\d:?\d\d)?")
# A path that can be kept to the letter: one slash at the start, nothing that is no path.
PATH = re.compile(r"/(?!/)[^\s?#\\\x00-\x1f\x7f]{0,399}")


def entry_key(written: str, instance: str) -> str:
    """The key of a post, page or comment: blog and number, the same whichever dialect names it.

    Converted files have ids of their own making, unique only within `instance`.
    """
    written = written.strip()
    found = ENTRY_ID.fullmatch(written)
    if found:
        return f"{found[1]}/{found[2]}"
    return f"{instance}/{written}"[:300] if written else ""


def number_of(key: str) -> str:
    """The number in a key, which links and anchors use; empty if it has none."""
    number = key.rpartition("/")[2]
    return number if number.isdecimal() else ""


def key_or_made(entry: Element, instance: str) -> tuple[str, list[Caution]]:
    """The key of an entry; one without id gets one from what it says, so that it is known again."""
    key = entry_key(entry.words("atom:id"), instance)
    if key:
        return key, []
    said = "\0".join((entry.words("atom:published"), entry.words("atom:title"), entry.words("atom:content")))
    key = f"{instance}/made-{blake2b(said.encode(), digest_size=12).hexdigest()}"
    return key, [Caution(Reason.NO_ID, key, say("The entry at line %(line)s has no id.", line=entry.line))]


def instant(written: str) -> datetime | None:
    """The instant in UTC; a time without offset is taken for UTC. None if it cannot be read."""
    found = INSTANT.fullmatch(written.strip())
    if found is None:
        return None
    try:
        read = datetime.fromisoformat((found[1] + (found[2] or "Z")).upper())
        return read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def times_of(entry: Element, key: str) -> tuple[Times, list[Caution]]:
    """The instants of an entry, with a caution for each that is there and cannot be read, or if there is none."""
    written = [entry.words(name) for name in ("atom:published", "blogger:created", "atom:updated")]
    published, created, updated = read = [instant(value) for value in written]
    times = Times(published=published, created=created, updated=updated)
    cautions = [
        Caution(Reason.BAD_DATE, key, say("“%(date)s” is no date; another one of the entry is used.", date=value[:60]))
        for value, found in zip(written, read, strict=True)
        if value and found is None
    ]
    if times.first is None:
        cautions.append(Caution(Reason.BAD_DATE, key, say("The entry at line %(line)s has no date.", line=entry.line)))
    return times, cautions


def person_of(entry: Element, item_class: str = "") -> Person:
    """The author of an entry. item_class: the number under which old exports know a commenter."""
    author = entry.first("atom:author")
    if author is None:
        return Person()
    uri, email = author.words("atom:uri"), author.words("atom:email")
    profile = PROFILE.fullmatch(uri)
    name = author.words("atom:name")
    key = item_class if item_class else f"profile:{profile[1]}" if profile else f"uri:{uri}" if uri else ""
    return Person(
        name=name,
        uri="" if profile else uri,
        email="" if email.lower() == NOBODY else email,
        key=key[:300],
        has_account=author.words("blogger:type") == "BLOGGER" or bool(profile),
        profile=uri if profile else "",
    )


def text_of(element: Element | None) -> str:
    """A title as plain text, whatever type it says it has."""
    if element is None:
        return ""
    if element.attributes.get("type") in ("html", "xhtml"):
        written = element.text if element.attributes["type"] == "html" else element.inner_html()
        return " ".join(unescape(re.sub(r"<[^<>]*>", "", written)).split())
    return " ".join(element.text.split())


def body_of(element: Element | None) -> str:
    """A body as HTML, whatever type it says it has."""
    if element is None:
        return ""
    kind = element.attributes.get("type", "html")
    if kind == "xhtml":
        return element.inner_html()
    return escape(element.text, quote=False) if kind == "text" else element.text


def path_or_caution(written: str, key: str) -> tuple[str | None, list[Caution]]:
    """An old path to the letter, or None and why it cannot be kept."""
    if PATH.fullmatch(written) and ".." not in written.split("/"):
        return written, []
    sentence = say("“%(path)s” cannot be kept as an address.", path=written[:100])
    return None, [Caution(Reason.BAD_PATH, key, sentence)]


def page_of(post: Post) -> Page:
    """The same as a page, which has no labels."""
    fields = {field.name: getattr(post, field.name) for field in dataclasses.fields(Page)}
    if post.labels:
        fields["extra"] = {**post.extra, "labels": ", ".join(post.labels)}
    return Page(**fields)


def unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))


def mended(stream: Stream, place: str) -> Iterator[Caution]:
    """What had to be mended in a file, told after it was read."""
    for what, num in sorted(stream.mended.items()):
        yield Caution(Reason.MENDED, place, say("Mended %(num)s times: %(what)s.", num=num, what=what))
    if stream.unfinished is not None:
        line = stream.unfinished.line
        yield Caution(
            Reason.BAD_XML, f"{place}:{line}",
            say("The file breaks off in the entry that begins at line %(line)s; it was left out.", line=line),
        )  # fmt: skip
