"""Arranges the comments of a page under each other: three levels in sight, and tombstones where replies stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from blog.comments import paths
from blog.comments.faces import Face, face_of
from blog.comments.places import PREFIX, permalink_of, start_at
from blog.database.rows import moment_of
from blog.signing import Keys

# Deeper replies stand beside each other and say whom they answer: a column of text cannot be indented for ever.
DEEPEST_SHOWN = 2
A_MOMENT = timedelta(seconds=1)


class Said(NamedTuple):
    """A comment that readers see; its times are as they are stored, for `moment_of`.

    Of these a page has hundreds, and most pages show them as they were shown before: what is done with each is only
    done for a page that is not remembered.
    """

    id: int
    public_id: str
    sort_path: str
    depth: int
    parent_id: int | None
    name: str
    website: str | None
    account_id: int | None
    created_at: Any
    html: str
    beginning: str
    number: int
    revised_at: Any
    verified_at: Any = None
    published_at: Any = None
    kind: str = "comment"
    commenter_id: int | None = None
    editor_id: int | None = None


class Above(NamedTuple):
    """A comment above those of a page. `gone` says why readers do not see it; None for one on an earlier page."""

    id: int
    public_id: str
    sort_path: str
    depth: int
    parent_id: int | None
    name: str
    created_at: datetime
    gone: str | None


class Part(NamedTuple):
    """Comments that are arranged together, in any order, and those above them that readers do not see here."""

    said: tuple[Said, ...]
    above: tuple[Above, ...] = ()


@dataclass(slots=True)
class Node:
    """A comment as the template shows it, with the replies under it.

    `depth` is where it stands on the page, `level` in the conversation; `to` is whom it answers, where that does not
    stand right above it. `since` is when readers could first see it, where that is not when it was sent.
    """

    id: str
    name: str
    at: datetime
    depth: int
    website: str | None = None
    author: bool = False
    staff: bool = False
    verified: bool = False
    kind: str = "comment"
    edited_at: datetime | None = None
    by_desk: bool = False
    html: str = ""
    to: str | None = None
    to_href: str | None = None
    level: int = 0
    since: datetime | None = None
    gone: str | None = None
    reply: str | None = None
    anchors: Sequence[str] = ()
    face: Face | None = None
    children: list[Node] = field(default_factory=list)

    @property
    def under(self) -> int:
        """How many comments stand under it on the page."""
        return sum(1 + child.under for child in self.children)

    @property
    def permalink(self) -> str:
        return permalink_of(self.id)

    @property
    def key(self) -> tuple[Any, ...]:
        """All that its own piece of the page shows; of the replies that is how many there are."""
        return (
            *(self.id, self.name, self.at, self.depth, self.website, self.author, self.verified, self.edited_at),
            *(self.staff, self.by_desk),
            *(self.kind, self.html, self.to, self.to_href, self.level, self.since, self.gone, self.reply),
            *(tuple(self.anchors), self.face, len(self.children), self.under),
        )


@dataclass(frozen=True)
class Frame:
    """What all comments of a thread share; `keys` only where names have faces."""

    authors: tuple[int, ...]
    takes_replies: bool
    anchors: Mapping[int, Sequence[str]]
    keys: Keys | None = None

    @property
    def key(self) -> tuple[Any, ...]:
        """All that it changes about the comments."""
        anchors = tuple((number, tuple(names)) for number, names in self.anchors.items())
        return self.authors, self.takes_replies, self.keys is not None, anchors


def wanted_above(page: Iterable[Said]) -> tuple[set[str], set[int]]:
    """The (sort paths, ids) of comments that the page's replies hang from or answer, and that are not on it."""
    said = list(page)
    on_page, ids = {one.sort_path for one in said}, {one.id for one in said}
    hosts = {
        paths.above(one.sort_path, depth) for one in said for depth in range(min(one.depth, DEEPEST_SHOWN))
    } - on_page
    return hosts, {one.parent_id for one in said if one.parent_id is not None} - ids


def arrange(part: Part, frame: Frame) -> list[Node]:
    """The nodes of a part in reading order, nested."""
    # Whom a reply may answer, and where that stands: here, or on the page that begins with it.
    names = {
        one.id: (one.name, f"{start_at(one.public_id)}#{PREFIX}{one.public_id}") for one in part.above if not one.gone
    }
    every: list[Said | Above] = [one for one in part.above if one.gone is not None]
    for said in part.said:
        names[said.id] = said.name, f"#{PREFIX}{said.public_id}"
        every.append(said)
    placed: dict[str, tuple[int, Node]] = {}
    roots: list[Node] = []
    for one in sorted(every, key=lambda one: one.sort_path):
        host = _host(one, placed)
        depth = 0 if host is None else host[1].depth + 1
        # A reply that stands right under what it answers need not say so.
        answered = None if host is not None and one.parent_id == host[0] else one.parent_id
        to = (None, None) if answered is None else names.get(answered, (None, None))
        node = _stone(one, depth, frame) if isinstance(one, Above) else make_node(one, depth, to, frame)
        placed[one.sort_path] = (one.id, node)
        siblings = roots if host is None else host[1].children
        siblings.append(node)
    return roots


def _host(one: Said | Above, placed: Mapping[str, tuple[int, Node]]) -> tuple[int, Node] | None:
    """The node this one stands under: the deepest of its ancestors that is on the page and may hold replies."""
    for depth in reversed(range(min(one.depth, DEEPEST_SHOWN))):
        host = placed.get(paths.above(one.sort_path, depth))
        if host is not None:
            return host
    return None


def _stone(one: Above, depth: int, frame: Frame) -> Node:
    """What is left of a comment that is gone: its place, and nothing of its writer."""
    return Node(
        id=one.public_id,
        name="",
        at=one.created_at,
        depth=depth,
        gone=one.gone,
        anchors=frame.anchors.get(one.id, ()),
    )


def make_node(one: Said, depth: int, to: tuple[str | None, str | None], frame: Frame) -> Node:
    """The comment itself, without what answers it; `to` is whom it answers, and where that stands."""
    return Node(
        id=one.public_id,
        name=one.name,
        at=moment_of(one.created_at),
        depth=depth,
        website=one.website,
        author=one.account_id in frame.authors,
        staff=one.account_id is not None and one.account_id not in frame.authors,
        verified=one.verified_at is not None,
        kind=one.kind,
        edited_at=moment_of(one.revised_at) if one.number > 1 else None,
        by_desk=one.editor_id is not None,
        html=one.html,
        to=to[0],
        to_href=to[1],
        level=one.depth,
        since=_since(one),
        reply=f"/-/reply/{one.public_id}" if frame.takes_replies else None,
        anchors=frame.anchors.get(one.id, ()),
        face=face_of(frame.keys, one.name, one.account_id, one.commenter_id) if frame.keys is not None else None,
    )


def _since(one: Said) -> datetime | None:
    """When readers could first see it; one that was seen as soon as it was sent says so by its own time."""
    if one.published_at is None or one.published_at == one.created_at:
        return None
    published = moment_of(one.published_at)
    return published if published - moment_of(one.created_at) >= A_MOMENT else None
