"""Reads the post form, within its limits, before the database is touched."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from blog.errors import Refusal
from blog.languages.sentences import Sentence, say
from blog.markup.comments import Unreadable, is_blank, normalize
from blog.markup.posts import PostRendering, render_html, render_markdown
from blog.markup.text import slug
from blog.posts.models import CommentsRule
from blog.posts.permalinks import read_permalink

LONGEST_TITLE = 200
LONGEST_BODY = 500_000
MOST_TAGS = 20
LONGEST_TAG = 60
ACTIONS = ("save", "preview", "publish", "schedule", "withdraw", "delete")


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
    # Whether the form had the field `comments` at all: without it the post keeps the rule it has.
    rules: bool = True
    format: str = "markdown"
    clean_title: str = ""
    path: str | None = None
    time: datetime | None = None
    tag_names: tuple[str, ...] = ()
    rendering: PostRendering | None = None
    complaints: dict[str, Sentence] = field(default_factory=dict)

    @classmethod
    def read(cls, fields: Fields, time_zone: str, now: datetime, format: str = "markdown") -> PostForm:
        """Read the named fields only; whatever else a form carries is not looked at."""
        return _Reading(fields, time_zone, now, format).form()


class _Reading:
    """One reading of a form; collects complaints field by field."""

    def __init__(self, fields: Fields, time_zone: str, now: datetime, format: str) -> None:
        self._fields = fields
        self._zone = ZoneInfo(time_zone)
        self._now = now
        self._format = format
        self._complaints: dict[str, Sentence] = {}

    def form(self) -> PostForm:
        names = ("title", "body", "tags", "permalink", "published_at", "comments")
        typed = {name: self._text(name) for name in names}
        action = self._fields.get("action") or "save"
        if action not in ACTIONS:
            self._complain("action", say("Choose save, preview, publish or schedule."))
        time = self._time(typed["published_at"])
        if action == "schedule" and "published_at" not in self._complaints and (time is None or time <= self._now):
            self._complain("published_at", say("To schedule, write a time that lies in the future."))
        return PostForm(
            **typed,
            action=action,
            base=self._fields.get("revision"),
            rules="comments" in self._fields,
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

    def _title(self, typed: str) -> str:
        title = " ".join(typed.split())
        if is_blank(title):
            self._complain("title", say("A post needs a title."))
        elif len(title) > LONGEST_TITLE:
            self._complain("title", say("The title is longer than %(most)s characters.", most=LONGEST_TITLE))
        return title

    def _path(self, typed: str) -> str | None:
        try:
            return read_permalink(typed)
        except Refusal as refusal:
            self._complain("permalink", refusal.sentence)
            return None

    def _time(self, typed: str) -> datetime | None:
        if not typed.strip():
            return None
        try:
            time = datetime.fromisoformat(typed.strip())
            aware = time if time.tzinfo else time.replace(tzinfo=self._zone)
            moment = aware.astimezone(UTC).replace(microsecond=0)
        except (ValueError, OverflowError):
            self._complain("published_at", say("Write the time like 2026-10-09 15:00."))
            return None
        if not 1000 <= moment.year <= 9000:
            self._complain("published_at", say("Write the time like 2026-10-09 15:00."))
            return None
        return moment

    def _tags(self, typed: str) -> tuple[str, ...]:
        names: dict[str, str] = {}
        for part in typed.split(","):
            name = " ".join(part.split())
            if name:
                names.setdefault(slug(name), name)
        if len(names) > MOST_TAGS:
            self._complain("tags", say("A post has at most %(most)s tags.", most=MOST_TAGS))
        if any(len(name) > LONGEST_TAG for name in names.values()):
            self._complain("tags", say("A tag has at most %(most)s characters.", most=LONGEST_TAG))
        return tuple(names.values())

    def _render(self, typed: str) -> PostRendering | None:
        if len(typed) > LONGEST_BODY:
            self._complain("body", say("The text is longer than %(most)s characters.", most=LONGEST_BODY))
            return None
        return render_html(typed) if self._format == "html" else render_markdown(typed)

    def _with_rule(self, typed: str) -> dict[str, Sentence]:
        if typed and typed not in set(CommentsRule):
            self._complain("comments", say("Comments are open, moderated, closed or hidden."))
        return self._complaints
