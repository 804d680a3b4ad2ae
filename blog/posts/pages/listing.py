"""The desk's page of posts, and of pages: what is written, whatever its state, and what was deleted."""

from __future__ import annotations

from urllib.parse import urlencode

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.accounts.roles import Capability, may
from blog.languages.sentences import Sentence, say
from blog.posts import unsaved
from blog.posts.listing import LONGEST_SEARCH, list_editable, read_place
from blog.posts.models import PostKind, PostStatus
from blog.posts.pages import views
from blog.posts.pages.desk import SAVED
from blog.posts.words import STATUS_WORDS
from blog.web.rendering import desk_page
from blog.web.visits import Visit

POSTS = "/desk/posts"
STATES: dict[str, Sentence] = {
    "": say("All"),
    **{one: STATUS_WORDS[one] for one in (PostStatus.DRAFT, PostStatus.SCHEDULED, PostStatus.PUBLISHED)},
    PostStatus.DELETED: say("Trash"),
}
# So many stand under the others; all of them have a list of their own.
MOST_DELETED = 10


def show_posts(db: Session, visit: Visit) -> Response:
    may_pages = may(visit.person, Capability.EDIT_ALL_POSTS)
    kind = PostKind.PAGE if may_pages and visit.query.get("kind") == PostKind.PAGE else PostKind.POST
    status, search = visit.query.get("status", ""), visit.query.get("q", "")[:LONGEST_SEARCH]
    status = status if status in STATES else ""
    place = read_place(visit.query.get("below", ""))
    found, further = list_editable(db, visit.person, kind, status, search, place)
    narrowed, trash = bool(status or search or place), status == PostStatus.DELETED
    rows = views.rows(db, found)
    gone, more_gone = (rows, False) if trash else ([], False) if narrowed else _gone(db, visit, kind)
    return desk_page(
        visit, "posts/index.html", title=say("Pages") if kind == PostKind.PAGE else say("Posts"),
        rows=[] if trash else rows, gone=gone, trash=trash, time_zone=visit.site.time_zone,
        trash_href=_address(_query(kind, PostStatus.DELETED)) if more_gone else None,
        done=SAVED.get(visit.query.get("done", "")),
        waiting=unsaved.list_unsaved(db, visit.person), away=unsaved.read_draft(visit.query.get("draft", "")),
        kind=kind, may_pages=may_pages, search=search, states=_states(kind, status, search), narrowed=narrowed,
        beside=_query(kind, status), whole=_address(_query(kind)),
        more=_address([*_query(kind, status, search), ("below", str(further))]) if further else None,
    )  # fmt: skip


def _gone(db: Session, visit: Visit, kind: str) -> tuple[list[views.Row], bool]:
    """What was deleted last, and whether that is not all."""
    found, further = list_editable(db, visit.person, kind, PostStatus.DELETED, limit=MOST_DELETED)
    return views.rows(db, found), further is not None


def _query(kind: str, status: str = "", search: str = "") -> list[tuple[str, str]]:
    named = (("kind", kind if kind == PostKind.PAGE else ""), ("status", status), ("q", search))
    return [(name, str(value)) for name, value in named if value]


def _address(query: list[tuple[str, str]]) -> str:
    return f"{POSTS}?{urlencode(query)}" if query else POSTS


def _states(kind: str, status: str, search: str) -> list[tuple[Sentence, str, bool]]:
    """The states to choose from: word, address, whether it is the one that is shown."""
    return [(word, _address(_query(kind, one, search)), one == status) for one, word in STATES.items()]
