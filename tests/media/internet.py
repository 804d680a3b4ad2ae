"""A small internet for tests: names, servers and their answers, without a socket; every connection is counted."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable
from typing import Any

import httpcore2

from blog.media.fetching import Web

PUBLIC = "93.184.216.34"
Serve = Callable[[str, str], Iterable[bytes]]


def reply(body: bytes = b"", status: str = "200 OK", **headers: str) -> list[bytes]:
    """An HTTP answer; headers with _ for -."""
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return [f"HTTP/1.1 {status}\r\n".encode() + "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n" + body]


class Internet(httpcore2.NetworkBackend):
    """names: host to the addresses it resolves to, or to a list of such answers, one after another.

    serve(host, target): the pieces that the server sends. It stands in for the lines below the guard, so what it is
    asked to connect to is what the guard has let through.
    """

    def __init__(self, serve: Serve, names: dict[str, list[list[str]]] | None = None) -> None:
        self.serve, self.names = serve, names or {}
        self.resolved: list[str] = []
        self.connected: list[tuple[str, int]] = []
        self.asked: list[tuple[str, str]] = []
        self.headers: list[dict[str, str]] = []
        self.bodies: list[str] = []
        self.verified: list[str | None] = []
        self.now = 0.0
        self.seconds_a_piece = 0.0
        self.dead: set[str] = set()

    def web(self) -> Web:
        return Web(self.resolve, self, lambda: self.now)

    def resolve(self, host: str, port: int) -> list[str]:
        answers = self.names.get(host)
        if answers is None:
            raise OSError("no such host")
        self.resolved.append(host)
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *_: Any, **__: Any
    ) -> httpcore2.NetworkStream:
        self.connected.append((host, port))
        if host in self.dead:
            raise httpcore2.ConnectError("refused")
        return _Line(self)


class _Line(httpcore2.NetworkStream):
    def __init__(self, internet: Internet) -> None:
        self._internet, self._sent = internet, b""
        self._pieces: list[bytes] | None = None

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._sent += buffer

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        internet = self._internet
        internet.now += internet.seconds_a_piece
        if self._pieces is None:
            head, _, body = self._sent.decode().partition("\r\n\r\n")
            first, *lines = head.split("\r\n")
            headers = dict(line.split(": ", 1) for line in lines if line)
            internet.headers.append(headers)
            internet.bodies.append(body)
            internet.asked.append((headers["Host"], first.split(" ")[1]))
            self._pieces = list(internet.serve(*internet.asked[-1]))
        if not self._pieces:
            return b""
        piece = self._pieces.pop(0)
        if len(piece) > max_bytes:
            self._pieces.insert(0, piece[max_bytes:])
        return piece[:max_bytes]

    def close(self) -> None:
        self._pieces = []

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        assert ssl_context.check_hostname
        assert ssl_context.verify_mode is ssl.CERT_REQUIRED
        self._internet.verified.append(server_hostname)
        return self

    def get_extra_info(self, info: str) -> Any:
        return None
