"""How many sockets may be open from where."""

from __future__ import annotations

import contextlib
import ipaddress

import pytest

from blog.web.sockets import Guarded, Sockets
from tests.web.listening import connected, listening, read_all, read_one, small_app, statuses

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.mark.parametrize(
    ("address", "neighbour", "stranger"),
    [
        ("192.0.2.7", "192.0.2.200", "192.0.3.7"),
        ("2001:db8:0:1::7", "2001:db8:0:1:ffff::1", "2001:db8:0:2::7"),
        ("::ffff:192.0.2.7", "192.0.2.9", "::ffff:192.0.3.7"),
    ],
)
def test_sockets_are_counted_by_prefix(address: str, neighbour: str, stranger: str) -> None:
    sockets = Sockets(from_a_prefix=2)
    first = sockets.enter(address)
    assert first is not None
    assert sockets.enter(neighbour) == first
    assert sockets.enter(address) is None
    assert sockets.enter(stranger) is not None
    sockets.leave(first)
    assert sockets.enter(neighbour) == first


def test_proxies_are_counted_only_in_all() -> None:
    sockets = Sockets(from_a_prefix=1, in_all=4, spared=[ipaddress.ip_network("192.0.2.1/32")])
    assert [sockets.enter(address) for address in ("192.0.2.1", "::ffff:192.0.2.1", None)] == ["", "", ""]
    assert sockets.enter("192.0.2.2") is not None
    assert sockets.enter("192.0.2.1") is None
    sockets.leave("")
    assert sockets.enter("192.0.2.1") == ""
    assert sockets.total == 4


def test_without_a_limit_everyone_comes_in() -> None:
    sockets = Sockets(from_a_prefix=None)
    assert None not in [sockets.enter("192.0.2.1") for _ in range(5000)]


def test_two_hundred_and_fifty_sockets_from_one_address_are_served() -> None:
    with listening(Guarded(small_app)) as port, contextlib.ExitStack() as stack:
        clients = [stack.enter_context(connected(port)) for _ in range(250)]
        for client in clients:
            client.sendall(GET)
        assert all(read_one(client).endswith(b"hello GET 0") for client in clients)


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_one_socket_too_many_is_closed_at_once_and_the_others_stay(loop: str) -> None:
    with listening(Guarded(small_app, sockets=Sockets(from_a_prefix=3)), loop) as port, contextlib.ExitStack() as stack:
        clients = [stack.enter_context(connected(port)) for _ in range(3)]
        for client in clients:
            client.sendall(GET)
            read_one(client)
        with connected(port) as surplus:
            answer = read_all(surplus)
            assert statuses(answer) == [503]
            assert b"no-store" in answer and b"nosniff" in answer
        for client in clients:
            client.sendall(GET)
            assert read_one(client).endswith(b"hello GET 0")
        # Whoever leaves makes room; it is there once the server has hung up too.
        clients[0].sendall(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        read_all(clients[0])
        with connected(port) as next_one:
            next_one.sendall(GET)
            assert read_one(next_one).endswith(b"hello GET 0")
