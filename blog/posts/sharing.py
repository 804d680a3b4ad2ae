"""Private links to what is not published yet: signed, for some days, and ended at once when somebody says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from blog.accounts.models import Account
from blog.database.rows import make_public_id
from blog.errors import Refusal
from blog.posts.models import Post, PostRevision, PostStatus, PreviewLink
from blog.signing import Keys

PURPOSE = "preview link"
LIFETIMES = {"1": timedelta(days=1), "7": timedelta(days=7), "30": timedelta(days=30)}
# So many links of a post are open at once.
MOST = 20


class LinkOver(Refusal):
    """This private link does not lead anywhere any more. Whoever sent it to you can make a new one."""


class LinkUnknown(Refusal):
    """That link is not one of this post, or it has ended already."""


class TooManyLinks(Refusal):
    """A post has at most twenty private links at once. End one of them first."""


class LifetimeUnknown(Refusal):
    """A private link lives for a day, a week or a month."""


@dataclass(frozen=True)
class Shown:
    """What whoever has the link sees: the newest words, published or not."""

    post: Post
    words: PostRevision
    link: PreviewLink


def make_link(db: Session, post: Post, by: Account, lifetime: str, now: datetime) -> PreviewLink:
    """Raises LifetimeUnknown, TooManyLinks."""
    if lifetime not in LIFETIMES:
        raise LifetimeUnknown
    if len(open_links(db, post, now)) >= MOST:
        raise TooManyLinks
    link = PreviewLink(
        public_id=make_public_id(12), post_id=post.id, made_at=now, made_by=by.id, expires_at=now + LIFETIMES[lifetime]
    )
    db.add(link)
    db.flush()
    return link


def open_links(db: Session, post: Post, now: datetime) -> list[PreviewLink]:
    """Those that lead somewhere now, newest first."""
    query = select(PreviewLink).where(PreviewLink.post_id == post.id, *_is_open(now))
    return list(db.scalars(query.order_by(PreviewLink.id.desc())))


def revoke(db: Session, post: Post, public_id: str, by: Account, now: datetime) -> None:
    """End a link of this post. Raises LinkUnknown."""
    query = select(PreviewLink).where(PreviewLink.public_id == public_id, PreviewLink.post_id == post.id)
    link = db.scalar(query.where(*_is_open(now)).with_for_update())
    if link is None:
        raise LinkUnknown
    link.revoked_at, link.revoked_by = now, by.id
    db.flush()


def path_of(keys: Keys, link: PreviewLink) -> str:
    """Its address; what is signed is which link it is, when it ends, and what it is for."""
    return f"/-/preview/{link.public_id}.{keys.seal(PURPOSE, _signed(link))}"


def find_shown(db: Session, keys: Keys, token: str, now: datetime) -> Shown:
    """What a link leads to. Raises LinkOver for one that is forged, ended or of a post that was taken down."""
    public_id, _, seal = token.partition(".")
    link = db.scalar(select(PreviewLink).where(PreviewLink.public_id == public_id[:20], *_is_open(now)))
    if link is None or not keys.seal_fits(PURPOSE, _signed(link), seal):
        raise LinkOver
    query = select(Post).where(Post.id == link.post_id, Post.status != PostStatus.DELETED)
    post = db.scalar(query.options(joinedload(Post.newest), joinedload(Post.author)))
    if post is None or post.newest is None:
        raise LinkOver
    return Shown(post, post.newest, link)


def _is_open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return PreviewLink.revoked_at.is_(None), PreviewLink.expires_at > now


def _signed(link: PreviewLink) -> str:
    return f"{link.public_id} {link.post_id} {int(link.expires_at.timestamp())}"
