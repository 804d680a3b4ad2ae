"""P1, P2, P3: a post with 100 comments, kept, unchanged and made anew, beside apps that only answer."""

from __future__ import annotations

import http.client
import itertools
from collections.abc import Callable
from pathlib import Path

from bench.data import Size, fill, path_of
from bench.load import Ask, get, hammer
from bench.report import Row, at_least, at_most, by_computing, medians
from bench.servers import Server, serve_bare, serve_blog
from bench.sizes import Sizes
from bench.statements import count_statements

GZIP = "Accept-Encoding: gzip"


def measure_pages(folder: Path, sizes: Sizes) -> list[Row]:
    """All three, in one run with their references."""
    data = folder / "pages"
    fill(data, Size(posts=3))
    with serve_blog(data) as blog:
        kept = _answer(blog.port, {"accept-encoding": "gzip"})
        plain = _answer(blog.port, {})
        with (
            serve_bare("asgi", *kept, folder) as asgi,
            serve_bare("asgi", *plain, folder) as asgi_plain,
            serve_bare("sync", *plain, folder) as sync,
        ):
            rows = [*_kept(blog, asgi, kept, sizes), *_plain(blog, asgi_plain, sizes), *_made(blog, sync, sizes)]
    asked = count_statements(data, path_of(1))
    rows += [
        at_most("P1", "statements, when nothing has changed", asked.kept, "", 1),
        at_most("P1", "statements, after a change elsewhere", asked.looked_at, "", 2),
        at_most("P3", "statements of a page made anew", asked.made, "", 5),
    ]
    return rows


def _answer(port: int, headers: dict[str, str]) -> tuple[list[tuple[str, str]], bytes]:
    """The blog's own answer, for the references to give; what the server adds to each answer is left out."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path_of(1), headers={"host": f"localhost:{port}", **headers})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return [(name.lower(), value) for name, value in response.getheaders() if name.lower() != "date"], body


def _kept(blog: Server, asgi: Server, answer: tuple[list[tuple[str, str]], bytes], sizes: Sizes) -> list[Row]:
    etag = dict(answer[0])["etag"]
    ask = get(path_of(1), blog.port, GZIP)
    known = get(path_of(1), blog.port, GZIP, f"If-None-Match: {etag}")
    reference = get(path_of(1), asgi.port, GZIP)
    late: dict[int, list[float]] = {0: [], 1: [], 2: []}
    spent: dict[int, list[float]] = {0: [], 1: [], 2: []}
    bare, kept, unchanged = medians(
        sizes.runs,
        [
            rate(asgi, lambda _: reference, sizes, late[0], spent[0]),
            rate(blog, lambda _: ask, sizes, late[1], spent[1]),
            rate(blog, lambda _: known, sizes, late[2], spent[2]),
        ],
    )
    p99 = [sorted(values)[len(values) // 2] for values in late.values()]
    kilobytes = len(answer[1]) / 1000
    return [
        Row("P1", f"a bare ASGI app, the same {kilobytes:.1f} kB packed", bare, "req/s"),
        at_least("P1", "a kept post page, packed", kept, "req/s", bare, 0.95),
        by_computing("P1", "the same by CPU time", spent[1], spent[0], 0.95),
        Row("P1", "p99, and how it compares", p99[1], "ms", p99[1] / p99[0], "≤ 2×", p99[1] <= 2 * p99[0]),
        at_least("P2", "the same, 304 to a conditional GET, beside P1", unchanged, "req/s", kept, 1.2),
        by_computing("P2", "the same by CPU time", spent[2], spent[1], 1.2),
        Row("P2", "and beside the bare ASGI app", unchanged, "req/s", unchanged / bare),
    ]


def _plain(blog: Server, asgi: Server, sizes: Sizes) -> list[Row]:
    ask, reference = get(path_of(1), blog.port), get(path_of(1), asgi.port)
    bare, kept = medians(sizes.runs, [rate(asgi, lambda _: reference, sizes, []), rate(blog, lambda _: ask, sizes, [])])
    return [
        Row("P1", "a bare ASGI app, the same bytes unpacked", bare, "req/s"),
        at_least("P1", "a kept post page, unpacked", kept, "req/s", bare, 0.95),
    ]


def _made(blog: Server, sync: Server, sizes: Sizes) -> list[Row]:
    """Every address is new, so nothing is kept: what a reader meets after a change, or a robot on odd addresses."""
    number = itertools.count()
    reference = get(path_of(1), sync.port)
    spent: dict[int, list[float]] = {0: [], 1: [], 2: []}
    bare, made, packed = medians(
        sizes.runs,
        [
            rate(sync, lambda _: reference, sizes, [], spent[0]),
            rate(blog, lambda _: get(f"{path_of(1)}?odd={next(number)}", blog.port), sizes, [], spent[1]),
            rate(blog, lambda _: get(f"{path_of(1)}?odd={next(number)}", blog.port, GZIP), sizes, [], spent[2]),
        ],
    )
    return [
        Row("P3", "a bare synchronous Starlette handler", bare, "req/s"),
        at_least("P3", "a post page made anew", made, "req/s", bare, 0.1),
        by_computing("P3", "the same by CPU time", spent[1], spent[0], 0.1),
        at_least("P3", "packed as well", packed, "req/s", bare, 0.1),
        by_computing("P3", "packed as well, by CPU time", spent[2], spent[0], 0.1),
    ]


def rate(
    server: Server, ask: Ask, sizes: Sizes, late: list[float], spent: list[float] | None = None
) -> Callable[[], float]:
    """Answers a second; what one of them computes, in µs, is added to `spent`."""

    def run() -> float:
        hammer(server.port, ask, connections=16, most=sizes.warm_up)
        before = server.cpu_seconds()
        measured = hammer(server.port, ask, connections=16, seconds=sizes.seconds)
        if set(measured.statuses) - {200, 304}:
            raise SystemExit(f"The server answered {measured.statuses}.")
        late.append(measured.quantile_ms(0.99))
        if spent is not None:
            spent.append(1e6 * (server.cpu_seconds() - before) / len(measured.waits))
        return measured.rate

    return run
