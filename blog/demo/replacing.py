"""Makes the blog one's own: the first owner, and the demo's cast and texts gone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, not_, or_, select, update
from sqlalchemy.orm import Session

from blog.accounts.models import Account, Invitation
from blog.accounts.people import add_account, find_by_email
from blog.comments.models import Comment
from blog.comments.totals import recount
from blog.database.versions import move_versions
from blog.moderation.models import Action, Ban, LogEntry, LogHead, PersonNote, TrustChange
from blog.posts import bylines
from blog.posts.models import FormerPath, Post, PostTag, Tag
from blog.site.settings import change_site, forget_settings
from blog.site.setup import SetupForm

SOURCE = "demo"


def make_own(db: Session, form: SetupForm, password_hash: str, now: datetime) -> Account:
    """Set the blog up for its owner. What was written here by hand meanwhile stays, and is the owner's now."""
    clear_demo(db)
    owner = find_by_email(db, form.email)
    if owner is None:
        owner = add_account(db, form.email, form.name, "owner", password_hash, now)
    else:
        owner.role, owner.name, owner.password_hash, owner.disabled_at = "owner", form.name, password_hash, None
    db.execute(update(Post).where(Post.author_id.is_(None), Post.source.is_(None)).values(author_id=owner.id))
    bylines.recount(db)
    # Nobody has decided on it yet: what an import brings may stand there.
    forget_settings(db, ["tagline"])
    change_site(
        db,
        now,
        owner.id,
        title=form.title,
        language=form.language,
        time_zone=form.time_zone,
        demo=False,
        set_up=True,
    )
    move_versions(db, ["posts", "comments"], now)
    return owner


def clear_demo(db: Session) -> None:
    """Delete the demo's posts, comments, tags and people, and the log about them."""
    posts = select(Post.id).where(Post.source == SOURCE)
    db.execute(delete(FormerPath).where(FormerPath.post_id.in_(posts)))
    demo_comments = select(Comment.id).where(Comment.post_id.in_(posts))
    # An import is logged as a whole, without a comment of its own.
    # What the demo's people did with its staff goes with them.
    demo_people = select(Account.id).where(Account.source == SOURCE)
    of_staff = or_(LogEntry.subject.like("account:%"), LogEntry.subject.like("invitation:%"))
    logged_otherwise = exists().where(
        or_(LogEntry.comment_id.is_(None), LogEntry.comment_id.not_in(demo_comments)),
        not_(of_staff & LogEntry.account_id.in_(demo_people)),
    )
    if not db.scalar(select(logged_otherwise)):
        # The log proves what was done; one that is only about the demo would prove nothing of this blog.
        db.execute(delete(LogEntry))
        db.execute(delete(LogHead))
        db.execute(delete(Action))
    db.execute(delete(Post).where(Post.source == SOURCE))
    tables: tuple[Any, ...] = (Ban, PersonNote, TrustChange)
    for table in tables:
        db.execute(delete(table).where(table.account_id.in_(demo_people)))
    # Whoever played owner of the demo has let nobody into the blog that follows it.
    db.execute(delete(Invitation).where(Invitation.made_by.in_(demo_people)))
    db.execute(delete(Account).where(Account.source == SOURCE))
    db.execute(delete(Tag).where(~exists().where(PostTag.tag_id == Tag.id)))
    db.flush()
    recount(db)
    db.expire_all()
