"""Who signs a post: its first author, and others beside them in an order; whose own a post is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.accounts.roles import ROLES, Capability
from blog.database.versions import move_versions
from blog.errors import Refusal
from blog.markup.text import slug
from blog.posts.models import Coauthor, Post, PostStatus
from blog.posts.shown import Readable

MOST_AUTHORS = 8


class SignedOtherwise(Refusal):
    """Somebody else has changed who signs this post meanwhile. Nothing is stored yet, and what you chose is kept."""


class AuthorsUnread(Refusal):
    """A post has one to eight authors, each named once, from those who may write here. Nothing was changed."""


class Signature(NamedTuple):
    """A name under a post, and the last part of its page's address; "" where it has none."""

    name: str
    slug: str


def own(account_id: Any) -> ColumnElement[bool]:
    """A condition on posts: those that this person (an id, or a parameter) has signed, alone or with others."""
    beside = select(Coauthor.post_id).where(Coauthor.account_id == account_id)
    return or_(Post.author_id == account_id, Post.id.in_(beside))


def is_own(post: Post, account: Account) -> bool:
    if post.author_id == account.id:
        return True
    return bool(post.coauthor_count) and any(one.id == account.id for one in post.coauthors)


def signatures(db: Session, posts: Sequence[Readable]) -> dict[int, list[Signature]]:
    """Who has signed each post, the first author first: at most one question, and none where all wrote alone."""
    found = {post.id: _first(post) for post in posts}
    together = [post.id for post in posts if post.coauthor_count]
    if together:
        query = (
            select(Coauthor.post_id, Account.name, Account.slug)
            .join(Account, Account.id == Coauthor.account_id)
            .where(Coauthor.post_id.in_(together))
            .order_by(Coauthor.post_id, Coauthor.position)
        )
        for post_id, name, made in db.execute(query):
            found[post_id].append(Signature(name, made or ""))
    return found


def signing(db: Session, post: Readable) -> tuple[int, ...]:
    """The accounts that have signed a post that readers see; no question where one wrote alone."""
    first = (post.author_id,) if post.author_id is not None else ()
    if not post.coauthor_count:
        return first
    beside = select(Coauthor.account_id).where(Coauthor.post_id == post.id).order_by(Coauthor.position)
    return (*first, *db.scalars(beside))


def signing_all(db: Session, post_ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """The accounts that have signed each of these posts: no question for none, two for any number."""
    wanted = list(post_ids)
    if not wanted:
        return {}
    found: dict[int, tuple[int, ...]] = dict.fromkeys(wanted, ())
    for post_id, author_id in db.execute(select(Post.id, Post.author_id).where(Post.id.in_(wanted))):
        found[post_id] = (author_id,) if author_id is not None else ()
    beside = select(Coauthor.post_id, Coauthor.account_id).where(Coauthor.post_id.in_(wanted))
    for post_id, account_id in db.execute(beside.order_by(Coauthor.post_id, Coauthor.position)):
        found[post_id] = (*found[post_id], account_id)
    return found


def _first(post: Readable) -> list[Signature]:
    if post.author is not None:
        return [Signature(post.author.name, post.author.slug or "")]
    # A name that an import brought has a page too, as long as nobody here has taken over its posts.
    return [Signature(post.author_name, slug(post.author_name))] if post.author_name else []


def author_ids(post: Post) -> list[int]:
    """The accounts that have signed it, in order."""
    first = [post.author_id] if post.author_id is not None else []
    return first + [one.id for one in post.coauthors]


def choosable(db: Session, post: Post) -> list[Account]:
    """Whoever may write here, and whoever has signed this post already, by name."""
    writers = [role for role, may in ROLES.items() if Capability.WRITE_DRAFTS in may]
    writing = Account.role.in_(writers) & Account.disabled_at.is_(None)
    query = select(Account).where(or_(writing, Account.id.in_(author_ids(post))))
    return list(db.scalars(query.order_by(func.lower(Account.name), Account.id)))


def set_authors(db: Session, post: Post, chosen: Sequence[int], now: datetime) -> None:
    """Let exactly these sign it, in this order; the caller holds the turn of posts. Raises AuthorsUnread.

    A name that an import brought goes on signing until somebody of the staff is named first in its place.
    """
    known = {account.id for account in choosable(db, post)}
    if not 1 <= len(chosen) <= MOST_AUTHORS or len(set(chosen)) != len(chosen) or not known.issuperset(chosen):
        raise AuthorsUnread
    if list(chosen) == author_ids(post):
        return
    post.author_id = chosen[0]
    write_coauthors(db, post, chosen[1:])
    show_change(db, [post], now)


def write_coauthors(db: Session, post: Post, account_ids: Sequence[int]) -> None:
    """These and no others sign beside the first author; the one place that keeps the count right."""
    db.flush()
    db.execute(delete(Coauthor).where(Coauthor.post_id == post.id))
    rows = [
        {"post_id": post.id, "account_id": number, "position": position}
        for position, number in enumerate(account_ids, 1)
    ]
    if rows:
        db.execute(insert(Coauthor), rows)
    post.coauthor_count = len(rows)
    db.flush()
    db.expire(post, ["author", "coauthors"])


def recount(db: Session) -> None:
    """Bring the kept numbers to what the rows say, after accounts or posts went without this room; nobody signs
    twice."""
    first = select(Post.author_id).where(Post.id == Coauthor.post_id).scalar_subquery()
    plain = {"synchronize_session": False}
    db.execute(delete(Coauthor).where(Coauthor.account_id == first), execution_options=plain)
    db.execute(
        update(Post).where(Post.coauthor_count != _beside()).values(coauthor_count=_beside()), execution_options=plain
    )


def wrong_counts(db: Session) -> list[str]:
    """The posts whose kept number is not that of their rows, one sentence each."""
    query = select(Post.id, Post.coauthor_count, _beside()).where(Post.coauthor_count != _beside()).order_by(Post.id)
    return [f"Post {number} says {kept} co-authors and has {right}." for number, kept, right in db.execute(query)]


def _beside() -> Any:
    return select(func.count()).where(Coauthor.post_id == Post.id).correlate(Post).scalar_subquery()


def show_change(db: Session, posts: Iterable[Post], now: datetime) -> None:
    """What readers see of these posts names somebody else from now on."""
    keys = [f"post:{post.id}" for post in posts if post.status == PostStatus.PUBLISHED]
    if keys:
        move_versions(db, ["posts", *keys], now)


def count_posts(db: Session) -> dict[int, int]:
    """How many posts each account has signed, deleted ones aside."""
    alive = Post.status != PostStatus.DELETED
    first = select(Post.author_id, func.count()).where(alive, Post.author_id.is_not(None)).group_by(Post.author_id)
    beside = (
        select(Coauthor.account_id, func.count())
        .join(Post, Post.id == Coauthor.post_id)
        .where(alive)
        .group_by(Coauthor.account_id)
    )
    counted: Counter[int] = Counter()
    for query in (first, beside):
        counted.update({number: posts for number, posts in db.execute(query) if number is not None})
    return counted


def imported_names(db: Session) -> list[tuple[str, int]]:
    """Names under posts that nobody with an account has signed, and how many posts each: the most first."""
    nobodys = (Post.author_id.is_(None), Post.author_name.is_not(None), Post.status != PostStatus.DELETED)
    query = select(Post.author_name, func.count()).where(*nobodys).group_by(Post.author_name)
    return [(name or "", number) for name, number in db.execute(query.order_by(func.count().desc(), Post.author_name))]
