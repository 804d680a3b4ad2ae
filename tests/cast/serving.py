"""A blog served by a real process on a free loopback port, for tests that end it the hard way."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import httpx2

from tests.cast.forms import read_forms

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run_blog(
    data: Path, *words: str, stdin: str = "", program: Sequence[str] = ("-m", "blog"), **environ: str
) -> subprocess.CompletedProcess[str]:
    """Run the command `blog` to its end, or a module that ends in it."""
    return subprocess.run(
        [sys.executable, *program, *words],
        cwd=ROOT,
        env=_environment(data, **environ),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


class Served:
    """`blog serve` in a process of its own. Use it as a context; leaving sends SIGTERM.

    `program` may be another module that ends in the command, after it has broken something.
    """

    def __init__(
        self,
        data: Path,
        port: int | None = None,
        words: Sequence[str] = (),
        program: Sequence[str] = ("-m", "blog"),
        **environ: str,
    ) -> None:
        self.data = data
        self.port = port or free_port()
        self.url = f"http://localhost:{self.port}"
        command = [sys.executable, *program, "serve", "--port", str(self.port), *words]
        self._clients: list[Client] = []
        self.log = (data.parent / f"{data.name}-{self.port}.log").open("ab")
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=_environment(data, **environ), stdout=self.log, stderr=self.log
        )
        self._wait()

    def __enter__(self) -> Served:
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def stop(self, by: int = signal.SIGTERM) -> int:
        """End the process; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(by)
        code = self.process.wait(timeout=PATIENCE)
        self.log.close()
        for client in self._clients:
            client.http.close()
        return code

    def client(self) -> Client:
        """A browser of its own, closed with the server."""
        self._clients.append(Client(self.url))
        return self._clients[-1]

    def kill(self) -> None:
        self.stop(signal.SIGKILL)

    def _wait(self) -> None:
        """Until it answers. Asking without a pause would take from it what it starts with: half of two processors."""
        while not self._listens():
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=0.02)
            if self.process.returncode is not None:
                raise AssertionError(Path(self.log.name).read_text("utf-8")[-3000:])
        httpx2.get(f"{self.url}/healthz", timeout=PATIENCE)

    def _listens(self) -> bool:
        try:
            socket.create_connection(("localhost", self.port), timeout=PATIENCE).close()
        except OSError:
            return False
        return True


class Client:
    """A browser that talks to a served blog."""

    def __init__(self, url: str) -> None:
        self.http = httpx2.Client(base_url=url, headers={"origin": url}, timeout=PATIENCE)

    def sign_in(self, email: str, password: str) -> None:
        response = self.http.post("/sign-in", data={"email": email, "password": password})
        assert response.status_code == 303, response.text

    def publish(self, title: str) -> str:
        """Publish a post; its permalink."""
        made = self.http.post("/desk/posts/new", data={"title": title, "body": "Words.", "action": "publish"})
        assert made.status_code == 303, made.text
        page = self.http.get(made.headers["location"])
        form = next(form for form in read_forms(page.text) if "title" in form.names)
        return form.value("permalink")

    def comment_form(self, path: str) -> dict[str, str]:
        """The fields of the comment form as it stands on the page."""
        page = self.http.get(path)
        form = next(form for form in read_forms(page.text) if form.id == "comment-form")
        return dict(form.fields)

    def waiting(self) -> list[str]:
        """ID@SEEN of every card on the first page of the queue."""
        return re.findall(r'<input[^>]*name="comment"[^>]*value="([^"]+)"', self.http.get("/desk/comments").text)


def _environment(data: Path, **environ: str) -> dict[str, str]:
    known = {name: value for name, value in os.environ.items() if not name.startswith("BLOG_")}
    return {**known, "BLOG_DATA": str(data), "PYTHONUNBUFFERED": "1", **environ}
