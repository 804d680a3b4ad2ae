"""Token buckets as rows: limits that survive a restart and hold for every process."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Float, String, bindparam, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from blog.database.inserting import insert_once
from blog.database.rows import Row

FORGET_AFTER = timedelta(days=2)


class Bucket(Row):
    """What is left of one allowance: `tokens` at `filled_at`; the key is a keyed hash and names nobody.

    Of what is only counted, `tokens` is the number.
    """

    __tablename__ = "buckets"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    tokens: Mapped[float] = mapped_column(Float)
    filled_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True)
class Allowance:
    """`most` at once, and `most` again every `span`."""

    name: str
    most: int
    span: timedelta

    @property
    def per_second(self) -> float:
        return self.most / self.span.total_seconds()


def count_use(db: Session, name: str, whose: str, now: datetime) -> int:
    """How often this was used, this time included; forgotten when it has not been used for two days.

    Part of the caller's transaction, as below.
    """
    given = {"whose": f"{name}:{whose}"[:80], "now": now}
    uses = db.connection().execute(_counting(), given).scalar()
    if uses is None:
        db.execute(delete(Bucket).where(Bucket.filled_at < now - FORGET_AFTER))
        if insert_once(db, Bucket, key=given["whose"], tokens=1.0, filled_at=now):
            return 1
        uses = db.connection().execute(_counting(), given).scalar_one()
    return int(uses)


@cache
def _counting() -> Any:
    """Put together once: that takes longer than asking."""
    one_more = update(Bucket).where(Bucket.key == bindparam("whose"))
    at = bindparam("now", type_=Bucket.filled_at.type)
    return one_more.values(tokens=Bucket.tokens + 1.0, filled_at=at).returning(Bucket.tokens)


def take_token(db: Session, allowance: Allowance, whose: str, now: datetime) -> int:
    """Take one token; 0 when there was one, else the seconds until there is one again.

    Part of the caller's transaction: what is rolled back was not taken. On PostgreSQL the row is locked, so that two
    requests never share the last token.
    """
    key = f"{allowance.name}:{whose}"[:80]
    chosen = select(Bucket).where(Bucket.key == key).with_for_update()
    bucket = db.scalar(chosen)
    if bucket is None:
        db.execute(delete(Bucket).where(Bucket.filled_at < now - FORGET_AFTER))
        if insert_once(db, Bucket, key=key, tokens=allowance.most - 1.0, filled_at=now):
            return 0
        bucket = db.scalars(chosen).one()
    # A clock that jumped back neither fills nor empties a bucket.
    passed = max(0.0, (now - bucket.filled_at).total_seconds())
    tokens = min(float(allowance.most), bucket.tokens + passed * allowance.per_second)
    if tokens < 1.0:
        return math.ceil((1.0 - tokens) / allowance.per_second)
    bucket.tokens, bucket.filled_at = tokens - 1.0, max(now, bucket.filled_at)
    db.flush()
    return 0
