"""Imports, and what each thing that came with one became here."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from blog.database.rows import Row


class ImportState(StrEnum):
    """How far an import is. One that is RUNNING and that nobody works on goes on where it stopped."""

    # Its export is being read for the plan, which is then shown: nothing is brought before somebody has said so.
    READING = "reading"
    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNDOING = "undoing"
    UNDONE = "undone"


class Import(Row):
    """One import of one blog: the batch that can be undone."""

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(40))
    # What the source knows the blog by, and what people call it.
    blog_key: Mapped[str] = mapped_column(String(300))
    blog_name: Mapped[str] = mapped_column(String(300))
    state: Mapped[str] = mapped_column(String(12), default=ImportState.RUNNING)
    # What was asked for: {"format", "paths", "blog", "host"}.
    asked: Mapped[dict[str, Any]] = mapped_column(JSON)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    # How many things are behind it and how many there are, for whoever watches.
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    # The report as `--json` prints it; before that, the plan.
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # Why it failed, as a sentence for people; and the blogs to choose from, if that was why.
    problem: Mapped[str | None] = mapped_column(Text)
    choices: Mapped[list[str]] = mapped_column(JSON, default=list)
    # Where the old blog stood: links to these hosts stay here.
    hosts: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")


class Imported(Row):
    """A thing of a source and what became of it: by this it is known again, whichever export names it."""

    __tablename__ = "imported"
    __table_args__ = (Index("ix_imported_import_id_kind_row_id", "import_id", "kind", "row_id"),)

    source: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    key: Mapped[str] = mapped_column(String(300), primary_key=True)
    # The batch that made it, and the last one that did anything with it, with what that was.
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"))
    last_import_id: Mapped[int]
    last_outcome: Mapped[str] = mapped_column(String(12))
    # The post, comment or picture it became; None for what is held.
    row_id: Mapped[int | None]
    # How that row stood when the import left it: another state means that somebody here has touched it since.
    mark: Mapped[str] = mapped_column(String(80), default="")
    # A digest of what the source said, in which of its dialects, and when it said it.
    said: Mapped[str] = mapped_column(String(64), default="")
    dialect: Mapped[str] = mapped_column(String(20), default="")
    said_at: Mapped[datetime | None]
    # The body as the source had it, where the row keeps it otherwise; never render as HTML.
    raw: Mapped[str | None] = mapped_column(Text)
    # All else that has no place of its own.
    kept: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class FetchState(StrEnum):
    """How far the fetching of an import's pictures is. It goes on by its state, whatever interrupts it."""

    # The texts are looked through for pictures that are not here.
    LISTING = "listing"
    RUNNING = "running"
    # Somebody has stopped it; what has come is still put into its posts.
    STOPPED = "stopped"
    DONE = "done"


class PictureFetch(Row):
    """Somebody has asked for the missing pictures of an import: the one time the blog asks other servers."""

    __tablename__ = "picture_fetches"

    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[str] = mapped_column(String(12))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    asked_at: Mapped[datetime]
    # When it was done or stopped, and who stopped it.
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))


class PictureState(StrEnum):
    """What became of a picture that a post shows and that was not in the export."""

    WAITING = "waiting"
    # Its file is here; its post is made anew once none of its pictures waits any more.
    FETCHED = "fetched"
    SHOWN = "shown"
    FAILED = "failed"
    # Its post was changed here, and stays as it is.
    LEFT = "left"


class MissingPicture(Row):
    """A picture that one imported post shows and that was not in the export."""

    __tablename__ = "missing_pictures"
    __table_args__ = (
        UniqueConstraint("import_id", "post_key", "picture_key"),
        Index("ix_missing_pictures_import_id_state_id", "import_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"))
    # By which the ledger knows the post, and what all addresses of one picture have in common.
    post_key: Mapped[str] = mapped_column(String(300))
    picture_key: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(Text)
    host: Mapped[str] = mapped_column(String(300))
    state: Mapped[str] = mapped_column(String(12), default=PictureState.WAITING)
    # How often it was begun, and the how manieth of its addresses comes next.
    tries: Mapped[int] = mapped_column(default=0)
    choice: Mapped[int] = mapped_column(default=0)
    # Why it has not come, and when it was last asked for.
    reason: Mapped[str | None] = mapped_column(String(20))
    tried_at: Mapped[datetime | None]
