"""Token buckets as rows: limits that survive a restart and hold for every process."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Float, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from blog.database.inserting import insert_once
from blog.database.rows import Row

FORGET_AFTER = timedelta(days=2)


class Bucket(Row):
    """What is left of one allowance: `tokens` at `filled_at`; the key is a keyed hash and names nobody."""

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
