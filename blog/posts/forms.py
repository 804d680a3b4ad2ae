"""Reads the post form, within its limits, before the database is touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from blog.errors import Refusal
from blog.languages.sentences import Sentence, say
from blog.languages.written import read_language
from blog.markup.comments import Unreadable, is_blank, normalize
from blog.markup.limits import UNFILTERED_TAG_COUNT, TooManyTags
from blog.markup.posts import PostRendering, render
from blog.markup.text import slug
from blog.posts.models import CommentsRule, PostKind
from blog.posts.permalinks import read_permalink
from blog.posts.shownfields import read_shown
from blog.posts.times import read_time, time_field

LONGEST_TITLE = 200
LONGEST_BODY = 500_000
MOST_TAGS = 20
LONGEST_TAG = 60
LONGEST_EXCERPT = 500
# "theirs" and "merge" are ways on for who comes second when two have changed a post.
# What a form says of a post, in its words and beside them; all of it is kept while somebody types.
WORDS = ("title", "body")
BESIDE = ("tags", "permalink", "published_at", "excerpt", "language", "comments", "kind")
# A form that has not got these (of a program that does not know them) leaves them as they are.
LEFT_ALONE = ("excerpt", "language", "comments")
ACTIONS = ("save", "preview", "publish", "schedule", "withdraw", "delete", "theirs", "merge")


class Fields(Protocol):
    def get(self, name: str) -> str: ...

    def __contains__(self, name: str) -> bool: ...


@dataclass(frozen=True)
class PostForm:
    """What the writer typed, what it means, and what stands in the way (field → sentence)."""

    title: str
    body: str
    tags: str
    permalink: str
    published_at: str
    comments: str
    action: str
    base: str
    # What the writer says the post is about, on one line; empty, its beginning says so.
    excerpt: str = ""
    # A BCP 47 tag; empty, the site's.
    language: str = ""
    # Those of LEFT_ALONE that the form had not got.
    missing: frozenset[str] = frozenset()
    format: str = "markdown"
    # A post or a page; "" where the form does not say, and it stays what it is.
    kind: str = ""
    clean_title: str = ""
    path: str | None = None
    time: datetime | None = None
    tag_names: tuple[str, ...] = ()
    rendering: PostRendering | None = None
    # The name of the form, under which what is not saved yet is kept.
    draft: str = ""
    # When two have changed the post: the revision this one was begun with, before it was told of the other.
    began: str = ""
    # What stood beside the words when the form was shown, field by field, and the state of the post; a program's form
    # may say nothing of that.
    shown: Mapping[str, str] = field(default_factory=dict)
    complaints: dict[str, Sentence] = field(default_factory=dict)

    @classmethod
    def read(
        cls, fields: Fields, time_zone: str, now: datetime, format: str = "markdown", *, unfiltered: bool = False
    ) -> PostForm:
        """Read the named fields only; whatever else a form carries is not looked at."""
        return _Reading(fields, time_zone, now, format, unfiltered).form()

    def with_beside(self, values: Mapping[str, str], time: datetime | None) -> PostForm:
        """With other values beside the words, each as the post has it; `time` is what the one of publishing means."""
        meant: dict[str, Any] = dict(values)
        if "permalink" in values:
            meant["path"] = values["permalink"] or None
        if "tags" in values:
            meant["tag_names"] = read_tags(values["tags"])
        if "published_at" in values:
            meant["time"] = time
        return replace(self, **meant)


def read_tags(typed: str) -> tuple[str, ...]:
    """The names between the commas, each tag once: tags are one when their addresses are."""
    names: dict[str, str] = {}
    for part in typed.split(","):
        name = " ".join(part.split())
        if name:
            names.setdefault(slug(name), name)
    return tuple(names.values())


class _Reading:
    """One reading of a form; collects complaints field by field."""

    def __init__(self, fields: Fields, time_zone: str, now: datetime, format: str, unfiltered: bool) -> None:
        self._fields = fields
        self._zone = time_zone
        self._now = now
        self._format = format
        self._unfiltered = unfiltered
        self._complaints: dict[str, Sentence] = {}

    def form(self) -> PostForm:
        shown = read_shown(self._fields.get("shown"))
        typed = {name: self._text(name) for name in (*WORDS, *BESIDE)}
        typed |= self._kept(shown)
        typed["excerpt"] = self._excerpt(typed["excerpt"])
        typed["language"] = self._language(typed["language"])
        typed["kind"] = self._kind()
        action = self._fields.get("keep") or self._fields.get("action") or "save"
        if action not in ACTIONS:
            self._complain("action", say("Choose save, preview, publish or schedule."))
        time = self._time(typed["published_at"])
        # One way of writing it: two forms with one time say the same, and the field has room for it.
        typed["published_at"] = time_field(time, self._zone) if time is not None else typed["published_at"]
        if action == "schedule" and "published_at" not in self._complaints and (time is None or time <= self._now):
            self._complain("published_at", say("To schedule, write a time that lies in the future."))
        return PostForm(
            **typed,
            action=action,
            base=self._fields.get("revision"),
            draft=self._fields.get("draft"),
            began=self._fields.get("began"),
            shown=shown,
            missing=frozenset(name for name in LEFT_ALONE if name not in self._fields),
            format=self._format,
            clean_title=self._title(typed["title"]),
            path=self._path(typed["permalink"]),
            time=time,
            tag_names=self._tags(typed["tags"]),
            rendering=self._render(typed["body"]),
            complaints=self._with_rule(typed["comments"]),
        )

    def _complain(self, name: str, sentence: Sentence) -> None:
        self._complaints.setdefault(name, sentence)

    def _text(self, name: str) -> str:
        try:
            return normalize(self._fields.get(name))
        except Unreadable:
            self._complain(name, say("This holds characters that cannot be stored."))
            return ""

    def _kept(self, shown: Mapping[str, str]) -> dict[str, str]:
        """What its writer leaves to somebody else who changed it meanwhile: as the form was shown."""
        if "keep" not in self._fields:
            return {}
        return {name: shown[name] for name in self._fields.get("clashing").split() if name in BESIDE and name in shown}

    def _kind(self) -> str:
        kind = self._fields.get("kind")
        if kind and kind not in set(PostKind):
            self._complain("kind", say("It is a post or a page."))
            return ""
        return kind

    def _title(self, typed: str) -> str:
        title = " ".join(typed.split())
        if is_blank(title):
            is_page = self._fields.get("kind") == PostKind.PAGE
            self._complain("title", say("A page needs a title.") if is_page else say("A post needs a title."))
        elif len(title) > LONGEST_TITLE:
            self._complain("title", say("The title is longer than %(most)s characters.", most=LONGEST_TITLE))
        return title

    def _excerpt(self, typed: str) -> str:
        line = " ".join(typed.split())
        if len(line) > LONGEST_EXCERPT:
            self._complain("excerpt", say("The excerpt is longer than %(most)s characters.", most=LONGEST_EXCERPT))
        return "" if is_blank(line) else line

    def _language(self, typed: str) -> str:
        tag = read_language(typed)
        if tag is None and typed.strip():
            self._complain("language", say("This is no language we know. Choose one, or write its tag, like pt-BR."))
        return tag or typed.strip()

    def _path(self, typed: str) -> str | None:
        try:
            return read_permalink(typed)
        except Refusal as refusal:
            self._complain("permalink", refusal.sentence)
            return None

    def _time(self, typed: str) -> datetime | None:
        time = read_time(typed, self._zone) if typed.strip() else None
        if time is None and typed.strip():
            self._complain("published_at", say("Write the time like 2026-10-09 15:00."))
        return time

    def _tags(self, typed: str) -> tuple[str, ...]:
        names = read_tags(typed)
        if len(names) > MOST_TAGS:
            self._complain("tags", say("A post has at most %(most)s tags.", most=MOST_TAGS))
        if any(len(name) > LONGEST_TAG for name in names):
            self._complain("tags", say("A tag has at most %(most)s characters.", most=LONGEST_TAG))
        return names

    def _render(self, typed: str) -> PostRendering | None:
        if len(typed) > LONGEST_BODY:
            self._complain("body", say("The text is longer than %(most)s characters.", most=LONGEST_BODY))
            return None
        try:
            return render(typed, self._format, unfiltered=self._unfiltered, most=UNFILTERED_TAG_COUNT)
        except TooManyTags:
            most = UNFILTERED_TAG_COUNT
            self._complain("body", say("A text with unfiltered HTML has at most %(most)s tags. Divide it.", most=most))
            return None

    def _with_rule(self, typed: str) -> dict[str, Sentence]:
        if typed and typed not in set(CommentsRule):
            self._complain("comments", say("Comments are open, moderated, closed or hidden."))
        return self._complaints
