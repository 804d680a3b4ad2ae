"""What a WordPress export says beside its posts, learned from reading a file through once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html import unescape

from blog.importers.archives import Archive
from blog.importers.hosts import plain_host, split
from blog.importers.shapes import Blog, Settings
from blog.importers.wordpress_shortcodes import Attached
from blog.importers.xml import Element, Stream

SOURCE, DIALECT = "wordpress", "wxr"
COMMENT = "wp:comment"
WRITINGS = frozenset({"post", "page"})
LOCAL = re.compile(r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)")
NUMBERED = re.compile(r"[^?]*\?(?:p|page_id)=(\d{1,20})")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[_-][A-Za-z0-9]{2,8})*")


NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass
class Channel:
    """One file: where it stands, whose it is, and what its items only refer to."""

    place: str
    head: dict[str, str] = field(default_factory=dict)
    authors: dict[str, str] = field(default_factory=dict)
    numbers: set[str] = field(default_factory=set)
    # The number of a post → what is attached to it, each with its order and number; every attachment by its number.
    attached: dict[str, list[tuple[int, int, Attached]]] = field(default_factory=dict)
    attachments: dict[str, Attached] = field(default_factory=dict)
    # Comment numbers that stand under more than one post, which no WordPress would give.
    doubled: set[str] = field(default_factory=set)
    # Post numbers that two posts of this file have, as only files written by hand do.
    shared: set[str] = field(default_factory=set)
    offsets: Counter[int] = field(default_factory=Counter)
    items: int = 0
    # The last instant in it, before which all in it that has no date was written.
    latest: datetime = NEVER
    _hosts: Counter[str] = field(default_factory=Counter)
    _aliases: dict[str, None] = field(default_factory=dict)
    _post_of: dict[str, str] = field(default_factory=dict)
    _said: dict[str, int] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """Host and folder of the blog, which tell it from every other; empty if the file does not say."""
        said = split(self.head.get("wp:base_blog_url", "")) or split(self.head.get("link", ""))
        if said is None:
            return plain_host(self._hosts.most_common(1)[0][0]) if self._hosts else ""
        return (plain_host(said[0]) + re.split(r"[?#]", said[1])[0]).rstrip("/")

    @property
    def folder(self) -> str:
        """The path below which it stood, without a slash at the end."""
        return "".join(self.base.partition("/")[1:])

    @property
    def hosts(self) -> tuple[str, ...]:
        """Its own, those of most of its posts, and those it had before."""
        said = (split(self.head.get(name, "")) for name in ("wp:base_blog_url", "link"))
        own = [parts[0] for parts in said if parts]
        total = sum(self._hosts.values())
        own += [host for host, num in self._hosts.most_common() if num * 2 > total]
        return tuple(dict.fromkeys([*own, *self._aliases]))

    @property
    def exported_at(self) -> datetime:
        return rfc822(self.head.get("pubDate", "")) or self.latest

    @property
    def offset(self) -> timedelta:
        """How far its local time mostly is from UTC."""
        return timedelta(minutes=self.offsets.most_common(1)[0][0] if self.offsets else 0)

    def take(self, element: Element) -> None:
        """Learn what this child of the channel says."""
        if element.name == "item":
            self._take_item(element)
        elif element.name == COMMENT:
            self._take_comment(element)
        elif element.name == "wp:author":
            login = element.words("wp:author_login").casefold()
            if login:
                self.authors[login] = unescape(element.words("wp:author_display_name"))
            self.numbers.add(element.words("wp:author_id"))
        elif element.name in ("title", "link", "description", "language", "pubDate", "wp:base_blog_url"):
            self.head.setdefault(element.name, " ".join(unescape(element.text).split()))

    def _take_item(self, item: Element) -> None:
        self.items += 1
        kind, number = item.words("wp:post_type") or "post", item.words("wp:post_id")
        if kind == "attachment":
            self._take_attachment(item, number)
        if kind not in WRITINGS:
            return
        said = hash((item.words("link"), item.words("title")))
        if number and self._said.setdefault(number, said) != said:
            self.shared.add(number)
        if link := split(item.words("link")):
            self._hosts[link[0]] += 1
        # Posts gathered from elsewhere have a number of that place in it.
        guid = split(item.words("guid"))
        found = NUMBERED.fullmatch(guid[1]) if guid else None
        if guid and found and found[1] == number:
            self._aliases[guid[0]] = None
        self._take_offset(item.words("wp:post_date"), item.words("wp:post_date_gmt"))

    def _take_attachment(self, item: Element, number: str) -> None:
        address = item.words("wp:attachment_url") or item.words("guid")
        if not re.fullmatch(r"\d{1,20}", number) or not re.match(r"https?://[^\s<>\"]+\Z", address):
            return
        meta = {one.words("wp:meta_key"): one for one in item.all("wp:postmeta")}
        alt = meta.get("_wp_attachment_image_alt")
        words = unescape((alt.words("wp:meta_value") if alt else "") or item.words("title"))
        self.attachments[number] = Attached(number, address, words[:300])
        if (parent := item.words("wp:post_parent")) not in ("", "0"):
            order = item.words("wp:menu_order")
            place = int(order) if re.fullmatch(r"-?\d{1,9}", order) else 0
            self.attached.setdefault(parent, []).append((place, int(number), self.attachments[number]))

    def _take_comment(self, comment: Element) -> None:
        number = comment.words("wp:comment_id")
        post = post_number(comment.within)
        if number and self._post_of.setdefault(number, post) != post:
            self.doubled.add(number)
        self._take_offset(comment.words("wp:comment_date"), comment.words("wp:comment_date_gmt"))

    def _take_offset(self, local: str, gmt: str) -> None:
        here, there = moment(local), moment(gmt)
        if (seen := there or here) is not None:
            self.latest = max(self.latest, seen)
        if here and there and abs(here - there) <= timedelta(hours=15):
            self.offsets[round((here - there).total_seconds() / 60)] += 1


def examine(archive: Archive, place: str) -> Channel:
    """Read a file through for what it says beside its posts."""
    channel = Channel(place)
    with closing(archive.chunks(place)) as chunks:
        for element in Stream(chunks, level=2, apart=COMMENT):
            channel.take(element)
    return channel


def merge(channels: Iterable[Channel]) -> Channel:
    """Several files of one blog as one; the newest comes first and says what the blog is called."""
    first, *others = sorted(channels, key=lambda one: one.exported_at, reverse=True)
    for other in others:
        first.authors = {**other.authors, **first.authors}
        first.numbers |= other.numbers
        for key, pictures in other.attached.items():
            known = {number for _, number, _ in first.attached.get(key, [])}
            first.attached.setdefault(key, []).extend(one for one in pictures if one[1] not in known)
        first.attachments = {**other.attachments, **first.attachments}
        first.doubled |= other.doubled
        first.doubled |= {one for one, post in other._post_of.items() if first._post_of.setdefault(one, post) != post}
        first.shared |= other.shared
        first.latest = max(first.latest, other.latest)
        first.offsets.update(other.offsets)
        first._hosts.update(other._hosts)
        first._aliases.update(other._aliases)
    first._post_of, first._said = {}, {}
    return first


def blog_of(channel: Channel) -> Blog:
    head = channel.head
    title = head.get("title", "")
    settings = {name: head.get(name, "") for name in ("title", "description", "language")}
    language = settings["language"].replace("_", "-")
    return Blog(
        source=SOURCE,
        key=(channel.base or title or channel.place)[:100],
        name=title or channel.base or channel.place.rpartition("/")[2],
        title=title,
        hosts=channel.hosts,
        settings=Settings(
            description=settings["description"],
            language=language if LANGUAGE.fullmatch(language) else "",
            taken=tuple(name for name, value in settings.items() if value),
        ),
        place=channel.place,
        dialect=DIALECT,
    )


def post_number(item: Element | None) -> str:
    """The number of an item, as far as it was read."""
    found = item.all("wp:post_id") if item is not None else []
    return found[0].text.strip() if found else ""


def moment(written: str) -> datetime | None:
    """A date as WordPress writes it, taken for UTC; None for 0000-00-00 and what cannot be read."""
    found = LOCAL.fullmatch(written.strip())
    if found is None:
        return None
    try:
        return datetime(*(int(part) for part in found.groups()), tzinfo=UTC)  # type: ignore[misc, arg-type]
    except ValueError:
        return None


def rfc822(written: str) -> datetime | None:
    """A date as RSS writes it; drafts have one in the year -1."""
    try:
        read = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError):
        return None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
