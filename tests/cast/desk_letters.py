"""The letters that the staff gets, as a blog without a mail server keeps them, for the tests of notices."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select

from blog.accounts.models import Account
from blog.accounts.paces import has_chosen
from blog.jobs.models import Job
from blog.moderation import desk_letters, digests
from blog.working import make_worker
from tests.cast.site import Site

LINK = re.compile(r"https?://\S+/-/decide/\S+")


class Mailbox:
    """What has come for one person since the last look."""

    def __init__(self, blog: Site, name: str) -> None:
        self._blog, self._to = blog, f"{name}@example.org"
        self._seen: set[Path] = set()

    def look(self, **later: float) -> list[EmailMessage]:
        """Let time pass, have the worker work, and take what is new."""
        self._blog.clock.step(**later)
        make_worker(self._blog.house).do_all()
        new = []
        for path in sorted(set((self._blog.settings.data / "mail").glob("*.eml")) - self._seen):
            self._seen.add(path)
            letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            # Without a mail server each comment is a file at once, too; these tests read what a mail server gets.
            at_once = str(letter["Subject"]).startswith("A comment waits: ")
            if str(letter["To"]) == self._to and not (at_once and not self._has_chosen()):
                new.append(letter)
        return new

    def _has_chosen(self) -> bool:
        with self._blog.reading() as db:
            return has_chosen(db, db.scalars(select(Account.id).where(Account.email == self._to)).one())

    def only(self, **later: float) -> EmailMessage:
        letters = self.look(**later)
        assert len(letters) == 1, [str(letter["Subject"]) for letter in letters]
        return letters[0]


def written(blog: Site) -> list[dict[str, Any]]:
    """The staff's next letters as `mail` takes them, whether or not a mail server takes them."""
    blog.clock.step(hours=20)
    make_worker(blog.house).do_all()
    with blog.reading() as db:
        jobs = db.scalars(select(Job.payload).where(Job.kind == digests.LETTER).order_by(Job.id)).all()
        jobs = [payload for payload in jobs if not payload["alone"]]
        letters = [desk_letters.compose(db, blog.house.keys, blog.settings.url, payload) for payload in jobs]
    return [letter for letter in letters if letter is not None]


def words_of(letter: EmailMessage) -> str:
    return str(letter.get_content()).replace("\r\n", "\n")


def links_in(letter: EmailMessage) -> list[str]:
    """The paths behind the links that decide, in the order of the letter."""
    return [urlsplit(link).path for link in LINK.findall(words_of(letter))]
