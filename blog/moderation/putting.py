"""Puts decided states into their rows: a statement or two for however many comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Table, bindparam, case, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import instance_dict
from sqlalchemy.orm.util import identity_key

from blog.comments.models import Comment, CommentRevision
from blog.comments.searching import index_comments
from blog.moderation.states import State
from blog.posts.models import Post

COMMENTS, REVISIONS = cast(Table, Comment.__table__), cast(Table, CommentRevision.__table__)
POSTS = cast(Table, Post.__table__)
STATE = ("status", "shown_revision_id", "published_at", "withdrawn_at", "seen")
STATING = update(COMMENTS).where(COMMENTS.c.id == bindparam("of")).values({name: bindparam(name) for name in STATE})
COUNT = POSTS.c.comment_count + bindparam("by")
COUNTING = update(POSTS).where(POSTS.c.id == bindparam("of")).values(comment_count=case((COUNT < 0, 0), else_=COUNT))
MARKING = update(REVISIONS).where(REVISIONS.c.id == bindparam("of")).values(status=bindparam("status"))


def put_states(db: Session, moves: Sequence[tuple[Comment, State]], revisions: Mapping[int, CommentRevision]) -> None:
    """Set the new states: two statements for however many, and the objects told what is stored now.

    What readers see otherwise from now on is found otherwise, too.
    """
    comments: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    seen_otherwise = [comment.id for comment, state in moves if comment.shown_revision_id != state.shown_id]
    for comment, state in moves:
        values: dict[str, Any] = {
            "status": state.status,
            "shown_revision_id": state.shown_id,
            "published_at": state.published_at,
            "withdrawn_at": state.withdrawn_at,
            "seen": comment.seen + 1,
        }
        comments.append({"of": comment.id, **values})
        marks.append({"of": revisions[comment.id].id, "status": state.status})
        # As the database has them in a moment: nothing is left for the session to find out or to write.
        instance_dict(comment).update(values)
        instance_dict(revisions[comment.id])["status"] = state.status
    db.flush()
    db.connection().execute(STATING, comments)
    db.connection().execute(MARKING, marks)
    index_comments(db, seen_otherwise)


def count_shown(db: Session, counts: Mapping[int, int]) -> None:
    """Add to the number of comments that readers see under each post."""
    changed = [post_id for post_id, by in counts.items() if by]
    if not changed:
        return
    # In one order everywhere, so that two on PostgreSQL never wait in a ring.
    db.connection().execute(COUNTING, [{"of": post_id, "by": counts[post_id]} for post_id in sorted(changed)])
    for post_id in changed:
        post = db.identity_map.get(identity_key(Post, post_id))
        if post is not None:
            db.expire(post, ["comment_count"])
