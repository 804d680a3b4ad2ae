"""All that is kept about an address, wherever it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from blog.comments.commenters import find_by_address, fold_address
from blog.comments.models import Comment, Commenter, CommenterDevice, CommentRevision, Following
from blog.jobs.models import Job
from blog.mail import sending
from blog.moderation.models import LogEntry
from blog.posts.models import Post

# A page shows so many; the file holds all.
SHOWN = 200


@dataclass(frozen=True)
class Said:
    """A comment with every text it ever had, oldest first, and what was decided on it."""

    comment: Comment
    title: str
    revisions: Sequence[CommentRevision]
    entries: Sequence[LogEntry]


@dataclass(frozen=True)
class Reader:
    """An address that was proved or asked to be told of something; `devices` know it again."""

    commenter: Commenter
    followings: Sequence[Following]
    devices: int


def comments_of(email: str) -> ColumnElement[bool]:
    """A condition on comments: those signed with the address, in whatever case it was typed, and those of the reader
    who proved it, whatever they were signed with."""
    proved = select(Commenter.id).where(Commenter.email_key == fold_address(email), Commenter.proved_at.is_not(None))
    return or_(Comment.email == email, func.lower(Comment.email) == email.lower(), Comment.commenter_id.in_(proved))


def is_known(db: Session, email: str) -> bool:
    """Whether anything at all is kept about the address."""
    if find_by_address(db, email) is not None:
        return True
    return db.scalar(select(Comment.id).where(comments_of(email)).limit(1)) is not None


def find_comments(db: Session, email: str) -> list[Said]:
    """Everything ever written under the address, oldest first."""
    query = select(Comment).where(comments_of(email)).order_by(Comment.created_at, Comment.id)
    comments = list(db.scalars(query.options(joinedload(Comment.post).joinedload(Post.shown))).unique())
    ids = [comment.id for comment in comments]
    revisions: dict[int, list[CommentRevision]] = {}
    by_number = select(CommentRevision).where(CommentRevision.comment_id.in_(ids)).order_by(CommentRevision.number)
    for revision in db.scalars(by_number):
        revisions.setdefault(revision.comment_id, []).append(revision)
    entries: dict[int, list[LogEntry]] = {}
    for entry in db.scalars(select(LogEntry).where(LogEntry.comment_id.in_(ids)).order_by(LogEntry.id)):
        entries.setdefault(entry.comment_id or 0, []).append(entry)
    return [
        Said(one, one.post.shown.title if one.post.shown else "", revisions.get(one.id, []), entries.get(one.id, []))
        for one in comments
    ]


def find_reader(db: Session, email: str) -> Reader | None:
    """What is kept of the address beside its comments; None if nothing is."""
    commenter = find_by_address(db, email)
    if commenter is None:
        return None
    devices = select(func.count()).select_from(CommenterDevice).where(CommenterDevice.commenter_id == commenter.id)
    followings = select(Following).where(Following.commenter_id == commenter.id).order_by(Following.id)
    return Reader(commenter, list(db.scalars(followings)), db.scalar(devices) or 0)


def letters_to(email: str) -> ColumnElement[bool]:
    """A condition on jobs: letters to the address, sent or waiting."""
    return (Job.kind == sending.KIND) & (func.lower(Job.payload["to"].as_string()) == email.lower())


def count_letters(db: Session, email: str) -> int:
    return db.scalar(select(func.count()).select_from(Job).where(letters_to(email))) or 0


def as_json(email: str, said: Sequence[Said], reader: Reader | None, letters: int) -> dict[str, Any]:
    """All of it as plain values, in the words of the database."""
    known = _reader(reader) if reader is not None else None
    return {"address": email, "reader": known, "comments": [_comment(one) for one in said], "letters": letters}


def _reader(reader: Reader) -> dict[str, Any]:
    commenter = reader.commenter
    instants = {"since": commenter.created_at, "proved_at": commenter.proved_at, "asked_at": commenter.asked_at,
                "refused_at": commenter.refused_at}  # fmt: skip
    return {
        **{name: at.isoformat() if at else None for name, at in instants.items()},
        "devices": reader.devices,
        "told_of": [
            {
                "about": one.about,
                "pace": one.pace,
                "asked_at": one.created_at.isoformat(),
                "confirmed_at": one.confirmed_at.isoformat() if one.confirmed_at else None,
            }
            for one in reader.followings
        ],
    }


def _comment(said: Said) -> dict[str, Any]:
    comment = said.comment
    return {
        "id": comment.public_id,
        "post": said.title,
        "name": comment.name,
        "email": comment.email,
        "website": comment.website,
        "author_uri": comment.author_uri,
        "status": str(comment.status),
        "source": comment.source,
        "sent_at": comment.created_at.isoformat(),
        "published_at": comment.published_at.isoformat() if comment.published_at else None,
        "withdrawn_at": comment.withdrawn_at.isoformat() if comment.withdrawn_at else None,
        "network_code": comment.prefix_hash,
        "texts": [
            {
                "number": revision.number,
                "status": str(revision.status),
                "written_at": revision.created_at.isoformat(),
                "typed": revision.typed,
                "html": revision.html,
            }
            for revision in said.revisions
        ],
        "decisions": [
            {"at": entry.at.isoformat(), "by": entry.actor, "from": entry.old, "to": entry.new, "reason": entry.reason}
            for entry in said.entries
        ],
    }
