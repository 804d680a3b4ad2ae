"""Addresses that the owner writes into the settings for machines to read: a contact, and a hub."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from blog.markup.addresses import is_absolute, is_mailto
from blog.markup.names import NotAnEmail, email

LONGEST = 300


def read_contact(typed: str) -> str | None:
    """A `Contact:` of RFC 9116, or "" for none; a bare e-mail address becomes mailto:. None if it is neither."""
    if not typed:
        return ""
    if "@" in typed and ":" not in typed:
        try:
            typed = f"mailto:{email(typed)}"
        except NotAnEmail:
            return None
    is_one = is_mailto(typed) or _is_https(typed)
    return typed if is_one and _is_plain(typed) else None


def read_hub(typed: str) -> str | None:
    """The hub's address, or "" for none; None if it is no https address."""
    return typed if not typed or (_is_https(typed) and _is_plain(typed) and "#" not in typed) else None


def security_text(contact: str, expires: datetime, languages: Sequence[str], address: str) -> str:
    """What stands in security.txt (RFC 9116); address: its own."""
    return (
        f"Contact: {contact}\nExpires: {expires.isoformat()}\n"
        f"Preferred-Languages: {', '.join(languages)}\nCanonical: {address}\n"
    )


def _is_https(typed: str) -> bool:
    return typed[:8].lower() == "https://" and is_absolute(typed)


def _is_plain(typed: str) -> bool:
    """It stands in a header and on a line of text as it is: neither holds other letters, nor what would end it."""
    return len(typed) <= LONGEST and typed.isascii() and typed.isprintable() and not set(typed) & set(' <>"\\,;')
