"""What is read out of a checked tree: its plain text, its links, and the tree without links."""

from __future__ import annotations

import re
import unicodedata

from blog.markup.gate import Node, Tree
from blog.markup.grammar import BLOCKS

LINES = frozenset(("li", "dt", "dd", "tr", "figcaption", "caption", "summary"))
# The arrow that leads from a footnote back to its place is no word of the author's.
WAY_BACK = "\u21a9\ufe0e"
CELLS = frozenset(("td", "th"))


def text_of(tree: Tree) -> str:
    """The words of a tree: blocks a blank line apart, list items and breaks on lines of their own."""
    parts: list[str] = []
    gather(tree, parts, False)
    text = re.sub(r"[ \t]+\n", "\n", unicodedata.normalize("NFC", "".join(parts)))
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"\n (?! )", "\n", text)).strip()


def gather(tree: Tree, parts: list[str], verbatim: bool) -> None:
    among_blocks = any(isinstance(part, Node) and part.is_block for part in tree)
    for part in tree:
        if isinstance(part, str):
            if verbatim or not among_blocks or part.strip(" \t\n"):
                parts.append(part if verbatim else re.sub(r"[ \t\n]+", " ", part))
        elif part.tag == "br":
            parts.append("\n")
        elif part.tag == "q":
            parts.append("“")
            gather(part.children, parts, verbatim)
            parts.append("”")
        elif part.children != [WAY_BACK] and part.attributes.get("class") != "footnote-ref":
            before = "\n" if part.tag in LINES else "\n\n" if part.tag in BLOCKS - CELLS else ""
            parts.append(before)
            gather(part.children, parts, verbatim or part.tag == "pre")
            parts.append(" " if part.tag in CELLS else "" if part.tag in LINES else before)


def links_of(tree: Tree) -> tuple[str, ...]:
    """Where the links of a tree lead, in order."""
    found: list[str] = []
    for part in tree:
        if isinstance(part, Node):
            found += [part.attributes["href"]] if part.tag == "a" else []
            found += links_of(part.children)
    return tuple(found)


def without_links(tree: Tree) -> Tree:
    """The tree with each link as its words and the address in parentheses, each picture as its description."""
    quiet: Tree = []
    for part in tree:
        if isinstance(part, str):
            quiet.append(part)
        elif part.tag == "a":
            quiet += without_links(part.children)
            address = part.attributes["href"]
            if not says(text_of(part.children), address):
                quiet.append(f" ({address})")
        elif part.tag == "img":
            quiet.append(part.attributes.get("alt", ""))
        else:
            quiet.append(Node(part.tag, part.attributes, without_links(part.children)))
    return quiet


def says(spoken: str, address: str) -> bool:
    """Whether the words of a link already are its address."""
    return bare(spoken) == bare(address)


def bare(address: str) -> str:
    return re.sub(r"^(?:https?://|mailto:)", "", address, flags=re.IGNORECASE).rstrip("/")
