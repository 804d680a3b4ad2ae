"""Which heads are read, and which are refused with what, before anything parses them (casebook L5, L6, L10, F6)."""

from __future__ import annotations

import time

import pytest

from blog.web.heads import CHUNKED, HeadLimits, HeadRefused, judge_beginning, read_head

LIMITS = HeadLimits()
HOST = b"Host: blog.example\r\n"


def head(*lines: bytes, first: bytes = b"POST /comments HTTP/1.1") -> bytes:
    return b"\r\n".join((first, *lines, b"", b""))


@pytest.mark.parametrize(
    ("written", "owed"),
    [
        pytest.param(head(b"Host: a"), 0, id="L6 one host"),
        pytest.param(head(b"host:a", first=b"GET / HTTP/1.0"), 0, id="L6 an old version and no space"),
        pytest.param(head(b"Host: a", b"Content-Length: 12"), 12, id="L6 a length"),
        pytest.param(head(b"Host: a", b"Transfer-Encoding: Chunked"), CHUNKED, id="L6 chunks"),
        pytest.param(head(b"Host: A:8000", first=b"GET http://a:8000/x?y HTTP/1.1"), 0, id="F6 the same host twice"),
        pytest.param(head(b"Host: a", first=b"OPTIONS * HTTP/1.1"), 0, id="L8 asking about everything"),
        pytest.param(head(b"Host: a", b"Cookie: " + b"c" * 16_000), 0, id="L5 a large cookie"),
        pytest.param(head(b"Host: a", *[b"X: y"] * 99), 0, id="L5 a hundred headers"),
        pytest.param(head(b"Host: a", first=b"GET /" + b"a" * 8_000 + b" HTTP/1.1"), 0, id="L5 a long address"),
        pytest.param(head(b"Host: a", b"X-Name: \xc3\xa9\t1"), 0, id="L6 letters beyond ASCII in a value"),
        pytest.param(head(b"Host: a", b"Range: bytes=0-1,4-5"), 0, id="L10 two ranges"),
    ],
)
def test_what_honest_clients_send_is_read(written: bytes, owed: int) -> None:
    assert read_head(written, LIMITS) == (written, owed)


@pytest.mark.parametrize(
    ("written", "status"),
    [
        pytest.param(head(), 400, id="L6 no host"),
        pytest.param(head(b"Host:"), 400, id="L6 an empty host"),
        pytest.param(head(b"Host: a", b"Host: a"), 400, id="L6 the host twice"),
        pytest.param(head(b"Host: a", b"HOST: b"), 400, id="L6 two hosts"),
        pytest.param(head(b"Host: a", first=b"GET http://b/ HTTP/1.1"), 400, id="F6 a foreign host in the address"),
        pytest.param(head(b"Host: a", first=b"GET http://a@b/ HTTP/1.1"), 400, id="F6 a name before the host"),
        pytest.param(head(b"Host: a", first=b"GET ftp://a/ HTTP/1.1"), 400, id="F6 another scheme"),
        pytest.param(head(b"Host: a", first=b"GET a HTTP/1.1"), 400, id="L6 an address without a slash"),
        pytest.param(head(b"Host: a:1", first=b"CONNECT a:1 HTTP/1.1"), 400, id="L6 a tunnel"),
        pytest.param(head(b"Host: a", b"Content-Length: 1", b"Content-Length: 1"), 400, id="L6 two lengths"),
        pytest.param(head(b"Host: a", b"Content-Length: 1, 1"), 400, id="L6 two lengths in one"),
        pytest.param(head(b"Host: a", b"Content-Length: +1"), 400, id="L6 a length with a sign"),
        pytest.param(head(b"Host: a", b"Content-Length: " + b"9" * 30), 400, id="L6 a length beyond counting"),
        pytest.param(head(b"Host: a", b"Content-Length: 1", b"Transfer-Encoding: chunked"), 400, id="L6 CL and TE"),
        pytest.param(head(b"Host: a", b"Transfer-Encoding: chunked", b"Content-Length: 1"), 400, id="L6 TE and CL"),
        pytest.param(head(b"Host: a", b"Transfer-Encoding: gzip, chunked"), 400, id="L6 another coding"),
        pytest.param(head(b"Host: a", *[b"Transfer-Encoding: chunked"] * 2), 400, id="L6 TE twice"),
        pytest.param(
            head(b"Host: a", b"Transfer-Encoding: chunked", first=b"POST / HTTP/1.0"), 400, id="L6 chunks before 1.1"
        ),
        pytest.param(b"GET / HTTP/1.1\nHost: a\r\n\r\n", 400, id="L6 a bare LF in the first line"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n", 400, id="L6 a bare LF between headers"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\rX: y\r\n\r\n", 400, id="L6 a bare CR"),
        pytest.param(head(b"Host: a", b"X: y", b" folded"), 400, id="L6 a folded line"),
        pytest.param(head(b" X: y", b"Host: a"), 400, id="L6 a space before the first header"),
        pytest.param(head(b"Host: a", b"Content-Length : 1"), 400, id="L6 a space before the colon"),
        pytest.param(head(b"Host: a", b"X: \x00"), 400, id="L6 NUL in a value"),
        pytest.param(head(b"Host: a", b"X\x00: y"), 400, id="L6 NUL in a name"),
        pytest.param(head(b"Host: a", b"no colon"), 400, id="L6 a line without a colon"),
        pytest.param(head(b"Host: a", first=b"GET /a b HTTP/1.1"), 400, id="L6 a space in the address"),
        pytest.param(head(b"Host: a", first=b"GET /\xe9 HTTP/1.1"), 400, id="L6 a raw letter in the address"),
        pytest.param(head(b"Host: a", first=b"GET / HTTP/2.0"), 400, id="L6 another version"),
        pytest.param(head(b"Host: a", first=b"GET /"), 400, id="L6 no version"),
        pytest.param(b"\r\n\r\n", 400, id="L6 nothing at all"),
        pytest.param(head(b"Host: a", b"Cookie: " + b"c" * 17_000), 431, id="L5 a cookie too large"),
        pytest.param(head(b"Host: a", *[b"Cookie: " + b"c" * 9_000] * 2), 431, id="L5 two cookies too large"),
        pytest.param(head(b"Host: a", *[b"X: y"] * 100), 431, id="L5 a header too many"),
        pytest.param(head(b"Host: a", b"X: " + b"y" * 65_536), 431, id="L5 headers too large"),
        pytest.param(head(b"Host: a", first=b"GET /" + b"a" * 8_192 + b" HTTP/1.1"), 414, id="L5 an address too long"),
        pytest.param(head(b"Host: a", b"Range: bytes=" + b"0-0," * 10_000), 416, id="L10 ten thousand ranges"),
    ],
)
def test_anything_else_is_refused(written: bytes, status: int) -> None:
    with pytest.raises(HeadRefused) as refused:
        read_head(written, LIMITS)
    assert refused.value.status == status


@pytest.mark.parametrize(
    ("beginning", "status"),
    [
        pytest.param(b"GET /" + b"a" * 100_000, 414, id="L5 an address without an end"),
        pytest.param(b"GET / HTTP/1.1\r\nX: " + b"y" * 70_000, 431, id="L5 a header without an end"),
        pytest.param(b"GET / HTTP/1.1\n", 400, id="L6 a bare LF"),
        pytest.param(b"\x16\x03\x01\x02\x00", 400, id="L6 TLS where there is none"),
    ],
)
def test_what_cannot_become_a_head_is_not_waited_for(beginning: bytes, status: int) -> None:
    with pytest.raises(HeadRefused) as refused:
        judge_beginning(beginning, LIMITS)
    assert refused.value.status == status


@pytest.mark.parametrize("beginning", [b"", b"G", b"GET / HTTP/1.1\r", b"GET / HTTP/1.1\r\nHost: a\r\nX: \xc3"])
def test_an_honest_beginning_is_waited_for(beginning: bytes) -> None:
    judge_beginning(beginning, LIMITS)


def test_a_wish_to_upgrade_is_taken_out_so_that_the_body_is_read() -> None:
    written = head(b"Host: a", b"Connection: Upgrade", b"Upgrade: h2c", b"Content-Length: 3")
    assert read_head(written, LIMITS) == (head(b"Host: a", b"Connection: Upgrade", b"Content-Length: 3"), 3)


def test_judging_the_worst_head_takes_no_longer_than_a_blink() -> None:
    worst = (
        head(b"Host: a", *[b"Host" * 150 + b":" + b" " * 40] * 98, b"X"),
        b"G" * 65_000 + b"\r\n\r\n",
        head(*[b"a" * 60_000]),
        b"GET / HTTP/1.1\r\nA:" + b"\t " * 32_000 + b"\x00\r\n\r\n",
    )
    for written in worst:
        began = time.process_time()
        with pytest.raises(HeadRefused):
            read_head(written, LIMITS)
        assert time.process_time() - began < 0.05
