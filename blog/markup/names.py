"""The short fields beside a comment: a name, a website, an e-mail address."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from blog.markup.addresses import is_absolute
from blog.markup.characters import UNSEEN, normalize
from blog.markup.limits import EMAIL_CHARACTERS, WEBSITE_CHARACTERS, Unreadable
from blog.markup.twins import as_latin

BARE_HOST = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*(?:[/?#].*)?")
EMAIL = re.compile(
    r"(?P<local>[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*)"
    r"@(?P<domain>(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_](?:[\w-]{0,61}[^\W_])?)"
)

# Letters of other scripts, and digits, that a hasty eye reads as Latin letters (after casefold and NFKD).
TWINS = str.maketrans(
    # Cyrillic, Greek, then digits, signs and the dotless i.
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u051d\u0433\u043a\u043c\u043d\u0442"
    "\u0432\u043f\u044c\u03b1\u03b2\u03b3\u03b5\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u03c9\u03b7"
    "01358$@|\u0131",
    "aeopcyxijshdqwrkmhtbnbabyeikvoptuxwnoiesbsaii",
)


class NotAWebsite(ValueError):
    """This does not look like a website. An address such as https://example.org works, or leave it empty."""


class NotAnEmail(ValueError):
    """This does not look like an e-mail address. Please check it, or leave it empty."""


def clean_name(typed: str) -> str:
    """A name on one line, without invisible characters; empty if nothing is left. Raises Unreadable."""
    visible = "".join(
        character
        for character in normalize(typed)
        if character not in UNSEEN and unicodedata.category(character) not in ("Cf", "Co", "Cn")
    )
    return unicodedata.normalize("NFC", " ".join(visible.split()))


def website(typed: str) -> str | None:
    """The http or https address in a website field, None for an empty one. Raises NotAWebsite.

    A bare `example.org` gets `https://`. The address is kept to the letter otherwise.
    """
    address = plain_line(typed, NotAWebsite)
    if not address:
        return None
    if BARE_HOST.fullmatch(address) and not re.match(r"https?:", address, re.IGNORECASE):
        address = "https://" + address
    if len(address) > WEBSITE_CHARACTERS or not is_absolute(address) or re.search("[<>]", address):
        raise NotAWebsite
    return address


def email(typed: str) -> str | None:
    """The address in an e-mail field with its domain in small letters, None for an empty one. Raises NotAnEmail."""
    address = plain_line(typed, NotAnEmail)
    if not address:
        return None
    found = EMAIL.fullmatch(address)
    if not found or len(address) > EMAIL_CHARACTERS or len(found["local"]) > 64:
        raise NotAnEmail
    return f"{found['local']}@{found['domain'].lower()}"


def plain_line(typed: str, refusal: type[ValueError]) -> str:
    """A field of one line without the spaces around it; one that normalizing would change is refused.

    A name is cleaned and shown to its writer again; an address with something invisible inside is a trap.
    """
    try:
        address = normalize(typed).strip()
    except Unreadable as error:
        raise refusal from error
    if address != unicodedata.normalize("NFC", typed.strip()):
        raise refusal
    return address


def looks_alike(a: str, b: str) -> bool:
    """Whether two names can be mistaken for one another at a glance."""
    seen = skeleton(a)
    # Names of signs alone have nothing left to compare.
    return seen == skeleton(b) if seen else clean_name(a) == clean_name(b)


@lru_cache(1024)
def skeleton(name: str) -> str:
    """A name reduced to what the eye sees of it: no case, accents, spaces or punctuation, twins replaced."""
    plain = as_latin(unicodedata.normalize("NFKD", clean_name(name))).casefold()
    letters = unicodedata.normalize("NFKD", plain).translate(TWINS)
    kept = "".join(character for character in letters if character.isalnum())
    return kept.replace("rn", "m").replace("vv", "w").replace("l", "i")
