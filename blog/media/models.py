"""Pictures kept beside the posts; the bytes are files in BLOG_DATA/media."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from blog.database.rows import Row


class Picture(Row):
    """A picture that pages show at /media/NAME."""

    __tablename__ = "pictures"

    id: Mapped[int] = mapped_column(primary_key=True)
    # The name of its file: nobody can guess it, and it says nothing of who brought the picture or when.
    name: Mapped[str] = mapped_column(String(80), unique=True)
    type: Mapped[str] = mapped_column(String(40))
    # In bytes.
    size: Mapped[int] = mapped_column(BigInteger)
    # What it was called where it came from; never a path.
    title: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]
