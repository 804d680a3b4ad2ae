"""Who is behind a comment: somebody who has shown who they are, a typed address, or nobody that is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session, joinedload

from blog.accounts.models import Account
from blog.comments.commenters import fold_address
from blog.comments.finding import is_public_id
from blog.comments.models import Comment, Commenter, CommentRevision, Status
from blog.errors import Refusal
from blog.languages.sentences import Sentence
from blog.moderation import notes, trust
from blog.moderation.card_rows import CardRow
from blog.moderation.models import Ban, PersonNote, TrustChange
from blog.moderation.trust import LEVEL_WORDS, Standing
from blog.posts.models import Post, PostRevision
from blog.site.settings import SiteSettings

PEOPLE = "/desk/people"
SHOWN = 50


class PersonNotFound(Refusal):
    """Nobody is known here by this address."""


@dataclass(frozen=True)
class Person:
    """Exactly one of `commenter`, `account`, `email` says who it is; without any, `comment` is all there is."""

    key: str
    name: str
    commenter: Commenter | None = None
    account: Account | None = None
    email: str | None = None
    comment: Comment | None = None

    @property
    def path(self) -> str:
        return f"{PEOPLE}/{self.key}"

    @property
    def email_key(self) -> str | None:
        """The address as addresses are compared by; of somebody who is known, the one they proved."""
        if self.commenter is not None:
            return self.commenter.email_key if self.commenter.proved_at is not None else None
        return fold_address(self.email) if self.email else None

    @property
    def comments(self) -> ColumnElement[bool]:
        """A condition on comments: theirs. Under a typed address only what nobody has proved to be another's."""
        if self.commenter is not None:
            return Comment.commenter_id == self.commenter.id
        if self.account is not None:
            return Comment.account_id == self.account.id
        if self.email is not None:
            return (Comment.email == self.email) & Comment.commenter_id.is_(None) & Comment.account_id.is_(None)
        assert self.comment is not None
        return Comment.id == self.comment.id

    @property
    def notes(self) -> ColumnElement[bool]:
        return notes.about_person(self.commenter.id if self.commenter else None, self.email_key)


@dataclass(frozen=True)
class Record:
    """What somebody has written here: how many by status, and since when."""

    counts: Counter[Status]
    first: datetime | None


@dataclass(frozen=True)
class Glimpse:
    """What a card says about its writer beside what they wrote."""

    href: str
    standing: Standing | None = None
    note: PersonNote | None = None

    @property
    def level(self) -> Sentence | None:
        return LEVEL_WORDS[self.standing.level] if self.standing is not None else None


def find_person(db: Session, key: str) -> Person:
    """By their own id, or by that of a comment of theirs. Raises PersonNotFound."""
    if not is_public_id(key):
        raise PersonNotFound
    commenter = db.scalar(select(Commenter).where(Commenter.public_id == key))
    if commenter is not None:
        newest = select(Comment.name).where(Comment.commenter_id == commenter.id).order_by(Comment.id.desc()).limit(1)
        return Person(key, db.scalar(newest) or commenter.email or "", commenter=commenter)
    query = select(Comment).where(Comment.public_id == key)
    comment = db.scalar(query.options(joinedload(Comment.commenter), joinedload(Comment.account)))
    if comment is None or comment.erased_at is not None:
        raise PersonNotFound
    if comment.commenter is not None:
        return Person(comment.commenter.public_id, comment.name, commenter=comment.commenter)
    if comment.account is not None:
        return Person(key, comment.account.name, account=comment.account)
    return Person(key, comment.name, email=comment.email or None, comment=comment)


def read_record(db: Session, person: Person) -> Record:
    counts: Counter[Status] = Counter()
    first: datetime | None = None
    query = select(Comment.status, func.count(), func.min(Comment.created_at))
    for status, number, since in db.execute(query.where(person.comments).group_by(Comment.status)):
        counts[Status(status)] = number
        first = since if first is None else min(first, since)
    return Record(counts, first)


def newest_comments(db: Session, person: Person, size: int = SHOWN) -> list[Comment]:
    """Their comments with their newest texts and their posts, the newest first."""
    words = joinedload(Comment.newest).load_only(
        CommentRevision.words, CommentRevision.lane, CommentRevision.waiting_since
    )
    title = joinedload(Comment.post).joinedload(Post.shown).load_only(PostRevision.title)
    query = select(Comment).where(person.comments).order_by(Comment.id.desc()).limit(size)
    return list(db.scalars(query.options(words, title)))


def count_namesakes(db: Session, person: Person) -> tuple[int, datetime | None]:
    """How much came under the same name with an imported blog, where nobody could prove who it was; and since when."""
    same = (Comment.name == person.name, Comment.source.is_not(None), Comment.status == Status.APPROVED)
    query = select(func.count(), func.min(Comment.created_at)).where(*same, ~person.comments)
    number, first = db.execute(query).one()
    return number, first


def count_unproved(db: Session, person: Person) -> int:
    """How many came under the address that this person has proved, and nobody knows who typed it there."""
    if person.commenter is None or person.commenter.proved_at is None or not person.commenter.email:
        return 0
    typed = (Comment.email == person.commenter.email, Comment.commenter_id.is_(None), Comment.account_id.is_(None))
    return db.scalar(select(func.count()).select_from(Comment).where(*typed)) or 0


def glimpse(db: Session, rows: Iterable[CardRow], site: SiteSettings) -> dict[int, Glimpse]:
    """What cards say of their writers, by the comment; three questions at most, one where nobody is known."""
    found = [row for row in rows if row.erased_at is None]
    ids = {row.commenter_id for row in found if row.commenter_id is not None}
    addresses = {fold_address(row.email) for row in found if row.email and row.commenter_id is None}
    if not ids and not addresses:
        return {row.comment_id: Glimpse(f"{PEOPLE}/{row.public_id}") for row in found}
    by_person, by_address = notes.newest_notes(db, ids, addresses)
    known = trust.standings(db, ids, site.trust_after)
    return {
        row.comment_id: Glimpse(
            f"{PEOPLE}/{row.public_id}",
            known.get(row.commenter_id or 0),
            by_person.get(row.commenter_id or 0) or by_address.get(fold_address(row.email or "")),
        )
        for row in found
    }


def carry_over(db: Session, former_id: int, into_id: int) -> None:
    """Two who turn out to be one person: bans, notes and what was said about trust go along."""
    tables: tuple[Any, ...] = (Ban, PersonNote, TrustChange)
    for table in tables:
        moved = update(table).where(table.commenter_id == former_id).values(commenter_id=into_id)
        db.execute(moved, execution_options={"synchronize_session": False})
