"""Changes a blog meets, each made by chance and in the rooms below the doors, as their doors make them."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.comments import revisions, submission
from blog.comments.forms import CommentForm
from blog.comments.models import Comment, PinnedComment, Status
from blog.errors import Refusal
from blog.moderation import keeping, pins, reports, screening, undoing
from blog.moderation.decisions import decide, decide_many
from blog.moderation.states import WRITER, Actor
from blog.posts import publishing, tags, writing
from blog.posts.forms import PostForm
from blog.posts.models import Post, PostStatus, Tag
from blog.posts.reading import PostNotFound, find_open_post
from blog.signing import Keys
from blog.site.settings import change_site, read_site

Thing = TypeVar("Thing")
WORDS = ("kettle", "tea", "spoon", "ferry", "lamp", "paper", "harbour", "snow", "https://kettle.example/")
TAGS = ("tea", "boats", "winter")
ARRIVAL = {"stamp_age": 60, "exact": True, "trap": False, "origin_unknown": False, "no_stamp": False}


class Typed(dict[str, str]):
    """A form as rooms read it: a missing field is empty."""

    def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
        return super().get(name, default)


class Changes:
    """Picks a change, makes it in the transaction it is given, and says what it was."""

    def __init__(self, dice: random.Random, keys: Keys) -> None:
        self._dice = dice
        self._keys = keys
        self._number = 0
        often: list[tuple[int, Callable[[Session, datetime], None]]] = [
            (6, self.send_comment),
            (8, self.decide_on_one),
            (3, self.decide_on_many),
            (3, self.edit_comment),
            (2, self.withdraw_comment),
            (1, self.restore_comment),
            (2, self.undo),
            (2, self.pin_comment),
            (1, self.unpin_comment),
            (2, self.report_comment),
            (1, self.keep_reported),
            (2, self.publish_new),
            (3, self.publish_again),
            (2, self.save_only),
            (1, self.withdraw_post),
            (1, self.delete_post),
            (1, self.restore_post),
            (1, self.change_settings),
            (2, self.rule_tags),
            (2, self.rule_site),
        ]
        self._changes = [change for weight, change in often for _ in range(weight)]

    def make_one(self, db: Session, now: datetime) -> str:
        """Make any change; what it was. One that the rooms refuse changes nothing, and that is a change, too."""
        change = self._dice.choice(self._changes)
        try:
            with db.begin_nested():
                change(db, now)
        except Refusal as refusal:
            return f"{change.__name__}, refused: {type(refusal).__name__}"
        return change.__name__

    def words(self) -> str:
        self._number += 1
        return f"{' '.join(self._dice.choices(WORDS, k=6))} {self._number}"

    def send_comment(self, db: Session, now: datetime) -> None:
        post = self._post(db)
        shown = select(Comment.public_id).where(Comment.post_id == post.id, Comment.shown_revision_id.is_not(None))
        parents = [*db.scalars(shown), "", ""]
        form = CommentForm.read(Typed(name=f"Sol {self._number % 3}", body=self.words(), parent=self._any(parents)))
        sender = submission.Sender(None, "home", self._keys, ARRIVAL, limited=False)
        sent = submission.submit(db, find_open_post(db, post.id, now), form, sender, now)
        screening.screen(db, sent.revision, now)

    def decide_on_one(self, db: Session, now: datetime) -> None:
        status = self._any([Status.APPROVED, Status.APPROVED, *Status])
        decide(db, self._comment(db), status, Actor("moderator", self._person(db)), now)

    def decide_on_many(self, db: Session, now: datetime) -> None:
        every = list(db.scalars(select(Comment).order_by(Comment.id)))
        some = self._dice.sample(every, min(len(every), 5))
        decide_many(db, self._person(db), [(c.public_id, c.seen) for c in some], self._any(list(Status)), now)

    def edit_comment(self, db: Session, now: datetime) -> None:
        form = CommentForm.read(Typed(name="Sol", body=self.words()))
        screening.screen(db, revisions.revise(db, self._comment(db), form, ARRIVAL, self._keys, now), now)

    def withdraw_comment(self, db: Session, now: datetime) -> None:
        decide(db, self._comment(db), Status.DELETED, Actor(WRITER), now)

    def restore_comment(self, db: Session, now: datetime) -> None:
        undoing.take_back_withdrawal(db, self._comment(db), now)

    def undo(self, db: Session, now: datetime) -> None:
        undoing.undo(db, self._person(db), None, now)

    def pin_comment(self, db: Session, now: datetime) -> None:
        pins.change_pin(db, self._person(db), pins.PinWish(self._comment(db).public_id, unpin=False), now)

    def unpin_comment(self, db: Session, now: datetime) -> None:
        pinned = list(db.scalars(select(Comment).join(PinnedComment, PinnedComment.comment_id == Comment.id)))
        if pinned:
            pins.change_pin(db, self._person(db), pins.PinWish(self._any(pinned).public_id, unpin=True), now)

    def report_comment(self, db: Session, now: datetime) -> None:
        """Whatever readers report stays where it is, and no page changes."""
        comment = reports.find_reportable(db, self._comment(db).public_id, now)
        form = reports.ReportForm.read(Typed(reason=self._any(list(reports.Reason)), note=self.words()))
        reports.report(db, comment, form, f"reader {self._number}", read_site(db), now, "http://localhost:8000")

    def keep_reported(self, db: Session, now: datetime) -> None:
        comment = self._comment(db)
        keeping.keep(db, self._person(db), [(comment.public_id, comment.seen)], now)

    def publish_new(self, db: Session, now: datetime) -> None:
        form = self._form(db, now)
        post = writing.start_post(db, self._person(db), form, now)
        self._publish(db, post, form, now)

    def publish_again(self, db: Session, now: datetime) -> None:
        """New words, other tags, perhaps another address, another rule for comments, or another time."""
        post, form = self._post(db), self._form(db, now)
        writing.save(db, post, self._person(db), form, now)
        self._publish(db, post, form, now)

    def save_only(self, db: Session, now: datetime) -> None:
        """What is saved is not shown, but the rule for comments is in force at once."""
        writing.save(db, self._post(db), self._person(db), self._form(db, now), now)

    def withdraw_post(self, db: Session, now: datetime) -> None:
        publishing.withdraw(db, self._post(db), now)

    def delete_post(self, db: Session, now: datetime) -> None:
        publishing.delete_post(db, self._post(db), now)

    def restore_post(self, db: Session, now: datetime) -> None:
        deleted = list(db.scalars(select(Post).where(Post.status == PostStatus.DELETED).order_by(Post.id)))
        if deleted:
            publishing.restore(db, self._any(deleted), now)

    def change_settings(self, db: Session, now: datetime) -> None:
        zone = self._any(["UTC", "Europe/Lisbon", "Asia/Kolkata"])
        change_site(db, now, None, title=self.words(), time_zone=zone, faces=self._any([True, False]))

    def rule_tags(self, db: Session, now: datetime) -> None:
        found = list(db.scalars(select(Tag.id).order_by(Tag.id)))
        rules = {tag: self._any(["", "", "open", "closed", "hidden", "moderated"]) for tag in found}
        tags.rule_tags(db, rules, None, now)

    def rule_site(self, db: Session, now: datetime) -> None:
        """Posts are at most 40 days old here: some ages lie in the next hours, and some are over."""
        days, after = self._any([0, 0, 1, 40]), self._any(["closed", "moderated"])
        rule = self._any(["open", "open", "moderated", "closed", "hidden"])
        change_site(db, now, None, comments_rule=rule, comments_after_days=days, comments_after_rule=after)

    def _publish(self, db: Session, post: Post, form: PostForm, now: datetime) -> None:
        publishing.publish(db, post, writing.newest_revision(db, post), form, read_site(db).time_zone, now)

    def _form(self, db: Session, now: datetime) -> PostForm:
        at = self._any(["", "", "", (now - timedelta(days=40)).isoformat(), (now + timedelta(hours=2)).isoformat()])
        path = self._any(["", "", f"/moved/{self._number % 4}.html"])
        fields = Typed(title=self.words(), body=self.words(), permalink=path, published_at=at)
        fields |= {"tags": self._any(["", *TAGS]), "comments": self._any(["", "", "closed", "hidden", "moderated"])}
        return PostForm.read(fields, read_site(db).time_zone, now)

    def _post(self, db: Session) -> Post:
        found = list(db.scalars(select(Post).where(Post.status != PostStatus.DELETED).order_by(Post.id)))
        if not found:
            raise PostNotFound
        return self._any(found)

    def _comment(self, db: Session) -> Comment:
        found = list(db.scalars(select(Comment).order_by(Comment.id.desc()).limit(12)))
        if not found:
            raise undoing.NothingToUndo
        return self._any(found)

    def _person(self, db: Session) -> Account:
        return db.scalars(select(Account).order_by(Account.id).limit(1)).one()

    def _any(self, things: list[Thing]) -> Thing:
        return self._dice.choice(things)
