"""Writes the staff's letters at the moment they go out: what is decided by then is not told."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from gettext import NullTranslations
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from blog.accounts import paces
from blog.accounts.models import Account
from blog.accounts.roles import Capability, may
from blog.accounts.speaking import catalogue_for
from blog.clock import Clock
from blog.comments.models import Comment, CommentRevision, Status
from blog.database.engine import Database
from blog.languages.catalog import translate
from blog.languages.dates import wait_in_words
from blog.languages.sentences import Sentence, say, say_count
from blog.mail.quoting import one_line, quote, without_links
from blog.mail.sending import make_postman
from blog.moderation.decisions import visible
from blog.moderation.mailed import link_of
from blog.posts.models import Post
from blog.settings import Settings
from blog.signing import Keys
from blog.site.settings import read_site

log = logging.getLogger("blog.moderation")

FIRST_WORDS = 300
TITLE_CHARACTERS = 200

ENTRY = say(
    "%(name)s wrote under “%(title)s”, %(time)s ago:\n\n%(words)s\n\n%(why)s\n"
    "Approve it, reject it, or mark it as spam:\n%(href)s"
)
EDIT = say(
    "%(name)s changed a comment under “%(title)s”, %(time)s ago; readers still see the text from before. It would "
    "read:\n\n%(words)s\n\n%(why)s\nApprove it, reject it, or mark it as spam:\n%(href)s"
)
UNSHOWN = say("A comment that cannot be shown in a letter waits, too. Read it in the desk.")
NOTHING_NOTICED = say("It waits because a moderator reads it first; nothing speaks against it.")
NOTICED = say("It waits because a moderator reads it first; noticed: %(what)s.")
DESK = say("All that waits:\n%(url)s/desk/comments")
LINKS = say("Each link is yours alone, works once, and for a week. Opening it decides nothing.")
FEET: dict[str, Sentence] = {
    paces.DAILY: say("This letter comes once a day while something waits. Change that, or end it:\n%(url)s/desk/you"),
    paces.HOURLY: say(
        "This letter comes every hour of the day while a comment that is probably good waits. Change that, or end it:\n"
        "%(url)s/desk/you"
    ),
    paces.NOW: say(
        "Such letters come at once, and one in the morning while something waits. Change that, or end it:\n"
        "%(url)s/desk/you"
    ),
}


@dataclass(frozen=True)
class Pen:
    """What is at hand where a letter is written; `written` is when it was put into the outbox."""

    db: Session
    keys: Keys
    url: str
    account: Account
    written: datetime

    @property
    def catalogue(self) -> NullTranslations:
        return catalogue_for(self.db, self.account)


def make_writer(database: Database, keys: Keys, settings: Settings, clock: Clock) -> Callable[[dict[str, Any]], None]:
    """The function that writes and delivers one letter; without a mail server it becomes a file, as all letters to the
    staff do."""
    deliver = make_postman(settings)

    def write(payload: dict[str, Any]) -> None:
        with database.reading() as db:
            letter = compose(db, keys, settings.url, payload)
        if letter is not None:
            deliver(letter)

    return write


def compose(db: Session, keys: Keys, url: str, payload: dict[str, Any]) -> dict[str, Any] | None:
    """The letter that a row of the outbox stands for, as `mail` takes it; None if there is nothing to say any more."""
    account = db.get(Account, payload["account"])
    if account is None or not may(account, Capability.MODERATE_OWN):
        return None
    pace = paces.pace_of(db, account.id)
    listed = _still_waiting(db, account, payload["comments"])
    if pace == paces.NEVER or not (listed or (payload["spam"] and not payload["good"])):
        return None
    pen = Pen(db, keys, url, account, datetime.fromisoformat(payload["at"]))
    more = 0 if payload["alone"] else payload["good"] - len(payload["comments"])
    good = len(listed) + more
    parts: list[Sentence | str] = [] if payload["alone"] else [_head(pen, good, payload["spam"])]
    parts += [_entry(pen, comment) for comment in listed]
    parts += _ends(pen, more, payload["spam"], bool(listed), FEET[paces.NOW if payload["alone"] else pace])
    return {
        "to": account.email,
        "subject": translate(_subject(pen, listed, good, payload), pen.catalogue),
        "words": "\n\n".join(translate(part, pen.catalogue) for part in parts) + "\n",
        "at": payload["at"],
        "key": key_of(payload),
    }


def key_of(payload: dict[str, Any]) -> str:
    """What the letter is known by, however often it is written anew: its file and its Message-ID are made of it."""
    return f"desk letter:{payload['account']}:{payload['at']}:{payload['comments'] if payload['alone'] else ''}"


def _still_waiting(db: Session, account: Account, listed: Sequence[Sequence[int]]) -> list[Comment]:
    """In the order of the row; what was decided, changed or taken back since is another story."""
    seen: dict[int, int] = {one[0]: one[1] for one in listed}
    query = select(Comment).where(Comment.id.in_(seen), Comment.status == Status.PENDING, visible(account))
    query = query.options(joinedload(Comment.newest), joinedload(Comment.post).joinedload(Post.shown))
    found = {comment.id: comment for comment in db.scalars(query) if comment.seen == seen[comment.id]}
    return [found[comment_id] for comment_id in seen if comment_id in found]


def _subject(pen: Pen, listed: Sequence[Comment], good: int, payload: dict[str, Any]) -> Sentence:
    if payload["alone"]:
        return say("A comment waits: %(title)s", title=_title(listed[0]))
    site = one_line(read_site(pen.db).title)
    if not good:
        return say("%(site)s: only probable spam waits", site=site)
    return say_count("%(site)s: %(num)s comment waits", "%(site)s: %(num)s comments wait", good, site=site)


def _head(pen: Pen, good: int, spam: int) -> Sentence:
    site = one_line(read_site(pen.db).title)
    if not good:
        return say_count(
            "%(num)s comment waits on %(site)s, and it is probably spam.",
            "%(num)s comments wait on %(site)s, and all of them are probably spam.",
            spam,
            site=site,
        )
    return say_count(
        "%(num)s comment that is probably good waits for you on %(site)s.",
        "%(num)s comments that are probably good wait for you on %(site)s, the oldest first.",
        good,
        site=site,
    )


def _entry(pen: Pen, comment: Comment) -> Sentence:
    """Whatever is in a comment, it is told of: what cannot be quoted is at least counted (M9)."""
    try:
        revision = comment.newest
        assert revision is not None
        text = (ENTRY if comment.shown_revision_id is None else EDIT).text
        return say(
            text,
            name=one_line(comment.name),
            title=_title(comment),
            time=wait_in_words(pen.written - revision.waiting_since),
            words=quote(revision.words, FIRST_WORDS),
            why=_why(pen, revision),
            href=pen.url + link_of(pen.keys, pen.account, comment, pen.written),
        )
    except Exception:
        log.exception("A comment could not be quoted in a letter.", extra={"event": {"comment": comment.public_id}})
        return UNSHOWN


def _why(pen: Pen, revision: CommentRevision) -> Sentence:
    """What the screening noticed, the strongest first. What it matched is a reader's text, too."""
    findings = sorted(revision.findings, key=lambda found: -found["points"])
    said = [translate(Sentence(one["text"], one["values"]), pen.catalogue) for one in findings]
    noticed = [without_links(words).rstrip(".") for words in said]
    if not noticed:
        return NOTHING_NOTICED
    return say(NOTICED.text, what=one_line("; ".join(noticed), FIRST_WORDS))


def _ends(pen: Pen, more: int, spam: int, links: bool, foot: Sentence) -> list[Sentence | str]:
    ends: list[Sentence | str] = []
    if more > 0:
        ends.append(say_count("And %(num)s more.", "And %(num)s more.", more))
    if spam and (links or more > 0):
        ends.append(say_count("%(num)s more is probably spam.", "%(num)s more are probably spam.", spam))
    ends.append(say(DESK.text, url=pen.url))
    if links:
        ends.append(LINKS)
    return [*ends, say("-- \n%(foot)s", foot=say(foot.text, url=pen.url))]


def _title(comment: Comment) -> str:
    return one_line(comment.post.shown.title if comment.post.shown else "", TITLE_CHARACTERS)
