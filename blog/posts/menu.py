"""The blog's menu: one ordered list of links in the head of every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from sqlalchemy import delete, func, literal_column, select
from sqlalchemy.orm import Session

from blog.database.turns import take_turns
from blog.database.versions import move_versions
from blog.errors import Refusal
from blog.languages.sentences import Sentence, say
from blog.posts.models import MenuEntry, Post, PostKind, PostRevision, PostStatus, Tag
from blog.site.settings import SiteSettings, change_site, read_site

HOME = "/"
MOST = 30
# Where nobody has decided on a menu: so many pages, the oldest first. Nobody reads a head with sixty imported ones.
BY_ITSELF = 8
UP, DOWN = -1, 1
TURN = "menu"
# Put together once. Kind and status are in the words of their index: to PostgreSQL a parameter may be anything.
_PAGES = (
    select(Post.id, PostRevision.title, Post.permalink)
    .join(PostRevision, PostRevision.id == Post.shown_revision_id)
    .where(
        Post.kind == literal_column(f"'{PostKind.PAGE}'"),
        Post.status == literal_column(f"'{PostStatus.PUBLISHED}'"),
    )
    .order_by(Post.published_at, Post.id)
    .limit(BY_ITSELF)
)


class MenuFull(Refusal):
    """The menu has thirty links, and no room for more. Take one out first."""


class EntryUnknown(Refusal):
    """This link is not in the menu any more. Nothing was changed; open the page again."""


class MenuLink(NamedTuple):
    """A link as readers see it. path: of this blog, as it is stored; an address elsewhere as it is."""

    label: str | Sentence
    href: str
    path: str


@dataclass(frozen=True)
class Entry:
    """A link as the desk shows it. key: names it in forms, also where the menu is the one that comes by itself."""

    key: str
    label: str
    name: str | Sentence
    path: str
    kind: str
    shown: bool


@dataclass(frozen=True)
class Target:
    """Where a new link leads: exactly one of the three."""

    address: str = ""
    post_id: int | None = None
    tag_id: int | None = None


def read_menu(db: Session, site: SiteSettings) -> tuple[MenuLink, ...]:
    """The menu as readers see it: without pages that are not published now."""
    shown = (one for one in list_entries(db, site) if one.shown)
    return tuple(MenuLink(one.label or one.name, _encoded(one.path), one.path) for one in shown)


def list_entries(db: Session, site: SiteSettings) -> list[Entry]:
    """Every link in its order; pages by themselves as long as nobody has decided on a menu."""
    if not site.own_menu:
        return [Entry(f"page-{row.id}", "", row.title, row.permalink, "page", True) for row in db.execute(_PAGES)]
    return [_entry(row) for row in db.execute(_entries())]


def add_link(db: Session, target: Target, label: str, by: int | None, now: datetime) -> None:
    """Put a link at the end. Raises MenuFull, EntryUnknown for a page or tag that is not here."""
    entries = _take(db, by, now)
    if len(entries) >= MOST:
        raise MenuFull
    for table, wanted in ((Post, target.post_id), (Tag, target.tag_id)):
        if wanted is not None and db.get(table, wanted) is None:
            raise EntryUnknown
    place = max((one.position for one in entries), default=0) + 1
    db.add(MenuEntry(position=place, label=label, address=target.address, post_id=target.post_id, tag_id=target.tag_id))
    _show_change(db, now)


def move_link(db: Session, key: str, way: int, by: int | None, now: datetime) -> MenuEntry:
    """One place up or down; the first stays the first. Raises EntryUnknown."""
    entries = _take(db, by, now)
    entry = _find(entries, key)
    place = entries.index(entry)
    other = entries[max(0, min(len(entries) - 1, place + way))]
    entry.position, other.position = other.position, entry.position
    _show_change(db, now)
    return entry


def name_link(db: Session, key: str, label: str, by: int | None, now: datetime) -> MenuEntry:
    """Call it otherwise; "" gives a page or a tag its own name back. Raises EntryUnknown."""
    entry = _find(_take(db, by, now), key)
    if label or not entry.address:
        entry.label = label
    _show_change(db, now)
    return entry


def remove_link(db: Session, key: str, by: int | None, now: datetime) -> None:
    """Raises EntryUnknown."""
    db.delete(_find(_take(db, by, now), key))
    _show_change(db, now)


def let_go(db: Session, by: int | None, now: datetime) -> None:
    """Let the menu come by itself again."""
    take_turns(db, [TURN])
    db.execute(delete(MenuEntry))
    change_site(db, now, by, own_menu=False)
    _show_change(db, now)


def _take(db: Session, by: int | None, now: datetime) -> list[MenuEntry]:
    """The entries in their order, to be changed. The first change makes the menu one's own, as it stood."""
    take_turns(db, [TURN])
    if not read_site(db).own_menu:
        for place, row in enumerate(db.execute(_PAGES).all(), 1):
            db.add(MenuEntry(position=place, post_id=row.id))
        change_site(db, now, by, own_menu=True)
        db.flush()
    return list(db.scalars(select(MenuEntry).order_by(MenuEntry.position, MenuEntry.id)))


def _find(entries: Sequence[MenuEntry], key: str) -> MenuEntry:
    found = (one for one in entries if key in (str(one.id), f"page-{one.post_id}"))
    entry = next(found, None)
    if entry is None:
        raise EntryUnknown
    return entry


def _show_change(db: Session, now: datetime) -> None:
    """The menu stands on every page."""
    db.flush()
    move_versions(db, ["site"], now)


def _entries() -> Any:
    title = func.coalesce(PostRevision.title, "")
    return (
        select(MenuEntry, Post.permalink, Post.status, title.label("title"), Tag.slug, Tag.name)
        .outerjoin(Post, Post.id == MenuEntry.post_id)
        .outerjoin(PostRevision, PostRevision.id == func.coalesce(Post.shown_revision_id, Post.newest_revision_id))
        .outerjoin(Tag, Tag.id == MenuEntry.tag_id)
        .order_by(MenuEntry.position, MenuEntry.id)
    )


def _entry(row: Any) -> Entry:
    entry: MenuEntry = row[0]
    key = str(entry.id)
    if entry.post_id is not None:
        shown = row.status == PostStatus.PUBLISHED and row.permalink is not None
        return Entry(key, entry.label, row.title, row.permalink or "", "page", shown)
    if entry.tag_id is not None:
        return Entry(key, entry.label, row.name, f"/tags/{row.slug}", "tag", True)
    if entry.address == HOME:
        return Entry(key, entry.label, say("Home"), HOME, "home", True)
    return Entry(key, entry.label, entry.address, entry.address, "address", True)


def _encoded(path: str) -> str:
    """A path as an href is sent; what leads elsewhere was typed as it is to be sent."""
    return quote(path, safe="/:@!$&'()*+,;=~") if path.startswith("/") and "?" not in path else path
