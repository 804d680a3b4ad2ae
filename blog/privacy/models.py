"""Who has asked for what is kept about an address."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from blog.database.rows import Row


class DataRequest(Row):
    """A mailed link: the hash of its key, so that neither the address nor the key can be read out of the other."""

    __tablename__ = "data_requests"

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    asked_at: Mapped[datetime] = mapped_column(index=True)
