"""A small proxy on loopback that treats a request's headers as the samples do."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.deploy.samples import nginx_headers

Rewrite = Callable[[Message, str], None]
HOP_BY_HOP = ("connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade")


def like_caddy(headers: Message, client: str) -> None:
    """Caddy keeps Host, and from a client it does not trust it drops what was claimed."""
    del headers["X-Forwarded-For"]
    headers["X-Forwarded-For"] = client


def like_nginx(headers: Message, client: str) -> None:
    """Does what deploy/nginx.conf says."""
    known = {"$host": (headers["Host"] or "").partition(":")[0].lower(), "$remote_addr": client, '""': ""}
    for name, expression in nginx_headers().items():
        del headers[name]
        if known[expression]:
            headers[name] = known[expression]


def appending(headers: Message, client: str) -> None:
    """What many proxies do: they add the address they saw to what was claimed."""
    claimed = headers["X-Forwarded-For"]
    del headers["X-Forwarded-For"]
    headers["X-Forwarded-For"] = f"{claimed}, {client}" if claimed else client


class Proxy:
    """Listens on a free port of 127.0.0.1 and hands everything on to `behind`. Use it as a context."""

    def __init__(self, behind: int, rewrite: Rewrite) -> None:
        handler = type("Handler", (_Handler,), {"behind": behind, "rewrite": staticmethod(rewrite)})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Proxy:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    behind: int
    rewrite: Rewrite

    def do_GET(self) -> None:
        length = int(self.headers["Content-Length"] or 0)
        body = self.rfile.read(length) if length else None
        for name in HOP_BY_HOP:
            del self.headers[name]
        self.rewrite(self.headers, self.client_address[0])
        connection = http.client.HTTPConnection("127.0.0.1", self.behind, timeout=30)
        try:
            connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            self._hand_back(connection.getresponse())
        finally:
            connection.close()

    do_POST = do_GET

    def _hand_back(self, answer: http.client.HTTPResponse) -> None:
        body = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in (*HOP_BY_HOP, "content-length"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *values: object) -> None:
        """Tests look at answers, not at the proxy's log."""
