"""Hands one letter to the mail server, within two minutes, and tells "not now" from "never"."""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
import threading
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from blog.jobs.worker import Hopeless

TIMEOUT_SECONDS = 20  # for one answer
LETTER_SECONDS = 120  # for all of them: the lease of the job lasts longer
GOODBYE_SECONDS = 5


class LetterNotSent(Exception):
    """The mail server did not take the letter; the message is what it said."""


class LetterRefused(Hopeless):
    """The mail server will not take this letter for this reader, now or later; the message is what it said."""


def carry(smtp_url: str, letter: EmailMessage, sender: str, to: str) -> None:
    """Returns once the server has accepted the letter. Raises LetterRefused, LetterNotSent and OSError."""
    server = _make_line(smtp_url)
    deadline = threading.Timer(LETTER_SECONDS, _hang_up, [server])
    deadline.daemon = True
    deadline.start()
    try:
        _greet(server, smtp_url)
        server.send_message(letter, sender, [to])
        _say_goodbye(server)
    except smtplib.SMTPException as error:
        raise _explain(error) from error
    finally:
        deadline.cancel()
        server.close()


def knock(smtp_url: str, seconds: float) -> None:
    """Greet the server as for a letter and hear that it is well, `seconds` for each answer.

    Raises SMTPException and OSError.
    """
    server = _make_line(smtp_url)
    server.timeout = seconds
    try:
        _greet(server, smtp_url)
        code, words = server.noop()
        if code != 250:
            raise smtplib.SMTPResponseException(code, words)
        _say_goodbye(server)
    finally:
        server.close()


def _make_line(smtp_url: str) -> smtplib.SMTP:
    """Not connected yet: the deadline must hold for the greeting, too."""
    parts = urlsplit(smtp_url)
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(timeout=TIMEOUT_SECONDS)
    # smtplib notes the name that certificates are checked by only where it connects at once.
    server._host = parts.hostname or "localhost"  # type: ignore[attr-defined]
    return server


def _greet(server: smtplib.SMTP, smtp_url: str) -> None:
    parts = urlsplit(smtp_url)
    code, words = server.connect(parts.hostname or "localhost", parts.port or (465 if parts.scheme == "smtps" else 25))
    if code != 220:
        raise smtplib.SMTPConnectError(code, words)
    server.ehlo_or_helo_if_needed()
    wants_tls = parts.scheme == "smtp+starttls"
    if wants_tls or (parts.scheme == "smtp" and parts.username and server.has_extn("starttls")):
        server.starttls(context=ssl.create_default_context())
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))


def _say_goodbye(server: smtplib.SMTP) -> None:
    """The letter is taken; whatever the server answers to QUIT changes nothing about that."""
    with contextlib.suppress(smtplib.SMTPException, OSError):
        if server.sock is not None:
            server.sock.settimeout(GOODBYE_SECONDS)
        server.quit()


def _hang_up(server: smtplib.SMTP) -> None:
    with contextlib.suppress(OSError):
        if server.sock is not None:
            server.sock.shutdown(socket.SHUT_RDWR)


def _explain(error: smtplib.SMTPException) -> Exception:
    """In the server's own words. 5xx about the reader or the letter is for good; about us, a person will mend it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return _refusal(code, words)
    if isinstance(error, smtplib.SMTPDataError):
        return _refusal(error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return LetterRefused(str(error))
    if isinstance(error, smtplib.SMTPResponseException):
        return LetterNotSent(_words(error.smtp_code, error.smtp_error))
    return LetterNotSent(str(error) or type(error).__name__)


def _refusal(code: int, words: bytes | str) -> Exception:
    return (LetterRefused if 500 <= code < 600 else LetterNotSent)(_words(code, words))


def _words(code: int, words: bytes | str) -> str:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(f"{code} {said}".split())[:300]
