"""The only module that touches bleach: HTML in, a checked tree out.

bleach 6.4.0 is its last release. What it does is kept small: the comb before it bounds its cost, the rules for
attributes are our own (its protocol list lets `javascript:1` through), and the gate after it has the last word.
To change the library, change `swept`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from bleach.sanitizer import Cleaner  # type: ignore[import-untyped]

from blog.markup.combing import comb
from blog.markup.gate import Tree, read
from blog.markup.grammar import VOID, Grammar
from blog.markup.limits import TooIntricate
from blog.markup.nesting import settled

BARE = re.compile(r"(?:[^<]++|<br>)*+")
PROTOCOLS = frozenset(("http", "https", "mailto"))


TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>")
# For every element bleach looks through all that stand beside it: of a book's length of paragraphs that is most of the
# work. So a long text is swept a part at a time.
LONG = 16_000


class AsWritten:
    """Where style attributes may stay at all, they stay as they are: no browser applies them on our pages."""

    def sanitize_css(self, style: str) -> str:
        return style


def sanitize(source: str, grammar: Grammar) -> Tree:
    """The tree of what may be shown of this HTML. Raises TooIntricate and gate.Unknown: show it as text then."""
    return sanitize_combed(comb(source, grammar), grammar)


def sanitize_combed(combed: str, grammar: Grammar) -> Tree:
    """The same of HTML that was combed for this grammar."""
    # Where the comb has left words and line breaks alone there is nothing to sweep, and the gate reads it all the same.
    if BARE.fullmatch(combed):
        return read(combed, grammar)
    return settled(read(swept(combed, grammar), grammar))


def swept(source: str, grammar: Grammar) -> str:
    """The HTML after bleach, still in its own words. Raises TooIntricate where bleach gives up.

    A Cleaner is not thread-safe, so each call makes its own.
    """

    def is_allowed(tag: str, name: str, value: str) -> bool:
        return grammar.allows(tag, name, html.unescape(value))

    cleaner = Cleaner(
        tags=grammar.tags, attributes=is_allowed, protocols=PROTOCOLS, strip=True, strip_comments=True,
        css_sanitizer=AsWritten() if grammar.anywhere else None,
    )  # fmt: skip
    try:
        return "".join(str(cleaner.clean(part)) for part in parts(source))
    except Exception as error:
        # Its parser is frozen and calls itself as deep as it likes: what it trips over is shown as it was typed.
        raise TooIntricate from error


def parts(combed: str) -> Iterator[str]:
    """Combed HTML in parts of some length, cut only where every element that was opened has been closed in its order.

    There a parser has nothing to carry over, so that the parts are read as the whole is. From the first element on that
    is closed in another order, or never, the rest is one part.
    """
    begun, opened = 0, list[str]()
    for tag in TAG.finditer(combed) if len(combed) > LONG else ():
        name = tag[2]
        if not tag[1] and name not in VOID:
            opened.append(name)
        elif tag[1] and (not opened or opened.pop() != name):
            break
        if not opened and tag.end() - begun >= LONG:
            yield combed[begun : tag.end()]
            begun = tag.end()
    yield combed[begun:]
