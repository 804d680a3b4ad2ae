"""P6 and P7: the first page of the queue on a small and a large blog, and decisions on one, 100 and 1,000 comments."""

from __future__ import annotations

import http.client
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import select

from bench.data import Size, address_of, fill, path_of
from bench.report import Row, at_most
from bench.servers import serve_blog
from bench.sizes import Sizes
from bench.staff import Moderator
from blog.comments.models import Comment, Status
from blog.database.engine import Database

SMALL = 1000
# The most one form carries: 1,000 fields, of which one says what to decide.
MOST = 999
WARM_UP = 20


def large_blog(folder: Path, sizes: Sizes) -> Path:
    """The large blog, made once for all benches that want it."""
    data = folder / "large"
    if not data.exists():
        fill(data, Size(posts=sizes.posts, comments=sizes.comments - sizes.waiting, waiting=sizes.waiting))
    return data


PAGES = {
    "waiting": "/desk/comments",
    "of one post": "/desk/comments?post=7",
    "9.5 points or more": "/desk/comments?score=9.5",
    "a word in the text": "/desk/comments?words=kettle",
    "a word nobody wrote": "/desk/comments?words=unicorn",
    "of one person": "/desk/comments?person=reader5%40example.org",
    "approved": "/desk/comments?status=approved",
    "the second page": "/desk/comments?after_good=1767312100000000-5&after_spam=1767312100000000-5",
}


def measure_queue(folder: Path, sizes: Sizes) -> list[Row]:
    """Medians of the whole answer, at one question after the other; by the clock, and by what the server computes."""
    small = folder / "small"
    fill(small, Size(posts=10, comments=SMALL // 2, waiting=SMALL // 2))
    paths = list(PAGES.values())
    littles = _medians(small, paths, sizes)
    muches = _medians(large_blog(folder, sizes), paths, sizes)
    rows = []
    for name, (little, spent_little), (much, spent) in zip(PAGES, littles, muches, strict=True):
        rows.append(Row("P6", f"the queue, {name}, {SMALL:,} comments", little, "ms"))
        rows.append(at_most("P6", f"the queue, {name}, {sizes.comments:,} comments", much, "ms", 20))
        rows.append(at_most("P6", "the same by CPU time", spent, "ms", 20))
        ratio = spent / spent_little
        rows.append(Row("P6", "how that compares", spent, "ms", ratio, "≤ 1.5×", ratio <= 1.5))
    return rows


def _medians(data: Path, paths: Sequence[str], sizes: Sizes) -> list[tuple[float, float]]:
    """The median of each page in ms: by the clock, and what the server has computed for one."""
    medians = []
    with serve_blog(data) as blog:
        blog.rest()
        nia = Moderator(blog)
        for path in paths:
            # A process that has served for a while has every card of the page written already, and all compiled.
            for _ in range(WARM_UP):
                nia.get(path)
            waits, spent = [], []
            for _ in range(10 * sizes.runs):
                before = blog.cpu_seconds()
                waits.append(1000 * nia.get(path)[1])
                spent.append(1000 * (blog.cpu_seconds() - before))
            medians.append((statistics.median(waits), statistics.median(spent)))
        nia.close()
    return medians


def measure_decisions(folder: Path, sizes: Sizes) -> list[Row]:
    """Each from the form to the answer that leads back; the post's page shows it on the very next GET."""
    data = large_blog(folder, sizes)
    waiting = _waiting(data)
    rows = []
    with serve_blog(data) as blog:
        blog.rest()
        nia = Moderator(blog)
        for number, most_ms in ((1, 5.0), (100, 20.0), (MOST, 200.0)):
            waits, spent = [], []
            for turn in range(1 + (sizes.runs if number > 1 else 5 * sizes.runs)):
                picks = [pick for pick, _ in zip(waiting, range(number), strict=False)]
                if len(picks) < number:
                    break
                form = [("decision", "approved"), *(("comment", f"{pick}@1") for pick in picks)]
                before = blog.cpu_seconds()
                wait = nia.post("/desk/decisions", form)[1]
                if turn:  # the first has the statements compiled
                    waits.append(1000 * wait)
                    spent.append(1000 * (blog.cpu_seconds() - before))
                _check_shown(blog.port, picks[-1])
            if waits:
                what = f"approving {number:,} in one go"
                rows.append(at_most("P7", what, statistics.median(waits), "ms", most_ms))
                rows.append(at_most("P7", "the same by CPU time", statistics.median(spent), "ms", most_ms))
        nia.close()
    return rows


def _waiting(data: Path) -> Iterator[str]:
    """Public ids of what waits, from the newest back: nothing else touches those."""
    database = Database(address_of(data))
    newest = select(Comment.public_id).where(Comment.status == Status.PENDING).order_by(Comment.id.desc())
    with database.reading() as db:
        found = list(db.scalars(newest))
    database.close()
    return iter(found)


def _check_shown(port: int, public_id: str) -> None:
    """The approved comment stands on its post's page now; its number says under which post it was put."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", f"/-/reply/{public_id}", headers={"host": f"localhost:{port}"})
    page = connection.getresponse()
    body = page.read()
    connection.close()
    if page.status != 200 or b"post-" not in body:
        raise SystemExit(f"Comment {public_id} was approved and is not shown ({page.status}, {path_of(1)}).")
