"""What posts show of the pictures kept here: which, in which sizes, and whether readers may see them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.orm import Session

from blog.database.versions import move_versions
from blog.markup.pictures import dress, names_in
from blog.media.copies import drawn_of
from blog.media.keeping import find_named, names_of
from blog.media.models import Picture
from blog.posts.models import Post, PostPicture, PostRevision, PostStatus, PreviewLink, Unsaved

SILENT = re.compile(r"!\[\s*\]\((?=[^)\s])")
MOST = 50


@dataclass(frozen=True)
class Showing:
    id: int
    title: str
    status: str


def dressed(db: Session, html: str) -> str:
    """Stored HTML in which every kept picture stands with its measures and sizes, under the name it has now."""
    return dress(html, {name: drawn_of(one) for name, one in find_named(db, names_in(html)).items()})


def show_pictures(db: Session, post_ids: Sequence[int]) -> None:
    """Make what these posts show of pictures true: public is what a published one shows, and nothing else is.

    Called in the transaction that changes what readers see of them; the caller moves the versions.
    """
    db.execute(delete(PostPicture).where(PostPicture.post_id.in_(post_ids)))
    shown = (
        select(Post.id, Post.cover_id, PostRevision)
        .join(PostRevision, PostRevision.id == Post.shown_revision_id)
        .where(Post.id.in_(post_ids), Post.status == PostStatus.PUBLISHED)
    )
    rows = []
    for post_id, cover_id, revision in db.execute(shown).all():
        # It may have been written before its pictures were drawn in sizes, or before one of them was replaced.
        if (html := dressed(db, revision.html)) != revision.html:
            revision.html = html
        ids = {one.id for one in find_named(db, names_in(html)).values()} | ({cover_id} if cover_id else set())
        rows += [{"post_id": post_id, "picture_id": picture_id} for picture_id in sorted(ids)]
    db.flush()
    if rows:
        db.execute(insert(PostPicture), rows)


def show_picture_anew(db: Session, picture: Picture, now: datetime) -> None:
    """Bring what is known of a picture by now into the posts whose readers see it."""
    ids = list(db.scalars(select(PostPicture.post_id).where(PostPicture.picture_id == picture.id)))
    if ids:
        show_pictures(db, ids)
        move_versions(db, ["posts", *(f"post:{post_id}" for post_id in ids)], now)


def rename_picture(db: Session, picture: Picture, old: str, now: datetime) -> None:
    """Bring another file that took a picture's place into every text that shows it; what was typed stays typed."""
    named = PostRevision.html.contains(f"/media/{old}", autoescape=True)
    for revision in db.scalars(select(PostRevision).where(named)):
        revision.html = dressed(db, revision.html)
    db.flush()
    show_picture_anew(db, picture, now)


def is_public(db: Session, picture: Picture) -> bool:
    """Whether a published post shows it."""
    return db.scalar(select(PostPicture.post_id).where(PostPicture.picture_id == picture.id).limit(1)) is not None


def is_lent(db: Session, picture: Picture, now: datetime) -> bool:
    """Whether a post shows it to which somebody has a private link that has not ended. Few posts have one at a time."""
    named = PostRevision.html.contains(f"/media/{picture.name}", autoescape=True)
    query = (
        select(Post.id)
        .join(PreviewLink, PreviewLink.post_id == Post.id)
        .join(PostRevision, PostRevision.id == Post.newest_revision_id)
        .where(PreviewLink.revoked_at.is_(None), PreviewLink.expires_at > now, Post.status != PostStatus.DELETED)
        .where(or_(named, PostRevision.cover_id == picture.id))
    )
    return db.scalar(query.limit(1)) is not None


def posts_showing(db: Session, picture: Picture) -> list[Showing]:
    """The posts whose newest or published words name it or that have it above them, deleted ones too: they may be put
    back."""
    current = or_(PostRevision.id == Post.newest_revision_id, PostRevision.id == Post.shown_revision_id)
    named = PostRevision.html.contains(f"/media/{picture.name}", autoescape=True)
    query = (
        select(Post.id, PostRevision.title, Post.status)
        .join(PostRevision, PostRevision.post_id == Post.id)
        .where(current, or_(named, PostRevision.cover_id == picture.id))
        .order_by(Post.id.desc(), PostRevision.number.desc())
        .limit(MOST * 2)
    )
    found: dict[int, Showing] = {}
    for post_id, title, status in db.execute(query):
        found.setdefault(post_id, Showing(post_id, title, status))
    return list(found.values())[:MOST]


def leave_old_covers(db: Session, picture_id: int) -> None:
    """A picture was taken away: no old revision has it above it any more, nor the next picture that gets its number."""
    db.execute(update(PostRevision).where(PostRevision.cover_id == picture_id).values(cover_id=None))


def is_typed(db: Session, picture: Picture) -> bool:
    """Whether somebody has it in a text that is not saved yet: theirs may be the next post that shows it."""
    typed = or_(*(Unsaved.typed.contains(f"/media/{name}") for name in names_of(db, picture)))
    waiting = select(Unsaved.id).where(Unsaved.ended_at.is_(None), typed)
    return db.scalar(waiting.limit(1)) is not None


def silent_pictures(typed: str) -> int:
    """How many pictures of a Markdown text have no description."""
    return len(SILENT.findall(typed))
