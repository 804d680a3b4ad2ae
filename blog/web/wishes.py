"""What a request asks of the page cache: read from ASGI's scope, or from the bytes of its head where that is enough."""

from __future__ import annotations

import re
from typing import NamedTuple

from starlette.types import Scope

from blog.web.answers import RawHeaders

Key = tuple[bytes, bytes]

# An ordinary GET; of anything else (a host in the target, HTTP/1.0) uvicorn's reading is taken, and not ours.
_LINE = re.compile(rb"(GET|HEAD) (/(?!/)[^ ?#]*)(?:\?([^ #]*))? HTTP/1\.1\r\n")
_FIELDS = re.compile(
    rb"\n(host|accept-encoding|if-none-match|connection|expect|upgrade):[ \t]*([^\r]*)\r", re.IGNORECASE
)

# Whether the connection's end is asked for.
_STAYING = {b"keep-alive": False, b"close": True}


class Asked(NamedTuple):
    """What a request wants: which page of which host, only its head, packed, and not again what it knows by ETags.

    `last` is said where the connection is to end after the answer.
    """

    key: Key
    host: bytes
    head: bool
    packs: bool
    known: bytes
    last: bool = False


def read_scope(scope: Scope) -> Asked | None:
    """What is asked for; None for what is never kept."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return None
    host, packs, known = _read_headers(scope["headers"])
    key = (scope.get("raw_path") or scope["path"].encode(), scope["query_string"])
    return Asked(key, host, scope["method"] == "HEAD", packs, known)


def read_bytes(head: bytes) -> Asked | None:
    """The same for a head without a body that was judged good, before anything else reads it; None if that is better.

    A connection that is to become another one is not for here.
    """
    line = _LINE.match(head)
    if line is None:
        return None
    host = known = b""
    packs = last = False
    for name, value in _FIELDS.findall(head, line.end() - 2):
        name = name.lower()
        if name == b"host":
            host = value.lower()
        elif name == b"accept-encoding":
            packs = takes_gzip(value)
        elif name == b"if-none-match":
            known = value
        elif name == b"connection" and value.rstrip().lower() in _STAYING:
            last = _STAYING[value.rstrip().lower()]
        else:
            return None
    return Asked((line[2], line[3] or b""), host, line[1] == b"HEAD", packs, known, last)


def _read_headers(headers: RawHeaders) -> tuple[bytes, bool, bytes]:
    """(host, whether gzip is taken, If-None-Match) of a request."""
    host, packs, known = b"", False, b""
    for name, value in headers:
        if name == b"host":
            host = value.lower() if not host else b"two hosts"
        elif name == b"accept-encoding":
            packs = takes_gzip(value)
        elif name == b"if-none-match":
            known = value
    return host, packs, known


def takes_gzip(value: bytes) -> bool:
    """Of an Accept-Encoding header."""
    return b"gzip" in value and b"gzip;q=0" not in value.replace(b" ", b"")
