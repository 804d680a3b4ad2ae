"""SIGTERM finishes what is in flight and ends in 0, and nothing serves the blog without its limits (casebook N12)."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from socket import create_server

import pytest

from tests.web.listening import connected, read_all, read_one, statuses

ROOT = Path(__file__).parents[2]
# The real `blog.serving` with a small app in the place of the blog: how it serves and ends is what is tested.
BEFORE = """
import sys, types
from tests.web.listening import small_app
small = types.ModuleType("blog.app")
small.make_house = lambda settings: settings
small_app.answer_at_once = None
small.make_app = lambda house: small_app
sys.modules["blog.app"] = small
from blog import serving, settings
"""
FORM = b"POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


def free_port() -> int:
    with create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def environ(folder: Path) -> dict[str, str]:
    return {**os.environ, "BLOG_DATA": str(folder), "BLOG_SECRET_KEY": "k" * 32}


def run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", BEFORE + script],
        cwd=ROOT,
        env=environ(folder),
        capture_output=True,
        text=True,
        check=False,
    )


@contextlib.contextmanager
def serving(folder: Path, grace: int = 8) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    port = free_port()
    script = BEFORE + f"serving.GRACE_SECONDS = {grace}; serving.serve('127.0.0.1', {port}, 1)"
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, env=environ(folder), stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            wait_for_line(process, "Uvicorn running")
            yield port, process
        finally:
            process.kill()


def wait_for_line(process: subprocess.Popen[str], words: str) -> None:
    assert process.stderr is not None
    seen = []
    for line in process.stderr:
        seen.append(line)
        if words in line:
            return
    pytest.fail("".join(seen))


def test_what_is_in_flight_at_sigterm_is_finished_and_the_exit_code_is_zero(tmp_path: Path) -> None:
    with serving(tmp_path) as (port, process), connected(port) as client, connected(port) as idle:
        idle.sendall(GET)
        read_one(idle)
        client.sendall(FORM + b"Expect: 100-continue\r\nContent-Length: 8\r\n\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 100")
        process.send_signal(signal.SIGTERM)
        wait_for_line(process, "Shutting down")
        assert read_all(idle) == b""
        client.sendall(b"body=abc")
        answer = read_all(client)
        assert statuses(answer) == [200]
        assert b"connection: close" in answer and answer.endswith(b"read 3")
        assert process.wait(timeout=10) == 0


def test_a_client_that_never_goes_on_does_not_hold_up_the_end(tmp_path: Path) -> None:
    with serving(tmp_path, grace=1) as (port, process), connected(port) as client:
        client.sendall(FORM + b"Expect: 100-continue\r\nContent-Length: 8\r\n\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 100")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0


def test_without_the_parser_that_knows_the_limits_nothing_is_served(tmp_path: Path) -> None:
    script = """
sys.modules["httptools"] = None
try:
    serving.serve("127.0.0.1", 1, 1)
except settings.SettingsError as error:
    sys.exit(str(error))
"""
    done = run(script, tmp_path)
    assert done.returncode == 1
    assert done.stderr == "The package httptools is missing, and without it the blog is not served. Install it.\n"


def test_another_server_is_refused_in_one_sentence(tmp_path: Path) -> None:
    done = run("import uvicorn\nuvicorn.run('blog.serving:build', factory=True, port=1, http='h11')", tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("Start the blog with `blog serve`") and done.stderr.count("\n") == 1
