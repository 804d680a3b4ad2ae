"""Setting a blog up: its owner, title, language and time zone, read from one form."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from blog.languages.catalog import figure, translations
from blog.languages.sentences import Number, Sentence, say
from blog.markup.comments import Unreadable, normalize
from blog.markup.names import NotAnEmail, clean_name, email
from blog.site.checking import check_settings, check_site, read_points
from blog.site.settings import SiteSettings

MOST_RULES = 2000
LONGEST_SHOWN = 20_000


class Fields(Protocol):
    def get(self, name: str) -> str: ...

    def __contains__(self, name: str) -> bool: ...


@dataclass(frozen=True)
class SetupForm:
    """What the new owner typed, and what stands in the way."""

    title: str = ""
    name: str = ""
    email: str = ""
    language: str = "en"
    time_zone: str = "UTC"
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    complaints: dict[str, Sentence] = field(default_factory=dict)

    @classmethod
    def read(cls, fields: Fields, judge: Callable[..., Sentence | None]) -> SetupForm:
        """judge: what is wrong with a password, given what everybody knows of its person."""
        typed = {name: _text(fields.get(name)) for name in ("title", "name", "email", "language", "time_zone")}
        password = fields.get("password")
        complaints: dict[str, Sentence] = {}
        check_site(typed, complaints)
        if not clean_name(typed["name"]) or len(typed["name"]) > 80:
            complaints["name"] = say("Write the name your posts are signed with, at most 80 characters.")
        if not _is_email(typed["email"]):
            complaints["email"] = say("Write the e-mail address you will sign in with.")
        if wrong := judge(password, typed["name"], typed["email"], typed["title"]):
            complaints["password"] = wrong
        if complaints and "password" not in complaints:
            complaints["password"] = say("Type the password once more; it is never shown again.")
        return cls(**typed, password=password, token=fields.get("token"), complaints=complaints)


@dataclass(frozen=True)
class SettingsForm:
    """What the owner changes about the site later."""

    title: str
    tagline: str
    language: str
    time_zone: str
    permalinks: str = "month"
    posts_a_page: str = "10"
    comments_rule: str = "open"
    comments_after_days: str = "0"
    comments_after_rule: str = "closed"
    report_threshold: str = "3"
    bulk_size: str = "500"
    look: str = "proof"
    accent: str = ""
    edit_hours: str = "24"
    waits: str = "everything"
    trust_after: str = "3"
    wait_from: str = "1"
    escalation_hours: str = "48"
    spam_days: str = "15"
    deleted_days: str = "30"
    network_days: str = "30"
    backup_days: str = "14"
    security_contact: str = ""
    websub_hub: str = ""
    anonymous: bool = False
    faces: bool = False
    house_rules: str = ""
    # What the page showed before anybody typed, as JSON: what was left as it stood there is not changed by it.
    shown: str = ""
    complaints: dict[str, Sentence] = field(default_factory=dict)

    @classmethod
    def of(cls, site: SiteSettings, language: str = "en") -> SettingsForm:
        """The form as it stands before anybody types, for somebody who reads this language."""
        standing = {name: as_shown(getattr(site, name), language) for name in (*TYPED, *BESIDE)}
        return cls(**standing, shown=_as_json(standing))

    @classmethod
    def read(cls, fields: Fields, site: SiteSettings) -> SettingsForm:
        """A field that was not sent at all stays as it is in `site`."""
        typed: dict[str, Any] = {
            name: _text(fields.get(name) if name in fields else as_shown(getattr(site, name))) for name in TYPED
        }
        complaints: dict[str, Sentence] = {}
        check_site(typed, complaints)
        check_settings(typed, complaints)
        rules = _read_house_rules(fields, site, complaints)
        ticked: dict[str, Any] = {name: bool(fields.get(name)) for name in ("anonymous", "faces")}
        shown = fields.get("shown")[:LONGEST_SHOWN]
        return cls(**typed, **ticked, house_rules=rules, shown=shown, complaints=complaints)

    def changes(self) -> dict[str, Any]:
        """What the site's settings become; only where nothing was complained of.

        Of two pages that were open at once the later one takes back nothing that it does not itself change.
        """
        left = self._left_alone()
        return {name: value for name, value in self._values().items() if name not in left}

    def seen(self) -> dict[str, Any]:
        """What the page showed before anybody typed; nothing where it does not say."""
        try:
            shown = json.loads(self.shown)
        except ValueError:
            return {}
        return shown if isinstance(shown, dict) else {}

    def having_seen(self, theirs: Mapping[str, Any]) -> SettingsForm:
        """Shown again beside what somebody else has stored meanwhile: sent once more, it is stored on top of that."""
        return replace(self, shown=_as_json({**self.seen(), **theirs}))

    def keeping(self, names: Iterable[str]) -> SettingsForm:
        """With these as the page showed them, and all else as it was typed."""
        kept = {name: value for name, value in self.seen().items() if name in names and name in (*TYPED, *BESIDE)}
        right = {name: value for name, value in kept.items() if type(value) is type(getattr(self, name))}
        left = {name: complaint for name, complaint in self.complaints.items() if name not in right}
        return replace(self, **right, complaints=left)

    def _left_alone(self) -> set[str]:
        return {name for name, value in self.seen().items() if value == getattr(self, str(name), None)}

    def _values(self) -> dict[str, Any]:
        numbers: dict[str, Any] = {name: int(getattr(self, name) or "0") for name in NUMBERS}
        numbers["wait_from"] = read_points(self.wait_from)
        return {**{name: getattr(self, name) for name in (*TYPED, *BESIDE)}, **numbers}


TYPED = (
    *("title", "tagline", "language", "time_zone", "look", "accent", "permalinks", "posts_a_page"),
    *("comments_rule", "comments_after_days", "comments_after_rule", "report_threshold", "edit_hours", "bulk_size"),
    *("waits", "trust_after", "wait_from"),
    *("escalation_hours", "spam_days", "deleted_days", "network_days", "backup_days"),
    *("security_contact", "websub_hub"),
)
BESIDE = ("anonymous", "faces", "house_rules")
NUMBERS = (
    *("posts_a_page", "comments_after_days", "report_threshold", "edit_hours", "bulk_size", "trust_after"),
    *("escalation_hours", "spam_days", "deleted_days", "network_days", "backup_days"),
)


def as_shown(value: Any, language: str = "en") -> Any:
    """A setting as its field holds it: text, or whether a box is ticked."""
    if isinstance(value, bool):
        return value
    return figure(value, translations(language)) if isinstance(value, float) else str(value)


def _as_json(shown: Mapping[str, Any]) -> str:
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":"))


def _read_house_rules(fields: Fields, site: SiteSettings, complaints: dict[str, Sentence]) -> str:
    """The rules with their lines; they stay as they are where the form does not know of them."""
    if "house_rules" not in fields:
        return site.house_rules
    try:
        rules = normalize(fields.get("house_rules")).strip()
    except Unreadable as error:
        complaints["house_rules"] = Sentence((error.__doc__ or "").strip())
        return ""
    if len(rules) > MOST_RULES:
        complaints["house_rules"] = say(
            "The rules have %(length)s characters; up to %(most)s fit.",
            length=Number(len(rules)),
            most=Number(MOST_RULES),
        )
    return rules


def _text(typed: str) -> str:
    try:
        return " ".join(normalize(typed).split())
    except Unreadable:
        return ""


def _is_email(typed: str) -> bool:
    try:
        return email(typed) is not None
    except NotAnEmail:
        return False
