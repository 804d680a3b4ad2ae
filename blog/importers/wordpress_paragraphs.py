"""Paragraphs and breaks where WordPress shows them: it stores what was typed, with blank lines and line ends."""

from __future__ import annotations

import re
from collections import Counter
from enum import Enum

from blog.importers.tags import Tag, Token, tokens
from blog.markup.grammar import words

# What stands on lines of its own, so that no paragraph goes around it.
BLOCKS = words(
    "table thead tfoot caption col colgroup tbody tr td th div dl dd dt ul ol li pre form map area "
    "blockquote address style p h1 h2 h3 h4 h5 h6 hr fieldset legend section article aside hgroup header "
    "footer nav figure figcaption details menu summary center"
)
VOID = frozenset({"hr", "col", "area"})
# Blocks in which only words stand: a blank line is a break there, and in a paragraph the beginning of another one.
FLAT = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "summary", "caption", "legend", "figcaption", "dt"})
# Line ends in these mean nothing.
QUIET = frozenset({"object", "video", "audio", "svg", "math", "select", "picture"})
SEEN = frozenset({"img", "iframe", "object", "embed", "video", "audio", "input", "svg"})
BLANK_LINE = re.compile(r"\n[ \t\f\v\r]*\n\s*")
LINE_END = re.compile(r"[ \t]*\n[ \t]*")


class Edge(Enum):
    """What a run of words touches: the edge of a paragraph, the inside of a block, or the start of a list's item."""

    CUT = 1
    GLUED = 2
    ITEM = 3


def set_paragraphs(html: str, changes: Counter[str]) -> str:
    """The text as a reader of WordPress saw it: blank lines make paragraphs, line ends breaks, blocks stay as is."""
    work = _Work()
    for piece in tokens(html.replace("\r\n", "\n").replace("\r", "\n")):
        work.take(piece)
    work.flush(Edge.CUT)
    if work.made:
        changes["paragraphs"] += work.made
    return "".join(work.out)


class _Work:
    """One text under way: the run of words that is being gathered, and the blocks that are open around it."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.made = 0
        self._run: list[Token] = []
        self._left = Edge.CUT
        self._blocks: list[str] = []
        # How many of each are open, so that an end without a beginning is known at once.
        self._open: Counter[str] = Counter()
        self._preformatted = self._quiet = 0

    def take(self, piece: Token) -> None:
        if isinstance(piece, str):
            self._take_words(piece)
        elif piece.name == "pre" or self._preformatted:
            self._take_preformatted(piece)
        elif piece.name == "!--" and piece.inner.strip().lower().startswith("more"):
            self.flush(Edge.CUT)
            self.out.append(piece.source)
        elif piece.name in BLOCKS:
            self._end_block(piece) if piece.is_end else self._begin_block(piece)
        else:
            if piece.name in QUIET:
                self._quiet = max(0, self._quiet + (-1 if piece.is_end else 1))
            self._take_inline(piece)

    def _take_words(self, words: str) -> None:
        if self._preformatted:
            self.out.append(words)
            return
        if self._quiet:
            self._run.append(words)
            return
        first, *more = BLANK_LINE.split(words)
        self._run.append(first)
        for part in more:
            self._cut()
            self._run.append(part)

    def _take_preformatted(self, piece: Tag) -> None:
        if piece.name == "pre":
            if not self._preformatted:
                self.flush(Edge.CUT)
            self._preformatted = max(0, self._preformatted + (-1 if piece.is_end else 1))
        self.out.append(piece.source)

    def _take_inline(self, piece: Tag) -> None:
        """Two breaks one after the other are a blank line."""
        if piece.name == "br" and not self._quiet:
            before = self._run[-1] if self._run else None
            if isinstance(before, str) and not before.strip() and len(self._run) > 1:
                before = self._run[-2]
                is_second = isinstance(before, Tag) and before.name == "br"
            else:
                is_second = isinstance(before, Tag) and before.name == "br"
            if is_second:
                self._cut()
                return
        self._run.append(piece)

    def _cut(self) -> None:
        """A blank line."""
        within = self._blocks[-1] if self._blocks else ""
        is_seen = _is_seen(self._run)
        self.flush(Edge.CUT)
        if is_seen and within == "p":
            self.out.append("</p>\n<p>")
        elif is_seen and within in FLAT:
            self.out.append("<br>\n")

    def _begin_block(self, tag: Tag) -> None:
        self.flush(Edge.GLUED if tag.name == "figcaption" else Edge.CUT)
        if self._blocks and self._blocks[-1] == "p":
            # A parser ends the paragraph here, too.
            self._open[self._blocks.pop()] -= 1
        self.out.append(tag.source)
        if tag.name in VOID or tag.name == "style":
            self._left = Edge.CUT
            return
        self._blocks.append(tag.name)
        self._open[tag.name] += 1
        self._left = Edge.CUT if tag.name == "blockquote" else Edge.ITEM if tag.name == "li" else Edge.GLUED

    def _end_block(self, tag: Tag) -> None:
        self.flush(Edge.CUT if tag.name == "blockquote" else Edge.GLUED)
        while self._open[tag.name] > 0:
            name = self._blocks.pop()
            self._open[name] -= 1
            if name == tag.name:
                break
        self.out.append(tag.source)
        self._left = Edge.GLUED if tag.name == "figcaption" else Edge.CUT

    def flush(self, right: Edge) -> None:
        """Write the run that ends here, as a paragraph unless it fills the block it stands in."""
        run, self._run = self._run, []
        left, self._left = self._left, Edge.CUT
        if not _is_seen(run):
            self.out += ["\n" if isinstance(piece, str) else piece.source for piece in run if piece]
            return
        words = _with_breaks(_trimmed(run))
        is_bare = (
            left is Edge.ITEM
            or (left is Edge.GLUED and right is Edge.GLUED)
            or (bool(self._blocks) and self._blocks[-1] in FLAT)
        )
        self.made += not is_bare
        self.out.append(words if is_bare else f"<p>{words}</p>\n")


def _is_seen(run: list[Token]) -> bool:
    """Whether a run shows anything: words or a picture, not only ends of tags and space."""
    return any(bool(piece.strip()) if isinstance(piece, str) else piece.name in SEEN for piece in run)


def _trimmed(run: list[Token]) -> list[Token]:
    """Without the space and the breaks around it."""
    start, end = 0, len(run)
    while start < end and _is_gap(run[start]):
        start += 1
    while end > start and _is_gap(run[end - 1]):
        end -= 1
    kept = run[start:end]
    if isinstance(kept[0], str):
        kept[0] = kept[0].lstrip()
    if isinstance(kept[-1], str):
        kept[-1] = kept[-1].rstrip()
    return kept


def _is_gap(piece: Token) -> bool:
    return not piece.strip() if isinstance(piece, str) else piece.name == "br"


def _with_breaks(run: list[Token]) -> str:
    """Line ends are breaks, but one after a break that was typed is only a line end."""
    out: list[str] = []
    quiet = 0
    after_break = False
    for piece in run:
        if isinstance(piece, Tag):
            quiet += (-1 if piece.is_end else 1) if piece.name in QUIET else 0
            out.append(piece.source)
            after_break = piece.name == "br"
            continue
        words = piece
        if after_break and (gap := re.match(r"[ \t]*\n", words)):
            out.append("\n")
            words = words[gap.end() :]
        out.append(words if quiet > 0 else LINE_END.sub("<br>\n", words))
        after_break = after_break and not words.strip()
    return "".join(out)
