"""Pictures kept beside the posts; the bytes are files in BLOG_DATA/media."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String
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
    # What it shows, for those who do not see it; what posts say stands in their words.
    alt: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    # None where an import brought it.
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    # In pixels; 0 where nobody has looked yet.
    width: Mapped[int] = mapped_column(default=0, server_default="0")
    height: Mapped[int] = mapped_column(default=0, server_default="0")
    # Smaller copies beside it, the smallest first: [[width, ending of the file], …].
    sizes: Mapped[list[Any]] = mapped_column(JSON, default=list, server_default="[]")


class FormerName(Row):
    """A name a picture had before another took its place: whoever asks for it is led on."""

    __tablename__ = "former_picture_names"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    picture_id: Mapped[int] = mapped_column(ForeignKey("pictures.id", ondelete="CASCADE"), index=True)
    left_at: Mapped[datetime]
