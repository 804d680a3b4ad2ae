"""kill -9 while comments come in: what was acknowledged must be there, with the promise that the staff is told.

`python -m tests.faults.killing --cycles 100` runs it at length; the suite runs a few cycles.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from tests.cast.serving import Served, free_port, run_blog

PASSWORD = "a few plain words"


@dataclass
class Result:
    """What came of it: `lost` and `unannounced` must stay empty."""

    cycles: int = 0
    acknowledged: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    unannounced: list[str] = field(default_factory=list)
    integrity: str = ""


def run(folder: Path, cycles: int, seed: int = 1) -> Result:
    """Serve, post from four threads, kill at a random number of answers; `cycles` times over."""
    data, result, chance = folder / "var", Result(), random.Random(seed)
    words = ("account", "add", "ada@example.org", "--name", "Ada", "--role", "owner", "--password-stdin")
    added = run_blog(data, *words, stdin=f"{PASSWORD}\n")
    assert added.returncode == 0, added.stderr
    port, path = free_port(), ""
    for cycle in range(cycles):
        served = Served(data, port, BLOG_LIMITS="off")
        if not path:
            writer = served.client()
            writer.sign_in("ada@example.org", PASSWORD)
            path = writer.publish("Under load")
        _post_until_killed(served, path, cycle, chance.randint(3, 25), result)
        result.cycles += 1
    _look(data / "blog.db", result)
    return result


def _post_until_killed(served: Served, path: str, cycle: int, answers: int, result: Result) -> None:
    form = served.client().comment_form(path)
    enough, lock = threading.Event(), threading.Lock()
    seen = 0

    def post(thread: int) -> None:
        nonlocal seen
        client, number = served.client(), 0
        while True:
            number += 1
            body = f"Said in cycle {cycle} by thread {thread}, number {number}."
            try:
                answer = client.http.post("/comments", data={**form, "body": body, "name": f"T{thread}"})
            except httpx2.TransportError:
                return
            if answer.status_code != 303:
                continue
            with lock:
                result.acknowledged.append(body)
                seen += 1
                if seen >= answers:
                    enough.set()

    threads = [threading.Thread(target=post, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    enough.wait(timeout=60)
    served.kill()
    for thread in threads:
        thread.join()


def _look(database: Path, result: Result) -> None:
    with sqlite3.connect(database) as db:
        result.integrity = db.execute("PRAGMA integrity_check").fetchone()[0]
        stored = {row[0] for row in db.execute("SELECT typed FROM comment_revisions")}
        promised = {
            row[0]
            for row in db.execute(
                "SELECT r.typed FROM comment_revisions r JOIN outbox o ON o.kind = 'notice' "
                "AND o.about = 'comment:' || r.comment_id AND json_extract(o.payload, '$.revision') = r.id"
            )
        }
    db.close()
    for body in result.acknowledged:
        if body not in stored:
            result.lost.append(body)
        elif body not in promised:
            result.unannounced.append(body)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cycles", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = run(Path(folder), arguments.cycles, arguments.seed)
    print(
        f"{result.cycles} kills, {len(result.acknowledged)} comments acknowledged, {len(result.lost)} lost, "
        f"{len(result.unannounced)} without their promise, integrity {result.integrity}"
    )


if __name__ == "__main__":
    main()
