"""Narrows the queue: a dictionary of what may be asked for, how it is read, and the condition it becomes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, not_, or_, select

from blog.comments.models import Comment, CommentRevision
from blog.languages.sentences import Figure, Sentence, say
from blog.markup.characters import normalize
from blog.markup.limits import Unreadable
from blog.markup.text import slug
from blog.moderation.choices import AGES, LANES, LETTERS, LINKS, SCRIPTS, SIGNALS
from blog.posts.models import Post, PostRevision, PostTag, Tag

# As long as the longest address.
MOST_CHARACTERS = 254
MOST_WORDS = 8
LARGEST_NUMBER = 2**31 - 1
NUMBER = re.compile(r"[0-9]{1,10}")
POINTS = re.compile(r"-?[0-9]{1,3}([.,][0-9]{1,3})?")

Where = ColumnElement[bool]


@dataclass(frozen=True)
class Kind:
    """One thing to narrow by: `read` raises ValueError for what is none, and `bad` says so."""

    label: Sentence
    bad: Sentence
    read: Callable[[str], Any]
    where: Callable[[Any, datetime], Where]
    # What may be chosen; empty where something is typed.
    choices: Mapping[str, Sentence] = field(default_factory=dict)

    def say(self, value: Any) -> Sentence:
        """One line for what is narrowed by."""
        if isinstance(value, str) and value in self.choices:
            return self.choices[value]
        shown = " ".join(value) if isinstance(value, list) else value
        return say("%(what)s: %(value)s", what=self.label, value=shown)


@dataclass(frozen=True)
class Filter:
    """What was asked for by name, as it was typed and as it was read; and what stands in the way."""

    typed: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    complaints: Mapping[str, Sentence] = field(default_factory=dict)

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Filter:
        typed: dict[str, str] = {}
        values: dict[str, Any] = {}
        complaints: dict[str, Sentence] = {}
        for name, kind in FILTERS.items():
            given = query.get(name, "").strip()
            if not given:
                continue
            typed[name] = given
            try:
                typed[name] = _plain(given)
                values[name] = kind.read(typed[name])
            except ValueError:
                complaints[name] = kind.bad
        return cls(typed, values, complaints)

    def __bool__(self) -> bool:
        return bool(self.typed)

    @property
    def post_id(self) -> int | None:
        """The one post it asks for, where it does so by number."""
        found = self.values.get("post")
        return found if isinstance(found, int) else None

    @property
    def email(self) -> str | None:
        found = self.values.get("person", "")
        return found if "@" in found else None

    @property
    def lane(self) -> str | None:
        return self.values.get("lane")

    def where(self, now: datetime) -> list[Where]:
        """On comments and their newest revisions."""
        return [FILTERS[name].where(value, now) for name, value in self.values.items()]

    def only(self, **typed: str) -> dict[str, str]:
        """The same as fields of an address, with some of them set otherwise."""
        return {name: value for name, value in {**self.typed, **typed}.items() if value}


def _plain(given: str) -> str:
    """Nothing that a database would stumble over. Raises ValueError."""
    try:
        text = normalize(given).strip()
    except Unreadable as error:
        raise ValueError(given) from error
    if not text or len(text) > MOST_CHARACTERS:
        raise ValueError(given)
    return text


def _read_words(text: str) -> list[str]:
    words = text.split()
    if len(words) > MOST_WORDS:
        raise ValueError(text)
    return words


def _has_words(words: list[str], now: datetime) -> Where:
    return and_(*(_contains(CommentRevision.words, word) for word in words))


def _contains(column: Any, text: str) -> Where:
    """Whether it holds the text, in small letters or large. SQLite knows only those of ASCII, so that the others are
    looked for as people write them: small, large, and large at the beginning."""
    spelled = {text} if text.isascii() else {text, text.lower(), text.upper(), text.capitalize()}
    return or_(*(column.ilike(f"%{_escaped(one)}%", escape="\\") for one in sorted(spelled)))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _read_post(text: str) -> int | str:
    if not NUMBER.fullmatch(text):
        return text
    if int(text) > LARGEST_NUMBER:
        raise ValueError(text)
    return int(text)


def _of_post(post: int | str, now: datetime) -> Where:
    if isinstance(post, int):
        return Comment.post_id == post
    titled = select(Post.id).join(PostRevision, PostRevision.id == Post.shown_revision_id)
    return Comment.post_id.in_(titled.where(_contains(PostRevision.title, post)))


def _of_tag(tag: str, now: datetime) -> Where:
    tagged = select(PostTag.post_id).join(Tag, Tag.id == PostTag.tag_id).where(Tag.slug == slug(tag))
    return Comment.post_id.in_(tagged)


def _of_person(person: str, now: datetime) -> Where:
    """An address is looked up as it is, a name by any part of it."""
    if "@" in person:
        return Comment.email == person
    return _contains(Comment.name, person)


def _with_signal(name: str, now: datetime) -> Where:
    """In the stored text: quotation marks inside a value are escaped there, so that nothing else looks like this."""
    return cast(CommentRevision.findings, Text).like(f'%"check": "{name}"%')


def _read_score(text: str) -> Figure:
    """With a point or a comma, whichever the language of whoever types it has."""
    if not POINTS.fullmatch(text):
        raise ValueError(text)
    return Figure(text.replace(",", "."))


def _scores(score: float, now: datetime) -> Where:
    return CommentRevision.score >= score


def _of_age(name: str, now: datetime) -> Where:
    _, span, within = AGES[name]
    return CommentRevision.waiting_since >= now - span if within else CommentRevision.waiting_since < now - span


def _in_script(name: str, now: datetime) -> Where:
    if name != "latin":
        return _holds(LETTERS[name])
    others = "".join(letters for script, letters in LETTERS.items() if script != "latin")
    return and_(_holds(LETTERS["latin"]), not_(_holds(others)))


def _holds(letters: str) -> Where:
    return CommentRevision.words.regexp_match(f"[{letters}]")


def _has_links(wish: str, now: datetime) -> Where:
    none = cast(CommentRevision.links, Text) == "[]"
    return none if wish == "no" else not_(none)


def _in_lane(lane: str, now: datetime) -> Where:
    return CommentRevision.lane == lane


def _choose(choices: Mapping[str, Sentence]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(text)
        return text

    return read


def _choice(label: Sentence, choices: Mapping[str, Sentence], where: Callable[[Any, datetime], Where]) -> Kind:
    bad = say("Choose one of those in the list “%(list)s”.", list=label)
    return Kind(label, bad, _choose(choices), where, choices)


FILTERS: dict[str, Kind] = {
    "words": Kind(
        say("Words in the text"),
        say("Words to look for: at most eight, 254 characters in all."),
        _read_words,
        _has_words,
    ),
    "post": Kind(say("Post"), say("A post is found by its number, or by words of its title."), _read_post, _of_post),
    "tag": Kind(say("Tag"), say("A tag has at most 80 characters."), str, _of_tag),
    "person": Kind(say("Person"), say("A person is found by a name or an e-mail address."), str, _of_person),
    "signal": _choice(say("Signal"), SIGNALS, _with_signal),
    "score": Kind(say("Points from"), say("Points are a number, such as 3 or 4.5."), _read_score, _scores),
    "age": _choice(say("Age"), {name: words for name, (words, *_) in AGES.items()}, _of_age),
    "script": _choice(say("Alphabet"), SCRIPTS, _in_script),
    "links": _choice(say("Links"), LINKS, _has_links),
    "lane": _choice(say("Lane"), LANES, _in_lane),
}
