"""Starts what is measured as processes of their own on loopback, and tells what they have used."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench.cores import pin_server
from bench.data import address_of

ROOT = Path(__file__).resolve().parents[1]
# A process rests when it computes for less than a fiftieth of so long; that is waited for so many times at most.
REST_SECONDS, REST_MOST = 1.0, 300
PATIENCE_SECONDS = 120.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A process that listens on `port`. Use it as a context; leaving ends it."""

    def __init__(self, words: Sequence[str], port: int, log: Path | None = None, **environ: str) -> None:
        known = {name: value for name, value in os.environ.items() if not name.startswith("BLOG_")}
        self.port = port
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=ROOT,
            env={**known, **environ},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL if log is None else log.open("ab"),
            preexec_fn=pin_server,
        )

    def __enter__(self) -> Server:
        try:
            self._wait()
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _wait(self) -> None:
        """Until somebody listens; connecting is refused at once before."""
        while time.perf_counter() - self.began < PATIENCE_SECONDS:
            if self.process.poll() is not None:
                raise SystemExit(f"The server ended with {self.process.returncode} before it listened.")
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.005)
                continue
            return
        raise SystemExit("The server does not listen.")

    def rest(self) -> None:
        """Wait until the process has nothing left of its own to do: a blog that starts catches up with its
        nights first, and a backup of a million comments takes minutes."""
        for _ in range(REST_MOST):
            before = self.cpu_seconds()
            time.sleep(REST_SECONDS)
            if self.cpu_seconds() - before < REST_SECONDS / 50:
                return

    def cpu_seconds(self) -> float:
        """What the process has computed so far, in user and system time."""
        # The kernel's clock of another process, to the nanosecond; what /proc says of it comes in hundredths.
        return time.clock_gettime(~self.process.pid << 3 | 2)

    def memory_mib(self) -> float:
        """Its resident memory."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text("ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0.0


def serve_blog(data: Path) -> Server:
    """The blog itself, as `blog serve` starts it, without rate limits."""
    port = free_port()
    return Server(
        ["blog", "serve", "--port", str(port)],
        port,
        log=data.parent / f"{data.name}.log",
        BLOG_DATA=str(data),
        BLOG_DATABASE_URL=address_of(data),
        BLOG_LIMITS="off",
    )


def serve_bare(kind: str, headers: list[tuple[str, str]], body: bytes, scratch: Path) -> Server:
    """A reference app ("asgi" or "sync") that answers with just these headers and bytes."""
    port = free_port()
    answer = scratch / f"bare-{kind}-{port}"
    answer.with_suffix(".json").write_text(json.dumps(headers), "utf-8")
    answer.with_suffix(".body").write_bytes(body)
    return Server(["bench.bare", kind, str(port), str(answer)], port)
