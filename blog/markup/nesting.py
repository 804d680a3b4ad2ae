"""Sets right what every parser takes and HTML does not allow: blocks among the letters of a line, what stands in a list
beside its points, headings and links that say nothing. No word goes."""

from __future__ import annotations

import re

from blog.markup.gate import HEADINGS, Node, Tree, gathered, is_empty
from blog.markup.grammar import words

# Words in a line, in which no block may stand. A link may hold blocks, and so may what was put in.
PHRASES = words("b strong em i u s del code span sup sub abbr cite q kbd samp var small mark time font big bdi bdo dfn")
MOST_AROUND = 4
LISTS = words("ul ol")
# A list of terms: each group of them has what is said of it, and nothing stands beside them.
GROUPS = re.compile(r"(?:(?:dt )+(?:dd )+)+")


def settled(tree: Tree) -> Tree:
    """The tree of a text as HTML allows it, which reads the same."""
    return gathered(_settle(tree, ()))


def _settle(tree: Tree, around: tuple[Node, ...]) -> Tree:
    """What phrases around blocks say of them is said in each of them: `<b><p>…</p></b>` is `<p><b>…</b></p>`."""
    out: Tree = []
    run: Tree = []
    for part in tree:
        if isinstance(part, str):
            run.append(part)
        elif not part.is_block:
            run += _settle_one(part, ())
        else:
            out += _wrapped(around, run)
            run = []
            is_phrase = part.tag in PHRASES
            out += _settle(part.children, _with(around, part)) if is_phrase else _settle_one(part, around)
    return out + _wrapped(around, run)


def _settle_one(node: Node, around: tuple[Node, ...]) -> Tree:
    node.children = _settle(node.children, around)
    if node.tag in HEADINGS:
        return _heading(node)
    if node.tag in LISTS:
        node.children = _points(node.children)
    elif node.tag == "dl" and not GROUPS.fullmatch("".join(_named(part) for part in node.children)):
        return _paragraphs(node.children)
    elif node.tag in ("a", "p") and node.is_empty:
        return []
    elif node.tag == "th" and node.is_empty:
        # The empty corner of a table heads nothing.
        node.tag = "td"
        node.attributes.pop("scope", None)
    return [node]


def _with(around: tuple[Node, ...], phrase: Node) -> tuple[Node, ...]:
    """Each phrase once and only a few, or else a text with many blocks would become many times as long."""
    says_nothing = phrase.tag == "span" and not phrase.attributes
    is_said = any((one.tag, one.attributes) == (phrase.tag, phrase.attributes) for one in around)
    return around if says_nothing or is_said or len(around) == MOST_AROUND else (*around, phrase)


def _wrapped(around: tuple[Node, ...], run: Tree) -> Tree:
    if is_empty(run):
        return run
    for phrase in reversed(around):
        run = [Node(phrase.tag, dict(phrase.attributes), run)]
    return run


def _heading(node: Node) -> Tree:
    """On one line; with more in it than paragraphs it is none."""
    if node.is_empty:
        return []
    if node.is_block_inside:
        line = _on_a_line(node.children)
        if line is None:
            return gathered(node.children)
        node.children = line
    return [node]


def _on_a_line(tree: Tree) -> Tree | None:
    line: Tree = []
    for part in tree:
        if isinstance(part, str) or not part.is_block:
            line.append(part)
            continue
        inner = _on_a_line(part.children) if part.tag in ("p", "div", "a") else None
        if inner is None:
            return None
        if part.tag == "a":
            part.children = inner
            line.append(part)
        else:
            line += [" ", *inner] if line else inner
    return line


def _points(children: Tree) -> Tree:
    """A list within a list belongs to the point before it; anything else beside the points is one of its own."""
    points: Tree = []
    run: Tree = []
    for child in [*children, Node("li")]:
        if isinstance(child, str) or child.tag != "li":
            run.append(child)
            continue
        said = [part for part in run if not (isinstance(part, Node) and part.tag == "br")]
        last = next((part for part in reversed(points) if isinstance(part, Node)), None)
        if is_empty(said):
            points += [part for part in said if isinstance(part, str)]
        elif last is not None and all(_named(part) in ("", "ul ", "ol ") for part in run):
            last.children += run
        else:
            points.append(Node("li", {}, run))
        points.append(child)
        run = []
    return points[:-1]


def _named(part: Node | str) -> str:
    """The tag of an element; nothing for white space, and no tag's name for words."""
    if isinstance(part, Node):
        return f"{part.tag} "
    return "words " if part.strip(" \t\n") else ""


def _paragraphs(children: Tree) -> Tree:
    out: Tree = []
    for part in children:
        if not isinstance(part, Node) or part.tag not in ("dt", "dd"):
            out.append(part)
        elif part.is_block_inside:
            out += gathered(part.children)
        elif not part.is_empty:
            out.append(Node("p", {}, part.children))
    return gathered(out)
