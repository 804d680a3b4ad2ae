"""How comments are moderated here, in words made from the policy in force, and how many have what status."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from blog.comments.models import Status
from blog.comments.totals import read_totals
from blog.languages.sentences import Sentence, say, say_count
from blog.moderation.passing import EVERYTHING, SCORED, STRANGERS
from blog.moderation.reasons import offered
from blog.moderation.trust import Level, Standing
from blog.moderation.words import MEANINGS, STATUS_WORDS, TAB_WORDS
from blog.posts.models import CommentsRule
from blog.site.settings import SiteSettings

# As the owner chooses among them.
POLICY_WORDS: dict[str, Sentence] = {
    EVERYTHING: say("Everything waits"),
    STRANGERS: say("Everybody who is not yet trusted"),
    SCORED: say("Only what scores"),
}


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
        *_emergency(site),
        *_who_waits(site),
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
        say(
            "A moderator can ban a person, an address, a network or a website, for a time. What comes from there is "
            "kept and waits among the probable spam; none of it is thrown away unseen."
        ),
        say("E-mail addresses are never shown. Network addresses are not kept, only a code that tells them apart."),
        say_count(
            "That code is forgotten after %(num)s day, or when a ban that needs it is over.",
            "That code is forgotten after %(num)s days, or when a ban that needs it is over.",
            site.network_days,
        ),
        *_retention(site),
    ]


def _emergency(site: SiteSettings) -> list[Sentence]:
    if site.emergency == CommentsRule.CLOSED:
        return [say("For now no comments are taken at all: a moderator has closed them everywhere.")]
    if site.emergency:
        return [say("For now every comment waits, whoever wrote it: a moderator has said so.")]
    return []


def _who_waits(site: SiteSettings) -> list[Sentence]:
    sorts = say("A program sorts what waits, so that moderators see the likely good ones first. It refuses nothing.")
    if site.waits == SCORED:
        return [
            say(
                "A program looks at every comment. Where it finds nothing that speaks against it, the comment appears "
                "at once; everything else waits until a moderator has read it. No account is needed to write one."
            ),
            say("The program refuses nothing by itself, and it tells the moderators what it found."),
        ]
    if site.waits == STRANGERS:
        return [
            say("A comment waits until a moderator has read it. No account is needed to write one."),
            say_count(
                "Whoever is trusted here need not wait, unless a program that looks at every comment finds something "
                "in it. Trust is earned by %(num)s comment that a moderator approved, and none that was turned down, "
                "by somebody who has shown that an address is theirs or is known by their device.",
                "Whoever is trusted here need not wait, unless a program that looks at every comment finds something "
                "in it. Trust is earned by %(num)s comments that a moderator approved, and none that was turned down, "
                "by somebody who has shown that an address is theirs or is known by their device.",
                site.trust_after,
            ),
            say("A moderator can give and take trust. A typed name or address earns none."),
            sorts,
        ]
    return [
        say("Every comment waits until a moderator has read it. No account is needed to write one."),
        say(
            "A program sorts what waits, so that moderators see the likely good ones first. It approves and refuses "
            "nothing by itself, and it tells the moderators what it found."
        ),
    ]


def waits_for(site: SiteSettings, standing: Standing | None) -> Sentence:
    """What makes a comment wait, as far as the policy in force says: the desk reads it above what was found."""
    if site.emergency:
        return say("In this emergency every comment waits.")
    if site.waits == SCORED:
        return say("It waits for what was found in it, or because its post wants it so.")
    if site.waits != STRANGERS:
        return say("Every comment here waits for a moderator.")
    if standing is not None and standing.level is Level.TRUSTED:
        return say("Its writer is trusted. It waits for what was found in it, or because its post wants it so.")
    return say("Its writer is not trusted yet.")


def _retention(site: SiteSettings) -> list[Sentence]:
    """How long what was turned down is kept, where the owner has set it."""
    kept = []
    if spam := getattr(site, "spam_days", 0):
        kept.append(
            say_count(
                "The words of spam go for good %(num)s day after a moderator has read them.",
                "The words of spam go for good %(num)s days after a moderator has read them.",
                spam,
            )
        )
    if deleted := getattr(site, "deleted_days", 0):
        kept.append(
            say_count(
                "What was deleted goes for good after %(num)s day.",
                "What was deleted goes for good after %(num)s days.",
                deleted,
            )
        )
    return kept


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


def reasons(db: Session) -> list[Sentence | str]:
    """What a comment may be turned down for; writers read it on their receipt."""
    return [one.words for one in offered(db)]


def totals(db: Session) -> list[Total]:
    """How many comments have each status now."""
    numbers = dict.fromkeys(Status, 0)
    for (status, _), number in read_totals(db).items():
        numbers[Status(status)] += number
    return [Total(TAB_WORDS[status], numbers[status]) for status in Status]
