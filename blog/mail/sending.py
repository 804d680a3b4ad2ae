"""Sends letters from the outbox: by SMTP where a server is set, else as files for the staff."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy.orm import Session

from blog.jobs import outbox
from blog.settings import Settings

KIND = "mail"
TIMEOUT_SECONDS = 20


def write_letter(
    db: Session,
    to: str,
    subject: str,
    words: str,
    now: datetime,
    about: str | None = None,
    due_at: datetime | None = None,
) -> None:
    """Put a plain-text letter into the outbox. Line breaks in `to` and `subject` become blanks: one reader a letter."""
    payload = {"to": _one_line(to), "subject": _one_line(subject), "words": words, "at": now.isoformat()}
    outbox.put(db, KIND, payload, now, due_at=due_at, about=about)


def make_postman(settings: Settings) -> Callable[[dict[str, Any]], None]:
    """The function that delivers one letter's payload; raising means: try again later."""
    sender = f"afterword@{urlsplit(settings.url).hostname}"

    def deliver(payload: dict[str, Any]) -> None:
        letter = _compose(payload, sender)
        if settings.smtp_url:
            _send(settings.smtp_url, letter)
        else:
            _file(settings.data / "mail", letter)

    return deliver


def _one_line(text: str) -> str:
    return " ".join(text.split())[:300]


def _compose(payload: dict[str, Any], sender: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"] = sender
    letter["To"] = payload["to"]
    letter["Subject"] = payload["subject"]
    written = datetime.fromisoformat(payload["at"])
    letter["Date"] = format_datetime(written)
    # The same letter sent twice after a crash has the same id, so that a mailbox can see it is one.
    letter["Message-ID"] = f"<{_name_of(payload)}@{sender.split('@')[1]}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(payload["words"])
    return letter


def _name_of(payload: dict[str, Any]) -> str:
    """The same for the same letter in every process."""
    text = "\x00".join((payload["to"], payload["subject"], payload["words"], payload["at"]))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


def _send(smtp_url: str, letter: EmailMessage) -> None:
    parts = urlsplit(smtp_url)
    host = parts.hostname or "localhost"
    secure = ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=secure)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_SECONDS)
    with server:
        if parts.scheme == "smtp+starttls" or (
            parts.scheme == "smtp" and server.has_extn("starttls") and parts.username
        ):
            server.starttls(context=secure)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(letter)


def _file(folder: Path, letter: EmailMessage) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    name = str(letter["Message-ID"]).strip("<>").split("@")[0]
    (folder / f"{name}.eml").write_bytes(bytes(letter))
