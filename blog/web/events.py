"""Server-sent events: what changes is told to whoever watches, until they leave, sign out or the server ends.

Streams hold no database session: one look a second, made in a thread for all of them, finds what is new.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from typing import Any, Generic, TypeVar

from anyio import to_thread
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from blog.web.ending import STREAM
from blog.web.pagecache import HEAD_ONLY
from blog.web.rendering import PRIVATE

log = logging.getLogger("blog.web")

LOOK_SECONDS = 1.0
# A comment line, so that proxies and browsers see that the stream is alive; then it is asked whether it still may be.
BEAT_SECONDS = 15.0
# A browser comes again by itself, and is then asked anew who it is.
LONGEST_SECONDS = 600.0
# Whoever does not read so many events is let go.
UNREAD = 200
# How long a browser waits before it comes again, in milliseconds.
COME_AGAIN = 3000

Event = TypeVar("Event")


class Channel(Generic[Event]):
    """Hands what one look finds to every stream of this process. `look()` is asked while anybody listens, and says
    what is new since it was last asked."""

    def __init__(self, look: Callable[[], Iterable[Event]]) -> None:
        self._look = look
        self._listeners: set[asyncio.Queue[Event]] = set()
        self._looking: asyncio.Task[None] | None = None

    @contextlib.asynccontextmanager
    async def listen(self) -> AsyncIterator[asyncio.Queue[Event]]:
        """A queue that events come into, as long as the block lasts."""
        queue: asyncio.Queue[Event] = asyncio.Queue(UNREAD)
        self._listeners.add(queue)
        if self._looking is None:
            self._looking = asyncio.create_task(self._keep_looking())
        try:
            yield queue
        finally:
            self._listeners.discard(queue)
            if not self._listeners and self._looking is not None:
                self._looking.cancel()
                self._looking = None

    def hears(self, queue: asyncio.Queue[Event]) -> bool:
        """Whether events still come into this queue; not if it was let run full."""
        return queue in self._listeners

    def tell(self, event: Event) -> None:
        """Hand an event to all streams; on the event loop."""
        for queue in list(self._listeners):
            try:
                queue.put_nowait(event)
            except asyncio.QueueFull:
                self._listeners.discard(queue)

    async def _keep_looking(self) -> None:
        while True:
            try:
                for event in await to_thread.run_sync(self._look):
                    self.tell(event)
            except Exception:
                # The database may be away for a while; whoever listens stays, and is told again when it is back.
                log.exception("Looking for what is new failed; it is tried again")
            await asyncio.sleep(LOOK_SECONDS)


class Events(StreamingResponse):
    """The stream of one person. `words(event)` gives what to send of an event, None for what is not this person's;
    `still()` says, in a thread, whether the person may go on listening."""

    media_type = "text/event-stream"

    def __init__(
        self,
        channel: Channel[Event],
        words: Callable[[Event], Mapping[str, Any] | None],
        still: Callable[[], bool],
    ) -> None:
        super().__init__(_stream(channel, words, still), headers={**PRIVATE, "X-Accel-Buffering": "no"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get(HEAD_ONLY):
            # Its body would never end.
            self.body_iterator = _nothing()
        scope.setdefault("state", {})[STREAM] = True
        await super().__call__(scope, receive, send)


async def _nothing() -> AsyncIterator[str]:
    nothing: tuple[str, ...] = ()
    for piece in nothing:
        yield piece


async def _stream(
    channel: Channel[Event], words: Callable[[Event], Mapping[str, Any] | None], still: Callable[[], bool]
) -> AsyncIterator[str]:
    loop = asyncio.get_running_loop()
    ends = loop.time() + LONGEST_SECONDS
    yield f"retry: {COME_AGAIN}\n\n"
    async with channel.listen() as queue:
        beats = loop.time() + BEAT_SECONDS
        while loop.time() < ends and channel.hears(queue):
            try:
                event = await asyncio.wait_for(queue.get(), max(0.0, beats - loop.time()))
            except TimeoutError:
                if not await to_thread.run_sync(still):
                    return
                beats = loop.time() + BEAT_SECONDS
                yield ": still here\n\n"
                continue
            said = words(event)
            if said is not None:
                yield f"data: {json.dumps(said, ensure_ascii=True)}\n\n"
