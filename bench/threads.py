"""P4: a page of a post with 10,000 comments in 50 levels, made anew, beside a small post's."""

from __future__ import annotations

import itertools
from pathlib import Path

from bench.data import Size, fill, path_of
from bench.load import get
from bench.pages import rate
from bench.report import Row, at_most, medians
from bench.servers import serve_blog
from bench.sizes import Sizes
from bench.statements import count_statements

LEVELS = 50


def measure_threads(folder: Path, sizes: Sizes) -> list[Row]:
    """The first page, one from the middle, one that a comment's link leads to, and the other orders."""
    small, long = folder / "short-thread", folder / "long-thread"
    fill(small, Size(posts=3))
    fill(long, Size(posts=3, shown=sizes.thread, levels=LEVELS))
    middle = sizes.thread // 2
    pages = {
        "the first page": "?odd=",
        "a page from the middle": f"?after=b{middle}&odd=",
        "the page before it": f"?before=b{middle}&odd=",
        "the page a comment's link leads to": f"?from=b{middle + LEVELS // 2}&odd=",
        "newest first": "?order=newest&odd=",
        "most answered first": "?order=answered&odd=",
    }
    with serve_blog(small) as one, serve_blog(long) as other:
        number = itertools.count()
        ways = [rate(one, lambda _: get(f"{path_of(1)}?odd={next(number)}", one.port), sizes, [])]
        for query in pages.values():

            def ask(_: object, query: str = query) -> bytes:
                return get(f"{path_of(1)}{query}{next(number)}", other.port)

            ways.append(rate(other, ask, sizes, []))
        plain, *rates = medians(sizes.runs, ways)
    rows = [Row("P4", "a post with 100 comments, made anew (P3)", plain, "req/s")]
    for what, measured in zip(pages, rates, strict=True):
        ratio = plain / measured if measured else 0.0
        rows.append(
            Row(
                "P4",
                f"{sizes.thread:,} comments in {LEVELS} levels: {what}",
                measured,
                "req/s",
                ratio,
                "≤ 2×",
                ratio <= 2,
            )
        )
    rows.append(at_most("P4", "statements of its first page made anew", count_statements(long, path_of(1)).made, "", 6))
    return rows
