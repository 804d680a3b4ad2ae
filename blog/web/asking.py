"""Asks an ASGI app inside this process what it would send: for a check-up, without a server and without a socket."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Scope

from blog.web.cookies import with_session
from blog.web.forms import Form
from blog.web.headers import SecurityHeaders
from blog.web.plain import plain_refusal
from blog.web.visits import House, Visit

Answer = tuple[int, dict[str, str]]


async def ask(app: ASGIApp, house: House, path: str = "/") -> Answer:
    """The status, and the headers by name in small letters, of a stranger's GET at the blog's own address."""
    answer: list[Answer] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in message["headers"]}
            answer.append((message["status"], headers))

    await app(_get(house, path), receive, send)
    return answer[0]


def layer_of(house: House) -> ASGIApp:
    """Nothing but the layer that every answer leaves through, around an empty page."""
    return SecurityHeaders(plain_refusal(200, ""), house.settings.is_https)


def sample_cookie(house: House) -> str:
    """The Set-Cookie line of a session, as the browser of somebody who signs in gets it; its value opens nothing."""
    visit = Visit(house, Request(_get(house, "/")), Form(), origin_known=True)
    return with_session(visit, Response(), "sample", timedelta(hours=1)).headers["set-cookie"]


def _get(house: House, path: str) -> Scope:
    parts = urlsplit(house.settings.url)
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": parts.scheme,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", parts.netloc.encode())],
        "client": ("127.0.0.1", 0),
        "server": (parts.hostname, parts.port),
    }
