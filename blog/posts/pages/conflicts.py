"""When two have changed a post: who was first, what the two texts say differently, and the ways on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from blog.accounts.models import Account
from blog.languages.sentences import Sentence, say, say_count
from blog.markup.differences import Difference, compare
from blog.markup.merging import merge
from blog.posts.forms import PostForm
from blog.posts.models import PostRevision
from blog.posts.words import BESIDE_WORDS


@dataclass(frozen=True)
class Conflict:
    """What stands beside the form of whoever came second; texts are plain text as typed."""

    # None is the same person, in another window.
    who: str | None
    at: datetime
    # Of the other one, to be read and copied from.
    title: str
    typed: str
    titles_differ: bool
    # What the other one says otherwise beside the words: (what, as it is there).
    beside: tuple[tuple[Sentence, str], ...]
    change: Difference
    # Whether there is a common beginning from which both can be brought together.
    may_merge: bool
    # What bringing them together has done; None before it was tried.
    merged: Sentence | None = None


def conflict_of(
    form: PostForm,
    newest: PostRevision,
    saver: Account | None,
    reader: Account,
    base: PostRevision | None,
    merged: Sentence | None = None,
) -> Conflict:
    """`base` is what the second one began with; `saver` who saved the newest."""
    return Conflict(
        who=None if saver is not None and saver.id == reader.id else saver.name if saver else "",
        at=newest.saved_at,
        title=newest.title,
        typed=newest.typed,
        titles_differ=newest.title != form.clean_title,
        beside=tuple(_beside(form, newest)),
        change=compare(newest.typed, form.body),
        may_merge=base is not None and merged is None and newest.typed not in (form.body, base.typed),
        merged=merged,
    )


def _beside(form: PostForm, newest: PostRevision) -> Iterator[tuple[Sentence, str]]:
    """An address and a time that are empty there are made by publishing: they contradict nobody."""
    for name, words in BESIDE_WORDS.items():
        there = newest.plan.get(name, "")
        says_something = bool(there) or (name in newest.plan and name not in ("permalink", "published_at"))
        if says_something and name not in form.missing and there != getattr(form, name):
            yield words, there


def brought_together(form: PostForm, base: PostRevision, newest: PostRevision) -> tuple[str, Sentence]:
    """The body with what both did, and what to look at in it."""
    merged = merge(base.typed, form.body, newest.typed)
    if not merged.clashes:
        return merged.text, say("Both are in the box now: you had changed different paragraphs. Read it over and save.")
    return merged.text, say_count(
        "Both are in the box now. %(num)s passage you had both changed stands there twice, yours first: "
        "choose, and save.",
        "Both are in the box now. %(num)s passages you had both changed stand there twice, yours first: "
        "choose, and save.",
        merged.clashes,
    )
