"""Greets the mail server without sending anything: for those who ask whether mail would go out."""

from __future__ import annotations

import smtplib
import ssl
from urllib.parse import unquote, urlsplit


def greet(smtp_url: str, timeout: float) -> None:
    """Connect and sign in as for a letter, then NOOP. Raises OSError, SMTPException, ValueError (no address at all).

    `timeout` is in seconds, for each answer.
    """
    parts = urlsplit(smtp_url)
    host = parts.hostname or "localhost"
    secure = ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=timeout, context=secure)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=timeout)
    with server:
        server.ehlo_or_helo_if_needed()
        if parts.scheme == "smtp+starttls" or (
            parts.scheme == "smtp" and server.has_extn("starttls") and parts.username
        ):
            server.starttls(context=secure)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        code, answer = server.noop()
        if code != 250:
            raise smtplib.SMTPResponseException(code, answer)
