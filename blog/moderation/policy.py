"""How comments are moderated here, in words made from the policy in force, and how many have what status."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from blog.comments.models import Status
from blog.comments.reasons import REASONS
from blog.comments.totals import read_totals
from blog.languages.sentences import Sentence, say, say_count
from blog.moderation.words import MEANINGS, STATUS_WORDS, TAB_WORDS
from blog.site.settings import SiteSettings


@dataclass(frozen=True)
class Meaning:
    word: Sentence
    meaning: Sentence


@dataclass(frozen=True)
class Total:
    label: Sentence
    count: int


def describe(site: SiteSettings) -> list[Sentence]:
    """The policy as sentences; every one of them follows from a rule of the program or a setting of the site."""
    return [
        say("Every comment waits until a moderator has read it. No account is needed to write one."),
        say(
            "A program sorts what waits, so that moderators see the likely good ones first. It approves and refuses "
            "nothing by itself, and it tells the moderators what it found."
        ),
        _edits(site.edit_hours),
        say(
            "Whoever writes gets a receipt: a private page that shows the text, what became of it, and the reason if "
            "a moderator gave one. The text can be taken back there, too."
        ),
        *_closing(site),
        say(
            "Readers can report a comment that stands here. Moderators read what they say; the number of reports alone "
            "never takes down what a moderator has approved."
        ),
        say(
            "A typed name or address proves nothing, and names of this blog's people are theirs. “Verified” stands "
            "beside a comment whose writer has shown that its e-mail address is their own."
        ),
        say("Every decision is written into a log that cannot be changed unseen, and every decision can be undone."),
        say("E-mail addresses are never shown. Network addresses are not kept, only a code that tells them apart."),
    ]


def _closing(site: SiteSettings) -> list[Sentence]:
    """What a post's age does to its comments, if anything; a post or its tags may say otherwise."""
    if not site.comments_after_days:
        return []
    if site.comments_after_rule == "closed":
        return [
            say_count(
                "%(num)s day after its publication a post takes no more comments, unless it says otherwise.",
                "%(num)s days after its publication a post takes no more comments, unless it says otherwise.",
                site.comments_after_days,
            )
        ]
    return [
        say_count(
            "%(num)s day after a post's publication every comment on it waits, whoever wrote it.",
            "%(num)s days after a post's publication every comment on it waits, whoever wrote it.",
            site.comments_after_days,
        )
    ]


def _edits(hours: int) -> Sentence:
    return say_count(
        "For %(num)s hour after sending, a comment can be changed on its receipt. The change waits like a new comment, "
        "and an approved text stays up meanwhile.",
        "For %(num)s hours after sending, a comment can be changed on its receipt. The change waits like a new "
        "comment, and an approved text stays up meanwhile.",
        hours,
    )


def meanings() -> list[Meaning]:
    """What each status means, in the order a comment may meet them."""
    return [Meaning(STATUS_WORDS[status], MEANINGS[status]) for status in Status]


def reasons() -> list[Sentence]:
    """What a comment may be turned down for; writers read it on their receipt."""
    return list(REASONS.values())


def totals(db: Session) -> list[Total]:
    """How many comments have each status now."""
    numbers = dict.fromkeys(Status, 0)
    for (status, _), number in read_totals(db).items():
        numbers[Status(status)] += number
    return [Total(TAB_WORDS[status], numbers[status]) for status in Status]
