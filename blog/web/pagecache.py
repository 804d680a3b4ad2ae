"""The page cache: public pages as ready bytes, kept until something they show has changed, and never longer."""

from __future__ import annotations

import asyncio
import gzip
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from anyio import to_thread
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from blog.clock import Clock
from blog.database.watching import Watcher
from blog.web.answers import Answer, RawHeaders, Ready, etag_of_packed, is_known, make_ready, pack
from blog.web.wishes import Asked, Key, read_scope

NOTE = "afterword.page"
HEAD_ONLY = "afterword.head"  # whether only that is asked for, though the page is made whole
MOST_BYTES = 16 * 1024 * 1024
AROUND_A_PAGE = 5 * 1024  # what an entry takes beside its body, as measured: header lines in four answers, versions
LARGEST_PAGE = 4 * 1024 * 1024
GZIP_LEVEL = 4
# Files, never pages: what answers there knows conditions and ranges, and is asked with them.
FILES = (b"/static/", b"/media/")
PICTURES = (b"image/png", b"image/jpeg", b"image/webp")


def keep_page(scope: Scope, versions: dict[str, int], now: datetime, until: datetime | None = None) -> None:
    """Say that the answer being made may be kept: while `versions` stand, within this hour, and not from `until` on.

    The hour is the clock's share: form stamps change with it, and dates lose their year on New Year's night.
    """
    note = scope.get(NOTE)
    if note is not None:
        note["versions"] = versions
        hour = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        note["until"] = hour if until is None else min(hour, until)


@dataclass
class Entry:
    """One page: its answers ready to send, and what it depends on."""

    plain: Ready
    packed: Ready | None  # Made when somebody first takes it,
    light: bool  # and the body of `plain` is let go: it is large, and hardly anybody asks for it.
    unchanged: tuple[Ready, Ready]  # to who takes it plain, and packed
    shrinks: bool  # Packing a picture would save nothing, so that is sent plain to all.
    etags: frozenset[bytes]
    versions: dict[str, int]
    until: datetime
    generation: int

    @property
    def size(self) -> int:
        return AROUND_A_PAGE + len(self.plain.body) + (len(self.packed.body) if self.packed is not None else 0)


class PageCache:
    """Plain ASGI around the whole app. It answers what it knows and lets everything else pass.

    Before every answer the watcher says whether anything was committed since the page was last found right; if so its
    versions are read once.
    """

    def __init__(self, app: ASGIApp, watcher: Watcher, clock: Clock, hosts: frozenset[bytes]) -> None:
        self._app = app
        self._watcher = watcher
        self._clock = clock
        self._hosts = hosts
        self._entries: OrderedDict[Key, Entry] = OrderedDict()
        self._size = 0
        self._making: dict[Key, asyncio.Future[None]] = {}

    def answer_at_once(self, asked: Asked) -> Ready | None:
        """The whole answer, if the page is kept and nothing at all was committed since it was last found right.

        That is the common case, and takes microseconds; for everything else there is the app.
        """
        entry = self._entries.get(asked.key)
        if entry is None or asked.host not in self._hosts or _lacks(entry, asked):
            return None
        if self._generation() != entry.generation or self._clock() >= entry.until:
            return None
        self._entries.move_to_end(asked.key)
        return _choose(entry, asked)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = read_scope(scope)
        if asked is None or asked.host not in self._hosts or asked.key[0].startswith(FILES):
            await self._app(scope, receive, send)
            return
        entry = await self._find(asked.key) or await self._make(asked, scope, receive, send)
        if entry is None:
            return
        if _lacks(entry, asked):
            other = await (_unpacked if entry.light else _packed)(entry)
            if self._entries.get(asked.key) is entry:
                self._keep(asked.key, other)
            entry = other
        ready = _choose(entry, asked)
        await send({"type": "http.response.start", "status": ready.status, "headers": ready.headers})
        await send({"type": "http.response.body", "body": ready.body})

    async def _find(self, key: Key) -> Entry | None:
        """The page if it is right at this moment."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        if self._clock() >= entry.until or not await self._is_right(entry):
            self._forget(key)
            return None
        if self._entries.get(key) is entry:
            self._entries.move_to_end(key)
        return entry

    async def _is_right(self, entry: Entry) -> bool:
        """Whether nothing that the page shows has changed; not, where the database does not say."""
        generation = self._generation()
        if generation is None:
            return False
        if generation != entry.generation:
            try:
                ask, keys = self._watcher.versions, entry.versions
                versions = ask(keys) if self._watcher.quick else await to_thread.run_sync(ask, keys)
            except Exception:  # noqa: BLE001 - a database that is away: the app says so, with its own status
                return False
            if versions != entry.versions:
                return False
            entry.generation = generation
        return True

    def _generation(self) -> int | None:
        try:
            return self._watcher.generation()
        except Exception:  # noqa: BLE001 - as above: nothing is known, so nothing is kept
            return None

    async def _make(self, asked: Asked, scope: Scope, receive: Receive, send: Send) -> Entry | None:
        """Let the app make the page, once however many ask; None when the app has answered by itself."""
        key = asked.key
        making = self._making.get(key)
        if making is not None:
            await making
            # Waited once and nothing was kept: it is not for keeping.
            return await self._find(key) or await self._ask(asked, scope, receive, send)
        done = self._making[key] = asyncio.get_running_loop().create_future()
        try:
            return await self._ask(asked, scope, receive, send)
        finally:
            self._release(key, done)

    async def _ask(self, asked: Asked, scope: Scope, receive: Receive, send: Send) -> Entry | None:
        generation = self._generation()
        note, answer = dict[str, Any](), Answer()

        async def catch(message: Message) -> None:
            """Hold back what may be kept; what may not goes out as it comes."""
            if message["type"] == "http.response.start":
                answer.status, answer.headers = message["status"], list(message["headers"])
                if answer.status != 200:
                    # The page met a fault after it had named what it shows. An error is kept by nobody.
                    note.clear()
                if not note:
                    # Whoever waits for this page need not: it is nobody's but this visitor's.
                    self._release(asked.key, self._making.get(asked.key))
            elif note:
                answer.body += message.get("body", b"")
            elif asked.head:
                message = {**message, "body": b""}
            if not note:
                await send(message)

        # The page is made whole and without conditions: what this reader has already is compared with the result.
        whole = {"method": "GET", "headers": _unconditional(scope), NOTE: note, HEAD_ONLY: asked.head}
        await self._app({**scope, **whole}, receive, catch)
        if not note:
            return None
        entry = _make_entry(answer, note, generation or 0)
        if asked.packs and entry.shrinks:
            entry = await _packed(entry)
        if generation is not None and entry.size <= LARGEST_PAGE:
            self._keep(asked.key, entry)
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
            self._size -= self._entries.popitem(last=False)[1].size

    def _forget(self, key: Key) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._size -= entry.size


def _unconditional(scope: Scope) -> RawHeaders:
    return [(name, value) for name, value in scope["headers"] if name not in (b"if-none-match", b"range", b"if-range")]


def _make_entry(answer: Answer, note: dict[str, Any], generation: int) -> Entry:
    body = bytes(answer.body)
    etag = dict(answer.headers)[b"etag"]
    packed_etag = etag_of_packed(etag)
    common = [pair for pair in answer.headers if pair[0] not in (b"etag", b"content-length")]
    short = [pair for pair in common if pair[0] != b"content-type"]
    return Entry(
        plain=make_ready(200, [*common, (b"etag", etag), (b"content-length", str(len(body)).encode())], body),
        packed=None,
        light=False,
        shrinks=not dict(answer.headers).get(b"content-type", b"").startswith(PICTURES),
        unchanged=(make_ready(304, [*short, (b"etag", etag)]), make_ready(304, [*short, (b"etag", packed_etag)])),
        etags=frozenset((etag, packed_etag)),
        versions=note["versions"],
        until=note["until"],
        generation=generation,
    )


async def _packed(entry: Entry) -> Entry:
    """The entry with its packed answer, made beside the event loop, and without the plain one's body."""
    packed = await to_thread.run_sync(pack, entry.plain, GZIP_LEVEL)
    return replace(entry, packed=packed, plain=entry.plain.without_body(), light=True)


async def _unpacked(entry: Entry) -> Entry:
    assert entry.packed is not None, "what is light was packed"
    body = await to_thread.run_sync(gzip.decompress, entry.packed.body)
    return replace(entry, plain=replace(entry.plain, body=body), light=False)


def _lacks(entry: Entry, asked: Asked) -> bool:
    """Whether the body that is asked for has to be made from the other one first."""
    return entry.packed is None if asked.packs and entry.shrinks else entry.light


def _choose(entry: Entry, asked: Asked) -> Ready:
    """The entry's answer to this request."""
    packs = asked.packs and entry.shrinks
    if asked.known and is_known(entry.etags, asked.known):
        return entry.unchanged[packs]
    ready = entry.packed if packs and entry.packed is not None else entry.plain
    return ready.without_body() if asked.head else ready
