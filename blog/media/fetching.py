"""Asks other servers for a file, and never one of this machine or its network: the one way out to the web."""

from __future__ import annotations

import contextlib
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import httpcore2

from blog.media.addresses import PORTS, Address, BadAddress, is_public, read_address
from blog.media.flaws import Trouble

MOST_REDIRECTS = 3
# Of the addresses that a name has; all are checked, so many are tried.
MOST_TRIED = 3
# For the name to be found, for a connection, and between two pieces of an answer.
STEP_SECONDS = 10.0
PIECE_BYTES = 65_536
# A header section cannot be longer than so much, but an answer is more than its body.
HEAD_BYTES = 128 * 1024
REDIRECTS = frozenset({301, 302, 303, 307, 308})
AGENT = "Afterword"


class NotFetched(Exception):
    """A server was not asked, or its answer is of no use."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True)
class Limits:
    """What one fetch may cost in whole, redirects included: seconds on the clock, and bytes of the answer's body."""

    seconds: float = 60.0
    size: int = 20 * 1024 * 1024


@dataclass(frozen=True)
class Answer:
    """What a server said. headers: names in lower case, the last of several. chunks: the body, once; it may raise
    NotFetched."""

    address: Address
    status: int
    headers: dict[str, str]
    chunks: Iterator[bytes]


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of a name, as the system finds them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class Web:
    """The web, as far as this blog may go there.

    resolver(host, port): IP addresses, or OSError. lines: what opens connections to IP addresses. clock: seconds that
    only grow. Proxies that the environment names are not looked at, and no cookies are kept.
    """

    def __init__(
        self,
        resolver: Callable[[str, int], list[str]] = resolve,
        lines: httpcore2.NetworkBackend | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._resolver, self._clock = resolver, clock
        self._lines = lines or httpcore2.SyncBackend()

    @contextlib.contextmanager
    def get(self, text: str, accept: str, limits: Limits = Limits()) -> Iterator[Answer]:
        """Ask for an address, following redirects by hand, each checked like the first. Raises NotFetched.

        Any status is an answer. The body comes as it was sent: a coded one is refused, so its size is what it says.
        """
        budget = _Budget(self._clock, self._clock() + limits.seconds, limits.size)
        address = _read(text)
        for _ in range(MOST_REDIRECTS + 1):
            with self._ask(address, accept, budget) as answer:
                if answer.status not in REDIRECTS:
                    yield answer
                    return
                address = _follow(answer)
        raise NotFetched(Trouble.CIRCLES)

    def post(self, text: str, form: bytes, limits: Limits = Limits()) -> int:
        """Send a form (application/x-www-form-urlencoded) to an address; the status of the answer. Raises NotFetched.

        Redirects are not followed, so nothing is sent to anybody who was not named, and no body is read.
        """
        budget = _Budget(self._clock, self._clock() + limits.seconds, limits.size)
        with self._ask(_read(text), "*/*", budget, form) as answer:
            return answer.status

    @contextlib.contextmanager
    def _ask(self, address: Address, accept: str, budget: _Budget, form: bytes | None = None) -> Iterator[Answer]:
        guarded = _Guarded(self._resolver, self._lines, budget)
        headers = [("Host", _host(address)), ("User-Agent", AGENT), ("Accept", accept),
                   ("Accept-Encoding", "identity"), ("Connection", "close")]  # fmt: skip
        if form is not None:
            headers += [("Content-Type", "application/x-www-form-urlencoded"), ("Content-Length", str(len(form)))]
        url = httpcore2.URL(
            scheme=address.scheme.encode(), host=address.host.encode(), port=address.port,
            target=address.target.encode(),
        )  # fmt: skip
        waits = dict.fromkeys(("connect", "read", "write", "pool"), STEP_SECONDS)
        trust = ssl.create_default_context() if address.scheme == "https" else None
        with httpcore2.ConnectionPool(trust, network_backend=guarded) as pool, _said():
            method, extensions = "GET" if form is None else "POST", {"timeout": waits}
            with pool.stream(method, url, headers=headers, content=form, extensions=extensions) as response:
                yield _answer(address, response, budget)


class _Budget:
    """What is left of the time and size that one fetch may take."""

    def __init__(self, clock: Callable[[], float], ends: float, size: int) -> None:
        self._clock, self._ends, self.size = clock, ends, size
        # Of all that comes over the lines, headers of redirects included.
        self._raw = size + HEAD_BYTES * (MOST_REDIRECTS + 2)

    def wait(self, timeout: float | None) -> float:
        """How long the next step may take. Raises NotFetched when time is up."""
        left = self._ends - self._clock()
        if left <= 0:
            raise NotFetched(Trouble.SLOW)
        return min(left, STEP_SECONDS if timeout is None else timeout)

    def take(self, data: bytes) -> bytes:
        self._raw -= len(data)
        if self._raw < 0:
            raise NotFetched(Trouble.LARGE)
        return data


class _Guarded(httpcore2.NetworkBackend):
    """Opens connections to public addresses only.

    A name is resolved once, every address it has must be public, and the connection is made to the very address that
    was looked at: a name that means something else a moment later changes nothing.
    """

    def __init__(
        self, resolver: Callable[[str, int], list[str]], lines: httpcore2.NetworkBackend, budget: _Budget
    ) -> None:
        self._resolver, self._lines, self._budget = resolver, lines, budget

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        if port not in PORTS.values():
            raise NotFetched(Trouble.ADDRESS)
        numbers = self._look_up(host, port)
        if not all(is_public(number) for number in numbers):
            raise NotFetched(Trouble.CLOSED)
        for number in numbers[:MOST_TRIED]:
            with contextlib.suppress(httpcore2.ConnectError, httpcore2.ConnectTimeout):
                line = self._lines.connect_tcp(number, port, self._budget.wait(timeout), None, socket_options)
                return _Line(line, self._budget)
        raise NotFetched(Trouble.CONNECTION)

    def _look_up(self, host: str, port: int) -> list[str]:
        """In a thread, since a resolver cannot be told how long it may take. Raises NotFetched."""
        found: queue.Queue[list[str] | Exception] = queue.Queue()

        def ask() -> None:
            try:
                found.put(self._resolver(host, port))
            except (OSError, UnicodeError) as error:
                found.put(error)

        threading.Thread(target=ask, daemon=True).start()
        try:
            numbers = found.get(timeout=self._budget.wait(None))
        except queue.Empty as error:
            raise NotFetched(Trouble.NAME) from error
        if isinstance(numbers, Exception) or not numbers:
            raise NotFetched(Trouble.NAME)
        return numbers

    def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore2.NetworkStream:
        raise NotFetched(Trouble.CLOSED)

    def sleep(self, seconds: float) -> None:
        """Nothing is tried again here."""


class _Line(httpcore2.NetworkStream):
    """A connection whose every step comes out of the fetch's time and size."""

    def __init__(self, line: httpcore2.NetworkStream, budget: _Budget) -> None:
        self._line, self._budget = line, budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._budget.take(self._line.read(max_bytes, self._budget.wait(timeout)))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._line.write(buffer, self._budget.wait(timeout))

    def close(self) -> None:
        self._line.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _Line(self._line.start_tls(ssl_context, server_hostname, self._budget.wait(timeout)), self._budget)

    def get_extra_info(self, info: str) -> Any:
        return self._line.get_extra_info(info)


@contextlib.contextmanager
def _said() -> Iterator[None]:
    """What the client library raises, as what it means."""
    try:
        yield
    except httpcore2.TimeoutException as error:
        raise NotFetched(Trouble.SLOW) from error
    except httpcore2.NetworkError as error:
        raise NotFetched(Trouble.CONNECTION) from error
    except (httpcore2.ProtocolError, httpcore2.UnsupportedProtocol) as error:
        raise NotFetched(Trouble.ANSWER) from error


def _read(text: str) -> Address:
    try:
        return read_address(text)
    except BadAddress as error:
        raise NotFetched(Trouble.ADDRESS) from error


def _host(address: Address) -> str:
    return f"[{address.host}]" if ":" in address.host else address.host


def _follow(answer: Answer) -> Address:
    """Where a redirect leads; from https never back to http."""
    try:
        target = urljoin(str(answer.address), answer.headers["location"])
    except (KeyError, ValueError) as error:
        raise NotFetched(Trouble.ANSWER) from error
    following = _read(target)
    if answer.address.scheme == "https" and following.scheme == "http":
        raise NotFetched(Trouble.ADDRESS)
    return following


def _answer(address: Address, response: httpcore2.Response, budget: _Budget) -> Answer:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
    if headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise NotFetched(Trouble.ANSWER)
    length = headers.get("content-length", "")
    if length.isascii() and length.isdecimal() and int(length[:20]) > budget.size:
        raise NotFetched(Trouble.LARGE)
    return Answer(address, response.status, headers, _chunks(response, budget.size))


def _chunks(response: httpcore2.Response, most: int) -> Iterator[bytes]:
    left = most
    with _said():
        for chunk in response.iter_stream():
            left -= len(chunk)
            if left < 0:
                raise NotFetched(Trouble.LARGE)
            yield chunk
