"""What every step of an import works with, and how it takes turns with those who serve and decide."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy.orm import Session

from blog.clock import Clock
from blog.database.engine import Database
from blog.importers.ledger import Ledger
from blog.importers.reports import Report
from blog.languages.sentences import Sentence
from blog.signing import Keys

Result = TypeVar("Result")

# A batch holds the write lock, and whoever sends a comment meanwhile waits for it.
AT_MOST_SECONDS = 0.08
FIRST_BATCH, LARGEST_BATCH = 5, 200
# On a machine that has more to do than it can, most of the time passes without this work, and small batches would only
# make more of it: the clock counts for so much there, the work itself in whole.
OF_THE_CLOCK = 0.6


class Pace:
    """How many things go into a batch: as many as the write lock is held for AT_MOST_SECONDS."""

    def __init__(self) -> None:
        self.size = FIRST_BATCH

    def took(self, seconds: float) -> None:
        if seconds > AT_MOST_SECONDS:
            self.size = max(1, int(self.size * max(0.1, AT_MOST_SECONDS / seconds)))
        elif seconds < AT_MOST_SECONDS / 2:
            self.size = min(LARGEST_BATCH, self.size + max(1, self.size // 2))


@dataclass(frozen=True)
class Bench:
    """Where and how an import works.

    folder: BLOG_DATA. speak: says a sentence in the site's language, for what stands in a text for good. tell(done,
    total) is told how far it is; it may raise to stop the import between two batches.
    """

    database: Database
    folder: Path
    keys: Keys
    clock: Clock
    ledger: Ledger
    report: Report
    speak: Callable[[Sentence], str]
    time_zone: str
    # Of the old blog, where it is another one than the site's.
    language: str | None
    tell: Callable[[int, int], None]

    @property
    def is_dry(self) -> bool:
        return self.ledger.import_id is None

    def write(self, pace: Pace, work: Callable[[Session, datetime], Result]) -> Result:
        """One batch in one transaction; `work` may run again from its start."""
        now = self.clock()
        return timed(self.database, pace, lambda db: work(db, now))


def timed(database: Database, pace: Pace, work: Callable[[Session], Result]) -> Result:
    """Do `work` in one transaction, and tell the pace how long it held the lock; it may run again from its start."""
    began, worked = 0.0, 0.0

    def begun(db: Session) -> Result:
        nonlocal began, worked
        # The first statement waits for the lock; only what is done under it counts.
        db.connection()
        began, worked = time.monotonic(), time.thread_time()
        return work(db)

    result = database.write(begun)
    pace.took(max(time.thread_time() - worked, (time.monotonic() - began) * OF_THE_CLOCK))
    return result
