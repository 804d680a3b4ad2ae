"""Writes the letters readers asked for, at the moment they go out: what is no longer so is not told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.accounts import tokens
from blog.clock import Clock
from blog.comments.following import NEVER, followers_of, mail_path
from blog.comments.models import Comment, Commenter, Following, Status
from blog.comments.places import address_of
from blog.comments.proving import LIFETIME, PROOF, fits_comment
from blog.comments.reasons import reason_words
from blog.comments.receipts import receipt_path
from blog.database.engine import Database
from blog.languages.catalog import translate, translations
from blog.languages.sentences import Sentence, say, say_count
from blog.mail.quoting import one_line, quote
from blog.mail.sending import make_postman
from blog.posts.models import Post, PostStatus
from blog.posts.rules import shows_comments
from blog.settings import Settings
from blog.signing import Keys
from blog.site.settings import read_site

IN_A_DIGEST = 30
DIGEST_CHARACTERS = 200
TITLE_CHARACTERS = 200

CONFIRM = say(
    "Somebody, probably you, gave this address on\n%(site)s, %(url)s,\nto be told of comments there.\n\n"
    "If it was you, open this page and say yes:\n%(page)s\n\n"
    "If it was not, do nothing, and nothing is sent. The same page lets you\n"
    "say that this blog may never write to you."
)
PROVE = say(
    "Somebody, probably you, wrote a comment on\n%(site)s, %(url)s,\nwith this address, and wants to show that it is "
    "theirs.\n\nIf it was you, open this page within ten minutes:\n%(proof)s\n\n"
    "If it was not, do nothing, and nothing happens. Here you can say that\nthis blog may never write to you:\n%(page)s"
)
ANSWER = say("%(name)s wrote under “%(title)s”:\n\n%(words)s\n\nRead it on the page, and answer:\n%(href)s")
ENTRY = say("%(name)s wrote under “%(title)s”:\n%(words)s\n%(href)s")
FOOT = say("You get this letter because you asked for it. Change that, or end it:\n%(page)s")
OUTCOMES: dict[str, tuple[Sentence, Sentence]] = {
    Status.APPROVED: (
        say("Your comment is on the page: %(title)s"),
        say("Your comment under “%(title)s” was approved, and everybody can read it now."),
    ),
    Status.REJECTED: (
        say("Your comment was not taken: %(title)s"),
        say("A moderator read your comment under “%(title)s” and decided not to show it."),
    ),
    Status.SPAM: (
        say("Your comment was taken for spam: %(title)s"),
        say("A moderator took your comment under “%(title)s” for spam. If that is wrong, its receipt lets you say so."),
    ),
    Status.DELETED: (
        say("Your comment was taken down: %(title)s"),
        say("A moderator took your comment under “%(title)s” down. Readers do not see it any more."),
    ),
}


@dataclass(frozen=True)
class Letter:
    """A letter ready to go: `leave` is the page that ends such letters, with one click where mail programs offer it."""

    to: str
    subject: str
    words: str
    leave: str


@dataclass(frozen=True)
class Desk:
    """What is at hand where a letter is written."""

    db: Session
    keys: Keys
    url: str
    now: datetime
    commenter: Commenter

    @property
    def page(self) -> str:
        return self.url + mail_path(self.keys, self.commenter)

    def letter(self, subject: Sentence, *parts: Sentence | str, foot: bool = True) -> Letter:
        ends = (say(FOOT.text, page=self.page),) if foot else ()
        catalogue = translations(read_site(self.db).language)
        words = "\n\n".join(translate(part, catalogue) for part in (*parts, *ends))
        return Letter(self.commenter.email or "", translate(subject, catalogue), words + "\n", self.page)


def make_writer(database: Database, keys: Keys, settings: Settings, clock: Clock) -> Callable[[dict[str, Any]], None]:
    """The function that writes and delivers one reader's letter; without a mail server nothing is ever sent."""
    deliver = make_postman(settings)

    def write(payload: dict[str, Any]) -> None:
        if not settings.smtp_url:
            return
        with database.reading() as db:
            letter = compose(db, keys, settings.url, payload, clock())
        if letter is not None:
            parts = {"to": letter.to, "subject": letter.subject, "words": letter.words, "leave": letter.leave}
            deliver({**parts, "at": payload["at"]})

    return write


def compose(db: Session, keys: Keys, url: str, payload: dict[str, Any], now: datetime) -> Letter | None:
    """The letter that a payload of the outbox stands for, as things are now; None if there is nothing to say any more.

    To an address that has confirmed nothing goes no word but the blog's own.
    """
    commenter = db.get(Commenter, payload["commenter"])
    if commenter is None or commenter.refused_at is not None or not commenter.email:
        return None
    return WRITERS[payload["what"]](Desk(db, keys, url, now, commenter), payload)


def _confirm(desk: Desk, payload: dict[str, Any]) -> Letter | None:
    waiting = (Following.commenter_id == desk.commenter.id, Following.confirmed_at.is_(None))
    if desk.db.scalar(select(Following.id).where(*waiting).limit(1)) is None:
        return None
    site = one_line(read_site(desk.db).title)
    words = say(CONFIRM.text, site=site, url=desk.url, page=desk.page)
    return desk.letter(say("%(site)s: shall we write to you?", site=site), words, foot=False)


def _prove(desk: Desk, payload: dict[str, Any]) -> Letter | None:
    comment = desk.db.get(Comment, payload["comment"])
    if comment is None or not fits_comment(desk.commenter, comment):
        return None
    about = {"comment": comment.public_id, "commenter": desk.commenter.public_id}
    token = tokens.make_token(desk.keys, PROOF, desk.now, about, LIFETIME)
    site = one_line(read_site(desk.db).title)
    words = say(PROVE.text, site=site, url=desk.url, page=desk.page, proof=f"{desk.url}/-/proofs/{token}")
    return desk.letter(say("%(site)s: is this address yours?", site=site), words, foot=False)


def _answer(desk: Desk, payload: dict[str, Any]) -> Letter | None:
    comment = desk.db.get(Comment, payload["comment"])
    if comment is None or not _is_told(desk, comment):
        return None
    assert comment.shown is not None
    title = _title(comment.post)
    words = say(
        ANSWER.text,
        name=one_line(comment.name),
        title=title,
        words=quote(comment.shown.words),
        href=_href(desk, comment),
    )
    return desk.letter(say("A new comment: %(title)s", title=title), words)


def _digest(desk: Desk, payload: dict[str, Any]) -> Letter | None:
    query = select(Comment).where(Comment.id.in_(payload["comments"])).order_by(Comment.post_id, Comment.sort_path)
    told = [comment for comment in desk.db.scalars(query) if _is_told(desk, comment)]
    if not told:
        return None
    entries = [_entry(desk, comment) for comment in told[:IN_A_DIGEST]]
    if len(told) > IN_A_DIGEST:
        entries.append(say_count("And %(num)s more.", "And %(num)s more.", len(told) - IN_A_DIGEST))
    site = one_line(read_site(desk.db).title)
    subject = say_count("%(site)s: %(num)s new comment", "%(site)s: %(num)s new comments", len(told), site=site)
    return desk.letter(subject, *entries)


def _entry(desk: Desk, comment: Comment) -> Sentence:
    assert comment.shown is not None
    words = quote(comment.shown.words, DIGEST_CHARACTERS)
    title = _title(comment.post)
    return say(ENTRY.text, name=one_line(comment.name), title=title, words=words, href=_href(desk, comment))


def _outcome(desk: Desk, payload: dict[str, Any]) -> Letter | None:
    """What became of a comment, if that still stands; a pending one has no outcome."""
    wish = desk.db.get(Following, payload["following"])
    if wish is None or wish.confirmed_at is None or wish.pace == NEVER or wish.commenter_id != desk.commenter.id:
        return None
    comment, status = wish.comment, payload["status"]
    if comment.seen != payload["seen"] or status not in OUTCOMES:
        return None
    subject, words = OUTCOMES[status]
    title = _title(comment.post)
    parts: list[Sentence | str] = [say(words.text, title=title)]
    if payload["reason"]:
        parts.append(say("The reason: %(reason)s", reason=reason_words(payload["reason"])))
    if status == Status.APPROVED and _is_readable(desk, comment):
        parts.append(say("It stands here:\n%(href)s", href=_href(desk, comment)))
    parts.append(say("Its receipt:\n%(href)s", href=desk.url + receipt_path(desk.keys, comment)))
    return desk.letter(say(subject.text, title=title), *parts)


WRITERS: dict[str, Callable[[Desk, dict[str, Any]], Letter | None]] = {
    "confirm": _confirm,
    "prove": _prove,
    "answer": _answer,
    "digest": _digest,
    "outcome": _outcome,
}


def _is_told(desk: Desk, comment: Comment) -> bool:
    """Whether readers see the comment now, and this address still wants to know."""
    if not _is_readable(desk, comment):
        return False
    return desk.commenter.id in {one.commenter_id for one in followers_of(desk.db, comment)}


def _is_readable(desk: Desk, comment: Comment) -> bool:
    post = comment.post
    if comment.shown_revision_id is None or post.status != PostStatus.PUBLISHED:
        return False
    return shows_comments(post, read_site(desk.db), desk.now)


def _title(post: Post) -> str:
    return one_line(post.shown.title if post.shown else "", TITLE_CHARACTERS)


def _href(desk: Desk, comment: Comment) -> str:
    return desk.url + address_of(desk.db, comment.post, comment)
