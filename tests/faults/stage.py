"""Where faults are played: a blog with its cast and one post, to be served by real processes as often as needed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from blog.accounts import paces
from blog.accounts.changing import list_accounts
from blog.accounts.people import add_account
from blog.database.engine import Database
from tests.cast.serving import Client, Served
from tests.cast.site import PASSWORD, PASSWORD_HASH, Site

KEY = "a key for tests that is long enough"
MODERATORS = ("Nia", "Omar")


class Stage:
    """Ada owns the blog, Nia and Omar moderate; `path` is a post that takes comments."""

    def __init__(self, data: Path, database_url: str) -> None:
        self.data, self.database_url = data, database_url
        site = Site(data, database_url)
        site.clock.now = datetime.now(UTC)
        ada = site.staff("Ada", "owner")
        site.house.database.write(
            lambda db: [
                add_account(db, f"{name.lower()}@example.org", name, "moderator", PASSWORD_HASH, site.clock())
                for name in MODERATORS
            ]
        )
        with site.house.database.writing() as db:
            for one in list_accounts(db):
                paces.choose(db, one, paces.NOW, site.clock())
        self.path = site.publish(ada, "Under load")
        site.close()

    def serve(self, program: Sequence[str] = ("-m", "blog"), **environ: str) -> Served:
        """A process of its own; rate limits are off, because a test is one very quick person."""
        settings = {
            "BLOG_DATABASE_URL": self.database_url,
            "BLOG_SECRET_KEY": KEY,
            "BLOG_LIMITS": "off",
            **environ,
        }
        return Served(self.data, None, (), program, **settings)

    def break_at(self, point: str, **environ: str) -> Served:
        """A process that dies at a point named in `broken.py`."""
        return self.serve(program=("-m", "tests.faults.broken", point), **environ)

    def staff(self, served: Served, name: str) -> Client:
        client = served.client()
        client.sign_in(f"{name.lower()}@example.org", PASSWORD)
        return client

    def rows(self, query: str) -> list[Any]:
        """What a query finds, by a connection of its own."""
        database = Database(self.database_url)
        with database.reading() as db:
            found = [tuple(row) for row in db.execute(text(query))]
        database.close()
        return found

    def run(self, statement: str) -> None:
        """Change rows behind the blog's back, as time or a disaster would."""
        database = Database(self.database_url)
        with database.writing() as db:
            db.execute(text(statement))
        database.close()

    def end_leases(self) -> None:
        """As if five minutes had passed."""
        self.run("UPDATE outbox SET leased_until = '2020-01-01 00:00:00' WHERE leased_until IS NOT NULL")

    def typed(self) -> list[str]:
        return [row[0] for row in self.rows("SELECT typed FROM comment_revisions ORDER BY id")]

    def promises(self) -> list[dict[str, Any]]:
        """That the staff is told, one beside each comment."""
        return self._payloads("notice")

    def letters(self) -> list[dict[str, Any]]:
        """To the staff, who all want theirs at once here."""
        return self._payloads("desk letter")

    def _payloads(self, kind: str) -> list[dict[str, Any]]:
        payloads = [row[0] for row in self.rows(f"SELECT payload FROM outbox WHERE kind = '{kind}' ORDER BY id")]
        return [json.loads(payload) if isinstance(payload, str) else payload for payload in payloads]


def log_of(served: Served) -> list[str]:
    """The lines of the log so far, without what `blog serve` says to the person at the terminal."""
    lines = Path(served.log.name).read_text("utf-8").splitlines()
    first = next((number for number, line in enumerate(lines) if line.startswith("{")), len(lines))
    return lines[first:]
