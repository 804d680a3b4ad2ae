"""A whole blog for a test: its house, a pinned clock, and browsers for the cast."""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from argon2 import PasswordHasher
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from blog.accounts.people import add_account
from blog.app import make_app, make_house
from blog.database.migrating import migrate
from blog.database.schema import schema_is_current
from blog.settings import read_settings
from blog.working import make_worker
from tests.cast.clock import PinnedClock
from tests.cast.forms import PageForm, read_forms
from tests.cast.sparing import share_templates, spare_the_disk, wake

share_templates()

URL = "http://localhost:8000"
PASSWORD = "a few plain words"
# argon2 is slow on purpose, and a hash says how slow: the cast's is quick.
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


class Page:
    """What a browser shows: status, text, forms, and where it was sent."""

    def __init__(self, browser: Browser, response: Any) -> None:
        self.browser = browser
        self.status: int = response.status_code
        self.html: str = response.text
        self.headers: Mapping[str, str] = response.headers
        self.path: str = response.request.url.raw_path.decode()
        self.location: str = response.headers.get("location", "")

    @property
    def words(self) -> str:
        """The page as text, white space folded."""
        body = re.sub(r"<(script|style)\b.*?</\1>", " ", self.html, flags=re.S)
        inline = re.sub(r"</?(span|b|i|em|strong|a|bdi|small)\b[^>]*>", "", body)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", inline)).split())

    @functools.cached_property
    def forms(self) -> list[PageForm]:
        return read_forms(self.html)

    def form(self, mark: str) -> PageForm:
        """The form with this id, this action or this field."""
        for form in self.forms:
            if mark in (form.id, form.action) or mark in form.names:
                return form
        raise AssertionError(f"no form {mark} on {self.path}: {[(f.id, f.action, f.names) for f in self.forms]}")

    def send(self, mark: str, button: str | None = None, **changes: str) -> Page:
        """Fill the form in and press a button (the first one when none is named)."""
        form = self.form(mark)
        return self.browser.post(form.action or self.path, form.filled(button, **changes))


class Browser:
    """One person's browser: its own cookies, and the headers a browser sends with a form."""

    def __init__(self, site: Site) -> None:
        self.client = TestClient(site.app, base_url=site.url, follow_redirects=False, raise_server_exceptions=True)

    def get(self, path: str, **headers: str) -> Page:
        return Page(self, self.client.get(path, headers=headers))

    def open(self, path: str) -> Page:
        """Like `get`, and follows where it is sent."""
        return self.follow(self.get(path))

    def follow(self, page: Page) -> Page:
        for _ in range(5):
            if page.status not in (301, 302, 303, 307):
                return page
            page = self.get(page.location)
        raise AssertionError(f"{page.path} leads in circles")

    def post(self, path: str, data: Mapping[str, Any] | list[tuple[str, str]], **headers: str) -> Page:
        """Send a form as a browser on this blog does; `headers` replace its Origin."""
        body = urlencode(list(data.items()) if isinstance(data, Mapping) else data, doseq=True)
        sent = headers or {"origin": str(self.client.base_url)}
        sent = {"content-type": "application/x-www-form-urlencoded", **sent}
        return Page(self, self.client.post(path, content=body, headers=sent))


class Site:
    """A blog of its own for one test."""

    def __init__(self, data: Path, database_url: str, url: str = URL, **environ: str) -> None:
        self.url = url
        self.clock = PinnedClock()
        self.settings = read_settings(
            {
                "BLOG_DATA": str(data),
                "BLOG_DATABASE_URL": database_url,
                "BLOG_URL": url,
                "BLOG_SECRET_KEY": "a key for tests that is long enough",
                **environ,
            }
        )
        self.house = make_house(self.settings, self.clock)
        spare_the_disk(self.house.database)
        with self.house.database.reader.connect() as connection:
            current = schema_is_current(connection)
        if not current:
            migrate(self.house.database)
        self.app = make_app(self.house, with_worker=False)

    def close(self) -> None:
        wake(self.house.watcher, self.house.database)
        self.house.close()

    def visitor(self) -> Browser:
        return Browser(self)

    def staff(self, name: str, role: str) -> Browser:
        """A person of the staff, signed in. Their address is name@example.org."""
        self.house.database.write(
            lambda db: add_account(db, f"{name.lower()}@example.org", name, role, PASSWORD_HASH, self.clock())
        )
        browser = self.visitor()
        page = browser.post("/sign-in", {"email": f"{name.lower()}@example.org", "password": PASSWORD})
        assert page.status == 303, page.words
        return browser

    def work(self) -> int:
        """Do what is due in the outbox; how many jobs that were."""
        return make_worker(self.house).do_all()

    def reading(self) -> Any:
        return self.house.database.reading()

    def count(self, table: type[Any]) -> int:
        with self.house.database.reading() as db:
            return count(db, table)

    def publish(self, author: Browser, title: str = "The second kettle", **fields: str) -> str:
        """Publish a post through its form; the path it stands at."""
        page = author.post("/desk/posts/new", {"title": title, "body": "Words.", "action": "publish", **fields})
        assert page.status == 303, page.words
        return author.open(page.location).form("title").value("permalink")

    def say(self, path: str, body: str = "A word.", name: str = "Sol", **fields: str) -> Page:
        """Send a comment as a stranger; the receipt, or the refusal."""
        reader = self.visitor()
        page = reader.open(path).send("comment-form", body=body, name=name, **fields)
        return reader.follow(page)


def count(db: Session, table: type[Any]) -> int:
    return db.scalar(select(func.count()).select_from(table)) or 0
