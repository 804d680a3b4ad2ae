"""The references: an ASGI app and a synchronous Starlette handler that only answer, served just as the blog is."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from blog.web.sockets import Guarded, Sockets


def bare_asgi(headers: list[tuple[bytes, bytes]], body: bytes) -> ASGIApp:
    """The least that can be done for a request."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})

    return answer


def bare_sync(headers: dict[str, str], body: bytes) -> ASGIApp:
    """A handler in Starlette's thread pool."""

    def answer(request: Request) -> Response:
        return Response(body, headers=headers)

    return Starlette(routes=[Route("/{path:path}", answer)])


def main(kind: str, port: str, answer: str) -> None:
    """Serve "asgi" or "sync" on a port; `answer` + ".json" and ".body" hold the headers and the bytes."""
    headers: list[tuple[str, str]] = json.loads(Path(f"{answer}.json").read_text("utf-8"))
    body = Path(f"{answer}.body").read_bytes()
    raw = [(name.encode(), value.encode()) for name, value in headers]
    app = bare_asgi(raw, body) if kind == "asgi" else bare_sync(dict(headers), body)
    uvicorn.run(
        # As in blog/serving.py: the same protocol, loop and limits.
        Guarded(app, sockets=Sockets(from_a_prefix=None)),
        host="127.0.0.1",
        port=int(port),
        http="blog.web.protocol:GuardedProtocol",
        ws="none",
        loop="auto",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
