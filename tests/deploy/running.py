"""The blog as the page for servers starts it, in a process of its own, and people who reach it through a proxy."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import httpx2

from tests.cast.forms import PageForm, read_forms
from tests.cast.serving import PATIENCE, Client, Served, free_port
from tests.deploy.samples import DATA, PYTHON, ROOT, URL, environment, unit


def plain_environment(**environ: str) -> dict[str, str]:
    """This process's environment without settings of the blog and without its own ways to find modules."""
    known = {name: value for name, value in os.environ.items() if not name.startswith(("BLOG_", "PYTHON"))}
    return {**known, "PYTHONUNBUFFERED": "1", **environ}


class Running(Served):
    """A command that ends in `serve`, run in `folder`; its port is added."""

    def __init__(self, command: Sequence[str], folder: Path, log: Path, **environ: str) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self._clients: list[Client] = []
        self.log = log.open("ab")
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port)],
            cwd=folder,
            env=plain_environment(**environ),
            stdout=self.log,
            stderr=self.log,
        )
        self._wait()

    def __enter__(self) -> Running:
        return self

    @property
    def said(self) -> str:
        return Path(self.log.name).read_text("utf-8")


def start_like_the_unit(data: Path, **changes: str) -> Running:
    """ExecStart of afterword.service with the settings of afterword.env; only the places and the port are others."""
    (line,) = unit()["ExecStart"]
    words = shlex.split(line.replace(PYTHON, sys.executable))
    at = words.index("--port")
    settings = {**environment(), "BLOG_DATA": environment()["BLOG_DATA"].replace(DATA, str(data)), **changes}
    return Running(words[:at] + words[at + 2 :], ROOT, data.with_suffix(".log"), **settings)


class Visitor:
    """Somebody at the loopback address `address`, who asks `reached` (a proxy, or the blog) for the blog's own name."""

    def __init__(self, reached: str, address: str, **headers: str) -> None:
        host = URL.removeprefix("https://")
        self.http = httpx2.Client(
            base_url=reached,
            transport=httpx2.HTTPTransport(local_address=address),
            headers={"host": host, "origin": URL, **headers},
            timeout=PATIENCE,
        )

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, *error: object) -> None:
        self.http.close()

    def form(self, path: str, mark: str) -> PageForm:
        """The form with this id or this field on a page."""
        answer = self.http.get(path)
        assert answer.status_code == 200, answer.text
        return next(form for form in read_forms(answer.text) if mark in (form.id, *form.names))

    def send(self, path: str, form: PageForm, button: str | None = None, **changes: str) -> httpx2.Response:
        """Send a form. The session's cookie is Secure, and here plain http is spoken, so it is put in by hand."""
        answer = self.http.post(form.action or path, data=dict(form.filled(button, **changes)))
        cookie = re.match(r"(__Host-[^;]+)", answer.headers.get("set-cookie", ""))
        if cookie:
            self.http.headers["cookie"] = cookie[1]
        return answer

    def comment(self, path: str, body: str) -> httpx2.Response:
        return self.send(path, self.form(path, "comment-form"), name="Sol", body=body)
