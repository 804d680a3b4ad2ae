"""One connection's line to its client: how long each side may keep the other waiting, and how it is hung up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from blog.web.sockets import SocketLimits


class Line:
    """The transport as uvicorn sees it: closing it lets the answer arrive first.

    There is one timer at most for what the client owes us (a head, a body, leaving) and one for an answer it does not
    take; both are handles of the loop, so a waiting connection costs no task.
    """

    def __init__(
        self,
        transport: asyncio.Transport,
        loop: asyncio.AbstractEventLoop,
        limits: SocketLimits,
        has_unread: Callable[[], bool],
    ) -> None:
        """`has_unread` says whether the client may still be sending, or has sent what nobody reads."""
        self.write = transport.write
        self.get_extra_info = transport.get_extra_info
        self.pause_reading = transport.pause_reading
        self.resume_reading = transport.resume_reading
        self.leaving = False
        self._transport = transport
        self._loop = loop
        self._limits = limits
        self._has_unread = has_unread
        self._drained = 0
        self._timer: asyncio.TimerHandle | None = None
        self._stall: asyncio.TimerHandle | None = None

    @property
    def is_waiting(self) -> bool:
        return self._timer is not None

    def is_closing(self) -> bool:
        return self.leaving or self._transport.is_closing()

    def close(self) -> None:
        """Hang up; a client that is still sending is heard a little longer, or a reset would eat its answer."""
        if self.is_closing():
            return
        if not self._has_unread():
            self.hang_up()
            return
        self.leaving = True
        if self._transport.can_write_eof():
            self._transport.write_eof()
        self._transport.resume_reading()
        self.wait(self._limits.drain_seconds, self.hang_up)

    def hang_up(self) -> None:
        """Close without listening any longer; what is written already has a while to leave."""
        self.leaving = True
        self._transport.close()
        self.wait(self._limits.flush_seconds, self._transport.abort)

    def drain(self, size: int) -> None:
        """Take note of bytes that nobody wants; behind too many, the client is left to wait for the end."""
        self._drained += size
        if self._drained > self._limits.drain_bytes:
            self._transport.pause_reading()

    def wait(self, seconds: float, then: Callable[[], object]) -> None:
        """Call `then` in so many seconds, instead of what was waited for before."""
        self.stop_waiting()
        self._timer = self._loop.call_later(seconds, then)

    def stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def watch_reader(self, before: int | None = None) -> None:
        """Answers pile up: look again and again whether the client takes them, and hang up when it does not."""
        now = self._transport.get_write_buffer_size()
        if before is not None and now > before - self._limits.stall_bytes:
            self._transport.abort()
            return
        self._stall = self._loop.call_later(self._limits.stall_seconds, self.watch_reader, now)

    def stop_watching(self) -> None:
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None

    def end(self) -> None:
        """The connection is gone, and nothing is waited for any more."""
        self.leaving = True
        self.stop_waiting()
        self.stop_watching()
