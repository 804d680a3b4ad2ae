"""P9: what readers find posts with, on a blog of 100 posts and on one of 10,000 with all its comments."""

from __future__ import annotations

import http.client
import itertools
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from bench.data import BEGINNING, Size, fill, path_of
from bench.report import Row, at_most
from bench.servers import Server, serve_blog
from bench.sizes import Sizes

SMALL = Size(posts=100, comments=1000, tags=True)
UNTIL_WARM = 5
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
    with serve_blog(small) as few_posts, serve_blog(large) as many_posts:
        few, many = _measure([(few_posts, SMALL.posts), (many_posts, sizes.many_posts)], sizes)
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


def _measure(blogs: Sequence[tuple[Server, int]], sizes: Sizes) -> list[dict[str, tuple[float, float]]]:
    """The median of each page of each blog in ms: by the clock, and what the server computes for one. They are asked in
    turns, so that whatever else the machine does meets all of them."""
    odd, found = itertools.count(), [dict[str, tuple[float, float]]() for _ in blogs]
    for name, path in {**PAGES, **SEARCHES}.items():
        waits: list[list[float]] = [[] for _ in blogs]
        spent: list[list[float]] = [[] for _ in blogs]
        for _ in range(UNTIL_WARM + 10 * sizes.runs):
            for place, (blog, posts) in enumerate(blogs):
                # Posts are a minute apart, from the first minute of 2026 on.
                middle = f"{int(BEGINNING.timestamp()) + 60 * (posts // 2)}-{posts // 2}"
                before, began = blog.cpu_seconds(), time.perf_counter()
                _get(blog, path.format(odd=next(odd), middle=middle))
                waits[place].append(1000 * (time.perf_counter() - began))
                spent[place].append(1000 * (blog.cpu_seconds() - before))
        for place, medians in enumerate(found):
            warm = statistics.median(waits[place][UNTIL_WARM:]), statistics.median(spent[place][UNTIL_WARM:])
            medians[name] = warm
    return found


def _get(blog: Server, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", blog.port, timeout=120)
    connection.request("GET", path, headers={"host": f"localhost:{blog.port}"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != 200:
        raise SystemExit(f"{path} answered {answer.status}.")
