"""Proves that an address belongs to whoever wrote a comment: a mailed link, good for ten minutes and once."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.accounts import tokens
from blog.comments.commenters import fits, keep_address, merge
from blog.comments.following import ASKING, may_write, put_letter, takes_letter
from blog.comments.models import Comment, Commenter
from blog.comments.pace import check_pace
from blog.database.versions import move_versions
from blog.errors import Refusal
from blog.signing import Keys

PROOF = "proof of an address"
LIFETIME = timedelta(minutes=10)


class ProofSpent(Refusal):
    """This link holds for ten minutes and works once. Ask for a new one on the receipt of your comment."""


class NotProvable(Refusal):
    """No letter can be sent for this comment: it has no e-mail address, or a moderator has to read it first."""


def is_provable(comment: Comment) -> bool:
    """Whether a letter may go out to the address that this comment was written with."""
    return bool(comment.email) and comment.verified_at is None and may_write(comment)


def fits_comment(commenter: Commenter, comment: Comment) -> bool:
    """Whether the comment, as it is now, was written with this very address."""
    return bool(comment.email) and fits(commenter, comment.email)


def ask_proof(db: Session, comment: Comment, now: datetime, prefix_hash: str | None) -> None:
    """Have the link mailed. Raises NotProvable, TooManyComments.

    Says nothing about whether one goes out: an address gets one letter a day that it has not answered, or none.
    """
    if not is_provable(comment):
        raise NotProvable
    assert comment.email is not None
    commenter = keep_address(db, comment.email, now)
    if prefix_hash is not None:
        check_pace(db, ASKING, prefix_hash, now)
    if takes_letter(commenter, now):
        commenter.asked_at = now
        put_letter(db, commenter, {"what": "prove", "comment": comment.id}, now)
    db.flush()


def find_proof(db: Session, keys: Keys, token: str, now: datetime) -> tuple[Comment, Commenter]:
    """What the link is about, as long as it holds; looking uses nothing up. Raises ProofSpent."""
    if not tokens.token_holds(db, keys, PROOF, token, now):
        raise ProofSpent
    about = tokens.read_about(keys, PROOF, token, now)
    if not isinstance(about, dict) or not all(isinstance(about.get(name), str) for name in ("comment", "commenter")):
        raise ProofSpent
    comment = db.scalar(select(Comment).where(Comment.public_id == about["comment"]))
    commenter = db.scalar(select(Commenter).where(Commenter.public_id == about["commenter"]))
    if comment is None or commenter is None or not fits_comment(commenter, comment):
        raise ProofSpent
    return comment, commenter


def is_same_person(db: Session, comment: Comment, commenter: Commenter) -> bool:
    """Whether a device that knew its writer by nothing but the device now learns whose address it is."""
    former = db.get(Commenter, comment.commenter_id) if comment.commenter_id is not None else None
    return former is not None and former.id != commenter.id and former.email_key is None


def prove(db: Session, keys: Keys, token: str, now: datetime) -> tuple[Comment, Commenter]:
    """Use the link up: the comment is this person's from now on, with all of whoever wrote it. Raises ProofSpent."""
    comment, commenter = find_proof(db, keys, token, now)
    if not tokens.use_token(db, keys, PROOF, token, now):
        raise ProofSpent
    if is_same_person(db, comment, commenter):
        merge(db, db.get_one(Commenter, comment.commenter_id), into=commenter)
    comment.commenter_id = commenter.id
    comment.verified_at = now
    commenter.proved_at = commenter.proved_at or now
    commenter.asked_at = None
    db.flush()
    if comment.shown_revision_id is not None:
        move_versions(db, ["comments", f"post:{comment.post_id}"], now)
    return comment, commenter
