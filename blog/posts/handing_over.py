"""Hands posts over: from somebody's account, or from a name that an import brought, to somebody of the staff."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, selectinload

from blog.accounts.models import Account
from blog.database.turns import take_turns
from blog.database.versions import move_versions
from blog.errors import Refusal
from blog.posts.bylines import author_ids, own, write_coauthors
from blog.posts.models import HandOver, Post
from blog.posts.writing import TURN

# A database takes only so many values in one question.
AT_ONCE = 5_000


class NothingToHandOver(Refusal):
    """There are no posts to hand over, so nothing was changed."""


class HandOverOver(Refusal):
    """These posts were given back already. Nothing was changed."""


def hand_over(db: Session, giver: Account | str, to: Account, by: Account, now: datetime) -> HandOver:
    """Every post of `giver`, deleted ones too, is `to`'s from now on. giver: an account, or an imported name.

    Raises NothingToHandOver.
    """
    take_turns(db, [TURN])
    made = HandOver(to_id=to.id, at=now, by_id=by.id, posts={})
    if isinstance(giver, str):
        made.from_name = giver
        where: Any = Post.author_id.is_(None) & (Post.author_name == giver)
        made.posts = {"first": list(db.scalars(select(Post.id).where(where)))}
    else:
        made.from_id = giver.id
        made.posts = {"first": _alone(db, giver), **_together(db, giver, to)}
    if not any(made.posts.values()):
        raise NothingToHandOver
    _give(db, made.posts["first"], made.from_id, to.id)
    db.add(made)
    _show(db, now)
    return made


def take_back(db: Session, number: int, now: datetime) -> HandOver:
    """Give back what was handed over and has not gone on to somebody else since. Raises HandOverOver."""
    take_turns(db, [TURN])
    made = db.get(HandOver, number, with_for_update=True, populate_existing=True)
    gone = made is None or made.undone_at is not None or made.to_id is None
    if made is None or gone or (made.from_id is None and made.from_name is None):
        raise HandOverOver
    _give(db, made.posts["first"], made.to_id, made.from_id)
    for post_id, before, after in made.posts.get("together", []):
        post = db.get(Post, post_id)
        if post is not None and author_ids(post) == after:
            _sign(db, post, before)
    made.undone_at = now
    _show(db, now)
    return made


def count(made: HandOver) -> int:
    return sum(len(ids) for ids in made.posts.values())


def _alone(db: Session, giver: Account) -> list[int]:
    return list(db.scalars(select(Post.id).where(Post.author_id == giver.id, Post.coauthor_count == 0)))


def _together(db: Session, giver: Account, to: Account) -> dict[str, list[Any]]:
    """Put `to` where `giver` stands among several; whoever stands there already is named once. What was before and
    what is now is remembered for each post."""
    query = select(Post).where(own(giver.id), Post.coauthor_count > 0).options(selectinload(Post.coauthors))
    changed: list[Any] = []
    for post in db.scalars(query):
        before = author_ids(post)
        after = list(dict.fromkeys(to.id if number == giver.id else number for number in before))
        _sign(db, post, after)
        changed.append([post.id, before, after])
    return {"together": changed}


def _sign(db: Session, post: Post, account_ids: list[int]) -> None:
    known = set(db.scalars(select(Account.id).where(Account.id.in_(account_ids))))
    signing = [number for number in account_ids if number in known]
    if signing:
        post.author_id = signing[0]
        write_coauthors(db, post, signing[1:])


def _give(db: Session, ids: list[int], before: int | None, after: int | None) -> None:
    """Only what is still where it was goes."""
    for some in _parts(ids):
        standing = Post.author_id.is_(None) if before is None else Post.author_id == before
        change = update(Post).where(Post.id.in_(some), standing).values(author_id=after)
        db.execute(change, execution_options={"synchronize_session": False})
    db.expire_all()


def _parts(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _show(db: Session, now: datetime) -> None:
    db.flush()
    # Every post's page depends on this one, whichever of them it was.
    move_versions(db, ["posts"], now)
