"""The cards of the queue: a comment, its writer, why it waits, and what may be decided."""

from __future__ import annotations

import string
from collections import Counter
from datetime import datetime
from urllib.parse import quote

from blog.comments.models import Lane, Status
from blog.comments.places import href_of
from blog.comments.reasons import reason_words
from blog.languages.dates import wait_in_words
from blog.languages.sentences import Sentence, say, say_count
from blog.markup.text import excerpt
from blog.moderation.background import Background, History
from blog.moderation.buttons import decisions_on
from blog.moderation.card import Card, FindingView, PostLink, ReportsView, Said
from blog.moderation.card_rows import CardRow
from blog.moderation.models import LogEntry
from blog.moderation.policy import waits_for
from blog.moderation.reports import REASON_WORDS, Reported
from blog.moderation.states import MODERATOR, WRITER
from blog.moderation.words import STATUS_WORDS

PARENT_CHARACTERS = 160
# What a card's button for pinning does, if it has one.
PINS = {None: "", False: "pin", True: "unpin"}


def make_card(
    row: CardRow, background: Background, threshold: float, now: datetime, entry: LogEntry | None = None
) -> Card:
    """The card of a row; `entry` is the log's last word on its comment."""
    pending = row.status == Status.PENDING
    edited = row.shown_id is not None and row.shown_id != row.id
    post, change = _post_link(row), background.edits.get(row.comment_id)
    return Card(
        key=f"{row.public_id}@{row.seen}",
        id=row.public_id,
        name=row.name,
        website=row.website,
        email=row.email,
        facts=_facts(row, background.history),
        post=post,
        waiting=wait_in_words(now - row.waiting_since) if pending else None,
        at=row.created_at,
        parent=_parent(row),
        html=row.inert,
        findings=_findings(row),
        score=row.score,
        threshold=threshold,
        why=_why(row, edited, change is not None, background),
        edited=edited,
        approved_html=row.shown if edited else None,
        status=row.status,
        decided=_decided(row, entry, now) if entry is not None and not pending else None,
        href=href_of(post.path, row.public_id, row.comment_count) if row.shown_id is not None else None,
        decisions=decisions_on(Status(row.status)) if row.erased_at is None else (),
        pin=PINS[row.is_pinned],
        change=change,
        person=background.people.get(row.comment_id),
        note=entry.note if entry is not None else "",
    )


def view_reports(reported: Reported) -> ReportsView:
    return ReportsView(
        say_count("%(num)s person reported it", "%(num)s people reported it", reported.number),
        [(REASON_WORDS[reason], number) for reason, number in reported.reasons],
        [one.note for one in reported.notes],
    )


def _post_link(row: CardRow) -> PostLink:
    return PostLink(row.title or "", quote(row.permalink or "/", safe="/:@!$&'()*+,;=~"), row.post_id)


def _facts(row: CardRow, history: History) -> list[Sentence]:
    """What is known of the writer. A typed address proves nobody, so the words only ever speak of the address."""
    if row.account is not None:
        return [say("Signed in as %(name)s", name=row.account)]
    if not row.email:
        return [say("No e-mail address")]
    before = Counter(history.get(row.email, {}))
    before[row.status] -= 1
    approved = before[Status.APPROVED]
    refused = before[Status.REJECTED] + before[Status.SPAM] + before[Status.DELETED]
    facts = []
    if approved > 0:
        facts.append(say_count("%(num)s approved before", "%(num)s approved before", approved))
    if refused > 0:
        facts.append(say_count("%(num)s turned down before", "%(num)s turned down before", refused))
    return facts or [say("Nothing decided about this address yet")]


def _parent(row: CardRow) -> Said | None:
    return Said(row.parent, excerpt(row.parent_words or "", PARENT_CHARACTERS)) if row.parent is not None else None


def _findings(row: CardRow) -> list[FindingView]:
    letters = string.ascii_lowercase
    return [
        FindingView(
            letter=letters[number % len(letters)],
            words=Sentence(found["text"], found["values"]),
            matter=found["matter"],
            points=found["points"],
            other=found.get("other", ""),
        )
        for number, found in enumerate(row.findings)
    ]


def _why(row: CardRow, edited: bool, decided_before: bool, background: Background) -> Sentence:
    if row.status != Status.PENDING:
        if edited:
            return say("Readers still see the text from before.")
        return say("It was decided on.")
    if edited and row.editor_id is not None:
        return say("A moderator changed what waits. Readers still see the approved text from before.")
    if edited:
        return say(
            "The writer changed it, and the approved text stays up. Reject keeps it so; Spam and Delete take the whole "
            "comment down."
        )
    if decided_before and row.editor_id is not None:
        return say("It was decided on before, and is not shown. A moderator changed its text since.")
    if decided_before:
        return say("It was decided on before, and is not shown. Its writer has put it in other words.")
    person = background.people.get(row.comment_id)
    policy = waits_for(background.site, person.standing if person is not None else None)
    if row.lane == Lane.SPAM:
        return say("%(policy)s This one looks like spam.", policy=policy)
    return policy


def _decided(row: CardRow, entry: LogEntry, now: datetime) -> Sentence:
    """Who brought the comment into its state, and how long ago."""
    values = {"status": STATUS_WORDS[Status(entry.new)], "time": wait_in_words(now - entry.at)}
    if entry.actor == WRITER and row.withdrawn_at is not None:
        return say("Taken back by its writer, %(time)s ago.", time=values["time"])
    if entry.actor != MODERATOR or entry.account is None:
        return say("Now %(status)s, since %(time)s.", **values)
    if entry.reason:
        return say(
            "Now %(status)s, by %(name)s, %(time)s ago: %(reason)s",
            name=entry.account.name,
            reason=reason_words(entry.reason),
            **values,
        )
    return say("Now %(status)s, by %(name)s, %(time)s ago.", name=entry.account.name, **values)
