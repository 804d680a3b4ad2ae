"""Looks at what is done without anybody asking: the outbox, mail, and backups."""

from __future__ import annotations

import smtplib
import threading
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.checkup.results import Figure, Result, Subject, ill, warning, well
from blog.jobs import troubles
from blog.jobs.models import Job
from blog.languages.dates import wait_in_words
from blog.languages.sentences import Sentence, say, say_count
from blog.mail.carrying import knock
from blog.site import hub
from blog.site.settings import read_site

PATIENCE_SECONDS = 5.0
# One night may be missed; a second one is no accident.
BACKUP_AGE = timedelta(hours=50)
# A hub may restart; after that its subscribers miss something.
HUB_PATIENCE = timedelta(hours=1)


def check_outbox(subject: Subject) -> Result:
    """What was laid aside, what nobody takes up, and what fails again and again."""
    with subject.database.reading() as db:
        waiting, late = _count_waiting(db, subject.now)
        found = troubles.count_troubles(db, subject.now)
    figures: dict[str, Figure] = {"waiting": waiting, "dead": found.dead, "late": found.late}
    figures["oldest_due_seconds"] = int(late.total_seconds())
    if found.dead:
        return ill(
            say_count(
                "%(num)s piece of work (a letter, say) was laid aside after many tries, and waits for a person.",
                "%(num)s pieces of work (letters, say) were laid aside after many tries, and wait for a person.",
                found.dead,
            ),
            **figures,
        )
    if late > troubles.LATE_AFTER:
        words = say(
            "Work has been due for %(wait)s and nobody does it. Is `blog serve` or `blog work` running?",
            wait=wait_in_words(late),
        )
        return ill(words, **figures)
    if found.late:
        return warning(
            say_count(
                "%(num)s piece of work is late and tried again and again.",
                "%(num)s pieces of work are late and tried again and again.",
                found.late,
            ),
            **figures,
        )
    return well(
        say_count(
            "No work is late; %(num)s piece waits for its time.", "No work is late; %(num)s pieces wait.", waiting
        ),
        **figures,
    )


def _count_waiting(db: Session, now: datetime) -> tuple[int, timedelta]:
    """How much waits, and for how long the oldest of what nobody has taken up has been due."""
    left = (Job.done_at.is_(None), Job.dead_at.is_(None))
    free = or_(Job.leased_until.is_(None), Job.leased_until < now)
    waiting = db.scalar(select(func.count()).where(*left)) or 0
    since = db.scalar(select(func.min(Job.due_at)).where(*left, free, Job.due_at <= now))
    return waiting, now - since if since is not None else timedelta(0)


def check_hub(subject: Subject) -> Result:
    """Whether the hub has refused, or been away, since longer than it may. The blog itself misses nothing by it."""
    failed = (Job.kind == hub.JOB, Job.done_at.is_(None), Job.last_error.is_not(None))
    with subject.database.reading() as db:
        address = read_site(db).websub_hub
        since = db.scalar(select(func.min(Job.created_at)).where(*failed))
    if not address:
        return well(say("No WebSub hub is set, so none is told."), hub=None)
    place = urlsplit(address).hostname or address
    if since is not None and subject.now - since > HUB_PATIENCE:
        words = say(
            "The WebSub hub %(place)s has not taken what it was told for %(wait)s, so whoever subscribes through it "
            "misses what is new. The outbox says why; the address stands in the settings.",
            place=place,
            wait=wait_in_words(subject.now - since),
        )
        return warning(words, hub=place, failing_seconds=int((subject.now - since).total_seconds()))
    return well(say("The WebSub hub %(place)s takes what it is told.", place=place), hub=place, failing_seconds=0)


def check_mail(subject: Subject) -> Result:
    url = subject.settings.smtp_url
    if url is None:
        return _look_at_files(subject)
    place = _place_of(url)
    flaw = _try_server(url)
    if flaw is not None:
        return ill(say("The mail server %(place)s cannot be used: %(why)s.", place=place, why=flaw), server=place)
    return well(say("The mail server %(place)s answers.", place=place), server=place)


def _look_at_files(subject: Subject) -> Result:
    folder = subject.settings.data / "mail"
    number = sum(1 for _ in folder.glob("*.eml")) if folder.is_dir() else 0
    if number:
        words = say_count(
            "No mail server is set. %(num)s letter to staff lies in %(folder)s; set BLOG_SMTP_URL to have such sent.",
            "No mail server is set. %(num)s letters to staff lie in %(folder)s; set BLOG_SMTP_URL to have such sent.",
            number,
            folder=folder,
        )
        return warning(words, server=None, files=number)
    return well(say("No mail server is set, no letter waits, and readers are promised none."), server=None, files=0)


def _place_of(url: str) -> str:
    """Host and port of a mail server: its user and password are nobody's business."""
    parts = urlsplit(url)
    return f"{parts.hostname or 'localhost'}:{parts.port or (465 if parts.scheme == 'smtps' else 25)}"


def _try_server(url: str) -> Sentence | None:
    """What is wrong with a mail server, within five seconds; None when it answers."""
    found: list[Sentence | None] = []
    # Each answer has its time limit, but a server that drips letter by letter keeps to it for ever.
    thread = threading.Thread(target=lambda: found.append(_greeted(url)), daemon=True)
    thread.start()
    thread.join(PATIENCE_SECONDS)
    return found[0] if found else say("it does not answer within %(num)s seconds", num=int(PATIENCE_SECONDS))


def _greeted(url: str) -> Sentence | None:
    try:
        knock(url, PATIENCE_SECONDS)
    except smtplib.SMTPAuthenticationError:
        return say("it refuses the user name or the password")
    except smtplib.SMTPResponseException as error:
        return say("it answers with %(code)s", code=error.smtp_code)
    except OSError as error:
        # smtplib says of a server that is silent for too long that the connection is gone.
        if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
            return say("it does not answer within %(num)s seconds", num=int(PATIENCE_SECONDS))
        # smtplib's own errors are OSErrors too, and only some have a reason in words.
        return say("%(why)s", why=error.strerror or type(error).__name__)
    except ValueError:
        return say("BLOG_SMTP_URL is no address of a mail server")
    return None


def check_backups(subject: Subject) -> Result:
    backups = subject.backups()
    flaws = list(backups.flaws)
    age = subject.now - backups.made_at if backups.made_at is not None else None
    figures: dict[str, Figure] = {
        "newest": backups.name,
        "age_hours": int(age.total_seconds() // 3600) if age is not None else None,
        "flaws": flaws,
    }
    if flaws:
        return ill(
            say("A backup is no good: %(first)s Keep it aside and make another with `blog backup`.", first=flaws[0]),
            **figures,
        )
    if age is None:
        words = say(
            "There is no backup in %(folder)s yet. One is made every night while `blog serve` or `blog work` runs; "
            "`blog backup PATH` makes one now.",
            folder=subject.settings.data / "backups",
        )
        return (ill if _is_older(subject, BACKUP_AGE) else warning)(words, **figures)
    words = say("The newest backup, %(name)s, is whole and %(age)s old.", name=backups.name, age=wait_in_words(age))
    if age > BACKUP_AGE:
        return ill(
            say("%(words)s There should be one every night; is `blog serve` or `blog work` running?", words=words),
            **figures,
        )
    return well(words, **figures)


def _is_older(subject: Subject, age: timedelta) -> bool:
    """Whether the blog has had people of its own (the demo's do not count) for longer than that."""
    with subject.database.reading() as db:
        first: datetime | None = db.scalar(select(func.min(Account.created_at)).where(Account.source.is_(None)))
    return first is not None and subject.now - first.astimezone(UTC) > age
