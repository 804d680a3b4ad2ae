"""The saved states of a post: listed, compared word by word, and put back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, defer

from blog.accounts.models import Account
from blog.accounts.roles import writes_unfiltered
from blog.errors import Refusal
from blog.markup.differences import Difference, compare
from blog.markup.posts import render
from blog.posts.models import Origin, Post, PostRevision
from blog.posts.pictures import dressed
from blog.posts.plans import excerpt_of, plan_now
from blog.posts.writing import find_by_number, newest_revision, says_the_same

A_PAGE = 50
# What may differ beside the words.
COMPARED = ("excerpt", "tags", "language", "permalink", "published_at")


class RevisionNotFound(Refusal):
    """This post has no revision with that number."""


@dataclass(frozen=True)
class Listed:
    """A revision without its words, with the names of who saved and who published it."""

    revision: PostRevision
    saved_by: str | None
    published_by: str | None


@dataclass(frozen=True)
class Compared:
    """Two revisions, the older one first, and what differs."""

    old: PostRevision
    new: PostRevision
    body: Difference
    title: Difference | None
    plan: tuple[tuple[str, str, str], ...]

    @property
    def covers_differ(self) -> bool:
        return self.old.cover_id != self.new.cover_id

    @property
    def is_same(self) -> bool:
        differs = self.body.gone or self.body.new or self.title or self.plan or self.covers_differ
        return not differs and self.old.typed == self.new.typed


def list_revisions(db: Session, post: Post, before: int | None = None) -> tuple[list[Listed], int | None]:
    """A page of them, newest first, below the number `before`; and where the next page begins, or None."""
    saver, publisher = aliased(Account), aliased(Account)
    query: Any = (
        select(PostRevision, saver.name, publisher.name)
        .outerjoin(saver, saver.id == PostRevision.saved_by)
        .outerjoin(publisher, publisher.id == PostRevision.published_by)
        .where(PostRevision.post_id == post.id)
        # A list of fifty long texts is not read to show their dates.
        .options(*(defer(column) for column in (PostRevision.typed, PostRevision.html, PostRevision.words)))
        .order_by(PostRevision.number.desc())
        .limit(A_PAGE + 1)
    )
    if before is not None:
        query = query.where(PostRevision.number < before)
    listed = [Listed(*row) for row in db.execute(query)]
    return listed[:A_PAGE], listed[A_PAGE - 1].revision.number if len(listed) > A_PAGE else None


def compare_revisions(db: Session, post: Post, one: str, other: str) -> Compared:
    """What changed from the older one to the newer one, whichever is named first. Raises RevisionNotFound."""
    found = [find_by_number(db, post, number) for number in (one, other)]
    if found[0] is None or found[1] is None:
        raise RevisionNotFound
    old, new = sorted((found[0], found[1]), key=lambda revision: revision.number)
    pairs = ((name, old.plan.get(name, ""), new.plan.get(name, "")) for name in COMPARED)
    # An address and a time that were left empty are made by publishing: that is no change of anybody's mind.
    left_empty = ("permalink", "published_at")
    plan = tuple(pair for pair in pairs if pair[1] != pair[2] and (pair[0] not in left_empty or all(pair)))
    title = compare(old.title, new.title) if old.title != new.title else None
    return Compared(old, new, compare(old.typed, new.typed), title, plan)


def put_back(db: Session, post: Post, number: str, by: Account | None, now: datetime) -> PostRevision:
    """Make words and cover of an older revision the newest ones, as a revision of their own; what readers see stays.

    Raises RevisionNotFound. The caller holds the turn, so that the next number is free.
    """
    chosen, newest = find_by_number(db, post, number), newest_revision(db, post)
    if chosen is None:
        raise RevisionNotFound
    same_words = says_the_same(newest, chosen.title, chosen.typed, chosen.plan.get("excerpt", ""))
    if same_words and newest.cover_id == chosen.cover_id:
        return newest
    # Cleaned anew: the rules may have changed since it was saved.
    # Unfiltered only by somebody who may save it so: a right that was taken back does not come back with old words.
    unfiltered = chosen.unfiltered and writes_unfiltered(by)
    rendering = render(chosen.typed, chosen.format, unfiltered=unfiltered)
    revision = PostRevision(
        post_id=post.id,
        number=newest.number + 1,
        title=chosen.title,
        format=chosen.format,
        typed=chosen.typed,
        html=dressed(db, str(rendering.html)),
        words=rendering.text,
        excerpt=excerpt_of(chosen.plan, rendering),
        policy=rendering.policy,
        unfiltered=rendering.unfiltered,
        cover_id=chosen.cover_id,
        # Words and cover are put back, and nothing else: tags, language, address and time stay as they are planned now.
        plan={**plan_now(post, newest), "excerpt": chosen.plan.get("excerpt", "")},
        saved_at=now,
        saved_by=by.id if by else None,
        origin=Origin.RESTORED,
        restored_from=chosen.number,
    )
    db.add(revision)
    db.flush()
    post.newest_revision_id, post.changed_at = revision.id, now
    db.flush()
    return revision
