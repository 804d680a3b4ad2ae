"""The newest comments of the blog are read from their index, however many comments there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from blog.comments import threads
from blog.database.engine import Database
from blog.feeds.comments import newest_of_blog
from blog.site.settings import SiteSettings
from tests.comments.room import Room

ASKED: dict[str, Callable[[Session], list[Any]]] = {
    "home": lambda db: threads.latest(db, SiteSettings(), 3),
    "feed": lambda db: newest_of_blog(db, SiteSettings(), "https://blog.example"),
}


def plan_of(database: Database, work: Callable[[Session], object]) -> list[str]:
    """How SQLite goes about the one statement that `work` sends."""
    sent: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *about: Any) -> None:
        sent.append((statement, parameters))

    with database.reading() as db:
        db.connection()
        event.listen(database.reader, "before_cursor_execute", note)
        work(db)
        event.remove(database.reader, "before_cursor_execute", note)
        [(statement, parameters)] = sent
        return [row[3] for row in db.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]


@pytest.mark.parametrize("where", ASKED)
def test_the_newest_comments_stand_in_an_index_and_nothing_is_sorted(room: Room, where: str) -> None:
    """P9, P11. PostgreSQL chooses by what its tables hold, and a test's hold nothing: there it only has to be right."""
    room.say("Shown words, quite a few.")
    assert len(room.read(ASKED[where])) == 1
    if room.database.is_sqlite:
        plan = plan_of(room.database, ASKED[where])
        assert plan[0] == "SCAN comments USING INDEX ix_comments_shown"
        assert not any("TEMP B-TREE" in step for step in plan), plan
