"""Reads what a commenter sent, within its limits, before the database is touched."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from blog.languages.sentences import Number, Sentence, say
from blog.markup.comments import Rendering, TooLong, Unreadable, is_blank, normalize, render
from blog.markup.limits import COMMENT_CHARACTERS
from blog.markup.names import NotAnEmail, NotAWebsite, clean_name
from blog.markup.names import email as read_email
from blog.markup.names import website as read_website

LONGEST_NAME = 80
LONGEST_EMAIL = 254
LONGEST_WEBSITE = 500
# What fits the id of a post on every database.
LARGEST_ID = 2**31 - 1

EMPTY = say("Write a comment; this one is empty.")
NOTHING_SHOWS = say("Nothing of this comment would be visible. Write it in plain words.")
ANONYMOUS = say("Anonymous")
UNREADABLE = say("This holds characters that cannot be stored. Paste it again as plain text.")


class Fields(Protocol):
    def get(self, name: str) -> str: ...


class Words(Protocol):
    """A text that was sent for a comment, and its rendering if nothing stands in the way."""

    @property
    def body(self) -> str: ...
    @property
    def rendering(self) -> Rendering | None: ...


@dataclass(frozen=True)
class CommentForm:
    """What was typed (to be shown again), what it means, and what stands in the way (field → sentence)."""

    body: str
    name: str
    email: str
    website: str
    clean_name: str = ""
    clean_email: str | None = None
    clean_website: str | None = None
    rendering: Rendering | None = None
    post_id: int | None = None
    parent_id: str = ""
    stamp: str = ""
    trap: str = ""
    preview: bool = False
    # What its writer wants to be told of: "answers", "all", or nothing.
    follow: str = ""
    complaints: dict[str, Sentence] = field(default_factory=dict)

    @classmethod
    def read(
        cls, fields: Fields, own_name: str | None = None, anonymous: bool = False, mail: bool = False
    ) -> CommentForm:
        """Read the named fields only; whatever else a form carries is not looked at.

        Whoever is signed in writes under `own_name`, whatever was typed: a badge belongs to a person, not to a name.
        Where the blog is `anonymous` the name may be left empty; where it has `mail` answers can be asked for.
        """
        complaints: dict[str, Sentence] = {}
        body, rendering = _read_body(fields.get("body"), complaints)
        follow = fields.get("follow") if mail and fields.get("follow") in ("answers", "all") else ""
        return cls(
            body=body,
            name=_as_typed(fields.get("name")),
            email=_as_typed(fields.get("email")),
            website=_as_typed(fields.get("website")),
            clean_name=own_name or _read_name(fields.get("name"), complaints, anonymous),
            clean_email=_read_email(fields.get("email"), complaints, needed=bool(follow)),
            clean_website=_read_website(fields.get("website"), complaints),
            rendering=rendering,
            post_id=_read_id(fields.get("post")),
            parent_id=fields.get("parent").strip(),
            stamp=fields.get("stamp"),
            trap=fields.get("subject"),
            preview=fields.get("action") == "preview",
            follow=follow,
            complaints=complaints,
        )


@dataclass(frozen=True)
class EditForm:
    """A new text for a comment that was sent already."""

    body: str
    rendering: Rendering | None
    complaint: Sentence | None

    @classmethod
    def read(cls, fields: Fields) -> EditForm:
        return cls.of(fields.get("body"))

    @classmethod
    def of(cls, typed: str) -> EditForm:
        """The same from the text alone."""
        complaints: dict[str, Sentence] = {}
        body, rendering = _read_body(typed, complaints)
        return cls(body, rendering, complaints.get("body"))


def _read_body(typed: str, complaints: dict[str, Sentence]) -> tuple[str, Rendering | None]:
    try:
        body = normalize(typed)
    except Unreadable:
        complaints["body"] = UNREADABLE
        return _as_typed(typed), None
    if is_blank(body):
        complaints["body"] = EMPTY
        return body, None
    try:
        rendering = render(body)
    except TooLong:
        complaints["body"] = say(
            "The comment has %(length)s characters; up to %(most)s fit.",
            length=Number(len(body)),
            most=Number(COMMENT_CHARACTERS),
        )
        return body, None
    if is_blank(rendering.text):
        complaints["body"] = NOTHING_SHOWS
        return body, None
    return body, rendering


def _read_name(typed: str, complaints: dict[str, Sentence], anonymous: bool) -> str:
    try:
        name = clean_name(typed)
    except Unreadable:
        complaints["name"] = UNREADABLE
        return ""
    if not name and anonymous:
        return str(ANONYMOUS)
    if not name:
        complaints["name"] = say("Write a name, any name you like to go by.")
    elif len(name) > LONGEST_NAME:
        complaints["name"] = say(
            "The name has %(length)s characters; up to %(most)s fit.", length=Number(len(name)), most=LONGEST_NAME
        )
    return name


def _read_email(typed: str, complaints: dict[str, Sentence], needed: bool) -> str | None:
    if len(typed.strip()) > LONGEST_EMAIL:
        complaints["email"] = say("An e-mail address has at most %(most)s characters.", most=LONGEST_EMAIL)
        return None
    try:
        address = read_email(typed)
    except NotAnEmail as refusal:
        complaints["email"] = Sentence((refusal.__doc__ or "").strip())
        return None
    if needed and address is None:
        complaints["email"] = say("Write the address that is to be told, or choose not to be told of anything.")
    return address


def _read_website(typed: str, complaints: dict[str, Sentence]) -> str | None:
    try:
        address = read_website(typed) if len(typed.strip()) <= LONGEST_WEBSITE else typed
    except NotAWebsite as refusal:
        complaints["website"] = Sentence((refusal.__doc__ or "").strip())
        return None
    if address is not None and len(address) > LONGEST_WEBSITE:
        complaints["website"] = say("The address of a website has at most %(most)s characters.", most=LONGEST_WEBSITE)
        return None
    return address


def _read_id(typed: str) -> int | None:
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 10):
        return None
    number = int(typed)
    return number if number <= LARGEST_ID else None


def _as_typed(typed: str) -> str:
    """A field to be shown again; what no database and no page can hold has become a replacement mark."""
    return typed.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
