"""Who has what before them at the desk: kept in this process's memory alone, for as long as they say so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock

from blog.accounts.models import Account


@dataclass(frozen=True)
class Present:
    """Somebody has a thing before them; `place` is where, and in one place they have one thing."""

    account_id: int
    name: str
    place: str
    thing: str
    since: datetime
    until: datetime


class Presence:
    """One for each process; asked by many threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._present: dict[tuple[int, str], Present] = {}

    def note(self, account: Account, place: str, thing: str, now: datetime, stays: timedelta) -> None:
        """They have it before them, and if they do not say so again, no longer than `stays`."""
        with self._lock:
            self._forget(now)
            known = self._present.get((account.id, place))
            since = known.since if known is not None and known.thing == thing else now
            one = Present(account.id, account.name, place, thing, since, now + stays)
            self._present[account.id, place] = one

    def leave(self, account: Account, place: str, now: datetime, stays: timedelta = timedelta()) -> None:
        """They have turned away; `stays` is how long they may take to come again as if they had never left."""
        with self._lock:
            self._forget(now)
            known = self._present.pop((account.id, place), None)
            if known is not None and stays:
                self._present[account.id, place] = replace(known, until=min(known.until, now + stays))

    def others(self, account: Account, place: str, thing: str, now: datetime) -> list[Present]:
        """Who else has it before them, the first one first."""
        with self._lock:
            self._forget(now)
            there = [one for one in self._present.values() if (one.place, one.thing) == (place, thing)]
        return sorted((one for one in there if one.account_id != account.id), key=lambda one: (one.since, one.name))

    def _forget(self, now: datetime) -> None:
        self._present = {key: one for key, one in self._present.items() if one.until > now}
