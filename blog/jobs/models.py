"""The outbox: every side effect is a row before it is done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from blog.database.rows import Row


class Job(Row):
    """Something to do outside the transaction that decided on it, at `due_at` or as soon as possible after."""

    __tablename__ = "outbox"
    __table_args__ = (
        # What waits and what was laid aside; the rows that are done are a hundred times as many.
        Index(
            "ix_outbox_waiting",
            "due_at",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    # What the job is about ("comment:12"), so that it can be found again and taken back before it is done.
    about: Mapped[str | None] = mapped_column(String(80), index=True)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    leased_by: Mapped[str | None] = mapped_column(String(80))
    # Laid aside when trying had no end in sight; with `done_at` too, a person has given it up.
    done_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)
