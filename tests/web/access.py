"""A blog with one person of every role, and things that are theirs and others', for the table of who may what."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from sqlalchemy import select, update

from blog.accounts.models import Account
from blog.comments.commenters import keep_address
from blog.comments.models import Comment, Commenter
from tests.cast.rows import Kept
from tests.cast.site import PASSWORD, Browser, Page, Site

ROLES = ("contributor", "author", "moderator", "editor", "owner")
# Without a session, with an ended one, with that of a disabled account: to the blog they are all strangers.
STRANGERS = ("stranger", "signed out", "disabled")
# A role that no table names may nothing.
PEOPLE = (*STRANGERS, "unheard of", *ROLES)


@dataclass(frozen=True)
class Ask:
    """One request: its path, and the form of a POST."""

    path: str
    form: Mapping[str, Any] = field(default_factory=dict)


class World:
    """Somebody of every kind, signed in; Ada's post is foreign to all of them, and so is what was said under it."""

    def __init__(self, blog: Site) -> None:
        self.blog = blog
        self.rows = Kept(blog)
        self.links = 0
        self.ada = blog.staff("Ada", "owner")
        self.browsers = {"stranger": blog.visitor()}
        for person in PEOPLE[1:]:
            self.browsers[person] = blog.staff(address(person), person if person in ROLES else "owner")
        self.browsers["signed out"].client.cookies.set(
            "afterword", self._end_session(self.browsers["signed out"]), domain="localhost.local"
        )
        self._change("unheard of", role="unheard of")
        self._change("disabled", disabled_at=blog.clock())
        self.shown = blog.publish(self.ada, title="Shown", tags="kettles")
        self.post = self._write(self.ada, title="Ada's draft", tags="secrets", action="save")
        self.later = self._write(self.ada, title="Later", action="schedule", published_at="2030-03-03 10:00")
        self.withdrawn = self._write(self.ada, title="Withdrawn", permalink="/withdrawn.html", action="publish")
        self.ada.post(f"/desk/posts/{self.withdrawn}", {"title": "Withdrawn", "action": "withdraw"})
        self.own = {role: self._draft_of(role) for role in ROLES}

    def sign_in(self, person: str) -> None:
        self.browsers[person].post("/sign-in", {"email": f"{address(person)}@example.org", "password": PASSWORD})

    def waiting(self, path: str) -> str:
        """A fresh comment under the post at `path`, as ID@SEEN."""
        self.blog.clock.step(minutes=1)
        receipt = self.blog.say(path, body=f"Said at {self.blog.clock()}.")
        assert receipt.status == 200, receipt.words
        with self.blog.reading() as db:
            comment = db.scalars(select(Comment).where(Comment.public_id == receipt.path.split("/")[2])).one()
            return f"{comment.public_id}@{comment.seen}"

    def commenter(self, email: str) -> Commenter:
        """The row of a reader's address."""
        return self.blog.house.database.write(lambda db: keep_address(db, email, self.blog.clock()))

    def deleted(self, browser: Browser) -> int:
        """A post that was written and deleted."""
        number = self._write(browser, title="Deleted", action="save")
        browser.post(f"/desk/posts/{number}", {"title": "Deleted", "action": "delete"})
        return number

    def _end_session(self, browser: Browser) -> str:
        cookie = browser.client.cookies["afterword"]
        browser.post("/sign-out", {})
        return cookie

    def _change(self, person: str, **values: Any) -> None:
        """Straight in the database: the guard must hold by itself, not only because sessions were ended."""
        change = update(Account).where(Account.email == f"{address(person)}@example.org").values(**values)
        self.blog.house.database.write(lambda db: db.execute(change))

    def _write(self, browser: Browser, **fields: str) -> int:
        page = browser.post("/desk/posts/new", {"body": "Words.", **fields})
        assert page.status == 303, page.words
        return int(page.location.split("?")[0].rsplit("/", 1)[1])

    def _draft_of(self, role: str) -> int:
        if role == "moderator":
            return self.post
        return self._write(self.browsers[role], title=f"Draft of the {role}", action="save")


def address(person: str) -> str:
    """The local part of a person's e-mail address."""
    return person.replace(" ", "-")


@dataclass(frozen=True)
class Case:
    """One route: who finds it, with what objects, and how it answers who may.

    `asks(world, person)` gives a request for each kind of object. `only` narrows who reaches one of them; the kind
    "missing" is reached by nobody, and what cannot be reached must answer exactly as "missing" does.
    """

    asks: Callable[[World, str], dict[str, Ask]]
    answers: frozenset[int] = frozenset({200})
    enters: frozenset[str] = frozenset(PEOPLE)
    only: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def reached_by(self, kind: str) -> frozenset[str]:
        return frozenset() if kind == "missing" else self.only.get(kind, self.enters)


def send(browser: Browser, method: str, ask: Ask) -> Page:
    return browser.get(ask.path) if method == "GET" else browser.post(ask.path, ask.form)


def bytes_of(page: Page, ask: Ask) -> tuple[int, str, list[tuple[str, str]]]:
    """All that a page says, but for its own address and length."""
    headers = sorted((name, value) for name, value in page.headers.items() if name not in ("content-length", "etag"))
    html = re.sub(r'(<input [^>]*type="search"[^>]*value=")[^"]*', r"\1ADDRESS", page.html)
    return page.status, html.replace(unquote(ask.path.split("?")[0]), "ADDRESS"), headers
