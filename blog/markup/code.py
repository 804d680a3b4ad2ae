"""Code in posts, coloured where its language is known: behind the gate, so that no colour can open a tag."""

from __future__ import annotations

from blog.late import late
from blog.markup.gate import Node, Tree

with late:
    from blog.markup import colouring

# So much of one post is coloured, in the weight that its languages give it; what comes behind it stays plain.
MOST = 60_000
LANGUAGE = "language-"


def coloured(tree: Tree) -> Tree:
    """The tree with the pieces of its code in spans of their own, whose classes the style sheet knows."""
    left = MOST
    for node in code_of(tree):
        code = text_inside(node)
        language = node.attributes["class"].removeprefix(LANGUAGE)
        if code is None:
            continue
        left -= colouring.weight(language, code)
        found = colouring.pieces(language, code) if left >= 0 else None
        node.children = [code] if found is None else [spanned(look, text) for look, text in found]
    return tree


def code_of(tree: Tree) -> list[Node]:
    """Every block of code that says its language, in the order of the text."""
    found: list[Node] = []
    for part in tree:
        if not isinstance(part, Node):
            continue
        inner = part.children[0] if part.tag == "pre" and len(part.children) == 1 else None
        if isinstance(inner, Node) and inner.tag == "code" and inner.attributes.get("class"):
            found.append(inner)
        else:
            found.extend(code_of(part.children))
    return found


def text_inside(node: Node) -> str | None:
    """The code as plain text; None where somebody has marked something in it with more than empty spans."""
    text = ""
    for part in node.children:
        if isinstance(part, str):
            text += part
        elif part.tag == "span" and not part.attributes and (inner := text_inside(part)) is not None:
            text += inner
        else:
            return None
    return text


def spanned(look: str, text: str) -> Node | str:
    return Node("span", {"class": f"hl-{look}"}, [text]) if look else text
