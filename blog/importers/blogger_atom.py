"""Blogger's old export: one Atom file with template, settings, posts, pages and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from urllib.parse import parse_qs

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
from blog.importers.hosts import split
from blog.importers.shapes import Blog, Caution, Comment, Dropped, Kind, Post, Reason, Record, Redirect, Times
from blog.importers.xml import Element, Stream
from blog.languages.sentences import say
from blog.posts.models import PostStatus

KIND = re.compile(r"https?://schemas\.google\.com/blogger/2008/kind#(\w+)")
KIND_SCHEME = re.compile(r"https?://schemas\.google\.com/g/2005#kind")
LABEL_SCHEME = re.compile(r"https?://www\.blogger\.com/atom/ns#?")
SETTING = re.compile(r"\.settings\.(\w+)\Z")
KINDS = {"post": Kind.POSTS, "page": Kind.PAGES, "comment": Kind.COMMENTS}
# A reply names the comment it answers by its feed address or by its anchor.
RELATED = re.compile(r"(?:/comments/default/|#c)(\d{1,20})\Z")
ANCHOR = re.compile(r"c\d{1,20}")


def examine(archive: Archive, place: str) -> Blog:
    """The blog in the file at `place`. Its settings may stand anywhere, so the file is read through once."""
    head: dict[str, str] = {}
    values: dict[str, str] = {}
    home = ""
    with closing(archive.chunks(place)) as chunks:
        for element in Stream(chunks, home="atom"):
            if element.name == "atom:entry":
                if setting := SETTING.search(element.words("atom:id")):
                    content = element.first("atom:content")
                    values[setting[1].lower()] = content.text if content is not None else ""
            elif element.name == "atom:link" and element.attributes.get("rel") == "alternate":
                home = home or element.attributes.get("href", "")
            else:
                head.setdefault(element.name, text_of(element))
    found = BLOG_ID.match(head.get("atom:id", ""))
    parts = split(home)
    title = head.get("atom:title", "") or values.get("blog_name", "")
    return Blog(
        source=SOURCE,
        key=found[1] if found else (parts[0] + parts[1] if parts else title).rstrip("/")[:100],
        name=title or place.rpartition("/")[2],
        title=title,
        hosts=unique([*((parts[0],) if parts else ()), *own_hosts(values)]),
        settings=read_settings(values),
        place=place,
        dialect="atom",
        feed_id=head.get("atom:id", ""),
    )


def read_feed(archive: Archive, blog: Blog, now: datetime) -> Iterator[Record]:
    """Every entry of the file in its order."""
    with closing(archive.chunks(blog.place)) as chunks:
        stream = Stream(chunks, home="atom")
        for element in stream:
            if element.name == "atom:entry":
                yield from entry_records(element, blog, now)
        yield from mended(stream, blog.place)


def kind_of(entry: Element) -> str:
    """What an entry is: post, page, comment, settings or template; empty if it does not say."""
    for category in entry.all("atom:category"):
        if KIND_SCHEME.fullmatch(category.attributes.get("scheme", "")):
            found = KIND.fullmatch(category.attributes.get("term", ""))
            return found[1] if found else ""
    return ""


def entry_records(entry: Element, blog: Blog, now: datetime) -> Iterator[Record]:
    written = kind_of(entry)
    if written == "settings" and SETTING.search(entry.words("atom:id")):
        return  # They came with the blog.
    key, cautions = key_or_made(entry, blog.key)
    if written == "template":
        yield Dropped(Kind.TEMPLATES, key, Reason.NOT_CONTENT)
        return
    yield from cautions
    kind = KINDS.get(written)
    if kind is None:
        yield Caution(Reason.UNKNOWN_KIND, key, say("“%(what)s” is no kind of entry we know.", what=written[:40]))
        yield Dropped(Kind.ENTRIES, key, Reason.UNKNOWN_KIND)
    elif entry.cut:
        yield Dropped(kind, key, Reason.TOO_LARGE)
    elif kind is Kind.COMMENTS:
        yield from _comment(entry, key, blog)
    else:
        yield from _writing(entry, key, blog, kind, now)


def _comment(entry: Element, key: str, blog: Blog) -> Iterator[Record]:
    properties = {item.attributes.get("name", ""): item.attributes.get("value", "")
                  for item in entry.all("gd:extendedProperty")}  # fmt: skip
    times, cautions = times_of(entry, key)
    yield from cautions
    urls = _alternates(entry)
    post = entry.first("thr:in-reply-to")
    post_key = entry_key(post.attributes.get("ref", ""), blog.key) if post is not None else ""
    parent_key = _answered(entry, key)
    if parent_key == key:
        yield Caution(Reason.PARENT_CYCLE, key, say("A comment answers itself; it stands at the top of its thread."))
    removed = properties.get("blogger.contentRemoved", "").lower() == "true"
    number = number_of(key)
    yield Comment(
        source=SOURCE,
        key=key,
        post_key=post_key,
        parent_key=parent_key if parent_key not in ("", key, post_key) else None,
        body=body_of(entry.first("atom:content")),
        # The format knows no status: it never held what was not public.
        status=Status.DELETED if removed else Status.APPROVED,
        times=_with_shown_instant(times, urls),
        author=person_of(entry, properties.get("blogger.itemClass", "")),
        anchors=unique([*filter(ANCHOR.fullmatch, map(_fragment, urls)), f"c{number}" if number else ""]),
        urls=urls,
        feed_id=entry.words("atom:id"),
        source_status="contentRemoved" if removed else "",
        extra=_extra(entry, properties),
    )


def _answered(entry: Element, key: str) -> str:
    """The key of the comment that this one answers; `in-reply-to` always names the post."""
    for link in entry.all("atom:link"):
        if link.attributes.get("rel") == "related" and (found := RELATED.search(link.attributes.get("href", ""))):
            return f"{key.rpartition('/')[0]}/{found[1]}"
    return ""


def _fragment(url: str) -> str:
    return url.partition("#")[2]


def _with_shown_instant(times: Times, urls: tuple[str, ...]) -> Times:
    """`showComment` in a comment's address is its published instant, for the entry whose own cannot be read."""
    if times.published is not None:
        return times
    for url in urls:
        shown = parse_qs(url.partition("#")[0].partition("?")[2]).get("showComment", [""])[0]
        if re.fullmatch(r"\d{9,14}", shown):
            seconds = int(shown) // 1000 if len(shown) > 10 else int(shown)
            return Times(published=datetime.fromtimestamp(seconds, tz=UTC), updated=times.updated)
    return times


def _writing(entry: Element, key: str, blog: Blog, kind: Kind, now: datetime) -> Iterator[Record]:
    times, cautions = times_of(entry, key)
    urls = _alternates(entry)
    path, worse, former = _paths(urls, key)
    yield from [*cautions, *worse]
    labels = unique(
        category.attributes.get("term", "").strip()
        for category in entry.all("atom:category")
        if LABEL_SCHEME.fullmatch(category.attributes.get("scheme", ""))
    )
    total = entry.words("thr:total")
    post = Post(
        source=SOURCE,
        key=key,
        title=text_of(entry.first("atom:title")),
        body=body_of(entry.first("atom:content")),
        status=_post_status(entry, times, now),
        times=times,
        author=person_of(entry),
        path=path,
        urls=urls,
        feed_id=entry.words("atom:id"),
        source_status="draft" if _is_draft(entry) else "",
        comment_total=int(total) if re.fullmatch(r"[0-9]{1,9}", total) else None,
        comments_open=re.fullmatch(r"[0-9]{1,9}", total) is not None and int(total) > 0,
        extra=_extra(entry, {}),
        labels=labels,
    )
    yield post if kind is Kind.POSTS else page_of(post)
    for old in former:
        yield Redirect(source=SOURCE, path=old, target_key=key, why="alternate")


def _paths(urls: tuple[str, ...], key: str) -> tuple[str | None, list[Caution], list[str]]:
    """The path to keep, why not if there is none, and what else it answered to, such as a path with a query."""
    path: str | None = None
    cautions: list[Caution] = []
    former: list[str] = []
    for url in urls:
        parts = split(url)
        rest = parts[1].partition("#")[0] if parts else url
        if parts and ("?" in rest or path is not None):
            former.append(rest)
        else:
            path, worse = path_or_caution(rest, key)
            cautions += worse
    return path, cautions, [old for old in unique(former) if old != path]


def _is_draft(entry: Element) -> bool:
    control = entry.first("app:control")
    return control is not None and control.words("app:draft").lower() == "yes"


def _post_status(entry: Element, times: Times, now: datetime) -> PostStatus:
    if _is_draft(entry):
        return PostStatus.DRAFT
    # A post that waits for its time has no mark of its own: only its time tells.
    waits = times.published is not None and times.published > now
    return PostStatus.SCHEDULED if waits else PostStatus.PUBLISHED


def _alternates(entry: Element) -> tuple[str, ...]:
    links = (link for link in entry.all("atom:link") if link.attributes.get("rel") == "alternate")
    return unique(link.attributes.get("href", "").strip() for link in links)


def _extra(entry: Element, properties: dict[str, str]) -> dict[str, str]:
    found = {name: entry.words(name) for name in ("georss:featurename", "georss:point")}
    found["published"] = entry.words("atom:published")
    found["enclosure"] = " ".join(
        link.attributes.get("href", "") for link in entry.all("atom:link") if link.attributes.get("rel") == "enclosure"
    )
    return {name: value for name, value in {**found, **properties}.items() if value}
