"""Tells the staff that a comment waits, by a letter that nothing in the comment can keep from going out."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.accounts.roles import ROLES, Capability, may
from blog.comments.models import Comment, CommentRevision, Lane, Status
from blog.mail.sending import write_letter
from blog.posts.models import Post, PostRevision

# What mail programs make links of by themselves: reader text leads nowhere from our address.
ADDRESS_START = re.compile(r"(?i)\b(https?|ftp)://|\b(www)\.")

LETTER = """\
%(name)s wrote under “%(title)s”:

%(words)s

%(place)s Decide here:
%(url)s/desk/comments
"""
PLACES = {
    Lane.GOOD: "It waits for a moderator.",
    Lane.SPAM: "It waits among the probable spam.",
}


def tell_staff(db: Session, comment: Comment, revision: CommentRevision, now: datetime, site_url: str) -> None:
    """Put one letter into the outbox for everyone who may decide on the comment, in the transaction that stored it.

    Reader text goes into the letter's body only: a header has rules that hostile words could break.
    """
    if revision.status != Status.PENDING:
        return
    title, author_id = _post_of(db, comment)
    words = LETTER % {
        "name": " ".join(_without_links(comment.name).split()),
        "title": title,
        "words": _indented(_without_links(revision.words)),
        "place": PLACES[Lane(revision.lane)],
        "url": site_url,
    }
    for account in _deciders(db, author_id):
        if account.id != comment.account_id:
            write_letter(db, account.email, f"A comment waits: {title}", words, now, about=f"comment:{comment.id}")
    db.flush()


def _post_of(db: Session, comment: Comment) -> tuple[str, int | None]:
    query = (
        select(Post.author_id, PostRevision.title)
        .outerjoin(PostRevision, PostRevision.id == Post.shown_revision_id)
        .where(Post.id == comment.post_id)
    )
    author_id, title = db.execute(query).one()
    return title or "", author_id


def _deciders(db: Session, author_id: int | None) -> list[Account]:
    """Who may decide on every comment, and the post's author if that is among what an author may."""
    whole = [role for role, capabilities in ROLES.items() if Capability.MODERATE_ALL in capabilities]
    query = select(Account).where(or_(Account.role.in_(whole), Account.id == author_id)).order_by(Account.id)
    return [account for account in db.scalars(query) if may(account, Capability.MODERATE_OWN)]


def _without_links(text: str) -> str:
    return ADDRESS_START.sub(lambda found: f"{found[1]}[:]//" if found[1] else f"{found[2]}[.]", text)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())
