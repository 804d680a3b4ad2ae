"""A load generator: keep-alive connections that each ask again as soon as they are answered."""

from __future__ import annotations

import asyncio
import re
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

import uvloop

# The number of a request → its bytes.
Ask = Callable[[int], bytes]
END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


@dataclass
class Measured:
    """One run: what came back, how long each answer took (seconds), and how long it took altogether."""

    waits: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.waits) / self.seconds if self.seconds else 0.0

    def quantile_ms(self, share: float) -> float:
        waits = sorted(self.waits)
        return 1000 * waits[min(len(waits) - 1, int(share * len(waits)))] if waits else 0.0

    @property
    def median_ms(self) -> float:
        return 1000 * statistics.median(self.waits) if self.waits else 0.0


class Plan:
    """What all connections of a run share: what to ask, and when to stop."""

    def __init__(self, ask: Ask, until: float | None, most: int | None) -> None:
        self.ask, self.until, self.most = ask, until, most
        self.asked = 0
        self.measured = Measured()

    def next(self, now: float) -> bytes | None:
        # One is asked however late it is, or a busy machine has nothing to measure.
        late = self.until is not None and now >= self.until and self.asked > 0
        if late or (self.most is not None and self.asked >= self.most):
            return None
        self.asked += 1
        return self.ask(self.asked - 1)


class Reader(asyncio.Protocol):
    """One connection: it asks, reads the whole answer, and asks again."""

    def __init__(self, plan: Plan, done: asyncio.Future[None]) -> None:
        self._plan, self._done = plan, done
        self._transport: asyncio.Transport
        self._sent = 0.0
        self._left = -1  # bytes of the body still to come; -1: the head is not whole yet
        self._head = b""
        self._whole, self._status = -1, b""  # the size and the beginning of the last answer that came in one piece

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Uvloop's transports are none by their class.
        self._transport = cast(asyncio.Transport, transport)
        self._ask(time.perf_counter())

    def data_received(self, data: bytes) -> None:
        if len(data) == self._whole and self._left < 0 and not self._head and data.startswith(self._status):
            # Just like the one before: not read again, or the load would cost more than what it measures.
            self._count(int(self._status[9:12]))
            return
        if self._left < 0:
            self._head += data
            end = self._head.find(END)
            if end < 0:
                return
            length = _LENGTH.search(self._head, 0, end + 2)
            self._left = (int(length[1]) if length else 0) - (len(self._head) - end - 4)
            self._status = self._head[:12]
            self._whole = len(data) if self._left == 0 and len(self._head) == len(data) else -1
            self._head = b""
        else:
            self._left -= len(data)
        if self._left <= 0:
            self._count(int(self._status[9:12]))

    def _count(self, status: int) -> None:
        now = time.perf_counter()
        measured = self._plan.measured
        measured.waits.append(now - self._sent)
        measured.statuses[status] = measured.statuses.get(status, 0) + 1
        self._ask(now)

    def connection_lost(self, error: Exception | None) -> None:
        if not self._done.done():
            self._done.set_result(None)

    def _ask(self, now: float) -> None:
        wanted = self._plan.next(now)
        if wanted is None:
            self._transport.close()
            return
        self._left, self._sent = -1, now
        self._transport.write(wanted)


async def _run(port: int, plan: Plan, connections: int) -> None:
    loop = asyncio.get_running_loop()
    ends: list[asyncio.Future[None]] = [loop.create_future() for _ in range(connections)]
    for end in ends:
        await loop.create_connection(lambda end=end: Reader(plan, end), "127.0.0.1", port)  # type: ignore[misc]
    everything = asyncio.gather(*ends)

    def stay_awake() -> None:
        """Waking a sleeping reader costs the server more than some answers do, and only the slower of two servers."""
        if not everything.done():
            loop.call_soon(stay_awake)

    stay_awake()
    await everything


def hammer(
    port: int, ask: Ask, connections: int = 16, seconds: float | None = None, most: int | None = None
) -> Measured:
    """Ask for `seconds`, or `most` times; each connection has one question under way."""
    began = time.perf_counter()
    plan = Plan(ask, None if seconds is None else began + seconds, most)
    uvloop.run(_run(port, plan, connections))
    plan.measured.seconds = time.perf_counter() - began
    return plan.measured


def get(path: str, port: int, *headers: str) -> bytes:
    """The bytes of a GET request, as a browser would send them."""
    lines = [f"GET {path} HTTP/1.1", f"Host: localhost:{port}", "User-Agent: bench", *headers]
    return "\r\n".join([*lines, "", ""]).encode()


def post(path: str, port: int, form: str, *headers: str) -> bytes:
    """The bytes of a form, sent from a page of this blog."""
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: localhost:{port}",
        f"Origin: http://localhost:{port}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(form)}",
        *headers,
    ]
    return ("\r\n".join([*lines, "", ""]) + form).encode()
