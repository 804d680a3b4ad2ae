"""Footnotes of a pasted page, as word processors write them: marks that lead to words that lead back."""

from __future__ import annotations

import re
from collections.abc import Iterator

from blog.markup.gate import Node, Tree, is_empty

# Word and its like, LibreOffice, Google Docs: where a mark leads, and where the beginning of a note leads back to.
MARK = re.compile(r"#(?:_(?:ftn|edn)(?=\d)|sd(?:footnote|endnote)(?=\d+sym)|ftnt(?=\d))(\d{1,4})(?:sym)?")
BACK = re.compile(r"#(?:_(?:ftn|edn)ref|sd(?:footnote|endnote)(?=\d+anc)|ftnt_ref)(\d{1,4})(?:anc)?")
# On its way through the clipboard such a link becomes one into a file of that computer.
FROM_FILE = re.compile(r"""(<a\b[^<>]*?\bhref\s*=\s*["']?)(?:file:|about:)[^"'<>\s#]{0,500}#""", re.I)
# What these nodes are to become; no HTML has such a tag.
MARKED, NOTED = "note mark", "note"


def within_the_page(source: str) -> str:
    return FROM_FILE.sub(r"\1#", source)


def with_notes(tree: Tree, after: int = 0) -> Tree:
    """The tree with a node of its own for each mark and for the beginning of each note, numbered from `after` + 1.

    A mark without its note, or a note without its mark, is its words: Markdown shows nothing of what is not marked.
    """
    marks = list(dict.fromkeys(key for kind, key in _leading(tree) if kind == MARKED))
    notes = {key for kind, key in _leading(tree) if kind == NOTED}
    both = [key for key in marks if key in notes]
    return _set(tree, {key: str(number) for number, key in enumerate(both, after + 1)})


def _leading(tree: Tree) -> Iterator[tuple[str, str]]:
    for part in tree:
        if isinstance(part, Node):
            if led := _led(part):
                yield led
            yield from _leading(part.children)


def _led(node: Node) -> tuple[str, str] | None:
    """(which end, what both ends are called) of a link between a text and its notes."""
    href = node.attributes.get("href", "") if node.tag == "a" else ""
    kind = "end" if "edn" in href or "end" in href else "foot"
    if found := MARK.fullmatch(href):
        return MARKED, kind + found[1]
    if found := BACK.fullmatch(href):
        return NOTED, kind + found[1]
    return None


def _set(tree: Tree, numbers: dict[str, str]) -> Tree:
    whole: Tree = []
    for part in tree:
        if not isinstance(part, Node):
            whole.append(part)
            continue
        led = _led(part)
        if led is not None:
            number = numbers.get(led[1])
            whole += [Node(led[0], {"number": number}, [number])] if number else part.children
            continue
        children = _set(part.children, numbers)
        if part.tag == "sup" and any(_is(one, MARKED, NOTED) for one in children):
            whole += children
            continue
        while whole and _begins_note(Node(part.tag, {}, children)) and _separates(whole[-1]):
            whole.pop()
        whole.append(Node(part.tag, part.attributes, children))
    return whole


def _separates(part: Node | str) -> bool:
    """The rule above the notes: there is one already where they are shown."""
    if isinstance(part, str):
        return not part.strip()
    return part.tag in ("hr", "br") or (not part.is_block and part.is_empty)


def _begins_note(node: Node) -> bool:
    first = next((one for one in node.children if not is_empty([one])), None)
    return isinstance(first, Node) and (first.tag == NOTED or _begins_note(first))


def _is(part: Node | str, *tags: str) -> bool:
    return isinstance(part, Node) and part.tag in tags
