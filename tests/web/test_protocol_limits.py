"""Hostile bytes against the real protocol: one answer, the connection closed, memory bounded (casebook L1, L5, L6)."""

from __future__ import annotations

import contextlib
import gc
import os
import socket
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from blog.web.headers import HEADERS
from blog.web.sockets import Guarded, SocketLimits
from tests.web.listening import ask, connected, is_served, listening, read_all, read_one, small_app, statuses

BLOCK = b"x" * 65_536
MEGABYTES = 1024 * 1024
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
FORM = b"POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"


@pytest.fixture
def tidy() -> Iterator[None]:
    """Where memory is judged, what is thrown away goes at the pace of a program, not at that of the tests."""
    gc.collect()
    pace = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*pace)


@pytest.fixture(scope="module", params=["asyncio", "uvloop"])
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    with listening(Guarded(small_app, SocketLimits(drain_seconds=0.5)), request.param) as port:
        yield port


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        pytest.param(GET[:-2] + b"X: " + b"y" * MEGABYTES + b"\r\n\r\n", 431, id="L5 a header of 1 MB"),
        pytest.param(GET[:-2] + b"X: y\r\n" * 20_000 + b"\r\n", 431, id="L5 20,000 headers"),
        pytest.param(GET.replace(b"/ ", b"/" + b"a" * 100_000 + b" "), 414, id="L5 an address of 100 kB"),
        pytest.param(GET[:-2] + b"Cookie: c=" + b"d" * 100_000 + b"\r\n\r\n", 431, id="L5 a cookie of 100 kB"),
        pytest.param(GET[:-2] + b"Cookie: c=" + b"d" * 20_000 + b"\r\n\r\n", 431, id="L5 a cookie of 20 kB"),
        pytest.param(
            FORM + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + GET, 400, id="L6 CL and TE"
        ),
        pytest.param(FORM + b"Content-Length: 0\r\nContent-Length: 37\r\n\r\n" + GET, 400, id="L6 two lengths"),
        pytest.param(GET[:-2] + b"Host: localhost\r\n\r\n" + GET, 400, id="L6 the host twice"),
        pytest.param(b"GET / HTTP/1.1\r\n\r\n" + GET, 400, id="L6 no host"),
        pytest.param(b"GET / HTTP/1.0\r\n\r\n", 400, id="L6 no host in an old version"),
        pytest.param(b"GET / HTTP/1.1\nHost: localhost\n\n" + GET, 400, id="L6 bare line ends"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: localhost\nX: y\r\n\r\n" + GET, 400, id="L6 one bare line end"),
        pytest.param(GET[:-2] + b"X: y\r\n z\r\n\r\n" + GET, 400, id="L6 a folded line"),
        pytest.param(GET[:-2] + b"X: \x00\r\n\r\n" + GET, 400, id="L6 NUL in a header"),
        pytest.param(b"GET http://evil/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, id="F6 an address elsewhere"),
        pytest.param(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, id="L6 HTTP/2 without asking"),
        pytest.param(b"NONSENSE / HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, id="L6 no method"),
        pytest.param(FORM + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + GET, 400, id="L6 chunks that are none"),
        pytest.param(
            FORM + b"Transfer-Encoding: chunked\r\n\r\n1;" + b"e" * 200_000 + b"\r\nx\r\n0\r\n\r\n",
            400,
            id="L1 a chunk with an endless extension",
        ),
        pytest.param(
            FORM + b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nT: " + b"t" * 200_000 + b"\r\n\r\n",
            400,
            id="L1 an endless trailer",
        ),
        pytest.param(
            GET.replace(b"/ ", b"/file ")[:-2] + b"Range: bytes=" + b"0-0," * 10_000 + b"1-1\r\n\r\n",
            416,
            id="L10 10,000 ranges",
        ),
    ],
)
def test_hostile_bytes_get_one_answer_and_the_door(port: int, request_bytes: bytes, status: int) -> None:
    answer = ask(port, request_bytes)
    assert statuses(answer) == [status]
    head, _, words = answer.partition(b"\r\n\r\n")
    for name, value in {**HEADERS, "Cache-Control": "no-store", "Connection": "close"}.items():
        assert f"\r\n{name}: {value}\r\n".encode() in head + b"\r\n"
    assert words and b"<" not in words
    assert is_served(port)


def test_a_head_that_comes_byte_by_byte_is_read(port: int) -> None:
    with connected(port) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in b"\r\n" + FORM + b"Content-Length: 8\r\n\r\nbody=abc":
            client.sendall(bytes([byte]))
            assert is_served(port)  # So the server has met this byte alone.
        assert read_one(client).endswith(b"read 3")
        client.sendall(GET)
        assert read_one(client).endswith(b"hello GET 0")


def test_requests_sent_together_are_answered_in_their_order(port: int) -> None:
    post = FORM + b"Content-Length: 8\r\n\r\nbody=abc"
    last = GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    answers = ask(port, GET + post + GET.replace(b"GET", b"PUT") + last)
    words = [part.split(b"\r\n\r\n", 1)[1] for part in answers.split(b"HTTP/1.1 ")[1:]]
    assert words == [b"hello GET 0", b"read 3", b"hello PUT 0", b"hello GET 0"]


def test_nonsense_behind_a_request_waits_for_its_answer(port: int) -> None:
    assert statuses(ask(port, GET + b"nonsense\r\n\r\n")) == [200, 400]


def test_too_much_behind_a_request_ends_the_connection_after_its_answer(port: int) -> None:
    # Where the first answer was faster than the rest, the beginning of the rest was judged: an address without an end.
    assert statuses(ask(port, GET + BLOCK * 4)) in ([200], [200, 414])


def test_behind_a_body_in_chunks_nothing_is_read(port: int) -> None:
    chunked = FORM + b"Transfer-Encoding: chunked\r\n\r\n8\r\nbody=abc\r\n0\r\nHost: evil\r\n\r\n"
    answer = ask(port, chunked + GET)
    assert statuses(answer) == [200]
    assert b"connection: close" in answer and answer.endswith(b"read 3")
    assert b"hosts: ['localhost']\r\n" in answer  # The trailer has not become a header.


def test_a_wish_to_upgrade_changes_nothing(port: int) -> None:
    with connected(port) as client:
        client.sendall(FORM + b"Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 8\r\n\r\nbody=abc")
        assert read_one(client).endswith(b"read 3")
        client.sendall(GET)
        assert read_one(client).endswith(b"hello GET 0")


def test_a_bug_of_the_app_is_answered_in_plain_words_with_our_headers(port: int) -> None:
    answer = ask(port, GET.replace(b"/ ", b"/broken "))
    assert statuses(answer) == [500]
    assert b"nosniff" in answer and b"no-store" in answer and b"broken on purpose" not in answer
    assert is_served(port)


def _declared() -> Iterable[bytes]:
    yield FORM + b"Content-Length: %d\r\n\r\n" % (200 * MEGABYTES)
    yield from (BLOCK for _ in range(200 * 16))


def _chunked() -> Iterable[bytes]:
    yield FORM + b"Transfer-Encoding: chunked\r\n\r\n"
    yield from (b"10000\r\n" + BLOCK + b"\r\n" for _ in range(200 * 16))


def _more_than_said() -> Iterable[bytes]:
    yield FORM + b"Content-Length: 8\r\n\r\nbody=abc"
    yield from (BLOCK for _ in range(200 * 16))


def _one_megabyte() -> Iterable[bytes]:
    yield FORM + b"Content-Length: %d\r\n\r\n" % MEGABYTES
    yield from (BLOCK for _ in range(16))


def resident() -> int:
    """Bytes of memory this process holds now; the server is a thread of it."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.usefixtures("tidy")
@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        pytest.param(_one_megabyte, [413], id="L1 1 MB"),
        pytest.param(_declared, [413], id="L1 200 MB declared"),
        pytest.param(_chunked, [413], id="L1 200 MB in chunks"),
        pytest.param(_more_than_said, [200], id="L1 200 MB behind a length of 8"),
    ],
)
def test_the_answer_reaches_a_client_that_is_still_sending(
    port: int, pieces: Callable[[], Iterable[bytes]], expected: list[int]
) -> None:
    assert is_served(port)
    before, highest, sent = resident(), 0, 0
    with connected(port) as client:
        with contextlib.suppress(ConnectionResetError, BrokenPipeError):
            for piece in pieces():
                client.sendall(piece)
                sent += len(piece)
                highest = max(highest, resident())
        assert statuses(read_all(client))[:1] == expected
    assert sent < 16 * MEGABYTES  # The rest was never taken from the wire.
    assert highest - before < 20 * MEGABYTES
    assert is_served(port)
