"""Fills an empty blog with the demo: posts, and comments in every status, through the same doors as real ones."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.accounts.people import add_account
from blog.comments import revisions, submission
from blog.comments.forms import CommentForm
from blog.comments.models import Comment, Status
from blog.database.versions import move_versions
from blog.demo.replacing import SOURCE
from blog.demo.texts import CAST, COMMENTS, POSTS, TAGLINE, TITLE, DemoComment, DemoPost
from blog.errors import Refusal
from blog.moderation import decisions, screening
from blog.moderation.decisions import Actor
from blog.posts import publishing, writing
from blog.posts.forms import PostForm
from blog.posts.models import Post
from blog.signing import Keys
from blog.site.settings import change_site

A_LITTLE_LATER = timedelta(minutes=20)


class BlogNotEmpty(Refusal):
    """This blog is not empty, so the demo stays out."""


class _Fields(dict[str, str]):
    """A form as the rooms read it."""

    def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
        return super().get(name, default)


def is_empty(db: Session) -> bool:
    """Whether nobody has written or been added here yet."""
    posts = db.scalar(select(func.count(Post.id))) or 0
    people = db.scalar(select(func.count(Account.id))) or 0
    return posts == 0 and people == 0


def fill_demo(db: Session, keys: Keys, now: datetime) -> None:
    """Put the demo in. Raises BlogNotEmpty."""
    if not is_empty(db):
        raise BlogNotEmpty
    change_site(db, now, None, title=TITLE, tagline=TAGLINE, demo=True)
    people = {}
    for address, name, role in CAST:
        person = add_account(db, address, name, role, None, now)
        person.source = SOURCE
        people[address] = person
    posts = {demo.key: _write(db, people[demo.author], demo, now) for demo in POSTS}
    moderator = Actor("moderator", people["nia@example.org"])
    known: dict[str, Comment] = {}
    for said in COMMENTS:
        known[said.key] = _say(db, keys, posts[said.post], said, known, moderator, people, now)
    _finish(db, posts, known, now)


def _finish(db: Session, posts: dict[str, Post], known: dict[str, Comment], now: datetime) -> None:
    """What happens once everybody has spoken: comments are taken back, and posts closed."""
    for said in COMMENTS:
        if said.withdrawn:
            writer = Actor("writer", None)
            decisions.decide(db, known[said.key], Status.DELETED, writer, now - timedelta(hours=1))
    for demo in POSTS:
        posts[demo.key].comments_rule = demo.comments or None
    move_versions(db, ["posts", "comments"], now)


def _write(db: Session, author: Account, demo: DemoPost, now: datetime) -> Post:
    written = now - timedelta(days=demo.days_ago)
    fields = _Fields(title=demo.title, body=demo.body, tags=demo.tags, action=demo.action)
    form = PostForm.read(fields, "UTC", written)
    post = writing.start_post(db, author, form, written)
    post.source = SOURCE
    if demo.action == "publish":
        publishing.publish(db, post, writing.newest_revision(db, post), form, "UTC", written)
    return post


def _say(
    db: Session,
    keys: Keys,
    post: Post,
    said: DemoComment,
    known: dict[str, Comment],
    moderator: Actor,
    people: dict[str, Account],
    now: datetime,
) -> Comment:
    published = post.published_at or now
    sent = min(published + timedelta(hours=said.hours_after), now - timedelta(minutes=45))
    parent = known[said.answers].public_id if said.answers else ""
    fields = _Fields(
        body=said.body, name=said.name, email=said.email, website=said.website, post=str(post.id), parent=parent
    )
    form = CommentForm.read(fields)
    account = people.get(said.email)
    arrival = {"stamp_age": 90, "exact": True, "trap": False, "origin_unknown": False, "no_stamp": False}
    prefix = keys.fingerprint("prefix", said.name)
    sender = submission.Sender(account=account, prefix_hash=prefix, keys=keys, arrival=arrival)
    comment = submission.submit(db, post, form, sender, sent).comment
    comment.source, comment.source_key = SOURCE, said.key
    revision = comment.newest
    assert revision is not None
    screening.screen(db, revision, sent)
    _decide(db, comment, said, moderator, min(sent + A_LITTLE_LATER, now))
    if said.edit:
        edited = CommentForm.read(_Fields({**fields, "body": said.edit}))
        screening.screen(db, revisions.revise(db, comment, edited, arrival, keys, now - A_LITTLE_LATER), now)
    return comment


def _decide(db: Session, comment: Comment, said: DemoComment, moderator: Actor, at: datetime) -> None:
    if said.status != Status.PENDING:
        decisions.decide(db, comment, Status(said.status), moderator, at, reason=said.reason)
