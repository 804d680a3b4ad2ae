"""A small app behind the real protocol on a free port of this machine, and a client that writes raw bytes."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse
from starlette.types import Receive, Scope, Send

from blog.web.forms import FormTooLarge, FormTorn, read_form
from blog.web.plain import plain_refusal
from blog.web.protocol import GuardedProtocol
from blog.web.sockets import Guarded

LARGE = 32 * 1024 * 1024
PATIENCE = 20  # Seconds after which a client gives up and its test fails.


async def small_app(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads forms as the door does; `/large` is larger than any buffer, `/broken` raises, `/gone` waits for the end."""
    request = Request(scope, receive)
    if scope["path"] == "/form":
        try:
            form = await read_form(request)
            response = PlainTextResponse(
                f"read {len(form.get('body'))}", headers={"Hosts": str(request.headers.getlist("host"))}
            )
        except FormTooLarge:
            response = plain_refusal(413, "too large")
        except FormTorn:
            response = plain_refusal(400, "torn")
    elif scope["path"] == "/broken":
        raise RuntimeError("broken on purpose")
    elif scope["path"] == "/file":
        await FileResponse(Path(__file__))(scope, receive, send)
        return
    elif scope["path"] == "/large":
        response = PlainTextResponse(b"x" * LARGE)
    else:
        response = PlainTextResponse(f"hello {scope['method']} {len(await request.body())}")
    await response(scope, receive, send)


@contextlib.contextmanager
def listening(guarded: Guarded, loop: str = "asyncio") -> Iterator[int]:
    """Serve on a free port, which is given; `loop` is asyncio or uvloop."""
    sock = socket.create_server(("127.0.0.1", 0), backlog=1024)
    config = uvicorn.Config(
        guarded,
        http=GuardedProtocol,
        ws="none",
        loop=loop,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    runner = asyncio.Runner(loop_factory=config.get_loop_factory())
    thread = threading.Thread(target=lambda: runner.run(server.serve(sockets=[sock])))
    thread.start()
    try:
        yield sock.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
        runner.close()


@contextlib.contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client:
        yield client


def read_all(client: socket.socket) -> bytes:
    """All that comes until the server hangs up. A reset behind the last byte is also an end."""
    chunks = []
    with contextlib.suppress(ConnectionResetError):
        while chunk := client.recv(65536):
            chunks.append(chunk)
    return b"".join(chunks)


def read_one(client: socket.socket) -> bytes:
    """One answer with a Content-Length, from its status line to its last byte."""
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = client.recv(1)
        if not chunk:
            return data
        data += chunk
    length = int(data.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    while length:
        chunk = client.recv(length)
        if not chunk:
            break
        data, length = data + chunk, length - len(chunk)
    return data


def ask(port: int, request: bytes) -> bytes:
    """Send bytes and read until the server hangs up."""
    with connected(port) as client:
        with contextlib.suppress(ConnectionResetError, BrokenPipeError):
            client.sendall(request)
        return read_all(client)


def statuses(answers: bytes) -> list[int]:
    """The status of every answer in a stream of them."""
    return [int(part[:3]) for part in answers.split(b"HTTP/1.1 ")[1:]]


def is_served(port: int) -> bool:
    """Whether an honest visitor is served now."""
    answer = ask(port, b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    return statuses(answer) == [200] and answer.endswith(b"hello GET 0")
