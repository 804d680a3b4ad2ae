"""Answers that are ready are sent by the protocol itself, just as the app's would be, and in their turn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from blog.web.answers import Ready, make_ready
from blog.web.sockets import Guarded, SocketLimits
from blog.web.wishes import Asked
from tests.web.listening import ask, connected, listening, read_all, read_one, small_app, statuses

LARGE = b"k" * 16_000_000
READY = {
    "/ready": make_ready(200, [(b"content-type", b"text/plain"), (b"content-length", b"5")], b"ready"),
    "/same": make_ready(304, [(b"etag", b'"k"')]),
    "/huge": make_ready(200, [(b"content-length", str(len(LARGE)).encode())], LARGE),
}


def at_once(asked: Asked) -> Ready | None:
    ready = READY.get(asked.key[0].decode())
    return ready.without_body() if ready is not None and asked.head else ready


def request(path: str, method: str = "GET", *lines: str) -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: localhost", *lines, "", ""]).encode()


@pytest.fixture(scope="module", params=["asyncio", "uvloop"])
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    limits = SocketLimits(idle_seconds=0.4, head_seconds=0.4, drain_seconds=0.5)
    with listening(Guarded(small_app, limits, at_once=at_once), request.param) as port:
        yield port


def test_a_ready_answer_is_whole_and_dated(port: int) -> None:
    answer = ask(port, request("/ready", "GET", "Connection: close"))
    head, body = answer.split(b"\r\n\r\n")
    assert (statuses(answer), body) == ([200], b"ready")
    assert (
        head.count(b"\r\ndate: ") == head.count(b"\r\ncontent-length: 5") == head.count(b"\r\nconnection: close") == 1
    )


def test_head_and_unchanged_have_no_body(port: int) -> None:
    answers = ask(port, request("/ready", "HEAD") + request("/same", "GET", "Connection: close"))
    assert statuses(answers) == [200, 304]
    assert answers.endswith(b"\r\n\r\n") and b"ready" not in answers


def test_the_connection_stays_open_and_takes_turns_with_the_app(port: int) -> None:
    with connected(port) as client:
        for path, words in (("/ready", b"ready"), ("/other", b"hello GET 0"), ("/ready", b"ready")):
            client.sendall(request(path))
            assert read_one(client).endswith(words)


def test_a_thousand_in_one_go_are_answered_in_order(port: int) -> None:
    paths = ["/ready", "/ready", "/other"] * 300
    answers = ask(port, b"".join(map(request, paths)) + request("/same", "GET", "Connection: close"))
    found = [part.split(b"\r\n\r\n")[1] for part in answers.split(b"HTTP/1.1 ")[1:-1]]
    assert found == [b"ready", b"ready", b"hello GET 0"] * 300
    assert answers.count(b"HTTP/1.1 304 ") == 1


def test_a_body_nobody_asked_for_is_left_to_the_app(port: int) -> None:
    with connected(port) as client:
        client.sendall(request("/ready", "GET", "Content-Length: 4") + b"body" + request("/ready"))
        assert read_one(client).endswith(b"hello GET 4")
        assert read_one(client).endswith(b"ready")


def test_who_is_silent_after_an_answer_is_hung_up_on_and_so_is_who_stops_in_the_next_head(port: int) -> None:
    for beginning in (b"", request("/ready")[:20]):
        with connected(port) as client:
            client.sendall(request("/ready") + beginning)
            read_one(client)
            assert statuses(read_all(client)) == ([408] if beginning else [])


def test_a_slow_answer_behind_a_ready_one_is_not_cut_by_the_clock_of_silence(port: int) -> None:
    with connected(port) as client:
        client.sendall(request("/ready") + request("/large"))
        assert read_one(client).endswith(b"ready")
        assert len(read_one(client)) > 32 * 1024 * 1024


def test_while_an_answer_waits_to_be_taken_the_app_is_asked_which_waits_too(port: int) -> None:
    with connected(port) as client:
        client.sendall(request("/huge") * 2)
        assert read_one(client).endswith(LARGE)
        assert read_one(client).endswith(b"hello GET 0")
