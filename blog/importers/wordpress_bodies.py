"""What WordPress made of a body for its readers: blocks, shortcodes, paragraphs, films by their address alone."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from html import escape
from typing import Any

from blog.importers.tags import Tag, Token, tokens
from blog.importers.wordpress_paragraphs import BLOCKS, set_paragraphs
from blog.importers.wordpress_shortcodes import Attached, spell_out

# The name under which a post keeps what is attached to it, as JSON: [[key, address, words], …].
PICTURES = "pictures"
BLOCK = re.compile(r"\s*/?wp:[a-z]")
DYNAMIC = re.compile(r"\s*wp:[^\s]+\s.*/\s*\Z", re.DOTALL)
ALONE_IN_LINE = re.compile(r"(?:(?<=\n)|\A)[ \t]*(https?://[^\s<>\"\[\]]{1,2000})[ \t]*(?=\n|\Z)")
ADDRESS = re.compile(r"(?<![\w/@=\"'.-])(https?://[^\s<>\"\[\]]{1,2000})", re.IGNORECASE)
# Words in these are no sentence, or lead somewhere already.
UNTOUCHED = frozenset({"a", "pre", "code", "script", "style", "textarea", "button", "kbd"})


def show_post(raw: str, kept: Mapping[str, Any], changes: Counter[str]) -> str:
    """A post's body as its readers saw it. Bodies made of blocks have their paragraphs already."""
    html = raw.replace("\r\n", "\n").replace("\r", "\n")
    is_blocks = "<!-- wp:" in html
    html = "".join(_source(piece) for piece in _without_marks(html, changes))
    if "[" in html:
        html = spell_out(html, read_pictures(kept), changes)
    if "://" in html:
        html = _show_films(html)
    return html if is_blocks else set_paragraphs(html, changes)


def show_comment(raw: str, kept: Mapping[str, Any], changes: Counter[str]) -> str:
    """A comment's words: addresses in them are links, blank lines paragraphs, line ends breaks."""
    html = raw.replace("\r\n", "\n").replace("\r", "\n")
    return set_paragraphs(_link_addresses(html, changes) if "://" in html else html, changes)


def write_pictures(pictures: list[Attached]) -> str:
    return json.dumps([[one.key, one.address, one.words] for one in pictures], ensure_ascii=False)


def read_pictures(kept: Mapping[str, Any]) -> tuple[Attached, ...]:
    return tuple(Attached(*one) for one in json.loads(kept.get(PICTURES) or "[]"))


def _without_marks(html: str, changes: Counter[str]) -> list[Token]:
    """Without what the editor wrote for itself; a jump break is left as a plain one."""
    pieces: list[Token] = []
    for piece in tokens(html):
        if isinstance(piece, str) or piece.name != "!--":
            pieces.append(piece)
            continue
        words = piece.inner.strip().lower()
        if BLOCK.match(piece.inner):
            changes["dynamic-blocks" if DYNAMIC.match(piece.inner) else "editor-marks"] += 1
        elif re.match(r"more\b", words):
            pieces.append("<!--more-->")
        elif words == "nextpage":
            changes["page-breaks"] += 1
            pieces.append("\n\n")
        elif words != "noteaser":
            pieces.append(piece)
    return pieces


def _show_films(html: str) -> str:
    """An address that stands alone in its line is what is found there: a frame, which becomes a link like any other."""
    pieces = list(tokens(html))
    out: list[str] = []
    untouched = 0
    for number, piece in enumerate(pieces):
        if isinstance(piece, Tag):
            untouched = _depth(untouched, piece)
            out.append(piece.source)
            continue
        if untouched or "://" not in piece:
            out.append(piece)
            continue
        begins = number == 0 or _is_edge(pieces[number - 1])
        ends = number + 1 == len(pieces) or _is_edge(pieces[number + 1])
        out.append(_films_in(piece, begins, ends))
    return "".join(out)


def _films_in(words: str, begins: bool, ends: bool) -> str:
    def frame(found: re.Match[str]) -> str:
        if (found.start() == 0 and not begins) or (found.end() == len(words) and not ends):
            return found[0]
        return f'<iframe src="{escape(found[1].replace("&amp;", "&"))}"></iframe>'

    return ALONE_IN_LINE.sub(frame, words)


def _link_addresses(html: str, changes: Counter[str]) -> str:
    out: list[str] = []
    untouched = 0

    def link(found: re.Match[str]) -> str:
        address = found[1]
        bare = address.rstrip(".,;:!?*'")
        while bare.endswith(")") and bare.count("(") < bare.count(")"):
            bare = bare[:-1].rstrip(".,;:!?")
        changes["bare-addresses"] += 1
        return f'<a href="{bare}">{bare}</a>{address[len(bare) :]}'

    for piece in tokens(html):
        if isinstance(piece, Tag):
            untouched = _depth(untouched, piece)
            out.append(piece.source)
        else:
            out.append(piece if untouched else ADDRESS.sub(link, piece))
    return "".join(out)


def _depth(depth: int, tag: Tag) -> int:
    return max(0, depth + (-1 if tag.is_end else 1)) if tag.name in UNTOUCHED else depth


def _is_edge(piece: Token) -> bool:
    return isinstance(piece, Tag) and (piece.name in BLOCKS or piece.name in ("br", "!--"))


def _source(piece: Token) -> str:
    return piece if isinstance(piece, str) else piece.source
