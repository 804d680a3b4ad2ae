"""What two have made of one post, brought together: the words line by line, tags one by one, the rest whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from blog.markup.merging import merge
from blog.markup.text import slug
from blog.posts.forms import PostForm, read_tags
from blog.posts.models import Post, PostRevision
from blog.posts.standing import MADE, tags_of_both
from blog.posts.times import is_time_of

# What stands beside the text and is taken whole.
WHOLE = ("excerpt", "language", "kind", "permalink", "published_at")


@dataclass(frozen=True)
class Brought:
    """What the other one did beside the words and the form has not: (name, as it is in the form, as both have it)."""

    name: str
    mine: str
    both: str


@dataclass(frozen=True)
class Together:
    """The form with what both did, what came to it beside the words, and how many passages both had changed."""

    form: PostForm
    brought: tuple[Brought, ...]
    clashes: int


def bring_together(post: Post, form: PostForm, base: PostRevision, newest: PostRevision) -> Together:
    """Of what both changed, the words stand there twice, tags of both do, and of the rest the form's stays."""
    brought = tuple(beside_words(post, form, base, newest))
    merged = merge(base.typed, form.body, newest.typed)
    changed: dict[str, Any] = {one.name: one.both for one in brought}
    title = changed.get("title", form.clean_title)
    return Together(replace(form, body=merged.text, clean_title=title, **changed), brought, merged.clashes)


def beside_words(post: Post, form: PostForm, base: PostRevision, newest: PostRevision) -> Iterator[Brought]:
    """What the other one changed beside the words, where the form has not changed the same."""
    if newest.title not in (base.title, form.clean_title) and form.clean_title == base.title:
        yield Brought("title", form.title, newest.title)
    if (tags := _tags(form, base, newest)) is not None:
        yield Brought("tags", form.tags, tags)
    for name in WHOLE:
        there, mine = newest.plan.get(name, ""), getattr(form, name)
        if there == base.plan.get(name, "") or there == mine or name in form.missing or name not in newest.plan:
            continue
        if (there or name not in MADE) and (mine or name != "kind") and _is_as_it_was(post, form, base, name):
            yield Brought(name, mine, there)


def _tags(form: PostForm, base: PostRevision, newest: PostRevision) -> str | None:
    """What either has added, without what either has taken away; None where that is what the form says already."""
    if "tags" not in newest.plan:
        return None
    theirs = newest.plan["tags"]
    # Where nobody knows what they began with, nothing was taken away.
    both = tags_of_both(base.plan.get("tags", _common(form.tags, theirs)), theirs, form.tags)
    return both if _named(both).keys() != _named(form.tags).keys() else None


def _common(mine: str, theirs: str) -> str:
    there = _named(theirs)
    return ", ".join(name for key, name in _named(mine).items() if key in there)


def _named(typed: str) -> dict[str, str]:
    return {slug(name): name for name in read_tags(typed)}


def _is_as_it_was(post: Post, form: PostForm, base: PostRevision, name: str) -> bool:
    """Whether the form says what it was opened with: where nothing was planned that is what the post has."""
    mine, began = getattr(form, name), base.plan.get(name, "")
    if mine == began:
        return True
    if name == "published_at":
        return not began and is_time_of(form.time, post.published_at)
    return not began and mine == (getattr(post, name, None) or "")
