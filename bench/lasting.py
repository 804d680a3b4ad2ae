"""P10 and P11: memory after many requests, and how soon an existing large blog answers."""

from __future__ import annotations

import http.client
import random
import time
from pathlib import Path

from bench.data import path_of
from bench.deciding import large_blog
from bench.load import get, hammer
from bench.report import Row, at_most, medians
from bench.servers import serve_blog
from bench.sizes import Sizes


def measure_memory(folder: Path, sizes: Sizes) -> list[Row]:
    """Readers all over the blog, a fifth of them on addresses nobody has asked for before."""
    dice = random.Random(20260101)
    taken: list[float] = []
    with serve_blog(large_blog(folder, sizes)) as blog:

        def ask(number: int) -> bytes:
            odd = f"?odd={len(taken)}.{number}" if number % 5 == 0 else ""
            return get(path_of(dice.randint(1, sizes.posts)) + odd, blog.port, "Accept-Encoding: gzip")

        for _ in range(4):
            hammer(blog.port, ask, most=sizes.requests // 4)
            taken.append(blog.memory_mib())
    grown = taken[-1] / taken[1]
    return [
        at_most("P10", f"memory after {sizes.requests:,} requests", taken[-1], "MiB", 120),
        Row("P10", "compared with half way there", taken[-1], "MiB", grown, "≤ 1.1×", grown <= 1.1),
    ]


def measure_start(folder: Path, sizes: Sizes) -> list[Row]:
    """From the start of the process to the first page."""
    data = large_blog(folder, sizes)
    [seconds] = medians(sizes.runs, [lambda: _start(data)])
    return [at_most("P11", f"start to first 200, {sizes.comments:,} comments", seconds, "s", 1)]


def _start(data: Path) -> float:
    with serve_blog(data) as blog:
        connection = http.client.HTTPConnection("127.0.0.1", blog.port)
        connection.request("GET", "/", headers={"host": f"localhost:{blog.port}"})
        status = connection.getresponse().status
        took = time.perf_counter() - blog.began
        connection.close()
    if status != 200:
        raise SystemExit(f"The home page answered {status}.")
    return took
