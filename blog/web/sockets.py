"""What a connection may take: its limits in bytes and seconds, and how many are open from where."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Receive, Scope, Send

from blog.settings import Network
from blog.web.addresses import address_prefix
from blog.web.answers import Ready
from blog.web.headers import HEADERS
from blog.web.heads import HeadLimits
from blog.web.wishes import Asked


@dataclass(frozen=True)
class SocketLimits:
    """How long a connection may take for what, in seconds, and how much of what nobody wants is read, in bytes."""

    head: HeadLimits = field(default_factory=HeadLimits)
    head_seconds: float = 10
    idle_seconds: float = 20
    # An unfinished body is closed within 15 seconds; a client that sends steadily earns a second more a 64 kB.
    body_seconds: float = 14
    body_bytes_a_second: int = 64 * 1024
    # A reader who takes less than `stall_bytes` of a waiting answer in this time has left.
    stall_seconds: float = 20
    stall_bytes: int = 16 * 1024
    # After an answer that came before the whole request: so that it is read and not lost in a reset.
    drain_seconds: float = 2
    drain_bytes: int = 1024 * 1024
    flush_seconds: float = 10
    # Sizes of chunks, their extensions and trailers, over and above eight bytes a byte of body.
    chunk_overhead: int = 64 * 1024


class Sockets:
    """Counts the open sockets of one process by address prefix."""

    def __init__(
        self, from_a_prefix: int | None = 512, in_all: int | None = None, spared: Iterable[Network] = ()
    ) -> None:
        """None is no limit; `spared` are proxies, which speak for everybody and are counted only in all."""
        self._from_a_prefix = from_a_prefix
        self._in_all = in_all
        self._spared = tuple(spared)
        self._open: Counter[str] = Counter()
        self._total = 0

    @property
    def total(self) -> int:
        return self._total

    def enter(self, address: str | None) -> str | None:
        """Count a new socket; its prefix, to be handed back to `leave`, or None when there are too many."""
        prefix = self._prefix_of(address)
        if self._in_all is not None and self._total >= self._in_all:
            return None
        if prefix and self._from_a_prefix is not None and self._open[prefix] >= self._from_a_prefix:
            return None
        self._total += 1
        if prefix:
            self._open[prefix] += 1
        return prefix

    def leave(self, prefix: str) -> None:
        self._total -= 1
        if prefix:
            self._open[prefix] -= 1
            if not self._open[prefix]:
                del self._open[prefix]

    def _prefix_of(self, address: str | None) -> str:
        """Empty for who is not limited: a socket without an address is a proxy on this machine."""
        if address is None:
            return ""
        prefix = address_prefix(address)
        if self._spared and prefix != "unknown":
            plain = ipaddress.ip_address(address.split("%", 1)[0])
            mapped = plain.ipv4_mapped if isinstance(plain, ipaddress.IPv6Address) else None
            if any((mapped or plain) in network for network in self._spared):
                return ""
        return prefix


@dataclass(frozen=True)
class Guarded:
    """The app, with what `GuardedProtocol` needs to know; one per process."""

    app: ASGIApp
    limits: SocketLimits = field(default_factory=SocketLimits)
    sockets: Sockets = field(default_factory=Sockets)
    # On what the protocol answers itself.
    headers: Mapping[str, str] = field(default_factory=lambda: HEADERS)
    # What can be answered without waiting for anything is not given to the app.
    at_once: Callable[[Asked], Ready | None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)
