"""When two have changed a post: who was first, what the two say differently, and the ways on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from blog.accounts.models import Account
from blog.languages.sentences import Sentence, say, say_count
from blog.markup.differences import Difference, compare
from blog.posts.forms import PostForm
from blog.posts.models import Post, PostKind, PostRevision
from blog.posts.standing import MADE, STATE, StandsOtherwise, changed_beside
from blog.posts.together import Brought, Together, beside_words
from blog.posts.words import BESIDE_WORDS, CHOICES, CHOICES_OF_PAGES, KINDS, STATUS_WORDS

# What two may have changed beside the text, as people call it: in revisions, and what stands in none.
BESIDE = {"title": say("Title"), **BESIDE_WORDS, "kind": say("Kind")}
ALL_BESIDE = {**BESIDE, "comments": say("Comments"), STATE: say("State")}
KIND_WORDS: dict[str, Sentence] = dict(KINDS)

Said = Sentence | str


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
    beside: tuple[tuple[Sentence, Said], ...]
    change: Difference
    same_text: bool
    # Whether there is a common beginning from which both can be brought together.
    may_merge: bool
    # What bringing them together has done; None before it was tried.
    merged: Sentence | None = None
    # What came to the form beside the words: (what, as the form had it, as it has it now).
    brought: tuple[tuple[Sentence, Said, Said], ...] = ()


@dataclass(frozen=True)
class Standoff:
    """What both have changed beside the words: (what, as it stands now, as it would be), and the buttons' values."""

    points: tuple[tuple[Sentence, Said, Said], ...]
    # The fields, as the form names them.
    names: str
    mine: str
    # "save" where somebody else has decided on the state of the post: the words are kept, and it stays as it is.
    theirs: str


def standoff_of(post: Post, form: PostForm, meanwhile: StandsOtherwise) -> Standoff:
    clashes = meanwhile.clashes
    state = any(one.name == STATE for one in clashes)
    return Standoff(
        points=tuple(
            (ALL_BESIDE[one.name], _said(one.name, one.theirs, post), _said(one.name, one.mine, post))
            for one in clashes
        ),
        names=" ".join(one.name for one in clashes),
        mine=form.action,
        theirs="save" if state else form.action,
    )


def conflict_of(
    post: Post,
    form: PostForm,
    newest: PostRevision,
    saver: Account | None,
    reader: Account,
    base: PostRevision | None,
    together: Together | None = None,
) -> Conflict:
    """`base` is what the second one began with; `saver` who saved the newest; `together`, once it was tried, has the
    form of both. What no revision holds is compared with what the form was shown with."""
    may_merge = together is None and base is not None
    brought = [*(together.brought if together is not None else ()), *_rule(post, form)]
    return Conflict(
        who=None if saver is not None and saver.id == reader.id else saver.name if saver else "",
        at=newest.saved_at,
        title=newest.title,
        typed=newest.typed,
        titles_differ=newest.title != form.clean_title,
        beside=(
            *_beside(post, form, newest, together),
            *((ALL_BESIDE[name], _said(name, theirs, post)) for name, theirs in changed_beside(post, form)),
        ),
        change=compare(newest.typed, form.body),
        same_text=newest.typed == form.body,
        may_merge=may_merge and base is not None and _says_more(post, form, base, newest),
        merged=_merged(together, base, newest) if together is not None and base is not None else None,
        brought=tuple(
            (ALL_BESIDE[one.name], _said(one.name, one.mine, post), _said(one.name, one.both, post)) for one in brought
        ),
    )


def _says_more(post: Post, form: PostForm, base: PostRevision, newest: PostRevision) -> bool:
    """Whether the other one did something that the form has not."""
    return newest.typed not in (form.body, base.typed) or any(beside_words(post, form, base, newest))


def _rule(post: Post, form: PostForm) -> Iterator[Brought]:
    """The rule for comments, where only the other one has changed it: then the form has it by now."""
    shown = form.shown.get("comments", form.comments)
    if form.comments != shown and form.comments == (post.comments_rule or ""):
        yield Brought("comments", shown, form.comments)


def _beside(
    post: Post, form: PostForm, newest: PostRevision, together: Together | None
) -> Iterator[tuple[Sentence, Said]]:
    """An address and a time that are empty there are made by publishing: they contradict nobody. Of tags that were
    brought together, the form has those of both."""
    for name, words in BESIDE.items():
        there, mine = newest.plan.get(name, ""), getattr(form, name, "")
        says_something = bool(there) or (name in newest.plan and name not in MADE)
        if name == "title" or name in form.missing or (name == "kind" and not (mine and there)):
            continue
        if says_something and there != mine and not (together and name == "tags"):
            yield words, _said(name, there, post)


def _said(name: str, value: str, post: Post) -> Said:
    """A choice as the form calls it; what was typed as it is."""
    if name == "comments":
        choices = CHOICES_OF_PAGES if post.kind == PostKind.PAGE else CHOICES
        return next((label for known, label, _ in choices if known == value), value)
    if name == STATE:
        return STATUS_WORDS[value]
    return KIND_WORDS.get(value, value) if name == "kind" else value


def _merged(together: Together, base: PostRevision, newest: PostRevision) -> Sentence:
    """What to look at before it is saved."""
    if newest.typed == base.typed:
        return say("Both are together now: the other one had changed nothing of the text. Read it over and save.")
    if not together.clashes:
        return say("Both are in the box now: you had changed different paragraphs. Read it over and save.")
    return say_count(
        "Both are in the box now. %(num)s passage you had both changed stands there twice, yours first: "
        "choose, and save.",
        "Both are in the box now. %(num)s passages you had both changed stand there twice, yours first: "
        "choose, and save.",
        together.clashes,
    )
