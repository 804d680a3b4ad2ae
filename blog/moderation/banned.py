"""Whether a comment is met by a ban, and what its card then says."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session, joinedload

from blog.comments.commenters import fold_address
from blog.comments.models import CommentRevision
from blog.database.among import among
from blog.languages.dates import Dates
from blog.languages.sentences import Sentence, say
from blog.moderation.bans import Kind, ascii_host
from blog.moderation.hosts import hosts_of
from blog.moderation.models import Ban
from blog.site.settings import read_site

# Names of hosts within hosts: a ban of example.org meets blog.example.org, too.
MOST_LABELS = 10


def find_ban(db: Session, revision: CommentRevision, now: datetime) -> Ban | None:
    """The ban that meets this comment, if one does. Whoever is signed in is met by none."""
    comment = revision.comment
    if comment.account_id is not None:
        return None
    matters = {
        Kind.EMAIL: {fold_address(comment.email or "")},
        Kind.NETWORK: {comment.prefix_hash or ""},
        Kind.HOST: {part for host in hosts_of(revision.links, comment.website) for part in _within(host)},
    }
    values = sorted(set().union(*matters.values()) - {""})
    given = {"matters": values, "commenter": comment.commenter_id, "now": now}
    for found in db.execute(_meeting(), given):
        if found.kind == Kind.PERSON or found.matter in matters[Kind(found.kind)]:
            return db.scalar(select(Ban).where(Ban.id == found.id).options(joinedload(Ban.account)))
    return None


def say_ban(db: Session, found: Ban) -> Sentence:
    """What the card says: by whom, until when and why."""
    name = found.account.name if found.account else say("the desk")
    if found.until is None:
        return say("Banned by %(name)s: %(reason)s", name=name, reason=found.reason)
    site = read_site(db)
    date = Dates(site.language, site.time_zone).date(found.until)
    return say("Banned by %(name)s until %(date)s: %(reason)s", name=name, date=date, reason=found.reason)


@cache
def _meeting() -> Any:
    """Put together once: that takes longer than asking."""
    moment = bindparam("now", type_=Ban.at.type)
    now = and_(Ban.lifted_at.is_(None), or_(Ban.until.is_(None), Ban.until > moment))
    matters = among(Ban.matter, "matters")
    commenter = Ban.commenter_id == bindparam("commenter", type_=Ban.commenter_id.type)
    return select(Ban.id, Ban.kind, Ban.matter).where(now, or_(matters, commenter)).order_by(Ban.id)


def _within(host: str) -> list[str]:
    labels = ascii_host(host).split(".")[-MOST_LABELS:]
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]
