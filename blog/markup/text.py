"""Plain text out of what people wrote: excerpts, slugs, and words for searching."""

from __future__ import annotations

import html as entities
import re
import unicodedata

from markupsafe import Markup

from blog.markup.characters import normalize
from blog.markup.gate import Unknown, read
from blog.markup.grammar import POST
from blog.markup.reading import text_of

SLUG_CHARACTERS = 60

# Latin letters that Unicode does not take apart into a letter and a mark.
LATIN = str.maketrans({
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th", "ß": "ss",
})  # fmt: skip

# Scripts written without spaces between words: Han, kana, Bopomofo, Thai, Lao, Burmese, Khmer.
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u312f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U000323af]+"
)


def plain(html: Markup) -> str:
    """The plain text of HTML that this room has cleaned."""
    # A footnote's mark is no word of the text.
    unmarked = re.sub(r'<sup class="footnote-ref">.*?</sup>', "", str(html))
    bare = re.sub(r"<(/?[a-z][a-z0-9]*)[^<>]*>", r"<\1>", unmarked).replace("<a>", '<a href="#">')
    try:
        return text_of(read(bare, POST))
    except Unknown:
        return entities.unescape(" ".join(re.sub(r"<[^<>]*>", " ", bare).split()))


def stored_line(typed: str) -> str:
    """A title or a name as it is stored: on one line, with nothing invisible that harms. Raises Unreadable."""
    return " ".join(normalize(typed).split())


def excerpt(text: str, limit: int) -> str:
    """At most `limit` characters on one line, cut at a word and ended with "…" if anything was left out."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    at_word = cut if line[limit - 1] == " " else cut.rpartition(" ")[0]
    # A word longer than half the excerpt is cut where it stands: better half a word than half an excerpt.
    kept = at_word if len(at_word) > limit // 2 else cut
    return kept.rstrip(" ,;:.–—-(“") + "…"


def first_words(text: str, n: int = 4) -> str:
    """The first `n` words, with "…" if there are more; never above 60 characters."""
    found = text.split(None, n)
    line = " ".join(found[:n])
    return excerpt(line.rstrip(".,;:–—-…") + "…" if len(found) > n else line, 60)


def slug(title: str) -> str:
    """A title as one part of an address: small letters, digits and hyphens, at most 60 characters, never empty.

    Latin letters lose their accents; letters of other scripts stay as they are.
    """
    letters = unaccented(title.casefold()).replace("'", "").replace("’", "")
    parts = re.findall(r"(?:[^\W_]|[^\x00-\x7f\W]|(?<=[^\W_])[\u0300-\u1fff]+)+", letters)
    kept = ""
    for part in parts:
        longer = f"{kept}-{part}" if kept else part[:SLUG_CHARACTERS]
        if len(longer) > SLUG_CHARACTERS:
            break
        kept = longer
    return kept or "post"


def searchable(text: str) -> str:
    """A text as it is indexed, and a query as it is looked up: the same words give the same answer everywhere.

    Case and accents are gone. In scripts without spaces every letter stands by itself and before its pair
    ("日本語" gives "日 日本 本 本語 語"), so that one letter, a word and a phrase are all found.
    """
    folded = unaccented(text.casefold())
    return " ".join(UNSPACED.sub(lambda run: f" {pairs(run[0])} ", folded).split())


def pairs(run: str) -> str:
    parts: list[str] = []
    for here, following in zip(run, [*run[1:], ""], strict=True):
        parts += [here, here + following] if following else [here]
    return " ".join(parts)


def unaccented(text: str) -> str:
    """A text in small letters without the marks that a searcher leaves out."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text).translate(LATIN)
    return unicodedata.normalize("NFKC", "".join(part for part in parts if not is_accent(part)))


def is_accent(character: str) -> bool:
    """Whether a mark is an accent, a Hebrew point or an Arabic vowel sign.

    Marks that make another letter stay: the sound marks of kana, the nuktas and viramas of India.
    """
    place = unicodedata.combining(character)
    return 10 <= place <= 36 or 200 <= place <= 240 or (place == 1)
