"""What the fields about the site may hold, and the sentence where one holds something else."""

from __future__ import annotations

import re

from blog.languages.catalog import LANGUAGES
from blog.languages.dates import find_time_zone, is_time_zone
from blog.languages.sentences import Sentence, say
from blog.site.accents import read_accent
from blog.site.addresses import read_contact, read_hub
from blog.site.looks import LOOKS

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
POINTS = re.compile(r"[0-9]([.,][0-9]{1,2})?")


def read_points(typed: str) -> float:
    """As a number, whichever sign the writer's language puts before the tenths."""
    return float(typed.replace(",", "."))


def check_site(typed: dict[str, str], complaints: dict[str, Sentence]) -> None:
    """What every form about the site asks; a city becomes its time zone."""
    if not typed["title"] or len(typed["title"]) > 120:
        complaints["title"] = say("Give the blog a title of at most 120 characters.")
    if typed["language"] not in LANGUAGES:
        complaints["language"] = say("Choose one of the languages offered.")
    typed["time_zone"] = find_time_zone(typed["time_zone"]) or typed["time_zone"]
    if not is_time_zone(typed["time_zone"]):
        complaints["time_zone"] = say("Write a large city near you, or a time zone such as Europe/Madrid.")


def check_settings(typed: dict[str, str], complaints: dict[str, Sentence]) -> None:
    """All that the page of settings asks beside that; what was typed may become what it is kept as."""
    if typed["look"] not in LOOKS:
        complaints["look"] = say("Choose one of the looks offered.")
    accent = read_accent(typed["accent"])
    if accent is None:
        complaints["accent"] = say(
            "Write a colour as # and six digits or letters from a to f, such as #0b5e46, or nothing."
        )
    else:
        typed["accent"] = accent
    if len(typed["tagline"]) > 300:
        complaints["tagline"] = say("The line under the title has at most 300 characters.")
    _check_addresses(typed, complaints)
    _check_posts(typed, complaints)
    _check_comments(typed, complaints)


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
    if not POINTS.fullmatch(typed["wait_from"]) or read_points(typed["wait_from"]) <= 0:
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


def _is_number(typed: str, least: int, most: int) -> bool:
    return typed.isascii() and typed.isdecimal() and len(typed) < 7 and least <= int(typed) <= most
