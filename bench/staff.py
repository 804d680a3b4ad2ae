"""A moderator at work: signs in, opens pages of the desk and sends its forms, one after the other."""

from __future__ import annotations

import http.client
import time
from urllib.parse import urlencode

from bench.data import EMAIL, PASSWORD
from bench.servers import Server

Answer = tuple[bytes, float]


class Moderator:
    """One signed-in connection; every answer comes with the seconds it took."""

    def __init__(self, server: Server) -> None:
        self._host = f"localhost:{server.port}"
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        self._cookie = ""
        self.post("/sign-in", [("email", EMAIL), ("password", PASSWORD)])

    def close(self) -> None:
        self._connection.close()

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None, 200)

    def post(self, path: str, form: list[tuple[str, str]], status: int = 303) -> Answer:
        return self._ask("POST", path, urlencode(form), status)

    def _ask(self, method: str, path: str, form: str | None, wanted: int) -> Answer:
        headers = {"host": self._host, "origin": f"http://{self._host}"}
        if self._cookie:
            headers["cookie"] = self._cookie
        if form is not None:
            headers["content-type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        self._connection.request(method, path, body=form, headers=headers)
        response = self._connection.getresponse()
        body = response.read()
        took = time.perf_counter() - began
        if response.status != wanted:
            raise SystemExit(f"{method} {path} answered {response.status} instead of {wanted}.")
        kept = [value.split(";")[0] for value in response.headers.get_all("set-cookie", [])]
        self._cookie = "; ".join(kept) or self._cookie
        return body, took
