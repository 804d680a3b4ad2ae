"""The revisions of a post in the desk: who, when and what; any two word by word; putting one back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.languages.sentences import Sentence, say
from blog.posts import publishing, revisions, writing
from blog.posts.covers import cover_of
from blog.posts.models import Origin, Post, PostStatus
from blog.posts.revisions import Compared, Listed, RevisionNotFound
from blog.posts.words import BESIDE_WORDS
from blog.web.rendering import desk_page, go_to
from blog.web.visits import Visit


@dataclass(frozen=True)
class Row:
    """One revision in the list."""

    number: int
    title: str
    at: datetime
    by: str
    what: Sentence
    published_at: datetime | None
    published_by: str
    newest: bool
    shown: bool


def show_revisions(db: Session, visit: Visit) -> Response:
    post = writing.find_editable(db, visit.person, visit.params["post"])
    before = visit.query.get("before", "")
    if before and not (before.isascii() and before.isdecimal() and len(before) < 10):
        raise RevisionNotFound
    listed, more = revisions.list_revisions(db, post, int(before) if before else None)
    one, other = visit.query.get("old", ""), visit.query.get("new", "")
    compared = revisions.compare_revisions(db, post, one, other) if one or other else None
    return desk_page(
        visit,
        "posts/revisions.html",
        title=say("Revisions"),
        post_title=post.newest.title if post.newest else "",
        href=f"/desk/posts/{post.id}",
        rows=[_row(post, one) for one in listed],
        total=post.newest.number if post.newest else 0,
        more=f"{visit.path}?before={more}" if more else None,
        newer=visit.path if before else None,
        compared=compared,
        planned=_planned(compared),
        covers=(cover_of(compared.old), cover_of(compared.new)) if compared else None,
        may_put_back=post.status == PostStatus.DRAFT or _may_publish(visit, post),
    )


def put_back_revision(db: Session, visit: Visit) -> Response:
    post = writing.find_to_change(db, visit.person, visit.params["post"])
    if post.status != PostStatus.DRAFT:
        publishing.check_may_publish(visit.person, post)
    revisions.put_back(db, post, visit.form.get("revision"), visit.person, visit.now)
    return go_to(f"/desk/posts/{post.id}?done=brought")


def _may_publish(visit: Visit, post: Post) -> bool:
    try:
        publishing.check_may_publish(visit.person, post)
    except publishing.MayNotPublish:
        return False
    return True


def _row(post: Post, listed: Listed) -> Row:
    revision = listed.revision
    newest = revision.id == post.newest_revision_id
    return Row(
        number=revision.number,
        title=revision.title,
        at=revision.saved_at,
        by=listed.saved_by or (post.author_name or "" if revision.origin == Origin.IMPORTED else ""),
        what=_what(revision.origin, revision.number, revision.restored_from),
        published_at=revision.published_at,
        published_by=listed.published_by or "",
        newest=newest,
        shown=revision.id == post.shown_revision_id and post.status == PostStatus.PUBLISHED,
    )


def _what(origin: str, number: int, restored_from: int | None) -> Sentence:
    if origin == Origin.RESTORED:
        return say("put back from revision %(number)s", number=restored_from)
    if origin == Origin.IMPORTED:
        return say("brought from another blog")
    return say("begun") if number == 1 else say("saved")


def _planned(compared: Compared | None) -> list[tuple[Sentence, str, str]]:
    return [(BESIDE_WORDS[name], old, new) for name, old, new in compared.plan] if compared else []
