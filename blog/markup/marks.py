"""Words and what stands within a line, as Markdown: emphasis, links, pictures, and signs that must not be marks."""

from __future__ import annotations

import re

from blog.markup.gate import Node, Tree
from blog.markup.pasted_notes import MARKED, NOTED
from blog.markup.reading import text_of

EMPHASIS = {"strong": "**", "b": "**", "em": "*", "i": "*", "cite": "*", "s": "~~", "del": "~~"}
# Markdown has no mark for these, and takes them as they are.
KEPT = frozenset(("sup", "sub", "kbd"))
SIGNS = re.compile(r"[\\`*]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=#?\w{1,32};)|~(?=~)|(?<=~)~")
BRACKETS = re.compile(r"[\[\]]")
# A hard space is kept where a typographer puts one, and is a space where a word processor has put it.
HARD = re.compile(r"\u00a0(?![;:!?»%])(?<!«\u00a0)")
SPACES = re.compile(r"[ \t\r\n\f]+")


def inline(tree: Tree) -> str:
    """What stands in a line; breaks are a backslash and a line end."""
    return "".join(_words(part) if isinstance(part, str) else _element(part) for part in tree)


def spaced(text: str) -> str:
    """One space where there were several, and none beside a break."""
    lines = [re.sub(r" {2,}", " ", line) for line in text.split("\\\n")]
    return "\\\n".join(line.strip(" ") for line in lines)


def _words(text: str) -> str:
    words = SIGNS.sub(r"\\\g<0>", HARD.sub(" ", SPACES.sub(" ", text)))
    if "](" in words or "]:" in words or "[^" in words or "![" in words:
        words = BRACKETS.sub(r"\\\g<0>", words)
    return words


def _element(node: Node) -> str:
    if node.tag == "br":
        return "\\\n"
    if node.tag == "img":
        return _picture(node)
    if node.tag in (MARKED, NOTED):
        return f"[^{node.attributes['number']}]" + (": " if node.tag == NOTED else "")
    if node.tag in ("code", "samp"):
        return _code(text_of([node]))
    inner = inline(node.children)
    if node.tag == "a":
        return _link(node.attributes.get("href", ""), inner)
    if node.tag in EMPHASIS:
        return _emphasized(inner, EMPHASIS[node.tag])
    if node.tag in KEPT and inner.strip():
        return f"<{node.tag}>{inner}</{node.tag}>"
    if node.is_block:
        # A block inside a cell or a heading: its words, apart from those before.
        return f" {inner} "
    return inner


def _emphasized(inner: str, mark: str) -> str:
    """Spaces and breaks go outside of the marks, where Markdown wants them; marks are not doubled."""
    words = inner.strip(" \n\\")
    if not words or mark in words or "\n\n" in words:
        return inner
    start = inner.index(words)
    return f"{inner[:start]}{mark}{words}{mark}{inner[start + len(words) :]}"


def _link(href: str, inner: str) -> str:
    words = inner.strip()
    if not href or not words:
        return inner
    if words.replace("\\", "") == href and re.fullmatch(r"https?://[^\s<>()*_]+", href):
        return href
    before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    return f"{before}[{words}]({_address(href)}){after}"


def _picture(node: Node) -> str:
    alt = BRACKETS.sub(r"\\\g<0>", _words(node.attributes.get("alt", "")))
    title = " ".join(node.attributes.get("title", "").split()).replace('"', "”")
    return f"![{alt}]({_address(node.attributes['src'])}" + (f' "{title}")' if title else ")")


def _address(href: str) -> str:
    if re.fullmatch(r"[^\s()<>\\]+", href):
        return href
    encoded = href.replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")
    return f"<{encoded}>"


def _code(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        return ""
    longest = max((len(run) for run in re.findall(r"`+", words)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if words[0] == "`" or words[-1] == "`" else ""
    return f"{fence}{pad}{words}{pad}{fence}"
