"""The clock of the tests: it tells the time it was set to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

START = datetime(2026, 10, 9, 12, 0, tzinfo=UTC)


class PinnedClock:
    """Tells the time it was set to."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def step(self, **by: float) -> None:
        self.now += timedelta(**by)
