"""The command `blog` on a clock that a test can set forward while the blog is served.

`python -m tests.cast.moved FILE serve --port 8000`: the file holds by how many seconds; nothing of this is in the
program itself.
"""

from __future__ import annotations

import importlib
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from blog import clock


class MovedClock:
    """The time of day and what stands in a file; whoever writes the file sets it forward, in every process."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __call__(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(self.file.read_text("utf-8")))

    def move_to(self, when: datetime) -> None:
        """Whoever reads meanwhile finds the old time or the new one, never an empty file."""
        new = self.file.with_suffix(".new")
        new.write_text(str((when - datetime.now(UTC)).total_seconds()), "utf-8")
        new.replace(self.file)


if __name__ == "__main__":
    # The house takes the clock that it finds when it is imported.
    clock.system_clock = MovedClock(Path(sys.argv[1]))
    sys.exit(importlib.import_module("blog.cli").main(sys.argv[2:]))
