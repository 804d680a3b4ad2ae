"""The page cache: ready bytes, made once, gone the moment something they show has changed."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import anyio
import pytest
from starlette.types import Message, Receive, Scope, Send

from blog.database.engine import Database
from blog.database.versions import move_versions, versions_of
from blog.database.watching import Watcher, watch
from blog.web.pagecache import AROUND_A_PAGE, PageCache, keep_page
from tests.cast.clock import PinnedClock

HOST = b"localhost:8000"


class TinyBlog:
    """An app whose page tells the version it shows, and counts how often it was made."""

    def __init__(self, database: Database, clock: PinnedClock) -> None:
        self.database = database
        self.clock = clock
        self.made = 0
        self.breaks = False
        self.pause: anyio.Event | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.made += 1
        if self.pause is not None:
            await self.pause.wait()
        path = scope["path"]
        with self.database.reading() as db:
            versions = versions_of(db, [f"post:{path[1:]}"])
        body = f"{path} {versions} {scope['query_string'].decode()}".encode() * 20
        etag = b'"' + hashlib.sha256(body).hexdigest().encode() + b'"'
        headers = [(b"content-type", b"text/html"), (b"cache-control", b"no-cache"), (b"etag", etag)]
        if not path.startswith("/private"):
            keep_page(scope, versions, self.clock())
        # What breaks has named what it shows by then, and answers as errors do: without a tag.
        status = 503 if self.breaks else 200
        await send({"type": "http.response.start", "status": status, "headers": headers[: 2 if self.breaks else 3]})
        await send({"type": "http.response.body", "body": body})


class Told:
    def __init__(self, messages: list[Message]) -> None:
        self.status: int = messages[0]["status"]
        self.headers: dict[bytes, bytes] = dict(messages[0]["headers"])
        self.body = b"".join(message.get("body", b"") for message in messages[1:])


class Fixture:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = PinnedClock()
        self.app = TinyBlog(database, self.clock)
        self.watcher: Watcher = watch(database)
        self.cache = PageCache(self.app, self.watcher, self.clock, frozenset({HOST}))

    async def ask(self, path: str, method: str = "GET", host: bytes = HOST, query: bytes = b"", **headers: str) -> Told:
        told: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b""}

        async def send(message: Message) -> None:
            told.append(message)

        given = [(b"host", host), *((n.replace("_", "-").encode(), v.encode()) for n, v in headers.items())]
        scope: Any = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": query}
        await self.cache({**scope, "headers": given}, receive, send)
        return Told(told)

    def move(self, *keys: str) -> None:
        self.database.write(lambda db: move_versions(db, keys, self.clock()))

    async def ready(self) -> None:
        """A watcher on PostgreSQL needs a moment before it listens; until then nothing is kept."""
        with anyio.fail_after(10):
            while self.watcher.generation() is None:
                await anyio.lowlevel.checkpoint()


@pytest.fixture
def tiny(migrated_url: str) -> Iterator[Fixture]:
    database = Database(migrated_url)
    fixture = Fixture(database)
    yield fixture
    fixture.watcher.close()
    database.close()


def test_a_page_is_made_once_and_served_from_its_bytes(tiny: Fixture) -> None:
    async def story() -> None:
        await tiny.ready()
        first = await tiny.ask("/1")
        second = await tiny.ask("/1")
        assert tiny.app.made == 1
        assert (first.body, first.headers) == (second.body, second.headers)

    anyio.run(story)


def test_a_change_shows_on_the_very_next_visit_and_other_pages_stay(tiny: Fixture) -> None:
    async def story() -> None:
        await tiny.ready()
        for path in ("/1", "/2"):
            await tiny.ask(path)
        tiny.move("post:1")
        assert b"'post:1': 1" in (await tiny.ask("/1")).body
        await tiny.ask("/2")
        assert tiny.app.made == 3

    anyio.run(story)


def test_a_change_by_another_process_is_noticed(tiny: Fixture) -> None:
    async def story() -> None:
        await tiny.ready()
        await tiny.ask("/1")
        other = Database(str(tiny.database.writer.url.render_as_string(hide_password=False)))
        other.write(lambda db: move_versions(db, ["post:1"], tiny.clock()))
        other.close()
        with anyio.fail_after(5):
            while b"'post:1': 1" not in (await tiny.ask("/1")).body:
                await anyio.lowlevel.checkpoint()

    anyio.run(story)


def test_a_page_ends_with_its_hour(tiny: Fixture) -> None:
    async def story() -> None:
        await tiny.ready()
        await tiny.ask("/1")
        tiny.clock.now += timedelta(minutes=59)
        await tiny.ask("/1")
        assert tiny.app.made == 1
        tiny.clock.now += timedelta(minutes=1)
        await tiny.ask("/1")
        assert tiny.app.made == 2

    anyio.run(story)


def test_what_is_private_is_never_kept(tiny: Fixture) -> None:
    async def story() -> None:
        await tiny.ready()
        await tiny.ask("/private")
        await tiny.ask("/private")
        assert tiny.app.made == 2

    anyio.run(story)


def test_however_many_ask_at_once_the_page_is_made_once(tiny: Fixture) -> None:
    async def story() -> None:
        await tiny.ready()
        tiny.app.pause = anyio.Event()
        bodies: list[bytes] = []

        async def ask() -> None:
            bodies.append((await tiny.ask("/1")).body)

        async with anyio.create_task_group() as group:
            for _ in range(20):
                group.start_soon(ask)
            await anyio.wait_all_tasks_blocked()
            tiny.app.pause.set()
        assert tiny.app.made == 1
        assert len(set(bodies)) == 1

    anyio.run(story)


def test_conditional_head_and_packed_answers(tiny: Fixture) -> None:
    async def story() -> None:
        await tiny.ready()
        plain = await tiny.ask("/1")
        packed = await tiny.ask("/1", accept_encoding="br, gzip")
        assert gzip.decompress(packed.body) == plain.body
        assert packed.headers[b"etag"] != plain.headers[b"etag"]
        for etag in (plain.headers[b"etag"], packed.headers[b"etag"], b"W/" + plain.headers[b"etag"], b"*"):
            unchanged = await tiny.ask("/1", if_none_match=f'"other", {etag.decode()}')
            assert (unchanged.status, unchanged.body) == (304, b"")
        assert (await tiny.ask("/1", if_none_match='"other"')).status == 200
        assert (await tiny.ask("/1", accept_encoding="gzip;q=0")).body == plain.body
        head = await tiny.ask("/1", method="HEAD")
        assert (head.body, head.headers) == (b"", plain.headers)

    anyio.run(story)


def test_a_head_that_comes_first_has_no_body_and_makes_the_page(tiny: Fixture) -> None:
    async def story() -> None:
        await tiny.ready()
        assert (await tiny.ask("/1", method="HEAD")).body == b""
        assert (await tiny.ask("/private", method="HEAD")).body == b""
        assert (await tiny.ask("/1")).body != b""
        assert tiny.app.made == 2

    anyio.run(story)


def test_a_foreign_host_never_meets_a_kept_page(tiny: Fixture) -> None:
    async def story() -> None:
        await tiny.ready()
        await tiny.ask("/1")
        await tiny.ask("/1", host=b"evil.example")
        assert tiny.app.made == 2

    anyio.run(story)


def test_the_cache_is_bounded_in_bytes(tiny: Fixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("blog.web.pagecache.MOST_BYTES", 100_000)

    async def story() -> None:
        await tiny.ready()
        for number in range(50):
            await tiny.ask("/1", query=f"page={number}".encode())
        assert len(tiny.cache._entries) * AROUND_A_PAGE < tiny.cache._size <= 100_000
        assert 0 < len(tiny.cache._entries) < 50

    anyio.run(story)


def test_a_page_made_while_it_changed_is_not_believed(tiny: Fixture) -> None:
    async def story() -> None:
        await tiny.ready()
        tiny.app.pause = anyio.Event()
        async with anyio.create_task_group() as group:
            group.start_soon(tiny.ask, "/1")
            await anyio.wait_all_tasks_blocked()
            tiny.move("post:1")
            tiny.app.pause.set()
        assert b"'post:1': 1" in (await tiny.ask("/1")).body

    anyio.run(story)


def test_a_page_that_breaks_while_it_is_made_is_an_error_and_kept_by_nobody(tiny: Fixture) -> None:
    async def story() -> None:
        tiny.app.breaks = True
        assert (await tiny.ask("/1")).status == 503
        tiny.app.breaks = False
        assert (await tiny.ask("/1")).status == 200
        assert tiny.app.made == 2

    anyio.run(story)


def test_a_database_that_does_not_answer_is_the_apps_to_explain(tiny: Fixture, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: Any) -> Any:
        raise OSError("disk I/O error")

    async def story() -> None:
        assert (await tiny.ask("/1")).status == 200
        with tiny.database.writing() as db:
            move_versions(db, ["post:2"], tiny.clock())
        for name in ("versions", "generation"):
            with monkeypatch.context() as patched:
                patched.setattr(tiny.watcher, name, fail)
                assert (await tiny.ask("/1")).status == 200
        assert tiny.app.made >= 2

    anyio.run(story)
