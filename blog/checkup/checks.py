"""The checks of `blog check` and of the desk's page, one list read from top to bottom."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from blog.checkup.addresses import check_address, check_limits, check_proxies
from blog.checkup.chores import check_backups, check_hub, check_mail, check_outbox
from blog.checkup.keys import check_codes, check_key
from blog.checkup.results import Result, State, Subject, ill
from blog.checkup.sanitizing import check_sanitizer
from blog.checkup.sending import check_sending
from blog.checkup.storage import check_database, check_disk, check_folder, check_schema, first_line
from blog.checkup.tallies import check_counters, check_log, check_owner, check_search, check_waiting
from blog.languages.sentences import Sentence, say, say_count

log = logging.getLogger("blog.checkup")


@dataclass(frozen=True)
class Check:
    """One check. `about` says what it looks at; docs/checks.md is compared with it by a test.

    `after` names the check without whose good end this one could say nothing. A `slow` one may take seconds, so it is
    left to the terminal.
    """

    name: str
    title: Sentence
    about: str
    look: Callable[[Subject], Result]
    after: str | None = None
    slow: bool = False


CHECKS: tuple[Check, ...] = (
    Check(
        "address", say("Address"), "BLOG_URL is https, every host in it and in BLOG_HOSTS can be one.", check_address
    ),
    Check(
        "proxies", say("Proxies"), "BLOG_TRUSTED_PROXIES fits BLOG_URL, and names no more than a proxy.", check_proxies
    ),
    Check("limits", say("Limits"), "The rate limits are on.", check_limits),
    Check(
        "key", say("Secret key"), "The key is long, nobody else can read its file, and it is not too old.", check_key
    ),
    Check("sanitizer", say("Sanitizer"), "A short table of attacks still becomes what is harmless.", check_sanitizer),
    Check("folder", say("Folder"), "BLOG_DATA and what lies in it can be written to.", check_folder),
    Check("disk", say("Disk"), "There is room on the disk for the blog and its backups.", check_disk),
    Check(
        "database",
        say("Database"),
        "The database answers, its pages are sound, its log is write-ahead.",
        check_database,
    ),
    Check("schema", say("Schema"), "The database has the schema of this program.", check_schema, "database"),
    Check("sending", say("Pages"), "Pages and sessions are sent with all that protects them.", check_sending, "schema"),
    Check("owner", say("Owner"), "Somebody owns the blog.", check_owner, "schema"),
    Check("codes", say("App codes"), "The key opens the secrets of the apps that make codes.", check_codes, "schema"),
    Check("counters", say("Numbers"), "The numbers of comments are those of the comments.", check_counters, "schema"),
    Check("search", say("Search"), "What readers see is what they find.", check_search, "schema"),
    Check("log", say("Decisions"), "The log of decisions says what was written into it.", check_log, "schema"),
    Check(
        "waiting",
        say("Waiting"),
        "No probably good comment waits longer than it may.",
        check_waiting,
        "schema",
    ),
    Check("outbox", say("Outbox"), "Nothing was laid aside, and what is due is being done.", check_outbox, "schema"),
    Check("hub", say("WebSub hub"), "The hub, if one is set, takes what it is told.", check_hub, "schema"),
    Check("mail", say("Mail"), "The mail server answers; without one, no letter lies unread.", check_mail, slow=True),
    Check(
        "backups", say("Backups"), "The newest backup is whole and of these days.", check_backups, "schema", slow=True
    ),
)


@dataclass(frozen=True)
class Report:
    """What was found, in the order of CHECKS, and the checks that could say nothing or were left to the terminal."""

    found: list[tuple[Check, Result]]
    left_out: list[Check]

    def count(self, state: State) -> int:
        return sum(1 for _, result in self.found if result.state is state)

    @property
    def state(self) -> State:
        """The worst that was found."""
        return next((state for state in (State.ILL, State.WARNING) if self.count(state)), State.WELL)

    @property
    def summary(self) -> Sentence:
        checks, warnings, sick = len(self.found), self.count(State.WARNING), self.count(State.ILL)
        if sick:
            return say_count(
                "%(num)s of %(checks)s checks found something ill, %(warnings)s warned.",
                "%(num)s of %(checks)s checks found something ill, %(warnings)s warned.",
                sick,
                checks=checks,
                warnings=warnings,
            )
        if warnings:
            return say_count(
                "Nothing is ill; %(num)s of %(checks)s checks warned.",
                "Nothing is ill; %(num)s of %(checks)s checks warned.",
                warnings,
                checks=checks,
            )
        return say("All is well: %(checks)s checks.", checks=checks)


def check_up(subject: Subject, slow: bool = True) -> Report:
    """Make every check, the slow ones only when asked. Never raises: a check that fails is itself ill."""
    report = Report([], [])
    unknown: set[str | None] = set()
    for check in CHECKS:
        if check.after in unknown or (check.slow and not slow):
            report.left_out.append(check)
            unknown.add(check.name)
            continue
        result = _look(check, subject)
        report.found.append((check, result))
        if result.state is State.ILL:
            unknown.add(check.name)
    return report


def _look(check: Check, subject: Subject) -> Result:
    try:
        return check.look(subject)
    except Exception as error:  # whatever a check dies of, the others must be made
        log.info("A check failed.", exc_info=True, extra={"event": {"check": check.name}})
        return ill(say("This check could not be made: %(why)s.", why=_reason(error)))


def _reason(error: Exception) -> str:
    """Without the words of errors that may quote a secret or people."""
    if isinstance(error, SQLAlchemyError):
        return first_line(error)
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return type(error).__name__
