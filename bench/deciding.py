"""P6 and P7: the first page of the queue on a small and a large blog, and decisions on one, 100 and 1,000 comments."""

from __future__ import annotations

import http.client
import sqlite3
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.data import Size, fill, path_of
from bench.report import Row, at_most
from bench.servers import serve_blog
from bench.sizes import Sizes
from bench.staff import Moderator

SMALL = 1000
# The most one form carries: 1,000 fields, of which one says what to decide.
MOST = 999


def large_blog(folder: Path, sizes: Sizes) -> Path:
    """The large blog, made once for all benches that want it."""
    data = folder / "large"
    if not data.exists():
        fill(data, Size(posts=sizes.posts, comments=sizes.comments - sizes.waiting, waiting=sizes.waiting))
    return data


def measure_queue(folder: Path, sizes: Sizes) -> list[Row]:
    """Medians of the whole answer, at one question after the other."""
    small = folder / "small"
    fill(small, Size(posts=10, comments=SMALL // 2, waiting=SMALL // 2))
    pages = {
        "waiting": "/desk/comments",
        "approved": "/desk/comments?status=approved",
        "the second page": "/desk/comments?after_good=1767312100000000-5&after_spam=1767312100000000-5",
    }
    littles = _medians(small, list(pages.values()), sizes)
    muches = _medians(large_blog(folder, sizes), list(pages.values()), sizes)
    rows = []
    for name, little, much in zip(pages, littles, muches, strict=True):
        rows.append(Row("P6", f"the queue, {name}, {SMALL:,} comments", little, "ms"))
        rows.append(at_most("P6", f"the queue, {name}, {sizes.comments:,} comments", much, "ms", 20))
        rows.append(Row("P6", "how it compares", much, "ms", much / little, "≤ 1.5×", much <= 1.5 * little))
    return rows


def _medians(data: Path, paths: Sequence[str], sizes: Sizes) -> list[float]:
    """The median of each page in ms."""
    with serve_blog(data) as blog:
        nia = Moderator(blog)
        waits = [[nia.get(path)[1] for _ in range(5 + 10 * sizes.runs)][5:] for path in paths]
        nia.close()
    return [1000 * statistics.median(some) for some in waits]


def measure_decisions(folder: Path, sizes: Sizes) -> list[Row]:
    """Each from the form to the answer that leads back; the post's page shows it on the very next GET."""
    data = large_blog(folder, sizes)
    waiting = _waiting(data / "blog.db")
    rows = []
    with serve_blog(data) as blog:
        nia = Moderator(blog)
        for number, most_ms in ((1, 5.0), (100, 20.0), (MOST, 200.0)):
            waits = []
            for _ in range(sizes.runs if number > 1 else 5 * sizes.runs):
                picks = [pick for pick, _ in zip(waiting, range(number), strict=False)]
                if len(picks) < number:
                    break
                form = [("decision", "approved"), *(("comment", f"{pick}@1") for pick in picks)]
                waits.append(nia.post("/desk/decisions", form)[1])
                _check_shown(blog.port, picks[-1])
            if waits:
                rows.append(
                    at_most("P7", f"approving {number:,} in one go", 1000 * statistics.median(waits), "ms", most_ms)
                )
        nia.close()
    return rows


def _waiting(file: Path) -> Iterator[str]:
    """Public ids of what waits, from the newest back: nothing else touches those."""
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    rows = connection.execute("SELECT public_id FROM comments WHERE status = 'pending' ORDER BY id DESC").fetchall()
    connection.close()
    return iter([row[0] for row in rows])


def _check_shown(port: int, public_id: str) -> None:
    """The approved comment stands on its post's page now; its number says under which post it was put."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", f"/-/reply/{public_id}", headers={"host": f"localhost:{port}"})
    page = connection.getresponse()
    body = page.read()
    connection.close()
    if page.status != 200 or b"post-" not in body:
        raise SystemExit(f"Comment {public_id} was approved and is not shown ({page.status}, {path_of(1)}).")
