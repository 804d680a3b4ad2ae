"""Slow clients are closed in time while others are served, and steady ones are not (casebook L4)."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable, Iterator

import pytest

from blog.web.sockets import Guarded, SocketLimits, Sockets
from tests.web.listening import (
    LARGE,
    PATIENCE,
    connected,
    is_served,
    listening,
    read_all,
    read_one,
    small_app,
    statuses,
)

# Steady and slow are a matter of tenths of seconds here.
pytestmark = pytest.mark.alone

HASTY = SocketLimits(
    head_seconds=0.4,
    idle_seconds=0.4,
    body_seconds=0.4,
    body_bytes_a_second=1000,
    stall_seconds=0.4,
    drain_seconds=0.3,
    flush_seconds=0.4,
)
HEAD = b"POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture(scope="module", params=["asyncio", "uvloop"])
def hasty(request: pytest.FixtureRequest) -> Iterator[tuple[int, Sockets]]:
    sockets = Sockets()
    with listening(Guarded(small_app, HASTY, sockets), request.param) as port:
        yield port, sockets


def wait_until(condition: Callable[[], bool], port: int) -> None:
    """Be an honest visitor over and over until something has happened; every visit is served."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        assert is_served(port)


def hears_nothing(client: socket.socket) -> bool:
    """Wait a tenth of a second for an answer or the end; whether neither came."""
    client.settimeout(0.1)
    try:
        client.recv(1, socket.MSG_PEEK)
    except TimeoutError:
        return True
    except ConnectionResetError:
        return False
    finally:
        client.settimeout(PATIENCE)
    return False


@pytest.mark.parametrize(
    ("beginning", "expected"),
    [
        pytest.param(b"", [], id="L4 a connection without a word"),
        pytest.param(b"G", [408], id="L4 one byte"),
        pytest.param(GET[:-2], [408], id="L4 headers without an end"),
        pytest.param(b"\r\n", [], id="L4 an empty line"),
        pytest.param(HEAD + b"Content-Length: 1000\r\n\r\nbody=", [408], id="L4 half a body"),
        pytest.param(HEAD + b"Content-Length: 1000\r\n\r\n", [408], id="L4 no body"),
        pytest.param(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nbody=\r\n", [408], id="L4 half a body in chunks"),
        pytest.param(GET, [200], id="L4 idle after an answer"),
        pytest.param(GET + b"G", [200, 408], id="L4 half a second request"),
    ],
)
def test_who_does_not_go_on_is_closed_while_others_are_served(
    hasty: tuple[int, Sockets], beginning: bytes, expected: list[int]
) -> None:
    port, _ = hasty
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(connected(port)) for _ in range(50)]
        began = time.monotonic()
        for client in slow:
            client.sendall(beginning)
        for _ in range(10):
            assert is_served(port)
        assert time.monotonic() - began < 3
        assert [statuses(read_all(client)) for client in slow] == [expected] * 50
        assert 0.3 < time.monotonic() - began < 5


@pytest.mark.parametrize(
    "beginning",
    [
        pytest.param(GET[:20], id="L4 a header, drop by drop"),
        pytest.param(HEAD + b"Content-Length: 1000\r\n\r\n", id="L4 a body, drop by drop"),
    ],
)
def test_a_slow_drip_is_closed(hasty: tuple[int, Sockets], beginning: bytes) -> None:
    with connected(hasty[0]) as client:
        client.sendall(beginning)
        for _ in range(30):
            client.sendall(b"a")
            if not hears_nothing(client):
                break
        assert statuses(read_all(client)) == [408]


def test_a_client_that_sends_steadily_is_heard_to_the_end(hasty: tuple[int, Sockets]) -> None:
    with connected(hasty[0]) as client:
        client.sendall(HEAD + b"Content-Length: 3005\r\n\r\nbody=")
        began, heard_to_the_end = time.monotonic(), False
        for _ in range(10):
            client.sendall(b"a" * 300)
            heard_to_the_end = not hears_nothing(client)
        assert heard_to_the_end
        assert read_one(client).endswith(b"read 3000")
        assert time.monotonic() - began > HASTY.body_seconds * 2


def test_a_reader_who_does_not_take_the_answer_is_dropped(hasty: tuple[int, Sockets]) -> None:
    port, sockets = hasty
    wait_until(lambda: sockets.total == 0, port)
    with connected(port) as client:
        client.sendall(GET.replace(b"/ ", b"/large "))
        wait_until(lambda: sockets.total >= 1, port)
        wait_until(lambda: sockets.total == 0, port)
        assert len(read_all(client)) < LARGE


def test_a_reader_who_takes_the_answer_gets_all_of_it(hasty: tuple[int, Sockets]) -> None:
    with connected(hasty[0]) as client:
        client.sendall(GET.replace(b"/ ", b"/large "))
        assert read_one(client).endswith(b"x" * LARGE)


def test_a_client_that_is_drained_cannot_stay(hasty: tuple[int, Sockets]) -> None:
    port, sockets = hasty
    wait_until(lambda: sockets.total == 0, port)
    with connected(port) as client:
        client.sendall(HEAD + b"Content-Length: 900000\r\n\r\n")
        assert statuses(read_all(client)) == [413]
        # It has been answered and hears no more, yet holds its end open and owes a body.
        wait_until(lambda: sockets.total == 0, port)


def test_nobody_is_left_behind(hasty: tuple[int, Sockets]) -> None:
    port, sockets = hasty
    with connected(port) as client:
        client.sendall(GET)
        read_one(client)
    wait_until(lambda: sockets.total == 0, port)
