"""The three forms a feed is read in, and how one says another's address."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from blog.feeds.atom import FeedEntry
from blog.feeds.comments import SaidEntry
from blog.languages.sentences import Sentence

JSON_FEED = "https://jsonfeed.org/version/1.1"


@dataclass(frozen=True)
class Format:
    """`alt` is what an address says for it, as Blogger's did; `suffix` that of its template, or "" without one."""

    name: str
    alt: str
    media_type: str
    suffix: str


ATOM = Format("Atom", "", "application/atom+xml", "atom")
RSS = Format("RSS", "rss", "application/rss+xml", "rss")
JSON = Format("JSON", "json", "application/feed+json", "")
FORMATS = (ATOM, RSS, JSON)


@dataclass(frozen=True)
class Feed:
    """A feed in whatever form. `path` is its address without the form, `page_path` the page that shows the same."""

    id: str
    title: Sentence | str
    path: str
    page_path: str
    entries: Sequence[FeedEntry] | Sequence[SaidEntry]
    of_comments: bool = False
    subtitle: str = ""


def format_of(alt: str) -> Format:
    """An address that says something else gets Atom, which is what it got before it said anything."""
    return next((one for one in FORMATS if one.alt == alt), ATOM)


def address_of(feed_path: str, form: Format) -> str:
    return f"{feed_path}?alt={form.alt}" if form.alt else feed_path


def as_json(feed: Feed, site_url: str, title: str, language: str, hub: str = "") -> str:
    """JSON Feed 1.1. What it has no word for (RFC 4685, how many comments) stands in an extension of our own."""
    made: dict[str, Any] = {
        "version": JSON_FEED,
        "title": title,
        "home_page_url": site_url + feed.page_path,
        "feed_url": site_url + address_of(feed.path, JSON),
        "language": language,
    }
    if hub:
        made["hubs"] = [{"type": "WebSub", "url": hub}]
    if feed.subtitle:
        made["description"] = feed.subtitle
    made["items"] = [_post(one, site_url) if isinstance(one, FeedEntry) else _comment(one) for one in feed.entries]
    return json.dumps(made, ensure_ascii=False, indent=1)


def _post(entry: FeedEntry, site_url: str) -> dict[str, Any]:
    item = _item(entry)
    item["title"] = entry.title
    item["tags"] = entry.tags
    if entry.excerpt:
        item["summary"] = entry.excerpt
    if entry.replies is not None:
        feed_url = site_url + address_of(entry.replies.feed_path, JSON)
        item["_afterword"] = {"comments": entry.replies.count, "comments_url": entry.replies.url, "feed_url": feed_url}
    return item


def _comment(entry: SaidEntry) -> dict[str, Any]:
    item = _item(entry)
    item["_afterword"] = {"in_reply_to": {"id": entry.answers, "url": entry.answers_url}}
    return item


def _item(entry: FeedEntry | SaidEntry) -> dict[str, Any]:
    names = (entry.author_name,) if isinstance(entry, SaidEntry) else entry.authors
    authors = [{"name": name} for name in names if name]
    if isinstance(entry, SaidEntry) and entry.author_uri and authors:
        authors[0]["url"] = entry.author_uri
    return {
        "id": entry.id,
        "url": entry.url,
        "content_html": entry.html,
        "date_published": entry.published_at.isoformat(),
        "date_modified": entry.changed_at.isoformat(),
        **({"authors": authors} if authors else {}),
    }
