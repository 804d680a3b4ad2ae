"""A blog below its doors: a database with a post, and ways to comment on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.comments import submission
from blog.comments.forms import CommentForm
from blog.comments.models import Comment, CommentRevision, Status
from blog.comments.paths import place
from blog.comments.sizes import move_sizes
from blog.comments.submission import Sender, Submitted
from blog.database.engine import Database
from blog.moderation import decisions
from blog.moderation.states import POLICY, Actor
from blog.posts.models import Post, PostRevision, PostStatus
from blog.signing import Keys
from tests.cast.clock import START
from tests.cast.site import Site

Result = TypeVar("Result")
KEYS = Keys(("one-secret-for-the-tests",))
ARRIVAL = {"stamp_age": 60, "exact": True, "trap": False, "origin_unknown": False, "no_stamp": False}


HOSTILE_IDS = ("nobody", "1", "-1", "%00", "a" * 300, "comment-x", "' or 1=1 --")


class Typed(dict[str, str]):
    """A form as rooms read it: a missing field is empty."""

    def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
        return super().get(name, default)


def form(body: str = "A word.", name: str = "Sol", **fields: str) -> CommentForm:
    return CommentForm.read(Typed(body=body, name=name, **fields))


class Room:
    """One migrated database, one published post, and the clock at START."""

    def __init__(self, database_url: str) -> None:
        self.database = Database(database_url)
        self.post_id = self.write(add_post)

    def close(self) -> None:
        self.database.close()

    def write(self, work: Callable[[Session], Result]) -> Result:
        return self.database.write(work)

    def read(self, work: Callable[[Session], Result]) -> Result:
        with self.database.reading() as db:
            return work(db)

    def send(
        self,
        body: str = "A word.",
        parent: str = "",
        prefix: str = "home",
        now: datetime = START,
        post_id: int | None = None,
        **fields: Any,
    ) -> Submitted:
        sender = Sender(account=None, prefix_hash=prefix, keys=KEYS, arrival=ARRIVAL)

        def work(db: Session) -> Submitted:
            post = db.get_one(Post, post_id or self.post_id)
            return submission.submit(db, post, form(body, parent=parent, **fields), sender, now)

        return self.write(work)

    def decide(self, public_id: str, status: Status, kind: str = POLICY, now: datetime = START) -> None:
        def work(db: Session) -> None:
            comment = db.query(Comment).filter_by(public_id=public_id).one()
            decisions.decide(db, comment, status, Actor(kind), now)

        self.write(work)

    def say(self, body: str = "A word.", parent: str = "", **fields: Any) -> str:
        """Send a comment and approve it; its public id."""
        public_id = self.send(body, parent, **fields).comment.public_id
        self.decide(public_id, Status.APPROVED)
        return public_id


def public_id_of(site: Site) -> str:
    """The public id of the first comment of a site."""
    with site.reading() as db:
        return str(db.scalars(select(Comment.public_id).order_by(Comment.id).limit(1)).one())


def add_post(db: Session, title: str = "The second kettle", **values: Any) -> int:
    given = {"status": PostStatus.PUBLISHED, "permalink": f"/{title.replace(' ', '-')}.html", "published_at": START}
    post = Post(created_at=START, changed_at=START, **{**given, **values})
    db.add(post)
    db.flush()
    revision = PostRevision(
        post_id=post.id, number=1, title=title, typed="", html="", words="", excerpt="", policy=1, saved_at=START
    )
    db.add(revision)
    db.flush()
    post.shown_revision_id = post.newest_revision_id = revision.id
    return post.id


def add_account(db: Session, name: str, role: str) -> Account:
    account = Account(email=f"{name.lower()}@example.org", name=name, role=role, created_at=START)
    db.add(account)
    db.flush()
    return account


def add_shown(db: Session, post_id: int, number: int, parents: list[Comment] | None = None) -> list[Comment]:
    """Many shown comments at once, a second apart, as an import would leave them; each answers its parent if given."""
    comments = []
    for count in range(number):
        parent = parents[count % len(parents)] if parents else None
        sent = START + timedelta(seconds=count)
        comment = Comment(
            public_id=f"c{post_id}x{db.info.setdefault('made', 0)}",
            post_id=post_id,
            parent_id=parent.id if parent else None,
            sort_path="",
            name=f"Reader {count}",
            status=Status.APPROVED,
            created_at=sent,
            published_at=sent,
        )
        db.info["made"] += 1
        db.add(comment)
        comments.append(comment)
    db.flush()
    for count, comment in enumerate(comments):
        parent = parents[count % len(parents)] if parents else None
        comment.sort_path, comment.depth = place(parent, comment.created_at, comment.id)
    revisions = [_shown_revision(comment) for comment in comments]
    db.add_all(revisions)
    db.flush()
    for comment, revision in zip(comments, revisions, strict=True):
        comment.shown_revision_id = comment.newest_revision_id = revision.id
    db.get_one(Post, post_id).comment_count += number
    move_sizes(db, [(post_id, comment.sort_path, 1) for comment in comments])
    db.flush()
    return comments


def _shown_revision(comment: Comment) -> CommentRevision:
    return CommentRevision(
        comment_id=comment.id,
        number=1,
        status=Status.APPROVED,
        typed="Words.",
        html="<p>Words.</p>",
        inert="<p>Words.</p>",
        words="Words.",
        links=[],
        words_hash="",
        policy=1,
        created_at=comment.created_at,
        waiting_since=comment.created_at,
        arrival={},
        findings=[],
    )
