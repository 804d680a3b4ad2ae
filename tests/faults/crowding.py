"""Eight people write and eight read at once; how long the writers wait, and whether anybody is refused.

`python -m tests.faults.crowding --seconds 20` runs it at length; the suite runs a few seconds.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from blog.database.engine import Database
from blog.database.migrating import migrate
from tests.cast.serving import Served
from tests.faults.stage import Stage

WRITERS = READERS = 8


@dataclass
class Result:
    """What came of it; `waits` are seconds per written comment."""

    waits: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    acknowledged: list[str] = field(default_factory=list)
    torn: int = 0

    @property
    def p99(self) -> float:
        return sorted(self.waits)[int(len(self.waits) * 0.99)] if self.waits else 0.0

    @property
    def words(self) -> str:
        seen = ", ".join(f"{count} × {status}" for status, count in sorted(self.statuses.items()))
        return f"{len(self.waits)} writes, p99 {self.p99 * 1000:.0f} ms; answers: {seen}"


class Crowd:
    """Writers and readers in threads, from `start` to `stop`; what was answered is in `result`."""

    def __init__(self, stage: Stage, served: Served, writers: int = WRITERS, readers: int = READERS) -> None:
        self.result = Result()
        self._stage = stage
        self._enough = threading.Event()
        self._lock = threading.Lock()
        form = served.client().comment_form(stage.path)
        work = [(self._write, (served.client().http, form, number)) for number in range(writers)]
        work += [(self._read, (served.client().http,)) for _ in range(readers)]  # type: ignore[misc]
        self._threads = [threading.Thread(target=do, args=given) for do, given in work]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> Result:
        self._enough.set()
        for thread in self._threads:
            thread.join()
        return self.result

    def _write(self, http: httpx2.Client, form: dict[str, str], number: int) -> None:
        for turn in range(1_000_000):
            body = f"Writer {number}, word {turn}."
            began = time.perf_counter()
            status = self._ask(
                lambda body=body: http.post("/comments", data={**form, "name": f"W{number}", "body": body})
            )
            with self._lock:
                self.result.waits.append(time.perf_counter() - began)
                if status == 303:
                    self.result.acknowledged.append(body)
            if self._enough.is_set():
                return

    def _read(self, http: httpx2.Client) -> None:
        while not self._enough.is_set():
            for path in ("/", self._stage.path, "/moderation"):
                self._ask(lambda path=path: http.get(path))

    def _ask(self, ask: object) -> int:
        try:
            status: int = ask().status_code  # type: ignore[operator]
        except httpx2.TransportError:
            status = 0
        with self._lock:
            self.result.statuses[status] += 1
        return status


def run(stage: Stage, seconds: float) -> Result:
    with stage.serve() as served:
        crowd = Crowd(stage, served)
        crowd.start()
        threading.Event().wait(seconds)
        return crowd.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/blog.db")
        migrate(database)
        database.close()
        print(run(Stage(Path(folder), f"sqlite:///{folder}/blog.db"), arguments.seconds).words)


if __name__ == "__main__":
    main()
