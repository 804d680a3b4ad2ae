"""The gate: a strict grammar of our own that reads the sanitizer's HTML and writes every byte of it anew.

What it does not know, it refuses, and the caller shows the text escaped. The nesting it accepts is the nesting
that an HTML parser rebuilds unchanged, so what a browser reads is this tree and cleaning twice changes nothing.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass, field

from blog.markup.characters import FORBIDDEN
from blog.markup.grammar import BLOCKS, SEEN, VOID, Grammar, words

# The sanitizer writes `open`, `reversed` and `controls` without a value.
PIECE = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z]+(?:="[^"<]*")?)*)>|([^<>]+)')
ATTRIBUTE = re.compile(r' ([a-z]+)(?:="([^"<]*)")?')

TABLE_PARTS = {
    "table": words("caption colgroup thead tbody tfoot"),
    "thead": words("tr"),
    "tbody": words("tr"),
    "tfoot": words("tr"),
    "tr": words("td th"),
    "colgroup": words("col"),
}
# A new scope: what is closed by force outside of it is not closed from inside.
SCOPES = words("td th caption")
HEADINGS = words("h2 h3 h4 h5 h6")
# What these miss is only their place: they stay as a paragraph, or as what is in them.
HOMELESS = words("li dt dd figcaption summary")
PARENTS = {
    "li": words("ul ol"),
    "dt": words("dl"),
    "dd": words("dl"),
    "figcaption": words("figure"),
    "summary": words("details"),
    "rt": words("ruby"),
    "rp": words("ruby"),
    "caption": words("table"),
    "colgroup": words("table"),
    "thead": words("table"),
    "tbody": words("table"),
    "tfoot": words("table"),
    "tr": words("thead tbody tfoot"),
    "td": words("tr"),
    "th": words("tr"),
    "col": words("colgroup"),
}


class Unknown(ValueError):
    """The sanitizer wrote something that the gate does not know."""


@dataclass
class Node:
    """An element: its tag, its attributes in the order they are written, and what stands in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: Tree = field(default_factory=list)

    @property
    def is_block(self) -> bool:
        """Whether it or anything in it stands on lines of its own."""
        return self.tag in BLOCKS or self.is_block_inside

    @property
    def is_block_inside(self) -> bool:
        """Whether anything in it stands on lines of its own."""
        return any(isinstance(child, Node) and child.is_block for child in self.children)

    @property
    def is_empty(self) -> bool:
        """Whether it shows nothing, not even a break or a space that somebody asked for."""
        return self.tag not in VOID | SEEN and is_empty(self.children)


Tree = list[Node | str]


def is_empty(tree: Tree) -> bool:
    """Whether nothing in a tree is seen."""
    return all(part.is_empty if isinstance(part, Node) else not part.strip(" \t\n") for part in tree)


def read(source: str, grammar: Grammar) -> Tree:
    """The tree of sanitized HTML, top-level words gathered into paragraphs. Raises Unknown."""
    path = [Node("")]
    position = 0
    for piece in PIECE.finditer(source):
        if piece.start() != position:
            raise Unknown(source[position : position + 40])
        position = piece.end()
        closing, tag, attributes, text = piece.groups()
        if text is not None:
            add_text(path, html.unescape(text))
        elif closing:
            close(path, tag)
        else:
            open_element(path, tag, attributes, grammar)
    if position != len(source) or len(path) != 1:
        raise Unknown(source[position : position + 40])
    return gathered(path[0].children)


def add_text(path: list[Node], text: str) -> None:
    parent = path[-1]
    if FORBIDDEN.search(text) or (parent.tag in TABLE_PARTS and text.strip(" \t\n")):
        raise Unknown(text[:40])
    parent.children.append(text)


def open_element(path: list[Node], tag: str, written: str, grammar: Grammar) -> None:
    if tag not in grammar.tags or len(path) > grammar.depth:
        raise Unknown(tag)
    check_place(path, tag)
    node = Node(tag)
    for name, value in ATTRIBUTE.findall(written):
        plain = html.unescape(value)
        if name in node.attributes or not grammar.allows(tag, name, plain) or FORBIDDEN.search(plain):
            raise Unknown(f"{tag} {name}")
        node.attributes[name] = plain
    if tag == "a" and "href" in node.attributes:
        node.attributes.update(grammar.link_attributes)
    if tag == "img":
        if "src" not in node.attributes:
            return
        # A reader of the page aloud says the file's name where there is no description, not even an empty one.
        node.attributes.setdefault("alt", "")
    path[-1].children.append(node)
    if tag not in VOID:
        path.append(node)


def check_place(path: list[Node], tag: str) -> None:
    """Raises Unknown where a parser would close something else first, or move the element elsewhere."""
    parent = path[-1].tag
    if parent in TABLE_PARTS and tag not in TABLE_PARTS[parent]:
        raise Unknown(f"{tag} in {parent}")
    if tag in PARENTS and parent not in PARENTS[tag] and tag not in HOMELESS:
        raise Unknown(f"{tag} in {parent}")
    for ancestor in reversed(path):
        if ancestor.tag in SCOPES:
            break
        if tag in BLOCKS and (ancestor.tag == "p" or (tag in HEADINGS and ancestor.tag in HEADINGS)):
            raise Unknown(f"{tag} in {ancestor.tag}")
        if tag == ancestor.tag == "a":
            raise Unknown(f"{tag} in {ancestor.tag}")


def close(path: list[Node], tag: str) -> None:
    node = path.pop()
    if not path or node.tag != tag:
        raise Unknown(f"</{tag}>")
    parent = path[-1]
    if tag == "pre":
        node.children = without_first_line_ends(node.children)
    if tag in HOMELESS and parent.tag not in PARENTS[tag]:
        node.tag, node.attributes = ("" if node.is_block_inside else "p"), {}
    if node.tag == "" or (tag == "a" and "href" not in node.attributes):
        # A link that leads nowhere is its words.
        parent.children.pop()
        parent.children.extend(node.children)
    elif node.tag == "p" and is_empty(node.children):
        parent.children.pop()


def without_first_line_ends(children: Tree) -> Tree:
    """What stands in <pre>: a parser leaves out its first line end, so that reading it twice would leave out two."""
    kept = list(children)
    while kept and isinstance(kept[0], str):
        kept[0] = kept[0].lstrip("\n")
        if kept[0]:
            break
        del kept[0]
    return kept


def gathered(children: Tree) -> Tree:
    """The top level with every run of loose words in a paragraph, so that a text is made of blocks only."""
    tree: Tree = []
    run: Tree = []
    for child in [*children, Node("hr")]:
        if isinstance(child, str) or not child.is_block:
            run.append(child)
            continue
        if not is_empty(run):
            tree.append(Node("p", {}, trimmed(run)))
        elif run and tree:
            tree.append("\n")
        tree.append(child)
        run = []
    return tree[:-2] if tree[-2:-1] == ["\n"] else tree[:-1]


def trimmed(run: Tree) -> Tree:
    if isinstance(run[0], str):
        run[0] = run[0].lstrip(" \t\n")
    if isinstance(run[-1], str):
        run[-1] = run[-1].rstrip(" \t\n")
    return run


def write(tree: Tree) -> str:
    """The tree as HTML: tags from the allow-list, everything else escaped."""
    parts: list[str] = []
    for part in joined(tree):
        if isinstance(part, str):
            # Composed here, because a mark may have met its letter when the tag between them went away.
            parts.append(html.escape(unicodedata.normalize("NFC", part), quote=False))
            continue
        attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in part.attributes.items())
        parts.append(f"<{part.tag}{attributes}>")
        if part.tag not in VOID:
            parts.append(f"{write(part.children)}</{part.tag}>")
    return "".join(parts)


def joined(tree: Tree) -> Tree:
    """The tree with neighbouring texts in one."""
    whole: Tree = []
    for part in tree:
        if isinstance(part, str) and whole and isinstance(whole[-1], str):
            whole[-1] += part
        else:
            whole.append(part)
    return whole


def paragraphs(text: str) -> Tree:
    """Typed text as it was typed: a paragraph for each block of lines, a break for each line end."""
    tree: Tree = []
    for block in re.split(r"\n[ \t]*\n\s*", text.strip("\n")):
        paragraph = Node("p")
        for line in block.split("\n"):
            paragraph.children += [Node("br"), line] if paragraph.children else [line]
        tree += ["\n", paragraph] if tree else [paragraph]
    return tree
