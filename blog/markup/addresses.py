"""Which addresses a link may lead to: the one rule for comments, posts and names."""

from __future__ import annotations

import re
import unicodedata

# A host is letters, digits, dots and hyphens of any script, or an IPv6 address in brackets. There is no room for
# "user@", which hides the real host, nor for "\", which browsers read as "/".
ABSOLUTE = re.compile(
    r"https?://(?:[^\W_](?:[\w.-]*\w)?\.?|\[[0-9a-f:.]+\])(?::\d{1,5})?(?:[/?#][^\s\\]*)?",
    re.IGNORECASE,
)
MAILTO = re.compile(r"mailto:[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+(?:\?[^\s\\<>\"]*)?", re.IGNORECASE)
# A path without a scheme: no colon before the first slash, no second slash at the start.
RELATIVE = re.compile(r"(?:/(?!/)|[?#]|\.{1,2}/|[\w.~%-]+(?=[/?#]|$))[^\s\\]*")


def is_absolute(address: str) -> bool:
    """Whether this is a plain http or https address."""
    # Vowel signs are letters to their readers, but not to a regular expression.
    letters = "".join(character for character in address if unicodedata.category(character)[0] != "M")
    return bool(ABSOLUTE.fullmatch(letters)) and not hides_something(address)


def is_mailto(address: str) -> bool:
    """Whether this is a plain mailto address."""
    return bool(MAILTO.fullmatch(address)) and not hides_something(address)


def is_relative(address: str) -> bool:
    """Whether this address stays on this site."""
    return bool(RELATIVE.fullmatch(address)) and not hides_something(address)


def hides_something(address: str) -> bool:
    """Whether an address holds a control or format character, or one that turns the direction of reading."""
    return any(unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp", "Zs") for character in address)
