"""Answers as they are sent, made once and sent many times."""

from __future__ import annotations

import gzip
from collections.abc import Container
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


def pack(plain: Ready, level: int) -> Ready:
    """The same answer in fewer bytes, with an ETag of its own."""
    packed = gzip.compress(plain.body, level, mtime=0)
    headers = [pair for pair in plain.headers if pair[0] not in (b"etag", b"content-length")]
    headers += [(b"etag", etag_of_packed(dict(plain.headers)[b"etag"])), (b"content-encoding", b"gzip")]
    return make_ready(200, [*headers, (b"content-length", str(len(packed)).encode())], packed)


def etag_of_packed(etag: bytes) -> bytes:
    return etag[:-1] + b'-gzip"'


def is_known(etags: Container[bytes], known: bytes) -> bool:
    """Whether an If-None-Match header names one of these ETags (weakly compared, as the standard has it for GET)."""
    if known in etags:
        return True
    names = {part.strip().removeprefix(b"W/") for part in known.split(b",")}
    return b"*" in names or any(name in etags for name in names)
