"""P5: sending comments, eight at a time, beside a bare loop of commits; and what readers notice of it."""

from __future__ import annotations

import html
import http.client
import itertools
import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from bench.cores import pin_server
from bench.data import WORDS, Size, fill, path_of
from bench.load import Measured, get, hammer, post
from bench.report import Row, at_least, at_most, by_computing, medians
from bench.servers import ROOT, Server, serve_blog
from bench.sizes import Sizes

WRITERS = 8


def measure_sending(folder: Path, sizes: Sizes) -> list[Row]:
    """Comments a second with all that belongs to one: cleaning, screening, the receipt, letters to the staff."""
    data = folder / "sending"
    fill(data, Size(posts=3))
    number = itertools.count()
    late: list[float] = []
    spent: list[float] = []
    spent_bare: list[float] = []
    with serve_blog(data) as blog:
        stamp = _stamp(blog.port)

        def ask(_: int) -> bytes:
            return _comment(blog.port, stamp, next(number))

        def send() -> float:
            before = blog.cpu_seconds()
            measured = hammer(blog.port, ask, connections=WRITERS, seconds=sizes.seconds)
            spent.append(1e6 * (blog.cpu_seconds() - before) / len(measured.waits))
            if set(measured.statuses) != {303}:
                raise SystemExit(f"Sending comments was answered {measured.statuses}.")
            late.append(measured.quantile_ms(0.99))
            return measured.rate

        hammer(blog.port, ask, connections=WRITERS, most=sizes.warm_up)
        bare, sent = medians(sizes.runs, [lambda: _commits(folder, sizes.seconds, spent_bare), send])
        alone, beside = _readers(blog, ask, sizes)
    return [
        Row("P5", "a bare loop of SQLite commits, FULL", bare, "/s"),
        at_least("P5", "comments sent, eight at a time", sent, "/s", bare, 0.1),
        by_computing("P5", "the same by CPU time", spent, spent_bare, 0.1),
        at_most("P5", "p99 of sending one", sorted(late)[len(late) // 2], "ms", 30),
        Row("P5", "p99 of readers alone", alone, "ms"),
        Row("P5", "p99 of readers while comments are sent", beside, "ms", beside / alone if alone else None),
    ]


def _stamp(port: int) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path_of(1), headers={"host": f"localhost:{port}"})
    page = connection.getresponse().read().decode()
    connection.close()
    found = re.search(r'name="stamp"[^>]*value="([^"]+)"', page)
    if found is None:
        raise SystemExit("The post page has no stamp.")
    return html.unescape(found[1])


def _comment(port: int, stamp: str, number: int) -> bytes:
    words = " ".join(WORDS[(number + step) % len(WORDS)] for step in range(40))
    body = f"{words}, *number {number}*, as https://kettle{number % 50}.example/ says."
    form = {"post": "1", "parent": "", "stamp": stamp, "name": f"Reader {number}", "body": body}
    return post("/comments", port, urlencode({**form, "email": f"reader{number}@example.org", "website": ""}))


def _commits(folder: Path, seconds: float, spent: list[float]) -> float:
    """Single inserts a second, each in a commit of its own, on the server's core; what one computes goes to `spent`."""
    words = [sys.executable, "-m", "bench.sending", str(folder / "commits.db"), str(seconds)]
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True, preexec_fn=pin_server)
    rate, computed = map(float, ran.stdout.split())
    spent.append(computed)
    return rate


def commit_for(file: str, seconds: str) -> None:
    """The bare loop itself; prints its commits a second, and the µs that one computes."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS words (id INTEGER PRIMARY KEY, body TEXT)")
    began, computed, count = time.perf_counter(), time.process_time(), 0
    while (passed := time.perf_counter() - began) < float(seconds):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO words (body) VALUES (?)", ("kettle " * 40,))
        connection.execute("COMMIT")
        count += 1
    print(count / passed, 1e6 * (time.process_time() - computed) / count)


def _readers(blog: Server, ask: Callable[[int], bytes], sizes: Sizes) -> tuple[float, float]:
    """p99 in ms of two readers: alone, and while comments are sent."""

    def read() -> Measured:
        return hammer(blog.port, lambda _: get(path_of(1), blog.port), connections=2, seconds=sizes.seconds)

    alone = read()
    sending = threading.Thread(
        target=hammer, args=(blog.port, ask), kwargs={"connections": WRITERS, "seconds": sizes.seconds}
    )
    sending.start()
    beside = read()
    sending.join()
    return alone.quantile_ms(0.99), beside.quantile_ms(0.99)


if __name__ == "__main__":
    commit_for(*sys.argv[1:])
