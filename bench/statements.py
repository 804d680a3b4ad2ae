"""Counts what an app asks the database for a page: kept, looked at again, and made anew."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
from sqlalchemy import event
from sqlalchemy.orm import Session

from blog.app import make_app, make_house
from blog.database.versions import move_versions
from blog.database.watching import SqliteWatcher
from blog.settings import read_settings
from blog.web.visits import House


@dataclass(frozen=True)
class Statements:
    """How many statements a GET takes: `made` those for the page itself, the others all there are."""

    made: int
    kept: int
    looked_at: int


class Counted:
    """An app in this process, its statements counted."""

    def __init__(self, data: Path) -> None:
        self.house: House = make_house(read_settings({"BLOG_DATA": str(data), "BLOG_URL": "http://localhost:8000"}))
        self.app = make_app(self.house, with_worker=False)
        self.asked = 0  # by the app
        self.watched = 0  # by the cache
        event.listen(self.house.database.reader, "before_cursor_execute", self._count)
        watcher = self.house.watcher
        if isinstance(watcher, SqliteWatcher):
            watcher.trace(self._count_watched)

    def _count(self, connection: Any, cursor: Any, statement: str, *about: Any) -> None:
        self.asked += statement != "BEGIN"

    def _count_watched(self, statement: str) -> None:
        self.watched += 1

    def ask(self, path: str) -> tuple[int, int]:
        """GET a path; how many statements it took the app, and the cache."""
        asked, watched = self.asked, self.watched
        anyio.run(self.get, path)
        return self.asked - asked, self.watched - watched

    async def get(self, path: str) -> bytes:
        """GET a path; the body."""
        body = bytearray()

        async def receive() -> MutableMapping[str, Any]:
            return {"type": "http.request", "body": b""}

        async def send(message: MutableMapping[str, Any]) -> None:
            if message.get("status", 200) != 200:
                raise SystemExit(f"{path} answered {message['status']}.")
            body.extend(message.get("body", b""))

        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [(b"host", b"localhost:8000")],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8000),
            "scheme": "http",
            "http_version": "1.1",
            "root_path": "",
            "asgi": {"version": "3.0"},
        }
        await self.app(scope, receive, send)
        return bytes(body)


def count_statements(data: Path, path: str) -> Statements:
    """The statements of a page, in its three cases."""
    counted = Counted(data)
    counted.ask(path)
    move(counted.house, "posts")
    made, _ = counted.ask(path)
    kept = sum(counted.ask(path))
    move(counted.house, "elsewhere")
    looked_at = sum(counted.ask(path))
    counted.house.close()
    return Statements(made, kept, looked_at)


def move(house: House, key: str) -> None:
    """Change something public."""

    def work(db: Session) -> None:
        move_versions(db, [key], house.clock())

    house.database.write(work)
