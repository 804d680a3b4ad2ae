"""How often one network may search: kept in memory, because looking something up writes nothing."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime

from blog.errors import Refusal

# As many as of any other page; above it somebody is not reading what they find.
MOST_A_MINUTE = 600
# Of so many networks a minute the counting begins anew rather than take more memory.
MOST_KNOWN = 10_000


class TooManySearches(Refusal):
    """That was very many searches within a minute. Wait a moment, then look again."""


class SearchPace:
    """Counts the searches of each network, by the clock's minute."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute: datetime | None = None
        self._counts: Counter[str] = Counter()

    def step(self, prefix: str, now: datetime) -> None:
        """Raises TooManySearches."""
        minute = now.replace(second=0, microsecond=0)
        with self._lock:
            if minute != self._minute or len(self._counts) >= MOST_KNOWN:
                self._minute, self._counts = minute, Counter()
            self._counts[prefix] += 1
            if self._counts[prefix] > MOST_A_MINUTE:
                raise TooManySearches
