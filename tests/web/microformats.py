"""Reads a page as a parser of microformats2 does, and judges what it finds by what their wiki asks."""

from __future__ import annotations

import re
from typing import Any

import mf2py  # type: ignore[import-untyped]

Item = dict[str, Any]

ENTRY = {"name", "url", "author", "published", "updated", "category", "featured", "content", "comment"}
LISTED = {"name", "url", "author", "published", "featured", "summary"}
CITED = {"author", "url", "published", "updated", "content", "comment", "in-reply-to"}
CARD = {"name", "url"}
SHOWN_COMMENT = re.compile(r'<article class="comment row" id=')


def items_of(html: str, address: str) -> list[Item]:
    """All roots that stand in no other."""
    found: list[Item] = mf2py.parse(html, url=address)["items"]
    return found


def entry_of(html: str, address: str) -> Item:
    """The one entry of a post's page, its properties by name."""
    [entry] = items_of(html, address)
    assert entry["type"] == ["h-entry"]
    properties: Item = entry["properties"]
    return properties


def comments_of(properties: Item) -> list[Item]:
    """What is said to an entry or a comment, and to that in turn, in the order of the page: of each its properties."""
    found: list[Item] = []
    for one in properties.get("comment", []):
        assert one["type"] == ["h-cite"]
        found += [one["properties"], *comments_of(one["properties"])]
    return found


def troubles(html: str, address: str) -> list[str]:
    """What a reader of microformats would stumble over on a page, one sentence each."""
    found = items_of(html, address)
    kinds = [one["type"] for one in found]
    if kinds == [["h-feed"]]:
        return [*_feed(found[0])]
    if kinds == [["h-entry"]]:
        return [*_entry(found[0], len(SHOWN_COMMENT.findall(html)))]
    return [f"{kinds} stand on one page"] if kinds else []


def _feed(feed: Item) -> list[str]:
    found = _properties(feed, {"name", "url"}, CARD, "the feed")
    for number, entry in enumerate(feed.get("children", [])):
        if entry["type"] != ["h-entry"]:
            found.append(f"{entry['type']} stands in the feed")
        else:
            found += _properties(entry, {"name", "url", "published"}, LISTED, f"entry {number}")
            found += _authors(entry, f"entry {number}")
    return found


def _entry(entry: Item, shown: int) -> list[str]:
    found = _properties(entry, {"name", "url", "content"}, ENTRY, "the post") + _authors(entry, "the post")
    if entry.get("children"):
        found.append(f"the post swallows {[one['type'] for one in entry['children']]}")
    cited = comments_of(entry["properties"])
    if len(cited) != shown:
        found.append(f"{shown} comments are shown and {len(cited)} cited")
    for properties in cited:
        comment, name = {"properties": properties}, f"comment {properties.get('url')}"
        found += _properties(comment, {"author", "url", "published", "content"}, CITED, name) + _authors(comment, name)
    return found


def _properties(item: Item, wanted: set[str], may: set[str], name: str) -> list[str]:
    had = item["properties"]
    found = [f"{name} lacks {one}" for one in sorted(wanted - had.keys())]
    found += [f"{name} has a {one} too many" for one in sorted(had.keys() - may)]
    alone = ("name", "url", "published", "updated", "content", "summary", "featured", "in-reply-to")
    found += [f"{name} has several: {one}" for one in alone if len(had.get(one, [])) > 1]
    found += [f"{name} has an address that is not whole: {url}" for url in had.get("url", []) if "://" not in url]
    return found


def _authors(item: Item, name: str) -> list[str]:
    found = []
    for author in item["properties"].get("author", []):
        if not isinstance(author, dict) or author["type"] != ["h-card"]:
            found.append(f"{name} is by {author}, which is no card")
        else:
            found += _properties(author, {"name"}, CARD, f"an author of {name}")
    return found
