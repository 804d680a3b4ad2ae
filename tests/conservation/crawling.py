"""Asks a served blog for every address the old one answered at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import httpx2

from blog.importers.shapes import Comment, Page, Post, Record
from tests.conservation.standing import Kept, Standing

REDIRECTS = (301, 302, 303, 307, 308)
IDS = re.compile(r'\bid="([^"]+)"')


def crawl(http: httpx2.Client, records: list[Record], standing: Standing) -> Kept:
    """Each must answer 200 where it was or after one hop, and hold the place it names."""
    pages: dict[str, tuple[int, set[str]]] = {}
    kept = Kept()
    for address, place in dict.fromkeys(_addresses(records, standing)):
        if address not in pages:
            pages[address] = _ask(http, address)
        status, ids = pages[address]
        kept += (f"{address}#{place}: {status}", status == 200 and (not place or place in ids))
    return kept


def _ask(http: httpx2.Client, address: str) -> tuple[int, set[str]]:
    # Two slashes at its beginning are part of the path here, and no other host's name.
    answer = http.get(f"{str(http.base_url).rstrip('/')}{address}", follow_redirects=False)
    if answer.status_code in REDIRECTS:
        answer = http.get(answer.headers["location"], follow_redirects=False)
    return answer.status_code, set(IDS.findall(answer.text))


def _addresses(records: list[Record], standing: Standing) -> Iterator[tuple[str, str]]:
    """(path with query, place in the page) of what readers could open, as the source wrote it."""
    paths: dict[str, str] = {}
    for record in records:
        if isinstance(record, Post | Page) and record.path and str(record.status) == "published":
            path = paths[record.key] = quote(record.path, safe="/:@!$&'()*+,;=~%?")
            yield path, ""
            yield from ((_relative(url), "") for url in record.urls if not _is_bloggers(url))
            if isinstance(record, Post) and record.source == "blogger":
                yield f"{path}?m=1", ""
                yield from ((f"/search/label/{quote(label, safe='')}", "") for label in record.labels)
    for record in records:
        if isinstance(record, Comment) and record.post_key in paths:
            if not standing.comments.get(record.key, {}).get("shown"):
                continue
            # As Blogger wrote its links: by the time, in milliseconds, and the place.
            instant = record.times.published if record.source == "blogger" else None
            by_time = f"?showComment={round(instant.timestamp() * 1000)}" if instant else ""
            yield from ((paths[record.post_key] + by_time, anchor) for anchor in record.anchors)
            yield from ((_relative(url), urlsplit(url).fragment) for url in record.urls if not _is_bloggers(url))


def _is_bloggers(url: str) -> bool:
    """An address at Blogger's own host, as very old exports have, which no owner can ever lead here."""
    return (urlsplit(url).hostname or "").endswith("blogger.com")


def _relative(url: str) -> str:
    parts = urlsplit(url)
    return quote(parts.path or "/", safe="/:@!$&'()*+,;=~%") + (f"?{parts.query}" if parts.query else "")
