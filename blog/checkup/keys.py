"""Looks at the secret key: how long it is, who can read it, how old it is, and whether it opens what it has locked.

Says nothing of the key itself.
"""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

from blog.accounts.second_steps import find_locked_out
from blog.checkup.results import Figure, Result, Subject, ill, warning, well
from blog.languages.dates import wait_in_words
from blog.languages.sentences import say
from blog.signing import Keys

SHORT, GOOD = 16, 32  # characters
OLD = timedelta(days=3 * 365)
MOST_NAMED = 5


def check_key(subject: Subject) -> Result:
    keys = subject.settings.secret_keys
    length = min(len(key) for key in keys)
    path = subject.settings.data / "secret.key"
    file = path if path.is_file() and path.read_text("utf-8").strip() in keys else None
    figures: dict[str, Figure] = {"keys": len(keys), "length": length, "from_file": file is not None}
    if length < SHORT:
        return ill(
            say("The secret key has only %(length)s characters and can be guessed; use %(good)s or more.",
                length=length, good=GOOD),
            **figures,
        )  # fmt: skip
    if file is not None:
        return _check_file(subject, file, length, figures)
    if length < GOOD:
        return _short(length, figures)
    return well(
        say("The secret key has %(length)s characters and comes from BLOG_SECRET_KEY.", length=length), **figures
    )


def check_codes(subject: Subject) -> Result:
    """Whether the key still opens the secrets of apps: a restored blog may have got another one."""
    with subject.database.reading() as db:
        locked_out, kept = find_locked_out(db, Keys(subject.settings.secret_keys))
    figures: dict[str, Figure] = {"kept": kept, "locked_out": len(locked_out)}
    if not locked_out:
        if not kept:
            return well(say("Nobody is asked for the code of an app."), **figures)
        return well(say("The key opens the secret of every app that makes codes."), **figures)
    named = ", ".join(locked_out[:MOST_NAMED]) + (" …" if len(locked_out) > MOST_NAMED else "")
    return warning(
        say(
            "The app’s secret of %(people)s was locked with another key than this blog has, so that their codes are "
            "taken for wrong ones. Put that key before today’s in BLOG_SECRET_KEY, with a comma between them. Where "
            "it is lost, they sign in with a code from paper and set the app up anew; who has no paper needs: blog "
            "account no-codes EMAIL",
            people=named,
        ),
        **figures,
    )


def _check_file(subject: Subject, file: Path, length: int, figures: dict[str, Figure]) -> Result:
    status = file.stat()
    mode = stat.S_IMODE(status.st_mode)
    age = max(subject.now - datetime.fromtimestamp(status.st_mtime, UTC), timedelta(0))
    figures |= {"mode": f"{mode:04o}", "age_days": age.days}
    if mode & 0o077:
        return ill(
            say("Others on this machine can read the secret key (its mode is %(mode)s). Run: chmod 600 %(path)s",
                mode=f"{mode:04o}", path=file),
            **figures,
        )  # fmt: skip
    if length < GOOD:
        return _short(length, figures)
    words = {"length": length, "age": wait_in_words(age)}
    if age > OLD:
        return warning(
            say(
                "The secret key has %(length)s characters and is %(age)s old. docs/settings.md says how to change it "
                "without signing anyone out.",
                **words,
            ),
            **figures,
        )
    return well(
        say("The secret key has %(length)s characters, only the blog’s user can read it, and it is %(age)s old.",
            **words),
        **figures,
    )  # fmt: skip


def _short(length: int, figures: dict[str, Figure]) -> Result:
    return warning(
        say("The secret key has %(length)s characters; %(good)s or more are better.", length=length, good=GOOD),
        **figures,
    )
