"""The command `blog` with one fault built in: the process dies at a named point, as by a power cut.

`python -m tests.faults.broken POINT serve --port 8000`; nothing of this is in the program itself.
"""

from __future__ import annotations

import os
import smtplib
import sys
from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from blog.cli import main
from blog.comments.models import Comment

EXIT = 86


def die(*ignored: Any) -> None:
    os._exit(EXIT)


def after_insert() -> None:
    """The rows of a comment are in the database, and the transaction is still open."""

    @event.listens_for(Session, "after_flush_postexec")
    def flushed(session: Session, context: Any) -> None:
        if any(isinstance(row, Comment) for row in session.identity_map.values()):
            die()


def before_commit() -> None:
    """Everything that belongs to a comment is written, and COMMIT has not been said."""

    @event.listens_for(Session, "before_commit")
    def committing(session: Session) -> None:
        if session.in_nested_transaction():
            return
        session.flush()
        if any(isinstance(row, Comment) for row in session.identity_map.values()):
            die()


def after_commit() -> None:
    """The comment is stored, and its writer has not been told."""

    @event.listens_for(Session, "after_commit")
    def committed(session: Session) -> None:
        # A savepoint that ends is announced as a commit, too.
        if not session.in_nested_transaction() and any(
            isinstance(row, Comment) for row in session.identity_map.values()
        ):
            die()


def after_smtp_accept() -> None:
    """The mail server has taken a letter, and the outbox does not know."""
    send = smtplib.SMTP.send_message

    def send_and_die(self: smtplib.SMTP, *given: Any, **named: Any) -> None:
        send(self, *given, **named)
        die()

    smtplib.SMTP.send_message = send_and_die  # type: ignore[assignment, method-assign]


def before_smtp() -> None:
    """A letter is leased, and nobody has said a word to the mail server."""
    smtplib.SMTP.send_message = die  # type: ignore[assignment, method-assign]


POINTS: dict[str, Callable[[], None]] = {
    "after-insert": after_insert,
    "before-commit": before_commit,
    "after-commit": after_commit,
    "after-smtp-accept": after_smtp_accept,
    "before-smtp": before_smtp,
}

if __name__ == "__main__":
    POINTS[sys.argv[1]]()
    sys.exit(main(sys.argv[2:]))
