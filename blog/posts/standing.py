"""What stands of a post beside its words, and a form that was shown before somebody else changed it.

Words, and what is planned beside them, are in revisions, and the number of one says whether a form is behind. The rest
(the rule for comments, the state, tags that were renamed or deleted for all posts) changes without one: each field is
compared with what the form was shown with.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from blog.errors import Refusal
from blog.markup.text import slug
from blog.posts.forms import BESIDE, PostForm, read_tags
from blog.posts.models import Post, PostStatus
from blog.posts.times import read_time, shown_time, time_field

STATE = "state"
# Left empty these are made by publishing: that contradicts nobody.
MADE = ("permalink", "published_at")


@dataclass(frozen=True)
class Clash:
    """A field that somebody else has changed since the form was shown, to something else than the form says."""

    name: str
    theirs: str
    mine: str


class StandsOtherwise(Refusal):
    """This was changed meanwhile, by somebody else or in another window. Nothing is stored yet; your text is kept."""

    def __init__(self, clashes: tuple[Clash, ...], form: PostForm) -> None:
        """`form` has what only others have changed already."""
        self.clashes = clashes
        self.form = form


def standing(post: Post, time_zone: str) -> dict[str, str]:
    """What the form shows beside the words, field by field, and the state of the post."""
    newest = post.newest
    plan = newest.plan if newest else {}
    # A draft is as it is planned; of what readers see already, only a newer revision plans anything.
    planned = post.status == PostStatus.DRAFT or (newest is not None and newest.id != post.shown_revision_id)
    meant = plan if planned else {}
    at = time_field(post.published_at, time_zone)
    return {
        "tags": meant.get("tags", ", ".join(tag.name for tag in post.tags)),
        "permalink": meant.get("permalink") or post.permalink or "",
        "published_at": shown_time(meant.get("published_at", ""), time_zone) or at,
        "excerpt": plan.get("excerpt", ""),
        "language": meant.get("language", post.language or ""),
        "comments": post.comments_rule or "",
        "kind": meant.get("kind") or post.kind,
        STATE: post.status,
    }


def settle(post: Post, form: PostForm, time_zone: str, now: datetime) -> PostForm:
    """The form, with what others have changed beside the words since it was shown where it left that alone.

    Raises StandsOtherwise where both have changed one thing, each to something else. Of a form that does not say what
    it was shown with, everything is meant.
    """
    stands = standing(post, time_zone)
    clashes = [*_state(post, form, now)]
    brought: dict[str, str] = {}
    if form.published_at == stands["published_at"]:
        # Its second, and which of the two hours when clocks are put back, are those of the post.
        brought["published_at"] = form.published_at
    for name in BESIDE:
        theirs, mine = stands[name], getattr(form, name)
        shown = form.shown.get(name, theirs)
        # Who may write posts only has no field for the kind.
        if name in form.missing or theirs in (shown, mine) or (name == "kind" and not mine):
            continue
        if mine == shown:
            brought[name] = theirs
        elif name == "tags":
            brought[name] = tags_of_both(shown, theirs, mine)
        elif shown or name not in MADE:
            clashes.append(Clash(name, theirs, mine))
    form = form.with_beside(brought, _time(post, brought.get("published_at", ""), time_zone))
    if clashes:
        raise StandsOtherwise(tuple(clashes), form)
    return form


def check_state(post: Post, form: PostForm, time_zone: str, now: datetime) -> None:
    """For what is done to a post whatever its form says. Raises StandsOtherwise."""
    if any(_state(post, form, now)):
        settle(post, form, time_zone, now)


def tags_of_both(began: str, theirs: str, mine: str) -> str:
    """What either has added, without what either has taken away."""
    first, there, here = (_named(typed) for typed in (began, theirs, mine))
    kept = {key: name for key, name in here.items() if key in there or key not in first}
    added = {key: name for key, name in there.items() if key not in here and key not in first}
    return ", ".join({**kept, **added}.values())


def bring_rule(post: Post, form: PostForm) -> PostForm:
    """With the rule for comments as it stands, where only somebody else has changed it: no revision holds it, so it
    could not be put back."""
    stands = post.comments_rule or ""
    alone = "comments" not in form.missing and form.shown.get("comments") == form.comments
    return form.with_beside({"comments": stands}, None) if alone else form


def changed_beside(post: Post, form: PostForm) -> Iterator[tuple[str, str]]:
    """What no revision holds and somebody else has changed since the form was shown, where the form says otherwise:
    (name, as it stands)."""
    stands = {"comments": post.comments_rule or "", STATE: post.status}
    for name, theirs in stands.items():
        mine = form.comments if name == "comments" else ""
        if name not in form.missing and form.shown.get(name, theirs) != theirs and mine != theirs:
            yield name, theirs


def _state(post: Post, form: PostForm, now: datetime) -> Iterator[Clash]:
    """Whether what the button does to the post is something else by now than it was when the form was shown."""
    shown, wanted = form.shown.get(STATE, post.status), _wanted(form, now)
    if post.status == shown or wanted is None or wanted == post.status:
        return
    if wanted != PostStatus.DELETED or shown == PostStatus.DRAFT:
        yield Clash(STATE, post.status, wanted)


def _wanted(form: PostForm, now: datetime) -> str | None:
    """What it is to be; None where the button leaves that alone, or takes from readers what they have."""
    if form.action in ("publish", "schedule"):
        return PostStatus.SCHEDULED if form.time is not None and form.time > now else PostStatus.PUBLISHED
    return PostStatus.DELETED if form.action == "delete" else None


def _time(post: Post, typed: str, time_zone: str) -> datetime | None:
    return post.published_at if typed == time_field(post.published_at, time_zone) else read_time(typed, time_zone)


def _named(typed: str) -> dict[str, str]:
    return {slug(name): name for name in read_tags(typed)}
