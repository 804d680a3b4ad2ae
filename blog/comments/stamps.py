"""The stamp of a comment form: it says when the form was made and for which post, and nothing about anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy.orm import Session

from blog.database.buckets import count_use
from blog.errors import Refusal
from blog.signing import Keys

PURPOSE = "stamp"


class StampForged(Refusal):
    """This form does not belong to this post, or it is damaged. The form below is fresh: send it once more."""


@dataclass(frozen=True)
class Stamp:
    """What a form's stamp tells. `age_seconds` is None when the clock has gone backwards since.

    A public page stays the same for an hour, so its stamp knows the hour only: `exact` is False then, and the age
    may be up to an hour too long.
    """

    age_seconds: int | None
    exact: bool


def make_stamp(keys: Keys, post_id: int, now: datetime, exact: bool) -> str:
    """The stamp of a form for this post; on public pages not `exact`, so that their bytes stay the same."""
    if exact:
        return keys.sign(PURPOSE, {"post": post_id, "at": int(now.timestamp()), "exact": True})
    return _stamp_of_hour(keys, post_id, int(now.replace(minute=0, second=0, microsecond=0).timestamp()))


@lru_cache(512)
def _stamp_of_hour(keys: Keys, post_id: int, at: int) -> str:
    return keys.sign(PURPOSE, {"post": post_id, "at": at, "exact": False})


def note_use(db: Session, keys: Keys, stamp: str, exact: bool, prefix_hash: str, now: datetime) -> int:
    """How many comments came with this very form, this one included.

    A form on a private page was made for one reader. One on a public page is everybody's for an hour, so its uses are
    counted for each network.
    """
    whose = "" if exact else prefix_hash
    return count_use(db, PURPOSE, keys.fingerprint(PURPOSE, stamp, whose), now)


def read_stamp(keys: Keys, stamp: str, post_id: int | None, now: datetime) -> Stamp:
    """Raises StampForged for one that we did not make, or made for another post. An old one is only old."""
    told = keys.read(PURPOSE, stamp)
    if not isinstance(told, dict) or post_id is None or told.get("post") != post_id:
        raise StampForged
    at, exact = told.get("at"), told.get("exact")
    if not isinstance(at, int) or not isinstance(exact, bool):
        raise StampForged
    age = int(now.timestamp()) - at
    return Stamp(age if age >= 0 else None, exact)
