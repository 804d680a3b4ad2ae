"""Setting a blog up: its owner, title, language and time zone, read from one form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from blog.languages.catalog import LANGUAGES
from blog.languages.dates import find_time_zone, is_time_zone
from blog.languages.sentences import Sentence, say
from blog.markup.comments import Unreadable, normalize
from blog.markup.names import NotAnEmail, clean_name, email
from blog.site.settings import SiteSettings

COMMENTS_RULES = ("open", "moderated", "closed", "hidden")
AFTER_RULES = ("closed", "moderated")
MOST_DAYS = 36500
MOST_REPORTS = 100
MOST_RULES = 2000


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
    def read(cls, fields: Fields, shortest_password: int, longest_password: int) -> SetupForm:
        typed = {name: _text(fields.get(name)) for name in ("title", "name", "email", "language", "time_zone")}
        password = fields.get("password")
        complaints: dict[str, Sentence] = {}
        _check_site(typed, complaints)
        if not clean_name(typed["name"]) or len(typed["name"]) > 80:
            complaints["name"] = say("Write the name your posts are signed with, at most 80 characters.")
        if not _is_email(typed["email"]):
            complaints["email"] = say("Write the e-mail address you will sign in with.")
        if not shortest_password <= len(password) <= longest_password:
            complaints["password"] = say("Choose a password of %(least)s characters or more.", least=shortest_password)
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
    comments_rule: str = "open"
    comments_after_days: str = "0"
    comments_after_rule: str = "closed"
    report_threshold: str = "3"
    anonymous: bool = False
    house_rules: str = ""
    complaints: dict[str, Sentence] = field(default_factory=dict)

    @classmethod
    def of(cls, site: SiteSettings) -> SettingsForm:
        """The form as it stands before anybody types."""
        typed: dict[str, Any] = {name: str(getattr(site, name)) for name in TYPED}
        return cls(**typed, anonymous=site.anonymous, house_rules=site.house_rules)

    @classmethod
    def read(cls, fields: Fields, site: SiteSettings) -> SettingsForm:
        """A field that was not sent at all stays as it is in `site`."""
        typed = {name: _text(fields.get(name) if name in fields else str(getattr(site, name))) for name in TYPED}
        complaints: dict[str, Sentence] = {}
        _check_site(typed, complaints)
        if len(typed["tagline"]) > 300:
            complaints["tagline"] = say("The line under the title has at most 300 characters.")
        _check_comments(typed, complaints)
        rules = _read_house_rules(fields, site, complaints)
        return cls(**typed, anonymous=bool(fields.get("anonymous")), house_rules=rules, complaints=complaints)

    def changes(self) -> dict[str, Any]:
        """What the site's settings become; only where nothing was complained of."""
        numbers = {name: int(getattr(self, name) or "0") for name in ("comments_after_days", "report_threshold")}
        chosen = {"anonymous": self.anonymous, "house_rules": self.house_rules}
        return {**{name: getattr(self, name) for name in TYPED}, **numbers, **chosen}


TYPED = (
    *("title", "tagline", "language", "time_zone"),
    *("comments_rule", "comments_after_days", "comments_after_rule", "report_threshold"),
)


def _check_site(typed: dict[str, str], complaints: dict[str, Sentence]) -> None:
    """What every form about the site asks; a city becomes its time zone."""
    if not typed["title"] or len(typed["title"]) > 120:
        complaints["title"] = say("Give the blog a title of at most 120 characters.")
    if typed["language"] not in LANGUAGES:
        complaints["language"] = say("Choose one of the languages offered.")
    typed["time_zone"] = find_time_zone(typed["time_zone"]) or typed["time_zone"]
    if not is_time_zone(typed["time_zone"]):
        complaints["time_zone"] = say("Write a large city near you, or a time zone such as Europe/Madrid.")


def _check_comments(typed: dict[str, str], complaints: dict[str, Sentence]) -> None:
    if typed["comments_rule"] not in COMMENTS_RULES or typed["comments_after_rule"] not in AFTER_RULES:
        complaints["comments_rule"] = say("Choose one of the rules offered.")
    if not _is_number(typed["comments_after_days"] or "0", 0, MOST_DAYS):
        complaints["comments_after_days"] = say("Write a number of days, or 0 for never.")
    if not _is_number(typed["report_threshold"], 1, MOST_REPORTS):
        complaints["report_threshold"] = say("Write how many people, from 1 to %(most)s.", most=MOST_REPORTS)


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
            length=f"{len(rules):,}",
            most=f"{MOST_RULES:,}",
        )
    return rules


def _is_number(typed: str, least: int, most: int) -> bool:
    return typed.isascii() and typed.isdecimal() and len(typed) < 7 and least <= int(typed) <= most


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
