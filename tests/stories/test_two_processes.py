"""Two processes serve one blog, and neither ever shows a page that a fresh rendering would not, to the byte.

Changes come through either, below the doors. A third app without a cache, which remembers nothing between two pages,
says what is right.
"""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import pytest
from markupsafe import Markup
from sqlalchemy import select
from starlette.types import ASGIApp, Message

from blog.comments.models import Comment
from blog.comments.totals import wrong_totals
from blog.moderation import log
from blog.posts.models import FormerPath, Post
from blog.web.fragments import Fragments
from blog.web.pagecache import PageCache
from blog.web.templates import Templates
from blog.web.wishes import read_scope
from tests.cast.site import Site
from tests.stories.changes import TAGS, Changes

STEPS = 150
NEVER_KEPT = "/moderation"
ALWAYS = ("/", "/feeds/posts/default", NEVER_KEPT, "/2026/", "/2026/10/", "/2026/11/", "/never-was.html")


@dataclass(frozen=True)
class Told:
    """An answer, without the headers that the server adds."""

    status: int
    headers: dict[bytes, bytes]
    body: bytes


class Forgetful(Fragments):
    """Makes everything anew."""

    def find(self, key: Hashable, make: Callable[[], Markup]) -> Markup:
        return make()


class Counted:
    """An app, and how many pages it made that may be kept."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.made = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def noted(message: Message) -> None:
            self.made += message.get("status") == 200 and scope["path"] != NEVER_KEPT
            await send(message)

        await self._app(scope, receive, noted)


class Process:
    """One serving process: a house of its own on the shared database."""

    def __init__(self, data: Path, url: str) -> None:
        self.site = Site(data, url)
        assert isinstance(self.site.app, PageCache)
        self.cache = self.site.app
        self.behind = self.cache._app = Counted(self.cache._app)


class Truth:
    """A blog without a cache, where nothing is remembered from one page to the next."""

    def __init__(self, data: Path, url: str) -> None:
        self.site = Site(data, url)
        self.site.house.templates = Templates(Forgetful())
        assert isinstance(self.site.app, PageCache)
        self._app = self.site.app._app

    async def ask(self, path: str) -> Told:
        self.site.house.known_site = self.site.house.known_menu = None
        return await ask(self._app, path)


async def ask(app: ASGIApp, path: str, **headers: bytes) -> Told:
    """The answer as the server would give it: at once where that is possible."""
    told: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        told.append(message)

    plain, _, query = path.partition("?")
    named = [(name.replace("_", "-").encode(), value) for name, value in headers.items()]
    scope = {
        "type": "http",
        "method": "GET",
        "path": plain,
        "raw_path": plain.encode(),
        "query_string": query.encode(),
        "headers": [(b"host", b"localhost:8000"), *named],
        "client": ("127.0.0.1", 1),
        "scheme": "http",
        "server": ("127.0.0.1", 8000),
        "http_version": "1.1",
        "root_path": "",
        "asgi": {"version": "3.0"},
    }
    asked = read_scope(scope)
    if isinstance(app, PageCache) and asked is not None and (ready := app.answer_at_once(asked)) is not None:
        return Told(ready.status, dict(ready.headers), ready.body)
    await app(scope, receive, send)
    return Told(told[0]["status"], dict(told[0]["headers"]), b"".join(part.get("body", b"") for part in told[1:]))


class Story:
    """The processes, the truth, and one clock for all."""

    def __init__(self, data: Path, url: str, seed: int) -> None:
        self.dice = random.Random(seed)
        self.processes = [Process(data / name, url) for name in ("one", "two")]
        self.truth = Truth(data / "truth", url)
        self.sites = [*(process.site for process in self.processes), self.truth.site]
        self.changes = Changes(self.dice, self.truth.site.house.keys)
        self.is_sqlite = self.truth.site.house.database.is_sqlite
        self.told = 0

    def close(self) -> None:
        for site in self.sites:
            site.close()

    def step(self) -> tuple[Process, str]:
        """Let time pass, then change something through one of the processes; which one, and what."""
        passed = self.dice.choice([0, 0, 0, 0, 0, 1, 7, 61] if self.dice.random() < 0.97 else [60 * 24 * 90])
        for site in self.sites:
            site.clock.step(minutes=passed)
        by = self.dice.choice(self.processes)
        if self.dice.random() < 0.2:
            return by, f"{by.site.work()} jobs done"
        return by, by.site.house.database.write(lambda db: self.changes.make_one(db, by.site.clock()))

    def addresses(self) -> list[str]:
        """All that are known: what posts have or had, their tags, and a page further on in a thread."""
        with self.truth.site.reading() as db:
            now, before = db.scalars(select(Post.permalink)), db.scalars(select(FormerPath.path))
            paths = {path for path in (*now, *before) if path}
            inner = select(Post.permalink, Comment.public_id).join(Comment, Comment.post_id == Post.id)
            found = db.execute(inner.order_by(Comment.id).limit(1)).first()
        further = [f"{found[0]}?after={found[1]}"] if found is not None and found[0] else []
        return [*ALWAYS, *(f"/tags/{tag}" for tag in TAGS), *sorted(paths), *further]

    async def compare(self, by: Process, what: str) -> None:
        for path in self.addresses():
            right = await self.truth.ask(path)
            for process in self.processes:
                await self.compare_one(process, path, right, f"{path} after {what}", self.is_sqlite or process is by)
                self.told += right.status == 200 and path != NEVER_KEPT

    async def compare_one(self, process: Process, path: str, right: Told, where: str, at_once: bool) -> None:
        """Whoever made the change knows it at once; another process on PostgreSQL within moments."""
        told = await ask(process.cache, path)
        if not at_once:
            with anyio.move_on_after(5):
                while told != right:
                    await anyio.lowlevel.checkpoint()
                    told = await ask(process.cache, path)
        assert told.status == right.status, where
        assert told.body == right.body, where
        assert told.headers == right.headers, where
        if b"etag" in right.headers and path != NEVER_KEPT and self.dice.random() < 0.3:
            packed = await ask(process.cache, path, accept_encoding=b"gzip")
            assert gzip.decompress(packed.body) == right.body, where
            unchanged = await ask(process.cache, path, if_none_match=right.headers[b"etag"])
            assert (unchanged.status, unchanged.body) == (304, b""), where


@pytest.fixture(params=[20260101])
def story(tmp_path: Path, migrated_url: str, request: pytest.FixtureRequest) -> Iterator[Story]:
    story = Story(tmp_path, migrated_url, request.param)
    yield story
    story.close()


@pytest.mark.slow
@pytest.mark.timeout(600)  # Where other things are computed as well it may take minutes.
def test_every_kept_answer_is_the_one_a_fresh_rendering_gives(story: Story) -> None:
    story.truth.site.staff("Ada", "owner")
    database = story.processes[0].site.house.database
    for _ in range(3):
        database.write(lambda db: story.changes.publish_new(db, story.truth.site.clock()))

    async def tell() -> None:
        for number in range(STEPS):
            by, what = story.step()
            await story.compare(by, f"step {number}: {what}")

    anyio.run(tell)
    made = sum(process.behind.made for process in story.processes)
    assert made < 0.6 * story.told, "the cache keeps what it can, or this story proves nothing"
    with story.truth.site.reading() as db:
        assert wrong_totals(db) == []
        assert log.verify(db) == []
        assert log.verify(db) == []
