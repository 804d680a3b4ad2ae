"""Blogger's boxes and tables around pictures become figures."""

from __future__ import annotations

from collections import Counter

from blog.importers.tags import Tag, Token

SHOWS = frozenset({"img", "iframe", "object", "embed", "video"})
# A box around a picture holds little. What holds more is no such box, and boxes in boxes would be read again and again.
PIECES = 200
TABLE_PARTS = frozenset({"tbody", "thead", "tr", "td", "th", "colgroup", "col"})


def set_figures(pieces: list[Token], changes: Counter[str]) -> list[Token]:
    """The pieces with separators and caption tables set as figures, and empty separators taken out."""
    ends = _ends(pieces)
    out = list[Token | None](pieces)
    for start, end in ends.items():
        if end - start > PIECES:
            continue
        tag = pieces[start]
        assert isinstance(tag, Tag)
        classes = tag.attributes.get("class", "").lower().split()
        if tag.name == "div" and "separator" in classes:
            _set_separator(out, start, end, changes)
        elif tag.name == "table" and "tr-caption-container" in classes:
            _set_caption(out, start, end, changes)
    return [piece for piece in out if piece is not None]


def _ends(pieces: list[Token]) -> dict[int, int]:
    """For each div and table its end; one inside another comes first."""
    open_ones: list[int] = []
    ends: dict[int, int] = {}
    for at, piece in enumerate(pieces):
        if not isinstance(piece, Tag) or piece.name not in ("div", "table"):
            continue
        if not piece.is_end:
            open_ones.append(at)
            continue
        if open_ones and _named(pieces[open_ones[-1]], piece.name):
            ends[open_ones.pop()] = at
    return ends


def _named(piece: Token, name: str) -> bool:
    return isinstance(piece, Tag) and piece.name == name


def _set_separator(out: list[Token | None], start: int, end: int, changes: Counter[str]) -> None:
    inside = [piece for piece in out[start + 1 : end] if piece is not None]
    words = "".join(piece for piece in inside if isinstance(piece, str)).replace("&nbsp;", " ").strip()
    tags = [piece for piece in inside if isinstance(piece, Tag)]
    if any(tag.name == "figure" for tag in tags):
        # A table inside is the figure already; a box around it adds nothing.
        out[start] = out[end] = None
    elif any(tag.name in SHOWS for tag in tags) and not words:
        changes["separators"] += 1
        out[start], out[end] = _tag("figure"), _tag("figure", is_end=True)
        for at in range(start + 1, end):
            if _is_break(out[at]):
                out[at] = None
    elif not words and all(tag.name in ("br", "a", "span", "div") for tag in tags):
        changes["empty-separators"] += 1
        out[start : end + 1] = [None] * (end + 1 - start)


def _set_caption(out: list[Token | None], start: int, end: int, changes: Counter[str]) -> None:
    changes["captions"] += 1
    out[start], out[end] = _tag("figure"), _tag("figure", is_end=True)
    cells: list[bool] = []
    for at in range(start + 1, end):
        piece = out[at]
        if not isinstance(piece, Tag) or piece.name not in TABLE_PARTS:
            continue
        out[at] = None
        if piece.name not in ("td", "th"):
            continue
        if not piece.is_end:
            cells.append("tr-caption" in piece.attributes.get("class", "").lower().split())
            out[at] = _tag("figcaption") if cells[-1] else None
        elif cells and cells.pop():
            out[at] = _tag("figcaption", is_end=True)


def _is_break(piece: Token | None) -> bool:
    return isinstance(piece, Tag) and piece.name == "br"


def _tag(name: str, is_end: bool = False) -> Tag:
    return Tag(name, {}, is_end, f"</{name}>" if is_end else f"<{name}>")
