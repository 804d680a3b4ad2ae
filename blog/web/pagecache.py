"""The page cache: public pages as ready bytes, kept until something they show has changed, and never longer."""

from __future__ import annotations

import asyncio
import gzip
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from anyio import to_thread
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from blog.clock import Clock
from blog.database.watching import Watcher

NOTE = "afterword.page"
MOST_BYTES = 48 * 1024 * 1024
LARGEST_PAGE = 4 * 1024 * 1024
GZIP_LEVEL = 6
RawHeaders = list[tuple[bytes, bytes]]
Key = tuple[bytes, bytes]


def keep_page(scope: Scope, versions: dict[str, int], now: datetime) -> None:
    """Say that the answer being made may be kept: while `versions` stand, and within this hour.

    The hour is the clock's share: form stamps change with it, and dates lose their year on New Year's night.
    """
    note = scope.get(NOTE)
    if note is not None:
        note["versions"] = versions
        note["until"] = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


@dataclass
class Entry:
    """One page: its answers ready to send, and what it depends on."""

    plain: tuple[RawHeaders, bytes]
    packed: tuple[RawHeaders, bytes]
    unchanged: RawHeaders
    etags: frozenset[bytes]
    versions: dict[str, int]
    until: datetime
    generation: int
    size: int


@dataclass
class Answer:
    """What the app sent, caught on its way."""

    status: int = 0
    headers: RawHeaders = field(default_factory=list)
    body: bytearray = field(default_factory=bytearray)


class PageCache:
    """Plain ASGI around the whole app. It answers what it knows and lets everything else pass.

    Before every answer the watcher says whether anything was committed since the page was last found right; if so the
    page's versions are read once. A page is never served on trust.
    """

    def __init__(self, app: ASGIApp, watcher: Watcher, clock: Clock, hosts: frozenset[bytes]) -> None:
        self._app = app
        self._watcher = watcher
        self._clock = clock
        self._hosts = hosts
        self._entries: OrderedDict[Key, Entry] = OrderedDict()
        self._size = 0
        self._making: dict[Key, asyncio.Future[None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        host, accepts_gzip, known = _read_headers(scope["headers"])
        if host not in self._hosts:
            await self._app(scope, receive, send)
            return
        key = (scope.get("raw_path") or scope["path"].encode(), scope["query_string"])
        entry = await self._find(key)
        if entry is None:
            entry = await self._make(key, scope, receive, send)
        if entry is not None:
            await _send_entry(entry, scope["method"] == "HEAD", accepts_gzip, known, send)

    async def _find(self, key: Key) -> Entry | None:
        """The page if it is right at this moment."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        generation = self._watcher.generation()
        if generation is None or self._clock() >= entry.until:
            self._forget(key)
            return None
        if generation != entry.generation:
            if self._watcher.quick:
                versions = self._watcher.versions(entry.versions)
            else:
                versions = await to_thread.run_sync(self._watcher.versions, entry.versions)
            if versions != entry.versions:
                self._forget(key)
                return None
            entry.generation = generation
        self._entries.move_to_end(key)
        return entry

    async def _make(self, key: Key, scope: Scope, receive: Receive, send: Send) -> Entry | None:
        """Let the app make the page, once however many ask; None when the app has answered by itself."""
        making = self._making.get(key)
        if making is not None:
            await making
            # Waited once and nothing was kept: the page is not for keeping, and waiting again would be for nothing.
            return await self._find(key) or await self._ask(key, scope, receive, send)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._making[key] = done
        try:
            return await self._ask(key, scope, receive, send)
        finally:
            self._release(key, done)

    async def _ask(self, key: Key, scope: Scope, receive: Receive, send: Send) -> Entry | None:
        generation = self._watcher.generation()
        note: dict[str, Any] = {}
        answer = Answer()
        head = scope["method"] == "HEAD"

        async def catch(message: Message) -> None:
            """Hold back what may be kept; what may not goes out as it comes."""
            if message["type"] == "http.response.start":
                answer.status, answer.headers = message["status"], list(message["headers"])
                if not note:
                    # Whoever waits for this page need not: it is nobody's but this visitor's.
                    self._release(key, self._making.get(key))
            elif note:
                answer.body += message.get("body", b"")
            elif head:
                message = {**message, "body": b""}
            if not note:
                await send(message)

        # The page is made whole and without conditions: what this reader has already is compared with the result.
        await self._app({**scope, "method": "GET", NOTE: note, "headers": _unconditional(scope)}, receive, catch)
        if not note:
            return None
        entry = await to_thread.run_sync(_make_entry, answer, note, generation or 0)
        if generation is not None and entry.size <= LARGEST_PAGE:
            self._keep(key, entry)
        return entry

    def _release(self, key: Key, done: asyncio.Future[None] | None) -> None:
        if done is not None and self._making.get(key) is done:
            del self._making[key]
            done.set_result(None)

    def _keep(self, key: Key, entry: Entry) -> None:
        self._forget(key)
        self._entries[key] = entry
        self._size += entry.size
        while self._size > MOST_BYTES:
            _, oldest = self._entries.popitem(last=False)
            self._size -= oldest.size

    def _forget(self, key: Key) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._size -= entry.size


def _read_headers(headers: RawHeaders) -> tuple[bytes, bool, bytes]:
    """(host, whether gzip is taken, If-None-Match) of a request."""
    host, gzips, known = b"", False, b""
    for name, value in headers:
        if name == b"host":
            host = value.lower() if not host else b"two hosts"
        elif name == b"accept-encoding":
            gzips = b"gzip" in value and b"gzip;q=0" not in value.replace(b" ", b"")
        elif name == b"if-none-match":
            known = value
    return host, gzips, known


def _unconditional(scope: Scope) -> RawHeaders:
    return [(name, value) for name, value in scope["headers"] if name not in (b"if-none-match", b"range", b"if-range")]


def _make_entry(answer: Answer, note: dict[str, Any], generation: int) -> Entry:
    """Make both answers ready, once: plain, and packed where that is smaller."""
    body = bytes(answer.body)
    etag = dict(answer.headers)[b"etag"]
    packed = gzip.compress(body, GZIP_LEVEL, mtime=0)
    packed_etag = etag[:-1] + b'-gzip"'
    common = [pair for pair in answer.headers if pair[0] not in (b"etag", b"content-length")]
    plain_headers = [*common, (b"etag", etag), (b"content-length", str(len(body)).encode())]
    packed_headers = [
        *common,
        (b"etag", packed_etag),
        (b"content-encoding", b"gzip"),
        (b"content-length", str(len(packed)).encode()),
    ]
    return Entry(
        plain=(plain_headers, body),
        packed=(packed_headers, packed),
        unchanged=[pair for pair in common if pair[0] != b"content-type"],
        etags=frozenset((etag, packed_etag)),
        versions=note["versions"],
        until=note["until"],
        generation=generation,
        size=len(body) + len(packed),
    )


async def _send_entry(entry: Entry, head: bool, accepts_gzip: bool, known: bytes, send: Send) -> None:
    headers, body = entry.packed if accepts_gzip else entry.plain
    if known:
        names = {part.strip().removeprefix(b"W/") for part in known.split(b",")}
        if b"*" in names or names & entry.etags:
            etag = next(value for name, value in headers if name == b"etag")
            await send({"type": "http.response.start", "status": 304, "headers": [*entry.unchanged, (b"etag", etag)]})
            await send({"type": "http.response.body", "body": b""})
            return
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else body})
