"""Which characters a text may hold, and how many marks one letter may carry."""

from __future__ import annotations

import re
import unicodedata

from blog.markup.limits import Unreadable

LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")

# Control characters, characters XML forbids, characters that turn the direction of what follows, the deprecated
# format characters, byte order marks, annotation anchors and the non-characters at the end of every plane.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
    + "]"
)

# Tag characters hide a text inside a text. Three flags are spelled with them (England, Scotland, Wales) and stay.
TAGS = re.compile("(\U0001f3f4(?:{})\U000e007f)|[\U000e0000-\U000e007f]".format(
    "|".join("".join(chr(0xE0000 + ord(letter)) for letter in code) for code in ("gbeng", "gbsct", "gbwls"))
))  # fmt: skip

# Accents that any letter can carry. A scholar needs three of them; a tower of forty covers the neighbours' words.
ACCENTS = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
ACCENTS_PER_LETTER = 4
# Hebrew with its points and Tibetan stacks need more marks, which their scripts set in their own places.
MARKS_PER_LETTER = 8

# Letters that show nothing although Unicode counts them as letters, marks or symbols.
UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\U00016fe4") | {
    chr(number)
    for start, end in ((0x180B, 0x180F), (0xFE00, 0xFE0F), (0x1D159, 0x1D159), (0xE0100, 0xE01EF))
    for number in range(start, end + 1)
}


def normalize(typed: str) -> str:
    """The text as it is stored: NFC, line feeds only, nothing invisible that harms. Raises Unreadable."""
    try:
        typed.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Unreadable from error
    text = strip_forbidden(LINE_ENDS.sub("\n", typed))
    if text.isascii():
        return text
    # Composed first, so that the marks are counted as they will stand; composed again, because leaving marks out
    # can let two letters meet.
    bounded, _ = bound_marks(unicodedata.normalize("NFC", text))
    return unicodedata.normalize("NFC", bounded)


def strip_forbidden(text: str) -> str:
    """The text without the characters no text may hold."""
    text = FORBIDDEN.sub("", text)
    return text if text.isascii() else TAGS.sub(lambda found: found[1] or "", text)


def bound_marks(text: str, carried: tuple[int, int] = (0, 0)) -> tuple[str, tuple[int, int]]:
    """The text with at most a few marks on each letter, and (accents, marks) that its last letter carries.

    The counts go in again with the text that follows, since a tag between two marks does not separate them.
    """
    if text.isascii():
        return text, (0, 0) if text else carried
    kept: list[str] = []
    accents, marks = carried
    for character in text:
        category = unicodedata.category(character)
        if category in ("Mn", "Me"):
            marks += 1
            accents += bool(ACCENTS.match(character))
            if marks > MARKS_PER_LETTER or (accents > ACCENTS_PER_LETTER and ACCENTS.match(character)):
                continue
        elif category != "Cf":
            accents = marks = 0
        kept.append(character)
    return "".join(kept), (accents, marks)


def is_unseen(character: str) -> bool:
    """Whether a character leaves the paper white."""
    return character in UNSEEN or unicodedata.category(character) in ("Zs", "Zl", "Zp", "Cc", "Cf")


def is_blank(text: str) -> bool:
    """Whether a text has only white space and invisible characters."""
    return all(is_unseen(character) for character in text)
