"""Author pages: found by the last part of their address, for people of the staff and for names from an import."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.accounts.people import find_by_slug
from blog.markup.text import slug
from blog.posts.bylines import own
from blog.posts.models import Post, PostKind, PostStatus


@dataclass(frozen=True)
class AuthorPage:
    """Whose page it is, what they say of themselves, and which posts stand there."""

    name: str
    bio_html: str
    website: str | None
    posts: ColumnElement[bool]


def path_of(made: str | None) -> str | None:
    return f"/authors/{quote(made)}" if made else None


def has_page(db: Session, account: Account) -> bool:
    """Readers know of an account only by what it has published."""
    shown = (Post.status == PostStatus.PUBLISHED, Post.kind == PostKind.POST)
    return db.scalar(select(Post.id).where(*shown, own(account.id)).limit(1)) is not None


def find_author(db: Session, asked: str) -> AuthorPage | None:
    """An account, and names from an import whose address is the same: whoever signs alike is read together."""
    account, names = find_by_slug(db, asked), _imported(db, asked)
    theirs: list[Any] = [own(account.id)] if account is not None else []
    if names:
        theirs.append(and_(Post.author_id.is_(None), Post.author_name.in_(names)))
    if not theirs:
        return None
    if account is None:
        return AuthorPage(names[0], "", None, or_(*theirs))
    return AuthorPage(account.name, account.bio_html, account.website, or_(*theirs))


def _imported(db: Session, asked: str) -> list[str]:
    nobodys = select(Post.author_name).where(Post.author_id.is_(None), Post.author_name.is_not(None)).distinct()
    return sorted(name for name in db.scalars(nobodys) if name and slug(name) == asked)
