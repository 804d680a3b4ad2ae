"""Turns pasted HTML, from a word processor or a web page, into the Markdown somebody would have typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from blog.markup.characters import normalize
from blog.markup.gate import Node, Tree, Unknown, is_empty
from blog.markup.grammar import POST, shows_picture
from blog.markup.limits import TooIntricate
from blog.markup.marks import inline, spaced
from blog.markup.pasted_notes import with_notes, within_the_page
from blog.markup.reading import text_of
from blog.markup.sanitizing import sanitize

# A hundred pages of a word processor have fewer; cleaning them takes a moment each.
MOST_TAGS = 20_000
# Word processors say in styles what others say in tags.
STYLED = re.compile(r"<(/?)(span|b|strong|i|em|font)\b([^<>]*)>", re.I)
PLAIN_WEIGHT = re.compile(r"(?<![\w-])font-weight:\s*(?:normal|[1-4]00)\b", re.I)
BOLD = re.compile(r"(?<![\w-])font-weight:\s*(?:bold|[6-9]00)\b", re.I)
PLAIN_STYLE = re.compile(r"(?<![\w-])font-style:\s*normal", re.I)
ITALIC = re.compile(r"(?<![\w-])font-style:\s*(?:italic|oblique)", re.I)
STRUCK = re.compile(r"(?<![\w-])text-decoration(?:-line)?:[^;\"']{0,40}line-through", re.I)
PICTURE = re.compile(r"""<img\b[^<>]*?\ssrc\s*=\s*(?:["']([^"'<>]*)["']|([^\s"'<>]+))""", re.I)
# What a browser shows nothing of.
UNSEEN = re.compile(r"<(style|script|title|xml|template)\b", re.I)
# A list as an office program pastes it: paragraphs that begin with a sign or number and hard spaces.
BULLET = re.compile(r"(?:[·•▪§‣◦●○■]|[o–-](?=\u00a0))[\u00a0 \t]+(?=\S)")
NUMBERED = re.compile(r"(\d{1,3})[.)]\u00a0[\u00a0 \t]*(?=\S)")
LAST_BREAKS = re.compile(r"(?:\\\n\s*)+\Z")
NUMBER_TYPED = re.compile(r"^[0-9]+\\?[.)] *")
# What would begin another kind of block.
OPENING = re.compile(r"(#{1,6}(?=\s|$)|>|[-+*](?=\s|$)|=+$|-+$|~~~|```|:(?=\s))")
OPENING_NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
HEADINGS = {"h2": "##", "h3": "###", "h4": "####", "h5": "#####", "h6": "######"}


def to_markdown(source: str, notes_after: int = 0) -> str | None:
    """The Markdown for pasted HTML; None where it is too tangled to be read. Raises Unreadable.

    notes_after: the highest number of a footnote in the text it is pasted into.
    """
    if source.count("<") > MOST_TAGS:
        return None
    try:
        tree = sanitize(_with_tags(within_the_page(_seen(normalize(source)))), POST)
    except (TooIntricate, Unknown):
        return None
    return "\n\n".join(_blocks(with_notes(tree, notes_after))).strip("\n")


def lost_pictures(source: str) -> int:
    """How many pictures of a pasted page stay on the computer it was written on: nobody else can open them."""
    return sum(not shows_picture(unescape(found[1] or found[2])) for found in PICTURE.finditer(source))


def _seen(source: str) -> str:
    """Without what stands in style sheets and scripts."""
    parts, at = [], 0
    lower = source.lower()
    while found := UNSEEN.search(source, at):
        parts.append(source[at : found.start()])
        end = lower.find(f"</{found[1].lower()}", found.end())
        if end == -1:
            return "".join(parts)
        at = source.find(">", end) + 1 or len(source)
    return "".join(parts) + source[at:]


def _with_tags(source: str) -> str:
    """Bold, italic and struck by a style become tags; a tag that its own style takes back goes."""
    opened: dict[str, list[list[str]]] = {}

    def replace(found: re.Match[str]) -> str:
        closing, tag, rest = found[1], found[2].lower(), found[3]
        stack = opened.setdefault(tag, [])
        if closing:
            return "".join(f"</{one}>" for one in reversed(stack.pop())) if stack else ""
        tags = _meant(tag, rest)
        stack.append(tags)
        return "".join(f"<{one}>" for one in tags)

    return STYLED.sub(replace, source)


def _meant(tag: str, style: str) -> list[str]:
    bold = BOLD.search(style) or (tag in ("b", "strong") and not PLAIN_WEIGHT.search(style))
    italic = ITALIC.search(style) or (tag in ("i", "em") and not PLAIN_STYLE.search(style))
    return [name for name, is_meant in (("strong", bold), ("em", italic), ("s", STRUCK.search(style))) if is_meant]


def _blocks(tree: Tree) -> Iterator[str]:
    """Each block as lines of Markdown; loose words between blocks are paragraphs."""
    run: Tree = []
    items: list[str] = []
    for part in [*tree, Node("hr", {"end": ""})]:
        if isinstance(part, str) or not part.is_block:
            run.append(part)
            continue
        for block in [*_paragraphs(run), *([] if "end" in part.attributes else _block(part))]:
            if item := _office_item(part, block):
                items.append(item)
                continue
            if items:
                yield "\n".join(items)
                items = []
            yield block
        run = []
    if items:
        yield "\n".join(items)


def _office_item(part: Node, block: str) -> str | None:
    """The line of a list that was pasted as a paragraph."""
    if part.tag != "p":
        return None
    typed = text_of([part]).lstrip()
    words = block.removeprefix("\\").lstrip()
    if found := BULLET.match(typed):
        return f"- {words[1:].lstrip()}" if len(found[0]) > 1 and words[:1] == typed[:1] else None
    if found := NUMBERED.match(typed):
        return f"{found[1]}. {NUMBER_TYPED.sub('', words)}"
    return None


def _paragraphs(run: Tree) -> Iterator[str]:
    """Loose words, cut where two line breaks follow each other: so old editors wrote paragraphs."""
    part: Tree = []
    for node in [*run, Node("br"), Node("br")]:
        before = next((one for one in reversed(part) if not (isinstance(one, str) and not one.strip())), None)
        if isinstance(node, Node) and node.tag == "br" and (before is None or _is_break(before)):
            if not is_empty(part):
                yield from _paragraph(part)
            part = []
            continue
        part.append(node)


def _is_break(part: Node | str) -> bool:
    return isinstance(part, Node) and part.tag == "br"


def _paragraph(part: Tree) -> Iterator[str]:
    text = LAST_BREAKS.sub("", spaced(inline(part))).strip()
    lines = [_guarded(line.strip()) for line in text.split("\n")]
    if any(lines):
        yield "\n".join(lines)


def _guarded(line: str) -> str:
    """The line, so that its beginning is no mark."""
    line = OPENING.sub(r"\\\1", line, count=1) if OPENING.match(line) else line
    return OPENING_NUMBER.sub(r"\1\\\2", line, count=1) if OPENING_NUMBER.match(line) else line


def _block(node: Node) -> Iterator[str]:
    if node.tag in HEADINGS:
        if words := spaced(inline(node.children)).replace("\\\n", " ").strip():
            yield f"{HEADINGS[node.tag]} {words.replace('**', '')}"
    elif node.tag == "p":
        yield from _paragraphs(node.children)
    elif node.tag == "hr":
        yield "---"
    elif node.tag == "pre":
        yield _fenced(text_of([node]))
    elif node.tag == "blockquote":
        lines = "\n\n".join(_blocks(node.children)).split("\n")
        yield "\n".join(f"> {line}".rstrip() for line in lines)
    elif node.tag in ("ul", "ol"):
        yield from _list(node)
    elif node.tag == "table":
        yield from _table(node)
    else:
        yield from _blocks(node.children)


def _fenced(text: str) -> str:
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    inside = text.strip("\n")
    return f"{fence}\n{inside}\n{fence}"


def _list(node: Node) -> Iterator[str]:
    number = int(node.attributes.get("start", "1") or 1) if node.tag == "ol" else None
    items = []
    loose = False
    for child in node.children:
        if not isinstance(child, Node) or child.is_empty:
            continue
        mark = f"{max(number, 0)}." if number is not None else "-"
        number = number + 1 if number is not None else None
        inner = list(_blocks(child.children if child.tag == "li" else [child]))
        # A list in an item stands right under its words; other blocks need an empty line.
        tight = len(inner) < 3 and all(one.startswith(("- ", "1. ")) for one in inner[1:])
        loose = loose or not tight
        body = ("\n" if tight else "\n\n").join(inner)
        pad = " " * (len(mark) + 1)
        items.append(f"{mark} " + "\n".join(f"{pad}{line}".rstrip() for line in body.split("\n")).lstrip())
    if items:
        yield ("\n\n" if loose else "\n").join(items)


def _table(node: Node) -> Iterator[str]:
    rows = list(_rows(node))
    width = max((len(row) for row in rows), default=0)
    if width < 2 or len(rows) < 2:
        # A frame around words, as old pages have it.
        for row in rows:
            yield from (block for cell in row for block in _blocks(cell.children))
        return
    lines = []
    for row in rows:
        cells = [" ".join(spaced(inline(cell.children)).replace("\\\n", " ").split()) for cell in row]
        padded = [cell.replace("|", "\\|") for cell in cells] + [""] * (width - len(cells))
        lines.append(f"| {' | '.join(padded)} |")
    yield "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])


def _rows(node: Node) -> Iterator[list[Node]]:
    for child in node.children:
        if isinstance(child, Node) and child.tag == "tr":
            yield [cell for cell in child.children if isinstance(cell, Node)]
        elif isinstance(child, Node):
            yield from _rows(child)
