"""P9: what readers find posts with, on a blog of 100 posts and on one of 10,000 with all its comments."""

from __future__ import annotations

import http.client
import itertools
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from bench.data import Size, fill, path_of
from bench.report import Row, at_most
from bench.servers import Server, serve_blog
from bench.sizes import Sizes

SMALL = Size(posts=100, comments=1000, tags=True)
# Each made anew: `odd` makes every address one that nobody has asked for.
PAGES = {
    "the home page": "/?odd={odd}",
    "home, far back": "/?before={middle}&odd={odd}",
    "a year": "/2026/?odd={odd}",
    "a frequent tag": "/tags/all?odd={odd}",
    "a tag of one in twenty": "/tags/often-3?odd={odd}",
    "a tag of five posts": "/tags/rare-3?odd={odd}",
    "the newest comments": "/-/comments?odd={odd}",
    "the feed of posts": "/feeds/posts/default?odd={odd}",
    "the feed of comments": "/feeds/comments/default?odd={odd}",
    "a post with related ones": f"{path_of(50)}?odd={{odd}}",
}
SEARCHES = {
    "a word in every text": "/search?q=kettle&odd={odd}",
    "a phrase": "/search?q=%22kettle+tea%22&odd={odd}",
    "a word nobody wrote": "/search?q=unicorn&odd={odd}",
}


def measure_lists(folder: Path, sizes: Sizes) -> list[Row]:
    """Medians of the whole answer, one question after the other: by the clock, and by what the server computes."""
    small, large = folder / "few", folder / "many"
    fill(small, SMALL)
    fill(large, Size(posts=sizes.many_posts, comments=sizes.comments, tags=True))
    few, many = _measure(small, SMALL.posts, sizes), _measure(large, sizes.many_posts, sizes)
    rows = []
    for name in PAGES:
        rows.append(Row("P9", f"{name}, {SMALL.posts} posts, by CPU time", few[name][1], "ms"))
        ratio = many[name][1] / few[name][1]
        what = f"{name}, {sizes.many_posts:,} posts, by CPU time"
        rows.append(Row("P9", what, many[name][1], "ms", ratio, "≤ 1.5×", ratio <= 1.5))
    for name in SEARCHES:
        what = f"searching {name}, {sizes.many_posts:,} posts and {sizes.comments:,} comments"
        rows.append(at_most("P9", what, many[name][0], "ms", 50))
        rows.append(at_most("P9", "the same by CPU time", many[name][1], "ms", 50))
    return rows


def _measure(data: Path, posts: int, sizes: Sizes) -> dict[str, tuple[float, float]]:
    """The median of each page in ms: by the clock, and what the server has computed for one."""
    odd, found = itertools.count(), {}
    # Posts are a minute apart, from the first minute of 2026 on.
    middle = f"{1767225600 + 60 * (posts // 2)}-{posts // 2}"
    with serve_blog(data) as blog:
        for name, path in {**PAGES, **SEARCHES}.items():
            addresses = (path.format(odd=next(odd), middle=middle) for _ in itertools.count())
            for _ in range(5):
                _get(blog, next(addresses))
            found[name] = _medians(blog, addresses, 10 * sizes.runs)
    return found


def _medians(blog: Server, addresses: Iterator[str], times: int) -> tuple[float, float]:
    waits, spent = [], []
    for _ in range(times):
        before, began = blog.cpu_seconds(), time.perf_counter()
        _get(blog, next(addresses))
        waits.append(1000 * (time.perf_counter() - began))
        spent.append(1000 * (blog.cpu_seconds() - before))
    return statistics.median(waits), statistics.median(spent)


def _get(blog: Server, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", blog.port, timeout=120)
    connection.request("GET", path, headers={"host": f"localhost:{blog.port}"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != 200:
        raise SystemExit(f"{path} answered {answer.status}.")
