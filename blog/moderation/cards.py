"""The cards of the queue: a comment, its writer, why it waits, and what may be decided."""

from __future__ import annotations

import string
from collections import Counter
from datetime import datetime
from urllib.parse import quote

from sqlalchemy import inspect

from blog.comments.models import Comment, CommentRevision, Lane, Status
from blog.comments.places import href_of
from blog.comments.reasons import reason_words
from blog.languages.dates import wait_in_words
from blog.languages.sentences import Sentence, say, say_count
from blog.markup.text import excerpt
from blog.moderation.background import Background, History
from blog.moderation.buttons import decisions_on
from blog.moderation.card import Card, FindingView, PostLink, ReportsView, Said
from blog.moderation.models import LogEntry
from blog.moderation.policy import waits_for
from blog.moderation.reports import REASON_WORDS, Reported
from blog.moderation.states import MODERATOR, WRITER
from blog.moderation.words import STATUS_WORDS
from blog.posts.models import Post

PARENT_CHARACTERS = 160


def make_card(
    comment: Comment,
    revision: CommentRevision,
    background: Background,
    threshold: float,
    now: datetime,
    entry: LogEntry | None = None,
) -> Card:
    """The card of a comment and its newest revision; `entry` is the log's last word on it."""
    pending = comment.status == Status.PENDING
    shown, post = comment.shown, _post_link(comment.post)
    edited = shown is not None and shown.id != revision.id
    change = background.edits.get(comment.id)
    return Card(
        key=f"{comment.public_id}@{comment.seen}",
        id=comment.public_id,
        name=comment.name,
        website=comment.website,
        email=comment.email,
        facts=_facts(comment, background.history),
        post=post,
        waiting=wait_in_words(now - revision.waiting_since) if pending else None,
        at=revision.created_at,
        parent=_parent(comment),
        html=revision.inert,
        findings=_findings(revision),
        score=revision.score,
        threshold=threshold,
        why=_why(comment, revision, edited, change is not None, background),
        edited=edited,
        approved_html=shown.inert if shown is not None and edited else None,
        status=comment.status,
        decided=decided_words(comment, entry, now) if entry is not None and not pending else None,
        href=href_of(post.path, comment.public_id, comment.post.comment_count) if shown is not None else None,
        decisions=decisions_on(Status(comment.status)) if comment.erased_at is None else (),
        pin=_pin(comment),
        change=change,
        person=background.people.get(comment.id),
        note=entry.note if entry is not None else "",
    )


def newest_of(comment: Comment) -> CommentRevision:
    assert comment.newest is not None, "a comment is stored together with its first revision"
    return comment.newest


def view_reports(reported: Reported) -> ReportsView:
    return ReportsView(
        say_count("%(num)s person reported it", "%(num)s people reported it", reported.number),
        [(REASON_WORDS[reason], number) for reason, number in reported.reasons],
        [one.note for one in reported.notes],
    )


def _pin(comment: Comment) -> str:
    """What the card's button for pinning does; only in lists that were read with it."""
    if comment.status != Status.APPROVED or "pin" in inspect(comment).unloaded:
        return ""
    return "unpin" if comment.pin is not None else "pin"


def _post_link(post: Post) -> PostLink:
    title = post.shown.title if post.shown else ""
    return PostLink(title, quote(post.permalink or "/", safe="/:@!$&'()*+,;=~"), post.id)


def _facts(comment: Comment, history: History) -> list[Sentence]:
    """What is known of the writer. A typed address proves nobody, so the words only ever speak of the address."""
    if comment.account is not None:
        return [say("Signed in as %(name)s", name=comment.account.name)]
    if not comment.email:
        return [say("No e-mail address")]
    before = Counter(history.get(comment.email, {}))
    before[comment.status] -= 1
    approved = before[Status.APPROVED]
    refused = before[Status.REJECTED] + before[Status.SPAM] + before[Status.DELETED]
    facts = []
    if approved > 0:
        facts.append(say_count("%(num)s approved before", "%(num)s approved before", approved))
    if refused > 0:
        facts.append(say_count("%(num)s turned down before", "%(num)s turned down before", refused))
    return facts or [say("Nothing decided about this address yet")]


def _parent(comment: Comment) -> Said | None:
    parent = comment.parent
    if parent is None:
        return None
    return Said(parent.name, excerpt(parent.shown.words, PARENT_CHARACTERS) if parent.shown else "")


def _findings(revision: CommentRevision) -> list[FindingView]:
    letters = string.ascii_lowercase
    return [
        FindingView(
            letter=letters[number % len(letters)],
            words=Sentence(found["text"], found["values"]),
            matter=found["matter"],
            points=found["points"],
            other=found.get("other", ""),
        )
        for number, found in enumerate(revision.findings)
    ]


def _why(
    comment: Comment, revision: CommentRevision, edited: bool, decided_before: bool, background: Background
) -> Sentence:
    if comment.status != Status.PENDING:
        if edited:
            return say("Readers still see the text from before.")
        return say("It was decided on.")
    if edited and revision.editor_id is not None:
        return say("A moderator changed what waits. Readers still see the approved text from before.")
    if edited:
        return say(
            "The writer changed it, and the approved text stays up. Reject keeps it so; Spam and Delete take the whole "
            "comment down."
        )
    if decided_before and revision.editor_id is not None:
        return say("It was decided on before, and is not shown. A moderator changed its text since.")
    if decided_before:
        return say("It was decided on before, and is not shown. Its writer has put it in other words.")
    person = background.people.get(comment.id)
    policy = waits_for(background.site, person.standing if person is not None else None)
    if revision.lane == Lane.SPAM:
        return say("%(policy)s This one looks like spam.", policy=policy)
    return policy


def decided_words(comment: Comment, entry: LogEntry, now: datetime) -> Sentence:
    """Who brought the comment into its state, and how long ago."""
    values = {"status": STATUS_WORDS[Status(entry.new)], "time": wait_in_words(now - entry.at)}
    if entry.actor == WRITER and comment.withdrawn_at is not None:
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
