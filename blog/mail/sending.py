"""Sends letters from the outbox: by SMTP where a server is set, else as files for the staff."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from blog.jobs import outbox
from blog.mail.carrying import LetterRefused, carry
from blog.settings import Settings

KIND = "mail"
FOLDER = "mail"
# The standard library's parser of addresses stumbles over some texts, and finds one in more than one.
ADDRESS = re.compile(r"""(?P<local>[^\s"(),:;<>@\[\]\\]{1,64})@(?P<domain>[^\s"(),:;<>@\[\]\\]{1,253})""")

# A header that is folded inside an address is no address any more; a line of a letter may be as long (RFC 5322, 2.1.1).
POLICY = policy.default.clone(max_line_length=998)


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
    payload = {"to": _one_line(to), "subject": _one_line(subject)[:300], "words": _plain(words), "at": now.isoformat()}
    outbox.put(db, KIND, payload, now, due_at=due_at, about=about)


def make_postman(settings: Settings) -> Callable[[dict[str, Any]], None]:
    """The function that delivers one letter's payload; raising means: try again later."""
    sender = f"afterword@{urlsplit(settings.url).hostname}"

    def deliver(payload: dict[str, Any]) -> None:
        letter, to = _compose(payload, sender)
        if settings.smtp_url:
            carry(settings.smtp_url, letter, sender, to)
        else:
            _file(settings.data / FOLDER, letter)

    return deliver


def file_of(folder: Path, payload: dict[str, Any]) -> Path:
    """Where a letter lies that was written into a file. folder: BLOG_DATA."""
    return folder / FOLDER / f"{_name_of(payload)}.eml"


def _compose(payload: dict[str, Any], sender: str) -> tuple[EmailMessage, str]:
    """The letter and the one address it goes to, whatever is written in it."""
    to = _one_address(payload["to"])
    letter = EmailMessage(POLICY)
    letter["From"] = sender
    letter["To"] = to
    # The standard library decodes what looks like an encoded word, and an encoded line end would begin a header.
    letter["Subject"] = _one_line(payload["subject"]).replace("=?", "= ?")
    written = datetime.fromisoformat(payload["at"])
    letter["Date"] = format_datetime(written)
    # The same letter sent twice after a crash has the same id, so that a mailbox can see it is one.
    letter["Message-ID"] = f"<{_name_of(payload)}@{sender.split('@')[1]}>"
    letter["Auto-Submitted"] = "auto-generated"
    if payload.get("leave"):
        # RFC 8058: one click in the mail program, without a page or a cookie.
        letter["List-Unsubscribe"] = f"<{payload['leave']}>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    words = _plain(payload["words"])
    # A letter that lies in a file is read there, too: base64, which may be shorter, is for machines.
    letter.set_content(words, cte=None if words.isascii() else "quoted-printable")
    return letter, to.addr_spec


def _one_address(text: str) -> Address:
    """`a@b, c@d` is no address: nobody gets a letter beside the one it is for."""
    found = ADDRESS.fullmatch(_one_line(text))
    try:
        if found is None:
            raise ValueError
        return Address(username=found["local"], domain=found["domain"].encode("idna").decode("ascii"))
    except ValueError as error:
        raise LetterRefused("There is no such mail address.") from error


def _one_line(text: str) -> str:
    return " ".join("".join(" " if _is_control(letter) else letter for letter in text).split())


def _plain(text: str) -> str:
    """Text of lines: what would end a line or the letter early, or cannot be encoded, becomes a mark."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join("\N{REPLACEMENT CHARACTER}" if _is_control(it) and it not in "\n\t" else it for it in text)


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cs")


def _name_of(payload: dict[str, Any]) -> str:
    """The same for the same letter in every process, even where it is written anew: then it brings its own key."""
    text = payload.get("key") or "\x00".join((payload["to"], payload["subject"], payload["words"], payload["at"]))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


def _file(folder: Path, letter: EmailMessage) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    name = str(letter["Message-ID"]).strip("<>").split("@")[0]
    # A full disk leaves half a file, and half a letter must not look like one.
    half = folder / f"{name}.part"
    half.write_bytes(bytes(letter))
    os.replace(half, folder / f"{name}.eml")
