"""The two Markdown parsers: a small one for comments, a full one for posts."""

from __future__ import annotations

import hashlib
import re
import threading

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from blog.markup.extras import set_extras
from blog.markup.limits import (
    ADDRESSES,
    BRACKETS,
    MARKDOWN_NESTING,
    POST_ADDRESSES,
    POST_STARS,
    POST_TAG_COUNT,
    TooIntricate,
)
from blog.markup.typography import set_type

# In a comment a line that begins with "#" or four spaces is a line, and a definition would vanish from sight.
NOT_IN_COMMENTS = ["heading", "lheading", "table", "image", "reference", "code"]

BLOCK = re.compile(r"\n[ \t]*\n(?=[ \t]*[^\s])")

# A parser with a linkifier keeps its place in itself, so two threads must not share one.
shelf = threading.local()


def comment_html(text: str, *, raw: bool) -> str:
    """The HTML of a comment before any cleaning; `raw` lets tags through. Raises TooIntricate."""
    if text.count("[") > BRACKETS or text.count("://") > ADDRESSES:
        raise TooIntricate
    parser = comment_parser(raw)
    tokens = parser.parse(text)
    check_nesting(tokens)
    return str(parser.renderer.render(tokens, parser.options, {}))


def comment_parser(raw: bool) -> MarkdownIt:
    name = "raw" if raw else "plain"
    if not hasattr(shelf, name):
        options = {"html": raw, "linkify": True, "breaks": True, "maxNesting": MARKDOWN_NESTING}
        parser = MarkdownIt("default", options).disable(NOT_IN_COMMENTS)
        if parser.linkify:
            # Only what begins with http:// or https:// becomes a link: a missing space after a full stop does not.
            parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False})
        setattr(shelf, name, parser)
    found: MarkdownIt = getattr(shelf, name)
    return found


def check_nesting(tokens: list[Token]) -> None:
    """Raises TooIntricate where the parser stopped looking: it drops what stands deeper without a word."""
    if any(token.level >= MARKDOWN_NESTING - 1 for token in tokens):
        raise TooIntricate


def post_html(text: str) -> str:
    """The HTML of a post before any cleaning. Raises TooIntricate."""
    # Of so many paragraphs the cleaner would find too many tags, after a parser that is slower than counting.
    blocks = sum(1 for _ in BLOCK.finditer(text))
    if text.count("://") > POST_ADDRESSES or text.count("*") > POST_STARS or 2 * blocks > POST_TAG_COUNT:
        raise TooIntricate
    parser = post_parser()
    # Two posts may stand on one page: their footnotes are told apart by a name made from the text.
    env = {"docId": hashlib.sha256(text.encode()).hexdigest()[:8]}
    tokens = parser.parse(text, env)
    check_nesting(tokens)
    return str(parser.renderer.render(tokens, parser.options, env))


def post_parser() -> MarkdownIt:
    if not hasattr(shelf, "post"):
        options = {"html": True, "linkify": True, "typographer": True, "maxNesting": MARKDOWN_NESTING}
        parser = MarkdownIt("default", options).use(footnote_plugin)
        set_type(parser)
        set_extras(parser)
        shelf.post = parser
    found: MarkdownIt = shelf.post
    return found
