"""Puts decided states into their rows: a statement or two for however many comments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Table, bindparam, case, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import instance_dict
from sqlalchemy.orm.util import identity_key

from blog.comments.models import Comment, CommentRevision, Status
from blog.comments.searching import index_comments
from blog.moderation.states import State
from blog.posts.models import Post

COMMENTS, REVISIONS = cast(Table, Comment.__table__), cast(Table, CommentRevision.__table__)
POSTS = cast(Table, Post.__table__)
STATE = ("status", "shown_revision_id", "published_at", "withdrawn_at")
STATED = {**{name: bindparam(name) for name in STATE}, "seen": COMMENTS.c.seen + 1}
STATING = update(COMMENTS).where(COMMENTS.c.id == bindparam("of")).values(STATED)
COUNT = POSTS.c.comment_count + bindparam("by")
COUNTING = update(POSTS).where(POSTS.c.id == bindparam("of")).values(comment_count=case((COUNT < 0, 0), else_=COUNT))


def put_states(db: Session, moves: Sequence[tuple[Comment, State]], revisions: Mapping[int, CommentRevision]) -> None:
    """Set the new states: those that change alike in one statement, and the objects told what is stored now.

    Only an older text that readers get back, and when a writer took a comment back, is each comment's own. What
    readers see otherwise from now on is found otherwise, too.
    """
    alike: dict[tuple[tuple[str, Any], ...], list[int]] = defaultdict(list)
    single: list[dict[str, Any]] = []
    marks: dict[Status, list[int]] = defaultdict(list)
    seen_otherwise = [comment.id for comment, state in moves if comment.shown_revision_id != state.shown_id]
    for comment, state in moves:
        revision, values = revisions[comment.id], _values_of(state)
        of_its_own = state.withdrawn_at not in (None, comment.withdrawn_at)
        if state.shown_id in (None, comment.newest_revision_id) and not of_its_own:
            changed = {name: value for name, value in values.items() if getattr(comment, name) != value}
            if changed.get("shown_revision_id") is not None:
                changed["shown_revision_id"] = COMMENTS.c.newest_revision_id
            alike[tuple(changed.items())].append(comment.id)
        else:
            single.append({"of": comment.id, **values})
        marks[state.status].append(revision.id)
        # As the database has them in a moment: nothing is left for the session to find out or to write.
        instance_dict(comment).update(values, seen=comment.seen + 1)
        instance_dict(revision)["status"] = state.status
    db.flush()
    for changes, ids in alike.items():
        together = update(COMMENTS).where(COMMENTS.c.id.in_(ids))
        db.connection().execute(together.values({**dict(changes), "seen": COMMENTS.c.seen + 1}))
    if single:
        db.connection().execute(STATING, single)
    for status, ids in marks.items():
        db.connection().execute(update(REVISIONS).where(REVISIONS.c.id.in_(ids)).values(status=status))
    index_comments(db, seen_otherwise)


def _values_of(state: State) -> dict[str, Any]:
    return {
        "status": state.status,
        "shown_revision_id": state.shown_id,
        "published_at": state.published_at,
        "withdrawn_at": state.withdrawn_at,
    }


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
