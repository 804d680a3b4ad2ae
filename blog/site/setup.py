"""Setting a blog up: its owner, title, language and time zone, read from one form."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from blog.languages.catalog import LANGUAGES, figure, translations
from blog.languages.dates import find_time_zone, is_time_zone
from blog.languages.sentences import Number, Sentence, say
from blog.markup.comments import Unreadable, normalize
from blog.markup.names import NotAnEmail, clean_name, email
from blog.site.addresses import read_contact, read_hub
from blog.site.looks import LOOKS
from blog.site.settings import SiteSettings

# What a new post's address is made of, each with an example.
PERMALINKS = {
    "month": "/2026/10/the-second-kettle.html",
    "plain": "/2026/10/the-second-kettle",
    "title": "/the-second-kettle",
}
COMMENTS_RULES = ("open", "moderated", "closed", "hidden")
AFTER_RULES = ("closed", "moderated")
WAITS = ("everything", "strangers", "scored")
MOST_APPROVED = 1000
MOST_DAYS = 36500
MOST_AT_ONCE = 5000
MOST_REPORTS = 100
MOST_NETWORK_DAYS = 365
MOST_BACKUP_DAYS = 365
MOST_POSTS = 100
# A year: whoever comes back later writes a new comment.
MOST_HOURS = 24 * 366
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
        _check_site(typed, complaints)
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
        _check_site(typed, complaints)
        if typed["look"] not in LOOKS:
            complaints["look"] = say("Choose one of the looks offered.")
        if len(typed["tagline"]) > 300:
            complaints["tagline"] = say("The line under the title has at most 300 characters.")
        _check_addresses(typed, complaints)
        _check_posts(typed, complaints)
        _check_comments(typed, complaints)
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
        numbers["wait_from"] = _points(self.wait_from)
        return {**{name: getattr(self, name) for name in (*TYPED, *BESIDE)}, **numbers}


TYPED = (
    *("title", "tagline", "language", "time_zone", "look", "permalinks", "posts_a_page"),
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
POINTS = re.compile(r"[0-9]([.,][0-9]{1,2})?")


def _points(typed: str) -> float:
    """As a number, whichever sign the writer's language puts before the tenths."""
    return float(typed.replace(",", "."))


def as_shown(value: Any, language: str = "en") -> Any:
    """A setting as its field holds it: text, or whether a box is ticked."""
    if isinstance(value, bool):
        return value
    return figure(value, translations(language)) if isinstance(value, float) else str(value)


def _as_json(shown: Mapping[str, Any]) -> str:
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":"))


def _check_site(typed: dict[str, str], complaints: dict[str, Sentence]) -> None:
    """What every form about the site asks; a city becomes its time zone."""
    if not typed["title"] or len(typed["title"]) > 120:
        complaints["title"] = say("Give the blog a title of at most 120 characters.")
    if typed["language"] not in LANGUAGES:
        complaints["language"] = say("Choose one of the languages offered.")
    typed["time_zone"] = find_time_zone(typed["time_zone"]) or typed["time_zone"]
    if not is_time_zone(typed["time_zone"]):
        complaints["time_zone"] = say("Write a large city near you, or a time zone such as Europe/Madrid.")


def _check_addresses(typed: dict[str, str], complaints: dict[str, Sentence]) -> None:
    contact, hub = read_contact(typed["security_contact"]), read_hub(typed["websub_hub"])
    if contact is None:
        complaints["security_contact"] = say("Write an e-mail address, or an address that begins with https://.")
    else:
        typed["security_contact"] = contact
    if hub is None:
        complaints["websub_hub"] = say("Write an address that begins with https://.")


def _check_posts(typed: dict[str, str], complaints: dict[str, Sentence]) -> None:
    if typed["permalinks"] not in PERMALINKS:
        complaints["permalinks"] = say("Choose one of the addresses offered.")
    if not _is_number(typed["posts_a_page"], 1, MOST_POSTS):
        complaints["posts_a_page"] = say("Write how many posts, from 1 to %(most)s.", most=MOST_POSTS)


def _check_comments(typed: dict[str, str], complaints: dict[str, Sentence]) -> None:
    if typed["comments_rule"] not in COMMENTS_RULES or typed["comments_after_rule"] not in AFTER_RULES:
        complaints["comments_rule"] = say("Choose one of the rules offered.")
    if not _is_number(typed["comments_after_days"] or "0", 0, MOST_DAYS):
        complaints["comments_after_days"] = say("Write a number of days, or 0 for never.")
    if not _is_number(typed["report_threshold"], 1, MOST_REPORTS):
        complaints["report_threshold"] = say("Write how many people, from 1 to %(most)s.", most=MOST_REPORTS)
    if not _is_number(typed["edit_hours"] or "0", 0, MOST_HOURS):
        complaints["edit_hours"] = say("Write a number of hours up to %(most)s, or 0 for never.", most=MOST_HOURS)
    if not _is_number(typed["bulk_size"], 1, MOST_AT_ONCE):
        complaints["bulk_size"] = say("Write how many comments, from 1 to %(most)s.", most=MOST_AT_ONCE)
    _check_policy(typed, complaints)
    _check_keeping(typed, complaints)


def _check_policy(typed: dict[str, str], complaints: dict[str, Sentence]) -> None:
    if typed["waits"] not in WAITS:
        complaints["waits"] = say("Choose who waits: everything, those not yet trusted, or only what scores.")
    if not _is_number(typed["trust_after"], 1, MOST_APPROVED):
        complaints["trust_after"] = say("Write how many comments, from 1 to %(most)s.", most=MOST_APPROVED)
    if not POINTS.fullmatch(typed["wait_from"]) or _points(typed["wait_from"]) <= 0:
        complaints["wait_from"] = say("Write points above 0 and below 10, such as 1 or 1.5.")


def _check_keeping(typed: dict[str, str], complaints: dict[str, Sentence]) -> None:
    if not _is_number(typed["escalation_hours"] or "0", 0, MOST_HOURS):
        complaints["escalation_hours"] = say("Write a number of hours up to %(most)s, or 0 for never.", most=MOST_HOURS)
    for name in ("spam_days", "deleted_days"):
        if not _is_number(typed[name] or "0", 0, MOST_DAYS):
            complaints[name] = say("Write a number of days, or 0 to keep them.")
    if not _is_number(typed["network_days"], 1, MOST_NETWORK_DAYS):
        complaints["network_days"] = say("Write a number of days from 1 to %(most)s.", most=MOST_NETWORK_DAYS)
    if not _is_number(typed["backup_days"], 1, MOST_BACKUP_DAYS):
        complaints["backup_days"] = say("Write a number of days from 1 to %(most)s.", most=MOST_BACKUP_DAYS)


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
