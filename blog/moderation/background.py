"""What the cards of a page tell beside their comments: what an address has had before, and what an edit changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Select, case, func, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from blog.comments.models import Comment, CommentRevision, Status
from blog.database.among import among
from blog.markup.differences import Difference, compare
from blog.moderation.card_rows import CardRow
from blog.moderation.models import LogEntry
from blog.moderation.people import Glimpse, glimpse
from blog.site.settings import SiteSettings, read_site

# Comparing the two longest texts takes some milliseconds. A page compares no more than this; who fills it with such
# texts is read the old way, the text from before beneath the new one.
MOST_CHARACTERS = 200_000
HISTORY, EDIT = "history", "edit"

# What an address has had before, by status.
History = Mapping[str, Counter[str]]


@dataclass(frozen=True)
class Background:
    """`history` by address; `edits` by the comment's id."""

    history: History = field(default_factory=dict)
    edits: Mapping[int, Difference] = field(default_factory=dict)
    # What is known of the writers beside what they wrote, by the comment's id.
    people: Mapping[int, Glimpse] = field(default_factory=dict)
    site: SiteSettings = field(default_factory=SiteSettings)


def read_background(db: Session, rows: Iterable[CardRow]) -> Background:
    """All of it for these cards: one query, or none, and up to three for what is known of people."""
    found = list(rows)
    site = read_site(db)
    people = glimpse(db, found, site)
    emails = sorted({row.email for row in found if row.email})
    edited = [row.comment_id for row in found if _is_open_edit(row)]
    if not emails and not edited:
        return Background(people=people, site=site)
    asked = {name: given for name, given in (("emails", emails), ("edited", edited)) if given}
    history: dict[str, Counter[str]] = {email: Counter() for email in emails}
    texts: dict[int, tuple[str, str]] = {}
    for what, one, other, number in db.execute(_asking(bool(emails), bool(edited)), asked):
        if what == HISTORY:
            history[one][other] = number
        else:
            texts[number] = one, other
    return Background(history, _compare(texts), people, site)


def _compare(texts: Mapping[int, tuple[str, str]]) -> dict[int, Difference]:
    left = MOST_CHARACTERS
    differences: dict[int, Difference] = {}
    for comment_id, (before, after) in sorted(texts.items()):
        left -= len(before) + len(after)
        if left >= 0 and before != after:
            differences[comment_id] = compare(before, after)
    return differences


def _is_open_edit(row: CardRow) -> bool:
    """Whether the edit waits, or was turned down while the text from before stayed up."""
    replaced = row.shown_id not in (None, row.id)
    return row.number > 1 and (row.status == Status.PENDING or replaced)


@cache
def _asking(of_addresses: bool, of_edits: bool) -> Any:
    """Put together once: `emails` and `edited` are given when it is asked."""
    asked = [*([_decided_before()] if of_addresses else []), *([_texts()] if of_edits else [])]
    return union_all(*asked) if len(asked) > 1 else asked[0]


def _decided_before() -> Select[str, Any, str, int]:
    return (
        select(literal(HISTORY), Comment.email, Comment.status, func.count())
        .where(among(Comment.email, "emails"))
        .group_by(Comment.email, Comment.status)
    )


def _texts() -> Select[str, Any, str, int]:
    """As they were typed: what readers see, else what was decided on last, and the newest.

    A comment that was mended before anybody decided on it is no edit to a moderator, and is left out.
    """
    before, after = aliased(CommentRevision), aliased(CommentRevision)
    decided = (
        select(func.max(LogEntry.revision_id))
        .where(LogEntry.comment_id == Comment.id, LogEntry.revision_id != Comment.newest_revision_id)
        .correlate(Comment)
        .scalar_subquery()
    )
    shown = case((Comment.shown_revision_id != Comment.newest_revision_id, Comment.shown_revision_id))
    return (
        select(literal(EDIT), before.typed, after.typed, Comment.id)
        .join(after, after.id == Comment.newest_revision_id)
        .join(before, before.id == func.coalesce(shown, decided))
        .where(among(Comment.id, "edited"))
    )
