"""Blogger's own export of today: feeds in a Google Takeout, with pending and spam comments, albums and settings."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime

from blog.comments.models import Status
from blog.importers.archives import Archive
from blog.importers.blogger_entries import (
    BLOG_ID,
    SOURCE,
    body_of,
    entry_key,
    key_or_made,
    mended,
    number_of,
    page_of,
    path_or_caution,
    person_of,
    text_of,
    times_of,
    unique,
)
from blog.importers.blogger_settings import own_hosts, read_settings
from blog.importers.shapes import (
    Blog,
    Caution,
    Comment,
    Dropped,
    Kind,
    Post,
    Reason,
    Record,
    Times,
)
from blog.importers.xml import Element, Stream
from blog.languages.sentences import say
from blog.posts.models import PostStatus

FEED = "feed.atom"
SETTINGS_BYTES = 1024 * 1024
KINDS = {"POST": Kind.POSTS, "PAGE": Kind.PAGES, "COMMENT": Kind.COMMENTS}
COMMENT_STATUSES = {
    "LIVE": Status.APPROVED,
    "PENDING_MODERATION": Status.PENDING,
    "SPAM_COMMENT": Status.SPAM,
    "GHOSTED_COMMENT": Status.DELETED,
    "SOFT_TRASHED": Status.DELETED,
}
POST_STATUSES = {
    "LIVE": PostStatus.PUBLISHED,
    "DRAFT": PostStatus.DRAFT,
    "SCHEDULED": PostStatus.SCHEDULED,
    "SOFT_TRASHED": PostStatus.DELETED,
}


def feeds(archive: Archive) -> list[str]:
    """The feeds of blogs. `Comments/` holds feeds too, of what the account's owner wrote anywhere, in folders that
    may be called otherwise in other languages: a blog is known by the settings and themes beside its feed."""
    places = [name for name in archive.names if name.rpartition("/")[2] == FEED]
    folders = {name.rpartition("/")[0] for name in archive.names if _stands_beside_a_blog(name.rpartition("/")[2])}
    with_settings = [place for place in places if place.rpartition("/")[0] in folders or _above(place) == "blogs"]
    return with_settings or [place for place in places if _above(place) != "comments"]


def _stands_beside_a_blog(name: str) -> bool:
    return name in ("settings.csv", "followers.csv") or name.startswith("theme-")


def _above(place: str) -> str:
    return place.split("/")[-3].lower() if place.count("/") >= 2 else ""


def examine(archive: Archive, place: str) -> Blog:
    """The blog whose feed stands at `place`, from the head of the feed and the settings beside it."""
    head: dict[str, str] = {}
    with closing(archive.chunks(place)) as chunks:
        for element in Stream(chunks, home="atom"):
            if element.name == "atom:entry":
                break
            head.setdefault(element.name, element.text.strip())
    folder = place.rpartition("/")[0]
    values = settings_at(archive, f"{folder}/settings.csv" if folder else "settings.csv")
    found = BLOG_ID.match(head.get("atom:id", ""))
    title = head.get("atom:title", "") or values.get("blog_name", "")
    return Blog(
        source=SOURCE,
        key=found[1] if found else folder.rpartition("/")[2],
        name=folder.rpartition("/")[2] or title,
        title=title,
        hosts=own_hosts(values),
        settings=read_settings(values),
        place=place,
        dialect="takeout",
        feed_id=head.get("atom:id", ""),
    )


def settings_at(archive: Archive, place: str) -> Mapping[str, str]:
    """The settings in a file of one row of names and one of values; none if it is not there or no such file."""
    if place not in archive:
        return {}
    text = archive.read(place, SETTINGS_BYTES).decode("utf-8-sig", "replace")
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:
        return {}
    return dict(zip((name.strip().lower() for name in rows[0]), rows[1], strict=False)) if len(rows) > 1 else {}


def read_feed(archive: Archive, blog: Blog, now: datetime) -> Iterator[Record]:
    """Every entry of a blog's feed in the feed's own order, in which comments stand before their posts."""
    with closing(archive.chunks(blog.place)) as chunks:
        stream = Stream(chunks, home="atom")
        for element in stream:
            if element.name == "atom:entry":
                yield from entry_records(element, blog, now)
        yield from mended(stream, blog.place)


def entry_records(entry: Element, blog: Blog, now: datetime) -> Iterator[Record]:
    key, cautions = key_or_made(entry, blog.key)
    yield from cautions
    kind = KINDS.get(entry.words("blogger:type"))
    if kind is None:
        what = entry.words("blogger:type")[:40]
        yield Caution(Reason.UNKNOWN_KIND, key, say("“%(what)s” is no kind of entry we know.", what=what))
        yield Dropped(Kind.ENTRIES, key, Reason.UNKNOWN_KIND)
    elif entry.cut:
        yield Dropped(kind, key, Reason.TOO_LARGE)
    elif kind is Kind.COMMENTS:
        yield from _comment(entry, key, blog)
    else:
        yield from _writing(entry, key, blog, kind, now)


def _comment(entry: Element, key: str, blog: Blog) -> Iterator[Record]:
    times, cautions = times_of(entry, key)
    yield from cautions
    written = entry.words("blogger:status")
    status = COMMENT_STATUSES.get(written)
    if status is None:
        # Never approved on a guess: whatever it means, a moderator looks at it.
        status = Status.PENDING
        sentence = say("“%(status)s” is no status we know; the comment waits in the queue.", status=written[:40])
        yield Caution(Reason.UNKNOWN_STATUS, key, sentence)
    trashed = entry.words("blogger:trashed")
    if trashed not in ("", "false") and status in (Status.APPROVED, Status.PENDING):
        status = Status.DELETED
    post_key = entry_key(entry.words("blogger:parent"), blog.key)
    parent_key = entry_key(entry.words("blogger:inReplyTo"), blog.key)
    if parent_key == key:
        yield Caution(Reason.PARENT_CYCLE, key, say("A comment answers itself; it stands at the top of its thread."))
    number = number_of(key)
    yield Comment(
        source=SOURCE,
        key=key,
        post_key=post_key,
        parent_key=parent_key if parent_key not in ("", key, post_key) else None,
        body=body_of(entry.first("atom:content")),
        status=status,
        times=times,
        author=person_of(entry),
        anchors=(f"c{number}",) if number else (),
        feed_id=entry.words("atom:id"),
        source_status=written,
        extra=_extra(entry),
    )


def _writing(entry: Element, key: str, blog: Blog, kind: Kind, now: datetime) -> Iterator[Record]:
    times, cautions = times_of(entry, key)
    written = entry.words("blogger:status")
    status, more = _post_status(entry, key, written, times, now)
    filename = entry.words("blogger:filename")
    path, worse = path_or_caution(filename, key) if filename else (None, [])
    yield from [*cautions, *more, *worse]
    labels = unique(
        category.attributes.get("term", "").strip()
        for category in entry.all("atom:category")
        if BLOG_ID.fullmatch(category.attributes.get("scheme", ""))
    )
    post = Post(
        source=SOURCE,
        key=key,
        title=text_of(entry.first("atom:title")),
        body=body_of(entry.first("atom:content")),
        status=status,
        times=times,
        author=person_of(entry),
        path=path,
        feed_id=entry.words("atom:id"),
        source_status=written,
        extra=_extra(entry),
        labels=labels,
    )
    yield post if kind is Kind.POSTS else page_of(post)


def _post_status(
    entry: Element, key: str, written: str, times: Times, now: datetime
) -> tuple[PostStatus, list[Caution]]:
    status = POST_STATUSES.get(written)
    if entry.words("blogger:trashed") not in ("", "false"):
        return PostStatus.DELETED, []
    if status is None:
        sentence = say("“%(status)s” is no status we know; the post stays a draft.", status=written[:40])
        return PostStatus.DRAFT, [Caution(Reason.UNKNOWN_STATUS, key, sentence)]
    if status is PostStatus.PUBLISHED and times.published is not None and times.published > now:
        return PostStatus.SCHEDULED, []
    if status is PostStatus.SCHEDULED and times.published is None:
        return PostStatus.DRAFT, [
            Caution(Reason.BAD_DATE, key, say("A scheduled post has no date to appear at; it stays a draft."))
        ]
    return status, []


def _extra(entry: Element) -> dict[str, str]:
    """What has no place in the shapes, under its own name."""
    found = {name: entry.words(name) for name in ("blogger:metaDescription", "blogger:trashed")}
    location = entry.first("blogger:location")
    if location is not None:
        for part in location.parts:
            if isinstance(part, Element):
                found[f"location {part.name.rpartition(':')[2]}"] = part.text.strip()
    for enclosure in (*entry.all("atom:enclosure"), *entry.all("atom:link")):
        found["enclosure"] = " ".join(
            word
            for word in (found.get("enclosure", ""), enclosure.attributes.get("href", "") or enclosure.text)
            if word
        ).strip()
    return {name: value for name, value in found.items() if value}
