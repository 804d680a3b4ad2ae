"""Answers as they are sent, made once and sent many times."""

from __future__ import annotations

from dataclasses import dataclass, field

RawHeaders = list[tuple[bytes, bytes]]


@dataclass
class Answer:
    """What the app sent, caught on its way."""

    status: int = 0
    headers: RawHeaders = field(default_factory=list)
    body: bytearray = field(default_factory=bytearray)


@dataclass(frozen=True)
class Ready:
    """A whole answer: its headers as ASGI wants them, and as the lines they become on the way; `body` follows them."""

    status: int
    headers: RawHeaders
    lines: bytes
    body: bytes

    def without_body(self) -> Ready:
        """What HEAD is answered."""
        return Ready(self.status, self.headers, self.lines, b"")


def make_ready(status: int, headers: RawHeaders, body: bytes = b"") -> Ready:
    """`headers` are clean, in small letters, and name the body's length where it has one."""
    return Ready(status, headers, b"".join(b"%b: %b\r\n" % pair for pair in headers), body)
