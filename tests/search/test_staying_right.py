"""The index is what readers see, whatever happens to posts and comments."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.comments.models import Comment, Status
from blog.importers.undoing import undo
from blog.moderation import decisions
from blog.moderation.states import MODERATOR, Actor
from blog.posts.models import Post, PostStatus, SearchablePost
from blog.privacy import erasing
from blog.search.rebuilding import rebuild
from tests.cast.site import Browser, Site
from tests.importers.wxr import bring, comment, item, write
from tests.search.looking import check_index, look_for

WORDS = ("kettle", "tea", "Café", "東京", "ferry", "soup", "straße", "lamp")
EMAILS = ("sol@example.org", "ann@example.org", "")


class Life:
    """Somebody does something, by chance and always the same."""

    def __init__(self, blog: Site, ada: Browser, seed: int) -> None:
        self.blog, self.ada, self.dice = blog, ada, random.Random(seed)
        self.receipts: list[tuple[Browser, str]] = []

    def words(self) -> str:
        return " ".join(self.dice.choices(WORDS, k=5)) + "."

    def one(self, table: type[Post] | type[Comment], *where: object) -> int | None:
        with self.blog.reading() as db:
            ids = db.scalars(select(table.id).where(*where).order_by(table.id)).all()  # type: ignore[arg-type]
        return self.dice.choice(ids) if ids else None

    def publish(self) -> None:
        self.blog.publish(self.ada, title=self.words(), body=self.words())

    def change_post(self) -> None:
        number = self.one(Post, Post.status != PostStatus.DELETED)
        if number is not None:
            action = self.dice.choice(("save", "publish", "withdraw", "delete"))
            self.ada.open(f"/desk/posts/{number}").send("title", action, body=self.words(), title=self.words())

    def restore(self) -> None:
        number = self.one(Post, Post.status == PostStatus.DELETED)
        if number is not None:
            self.ada.post(f"/desk/posts/{number}/restorations", {})

    def schedule(self) -> None:
        self.ada.post("/desk/posts/new", {"title": self.words(), "body": self.words(), "action": "schedule",
                                          "published_at": "2026-12-24T12:00:00Z"})  # fmt: skip

    def comment(self) -> None:
        with self.blog.reading() as db:
            paths = db.scalars(select(Post.permalink).where(Post.status == PostStatus.PUBLISHED)).all()
        if paths:
            reader = self.blog.visitor()
            page = reader.open(self.dice.choice(sorted(str(path) for path in paths)))
            sent = page.send("comment-form", body=self.words(), name="Sol", email=self.dice.choice(EMAILS))
            self.receipts.append((reader, sent.location))

    def edit_comment(self) -> None:
        if self.receipts:
            reader, where = self.dice.choice(self.receipts)
            page = reader.open(where)
            if any("body" in form.names for form in page.forms):
                reader.post(page.path, page.form("body").filled(None, body=self.words()))

    def decide(self) -> None:
        number = self.one(Comment, Comment.erased_at.is_(None))
        if number is None:
            return
        status = self.dice.choice((Status.APPROVED, Status.APPROVED, *Status))

        def work(db: Session) -> None:
            decisions.decide(db, db.get_one(Comment, number), status, Actor(MODERATOR), self.blog.clock())

        self.blog.house.database.write(work)

    def undo(self) -> None:
        queue = self.ada.open("/desk/comments")
        if any(form.action == "/desk/undos" for form in queue.forms):
            queue.send("/desk/undos")

    def erase(self) -> None:
        who, now = self.dice.choice(EMAILS[:2]), self.blog.clock()
        how = self.dice.choice((erasing.erase_texts, erasing.take_name_off))
        self.blog.house.database.write(lambda db: how(db, who, "Anonymous", now))


def test_the_index_is_what_readers_see_whatever_happens(blog: Site, ada: Browser) -> None:
    """F9."""
    life = Life(blog, ada, seed=5)
    usual: list[Callable[[], None]] = [life.publish, life.comment, life.comment, life.comment, life.decide, life.decide,
                                       life.decide, life.edit_comment, life.change_post]  # fmt: skip
    rare: list[Callable[[], None]] = [life.restore, life.schedule, life.undo, life.erase]
    for _ in range(3):
        life.publish()
    for _ in range(60):
        blog.clock.step(minutes=1)
        life.dice.choice(usual if life.dice.random() < 0.8 else rare)()
        check_index(blog)
    assert blog.count(SearchablePost) > 1
    assert rebuild(blog.house.database).changed == 0


def test_what_is_imported_is_found_and_goes_when_the_import_is_undone(blog: Site, tmp_path: Path) -> None:
    said = comment(31, "A samovar.") + comment(32, "A waiting samovar", approved="0")
    bring(blog, write(tmp_path, item(1, title="Brought along", inside=said), item(2, status="draft", title="A draft")))
    page = look_for(blog, "samovar")
    assert "1 place says so" in page.words
    assert "Brought along" in page.words
    check_index(blog)

    undo(blog.house.database, blog.settings.data, 1, None, blog.clock())

    assert "Nothing was found" in look_for(blog, "samovar").words
    check_index(blog)
