"""The head of a request, judged before anything parses it: its grammar, its size, its host, where its body ends."""

from __future__ import annotations

import re
from dataclasses import dataclass

CHUNKED = -1
END = b"\r\n\r\n"
# What stands before and after the target in the first line, with room for the longest method.
AROUND_TARGET = 40

_TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]++"
_VALUE = rb"[\t\x20-\x7e\x80-\xff]*+"
# Nothing else is read: no bare line ends, no folded lines, no control characters, no space before a colon.
_GRAMMAR = re.compile(
    rb"([A-Z][A-Z-]*+) ([\x21-\x7e]++) HTTP/(1\.[01])\r\n((?:" + _TOKEN + b":" + _VALUE + rb"\r\n)*+)\r\n"
)
# Told from a head that is still arriving; the rest waits until it is whole.
_HOPELESS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|(?<!\r)\n")
_AUTHORITY = re.compile(rb"https?://([^/?#]*)", re.IGNORECASE)
_UPGRADE = re.compile(rb"\r\nupgrade:[^\r]*", re.IGNORECASE)
_JUDGED = frozenset({b"host", b"content-length", b"transfer-encoding", b"cookie", b"range", b"upgrade"})
Fields = dict[bytes, list[bytes]]  # Names and values in small letters.

UNREADABLE = "This request does not keep the rules of HTTP, so it was not read."
TARGET_TOO_LONG = "This address is too long."
HEAD_TOO_LARGE = "The headers of this request are too large. Clearing this site's cookies in the browser may help."
TWO_HOSTS = "A request names exactly one host, once."
TWO_LENGTHS = "This request says in two ways where its body ends, so it was not read."
ENCODED = "A body is sent with its length, or in chunks; nothing else is read here."
TOO_MANY_RANGES = "That asks for too many pieces of one file at once."


class HeadRefused(Exception):
    """The request is not read; `status` and `words` are the answer."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


@dataclass(frozen=True)
class HeadLimits:
    """The most a head may hold, in bytes and in numbers."""

    size: int = 64 * 1024
    fields: int = 100
    target: int = 8 * 1024
    cookies: int = 16 * 1024
    ranges: int = 100


def judge_beginning(data: bytes, limits: HeadLimits, since: int = 0) -> None:
    """Raise HeadRefused when what has arrived cannot become a head; what stands before `since` was judged before."""
    if data.find(b"\r\n", 0, limits.target + AROUND_TARGET) < 0 and len(data) >= limits.target + AROUND_TARGET:
        raise HeadRefused(414, TARGET_TOO_LONG)
    if len(data) > limits.size:
        raise HeadRefused(431, HEAD_TOO_LARGE)
    if _HOPELESS.search(data, since):
        raise HeadRefused(400, UNREADABLE)


def read_head(head: bytes, limits: HeadLimits) -> tuple[bytes, int]:
    """The head as the parser shall see it, and the bytes of the body that follows (CHUNKED: it says so itself).

    Raises HeadRefused.
    """
    judge_beginning(head, limits, since=len(head))
    if head.count(b"\n") - 2 > limits.fields:
        raise HeadRefused(431, HEAD_TOO_LARGE)
    written = _GRAMMAR.fullmatch(head)
    if written is None or written[1] == b"CONNECT":
        raise HeadRefused(400, UNREADABLE)
    target, fields = written[2], _judged_fields(written[4])
    if len(target) > limits.target:
        raise HeadRefused(414, TARGET_TOO_LONG)
    if b"cookie" in fields and sum(map(len, fields[b"cookie"])) > limits.cookies:
        raise HeadRefused(431, HEAD_TOO_LARGE)
    if b"range" in fields and sum(value.count(b",") + 1 for value in fields[b"range"]) > limits.ranges:
        raise HeadRefused(416, TOO_MANY_RANGES)
    _judge_host(target, fields)
    if b"upgrade" in fields:
        # Nothing is upgraded to, and ignoring the wish is allowed; the parser would drop the body instead.
        head = _UPGRADE.sub(b"", head)
    return head, _length_of_body(fields, may_be_chunked=written[3] == b"1.1")


def _judged_fields(lines: bytes) -> Fields:
    found: Fields = {}
    for line in lines.lower().split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name in _JUDGED:
            found.setdefault(name, []).append(value.strip(b" \t"))
    return found


def _judge_host(target: bytes, fields: Fields) -> None:
    """One Host, and the same one in the target when that names one. Whether it is ours, the app knows."""
    hosts = fields.get(b"host", ())
    if len(hosts) != 1 or not hosts[0]:
        raise HeadRefused(400, TWO_HOSTS)
    if target.startswith(b"/") or target == b"*":
        return
    absolute = _AUTHORITY.match(target)
    if absolute is None or absolute[1].lower() != hosts[0]:
        raise HeadRefused(400, TWO_HOSTS)


def _length_of_body(fields: Fields, may_be_chunked: bool) -> int:
    lengths, codings = fields.get(b"content-length", ()), fields.get(b"transfer-encoding", ())
    if len(lengths) + len(codings) > 1:
        raise HeadRefused(400, TWO_LENGTHS)
    if codings:
        # Before HTTP/1.1 there were no chunks, and who sends them all the same is understood in two ways.
        if codings[0] != b"chunked" or not may_be_chunked:
            raise HeadRefused(400, ENCODED)
        return CHUNKED
    if not lengths:
        return 0
    if not lengths[0].isdigit() or len(lengths[0]) > 18:
        raise HeadRefused(400, ENCODED)
    return int(lengths[0])
