"""The desk's list of what is written: a page at a time, by its state and by words of its title."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from blog.accounts.models import Account
from blog.posts.models import Post, PostKind, PostRevision, PostStatus
from blog.posts.writing import editable

A_PAGE = 100
LONGEST_SEARCH = 100
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    """Below which post a page of the list begins: the list goes by the time of the last change, newest first."""

    changed_at: datetime
    id: int

    def __str__(self) -> str:
        return f"{(self.changed_at - BEGINNING) // timedelta(microseconds=1)}-{self.id}"


def read_place(text: str) -> Place | None:
    """The place an address names; None if it names none."""
    micros, _, number = text.partition("-")
    for part in (micros, number):
        if not (part.isascii() and part.isdecimal() and len(part) < 18):
            return None
    return Place(BEGINNING + timedelta(microseconds=int(micros)), min(int(number), 2**31 - 1))


def list_editable(
    db: Session,
    account: Account,
    kind: str = PostKind.POST,
    status: str = "",
    words: str = "",
    below: Place | None = None,
    limit: int = A_PAGE,
) -> tuple[list[Post], Place | None]:
    """The person's posts or pages, those last changed first, but for deleted ones unless `status` asks for them.

    Also where the next page begins; None if there is none.
    """
    state = Post.status == status if status else Post.status != PostStatus.DELETED
    query = (
        select(Post)
        .where(state, Post.kind == kind, editable(account))
        .options(joinedload(Post.newest), joinedload(Post.author))
        .order_by(Post.changed_at.desc(), Post.id.desc())
        .limit(limit + 1)
    )
    if below is not None:
        earlier = and_(Post.changed_at == below.changed_at, Post.id < below.id)
        query = query.where(or_(Post.changed_at < below.changed_at, earlier))
    found = list(db.scalars(_titled(query, words)))
    last = found[limit - 1] if len(found) > limit else None
    return found[:limit], Place(last.changed_at, last.id) if last is not None else None


def _titled(query: Select[Post], words: str) -> Select[Post]:
    """Only those whose newest title has every word."""
    wanted = words[:LONGEST_SEARCH].split()
    if wanted:
        query = query.join(PostRevision, PostRevision.id == Post.newest_revision_id)
    for word in wanted:
        query = query.where(PostRevision.title.icontains(word, autoescape=True))
    return query
