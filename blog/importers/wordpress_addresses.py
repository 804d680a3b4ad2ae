"""Where a WordPress blog's posts stood: the address today, those before it, and those of its categories and tags."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from blog.importers.hosts import own_path, split
from blog.importers.shapes import Caution, Reason, Redirect
from blog.importers.wordpress_channel import SOURCE
from blog.importers.xml import Element
from blog.languages.sentences import say
from blog.markup.text import slug

PLAIN = re.compile(r"[^?]*\?(?:p|page_id|attachment_id)=\d{1,20}.*", re.DOTALL)
IN_PATH = re.compile(r"/(?!/)[^\s?#\\\x00-\x1f\x7f]*")
LONGEST = 400
OLD_SLUG, OLD_DATE = "_wp_old_slug", "_wp_old_date"
TERM = "term"


def path_of(item: Element, key: str, hosts: Sequence[str]) -> tuple[str | None, list[Caution]]:
    """The path to keep to the letter, or None and why; a post known only by its number has none."""
    link = item.words("link")
    if not link or PLAIN.fullmatch(link):
        return None, []
    path = own_path(link, hosts) if split(link) else link
    if path is None:
        sentence = say("“%(address)s” is an address of another site; the post gets one of its own.", address=link[:100])
        return None, [Caution(Reason.BAD_PATH, key, sentence)]
    path = re.sub(r"\A/{2,}", "/", re.split(r"[?#]", path)[0])
    if path == "/" or len(unquote(path)) > LONGEST or not IN_PATH.fullmatch(path) or ".." in path.split("/"):
        sentence = say("“%(path)s” cannot be kept as an address.", path=path[:100])
        return None, [Caution(Reason.BAD_PATH, key, sentence)]
    return path, []


def former(item: Element, key: str, path: str | None, hosts: Sequence[str]) -> Iterator[Redirect]:
    """Addresses the post had before: under another slug or date, or as its guid still says."""
    if path is None:
        return
    given = {path}
    old = [("guid", own_path(item.words("guid"), hosts) or "")]
    for name, value in meta(item):
        if name == OLD_SLUG and value:
            folder, _, end = path.rstrip("/").rpartition("/")
            old.append((name, f"{folder}/{value}" + path[len(folder) + 1 + len(end) :]))
        elif name == OLD_DATE and (was := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", value)):
            old.append((name, _dated(path, was.groups())))
    for why, written in old:
        if IN_PATH.fullmatch(written) and written != "/" and written not in given:
            given.add(written)
            yield Redirect(source=SOURCE, path=written, target_key=key, why=why)


def _dated(path: str, was: tuple[str, ...]) -> str:
    """The path with an earlier date, if it has a date in it."""
    year, month, day = was
    return re.sub(
        r"/\d{4}/\d\d(/\d\d)?/",
        lambda found: f"/{year}/{month}/{day}/" if found[1] else f"/{year}/{month}/",
        path,
        count=1,
    )


def of_attachment(item: Element, base: str, hosts: Sequence[str]) -> Iterator[Redirect]:
    """The page around a picture leads to the post that it belongs to."""
    parent, link = item.words("wp:post_parent"), item.words("link")
    path = own_path(link, hosts)
    if parent in ("", "0") or path is None or not IN_PATH.fullmatch(path) or path == "/":
        return
    yield Redirect(source=SOURCE, path=path, target_key=f"{base}/{parent}", why="attachment")


def terms(item: Element) -> Iterator[Redirect]:
    """Addresses of categories and tags whose short name is not what the name itself would give here."""
    for category in item.all("category"):
        folder = {"category": "category", "post_tag": "tag"}.get(category.attributes.get("domain", ""))
        name, short = category.text.strip(), unquote(category.attributes.get("nicename", "")).strip()
        if folder and name and short and slug(name) != short and IN_PATH.fullmatch(f"/{short}"):
            yield Redirect(source=SOURCE, path=f"/{folder}/{short}/"[:300], target_key=name, why=TERM)


def meta(item: Element) -> Iterator[tuple[str, str]]:
    for one in item.all("wp:postmeta"):
        yield one.words("wp:meta_key"), one.words("wp:meta_value")
