"""What another process knows a moment after it happened: on PostgreSQL word of a change travels by notification."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

PATIENCE = 20.0  # seconds; far longer than any busy machine takes, for what is never true must fail in the end
BETWEEN = threading.Event()


def soon(true: Callable[[], bool]) -> bool:
    """Whether it is true now or becomes so."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > deadline:
            return False
        BETWEEN.wait(0.002)
    return True
