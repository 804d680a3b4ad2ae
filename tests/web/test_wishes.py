"""A head read in one go asks for the very page that uvicorn's reading of it would ask for, or is left to that."""

from __future__ import annotations

import httptools
import pytest
from hypothesis import given
from hypothesis import strategies as some

from blog.web.heads import HeadLimits, HeadRefused, read_head
from blog.web.wishes import Asked, read_bytes, read_scope

PATHS = ("/", "/2009/08/a.html", "/%41?", "/a?b=c", "/a??b", "/a?b/c", "//a", "//a//b?c", "/a#b", "/a?b#c", "/a;b@c:d")
LINES = (
    "Accept-Encoding: gzip, br",
    "accept-encoding: br",
    "ACCEPT-ENCODING: gzip;q=0, br",
    "Accept-Encoding:gzip;q=1 ",
    'If-None-Match: W/"Kettle-gzip"',
    'if-none-match:"kettle" \t',
    "Connection: keep-alive",
    "Connection: Close",
    "User-Agent: connection: close",
    "X-Connection: close",
    "Cookie: host=x",
    "Range: bytes=0-1",
)
STRANGE = ("Connection: Upgrade", "Connection: close, TE", "Expect: 100-continue")


class Parsed:
    """What uvicorn makes of a head, in short."""

    def __init__(self, head: bytes) -> None:
        self.url, self.headers = b"", list[tuple[bytes, bytes]]()
        parser = self.parser = httptools.HttpRequestParser(self)
        parser.feed_data(head)
        url = httptools.parse_url(self.url)
        path, query = url.path, url.query or b""
        self.scope = {"type": "http", "method": parser.get_method().decode(), "path": path.decode(), "raw_path": path}
        self.scope |= {"query_string": query, "headers": self.headers}

    def on_headers_complete(self) -> None:
        # Uvicorn asks here, too: behind the message the answer is another.
        self.stays = self.parser.should_keep_alive()

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))


def head_of(method: str, path: str, version: str, *lines: str) -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/{version}", *lines, "", ""]).encode()


@given(
    some.sampled_from(("GET", "HEAD", "OPTIONS")),
    some.sampled_from(PATHS),
    some.sampled_from(("1.1", "1.1", "1.0")),
    some.lists(some.sampled_from((*LINES, *STRANGE)), max_size=5),
    some.sampled_from(("Host: a.example", "hOST:  A.Example:8000 ")),
    some.integers(0, 5),
)
def test_both_readings_say_the_same(
    method: str, path: str, version: str, lines: list[str], host: str, place: int
) -> None:
    head = head_of(method, path, version, *lines[:place], host, *lines[place:])
    try:
        read_head(head, HeadLimits())
    except HeadRefused:
        return
    asked = read_bytes(head)
    if asked is None:
        return

    parsed = Parsed(head)
    expected = read_scope(parsed.scope)
    assert expected is not None
    assert asked._replace(last=False) == expected
    assert asked.last is not parsed.stays


def test_an_ordinary_head_is_read_whole() -> None:
    lines = ("Host: A.example", "Accept-Encoding: gzip", 'If-None-Match: "k"', "Connection: keep-alive")

    asked = read_bytes(head_of("GET", "/a?b", "1.1", *lines))

    assert asked == Asked((b"/a", b"b"), b"a.example", head=False, packs=True, known=b'"k"', last=False)


@pytest.mark.parametrize(
    "head",
    [
        head_of("POST", "/", "1.1", "Host: a"),
        head_of("GET", "/", "1.0", "Host: a"),
        head_of("GET", "//a", "1.1", "Host: a"),
        head_of("GET", "http://a/", "1.1", "Host: a"),
        head_of("GET", "/#a", "1.1", "Host: a"),
        *(head_of("GET", "/", "1.1", "Host: a", line) for line in STRANGE),
    ],
)
def test_what_is_out_of_the_ordinary_is_left_to_the_parser(head: bytes) -> None:
    assert read_bytes(head) is None
