"""The shapes of an old plain-text page: dateline, quotation after a colon, byline, "For more".

Each is known by its place and its whole form, so that ordinary paragraphs stay as they are.
"""

from __future__ import annotations

import re
from typing import Literal

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from blog.markup.grammar import words

Block = list[Token]

MONTH = (
    "(?:Jan(?:uary|[.])?|Feb(?:ruary|[.])?|Mar(?:ch|[.])?|Apr(?:il|[.])?|May|June?[.]?|July?[.]?|Aug(?:ust|[.])?|"
    "Sept?(?:ember|[.])?|Oct(?:ober|[.])?|Nov(?:ember|[.])?|Dec(?:ember|[.])?)"
)
DAYS = r"\d{1,2}(?: ?[–-] ?\d{1,2})?"
DATE = rf"(?:{MONTH} {DAYS}(?: ?[–-] ?{MONTH} \d{{1,2}})?,? \d{{4}}|{DAYS} {MONTH} \d{{4}})"
DATELINE = re.compile(
    rf"(?P<place>[^\n,\d]{{3,40}})(?P<state>(?:, ?[^\n\d,]{{2,20}})?),?[ \n](?P<date>{DATE}) ?(?:—|–|-)[ \n]?"
)
PARTICLES = words("and & de del della der den van von la le du da dos di bin ibn el y")
PLAIN = frozenset(("text", "softbreak"))


def set_shapes(state: StateCore) -> None:
    """The rule for the parser: find the blocks, set those that have a shape, put them back."""
    notes = next((at for at, token in enumerate(state.tokens) if token.type == "footnote_block_open"), None)
    body = blocks(state.tokens[:notes])
    for step in (set_dateline, set_quotations, set_more, set_byline):
        body = step(body)
    state.tokens[:] = [token for block in body for token in block] + (state.tokens[notes:] if notes is not None else [])


def blocks(tokens: list[Token]) -> list[Block]:
    """The tokens in parts that stand side by side on the page."""
    found: list[Block] = []
    depth = 0
    for token in tokens:
        if depth == 0:
            found.append([])
        found[-1].append(token)
        depth += token.nesting
    return found


def is_paragraph(block: Block) -> bool:
    return len(block) == 3 and block[0].type == "paragraph_open" and bool(block[1].children)


def children(block: Block) -> list[Token]:
    return block[1].children or []


def spoken(tokens: list[Token]) -> str:
    """The text of inline tokens, a line end for each break."""
    return "".join("\n" if token.type in ("softbreak", "hardbreak") else token.content for token in tokens)


def set_dateline(body: list[Block]) -> list[Block]:
    """Place and date run into the first paragraph, whether they stood before it or at its head."""
    if not body or not is_paragraph(body[0]):
        return body
    head = 0
    while head < len(children(body[0])) and children(body[0])[head].type in PLAIN:
        head += 1
    text = spoken(children(body[0])[:head])
    found = DATELINE.match(text)
    if not found or not found["place"].isupper():
        return body
    rest = [new_text(text[found.end() :].lstrip()), *children(body[0])[head:]]
    if spoken(rest).strip():
        run_in(body[0], found, rest)
        return body
    if head < len(children(body[0])) or len(body) < 2 or not is_paragraph(body[1]):
        return body
    run_in(body[1], found, children(body[1]))
    return body[1:]


def run_in(block: Block, dateline: re.Match[str], rest: list[Token]) -> None:
    # The author's capitals stand for small capitals; the style sheet sets those, and who copies the text, or reads
    # it in a feed, gets a name and not a shout.
    place = re.sub(r"[^\W\d_][\w'’]*", lambda word: word[0][0] + word[0][1:].lower(), dateline["place"])
    line = f"{place}{dateline['state']}, {dateline['date']}"
    block[1].children = [
        new("dateline_open", "span", 1, "dateline"), new_text(line), new("dateline_close", "span", -1),
        new_text(" — "), *rest,
    ]  # fmt: skip


def set_quotations(body: list[Block]) -> list[Block]:
    """A line that ends in a colon, and a quotation on the next: the quotation is set apart."""
    return [part for block in body for part in (quotation(block) if is_paragraph(block) else [block])]


def quotation(block: Block) -> list[Block]:
    inline = children(block)
    at = next((place for place, token in enumerate(inline) if token.type == "softbreak"), 0)
    if not 0 < at < len(inline) - 1 or not spoken(inline[:at]).rstrip().endswith(":"):
        return [block]
    quoted, rest = split_at_closing_mark(inline[at + 1 :])
    following = spoken(rest)
    # After "…" he said, or a comma, the sentence goes on: it cannot be taken apart.
    goes_on = following and not (following[0].isspace() and re.match(r"\s+[\W\d]*(?!\W|\d)", following))
    first = following.lstrip().lstrip("“‘(")[:1]
    if not quoted or goes_on or (first and not first.isupper() and not first.isdigit()):
        return [block]
    parts = [paragraph(inline[:at]), [new("blockquote_open", "blockquote", 1), *paragraph(quoted),
                                      new("blockquote_close", "blockquote", -1)]]  # fmt: skip
    while rest and not spoken(rest[:1]).strip() and rest[0].type in PLAIN:
        rest = rest[1:]
    if rest:
        rest[0].content = rest[0].content.lstrip()
        parts.append(paragraph(rest))
    return parts


def split_at_closing_mark(inline: list[Token]) -> tuple[list[Token], list[Token]]:
    """What stands from an opening quotation mark to its closing one, and what follows; ([], …) if it is not closed."""
    if inline[0].type != "text" or not inline[0].content.startswith("“"):
        return [], inline
    depth = 0
    for place, token in enumerate(inline):
        for offset, character in enumerate(token.content if token.type == "text" else ""):
            depth += (character == "“") - (character == "”")
            if depth == 0 and token.level == inline[0].level:
                before, after = token.content[: offset + 1], token.content[offset + 1 :]
                return [*inline[:place], new_text(before)], [new_text(after), *inline[place + 1 :]]
    return [], inline


def set_more(body: list[Block]) -> list[Block]:
    """A last paragraph that says where to read on."""
    if body and is_more(body[-1]):
        body[-1][0].attrSet("class", "more")
    return body


def is_more(block: Block) -> bool:
    return (
        is_paragraph(block)
        and bool(re.match(r"For more (?!than\b)", spoken(children(block))))
        and any(token.type == "link_open" for token in children(block))
    )


def set_byline(body: list[Block]) -> list[Block]:
    """The closing paragraph with the author's name, and the site under it."""
    at = len(body) - (2 if body and is_more(body[-1]) else 1)
    if at < 1 or not is_paragraph(body[at]):
        return body
    inline = children(body[at])
    line_end = next((place for place, token in enumerate(inline) if token.type == "softbreak"), len(inline))
    site = inline[line_end + 1 :]
    name = spoken(inline[:line_end]).strip()
    if any(token.type != "text" for token in inline[:line_end]) or not is_by(name, bool(site)):
        return body
    if line_end < len(inline) and not is_one_link(site):
        return body
    whole = new("inline", "", 0)
    whole.children = [new("b_open", "b", 1), new_text(name), new("b_close", "b", -1), *site]
    byline = [new("byline_open", "div", 1, "byline"), whole, new("byline_close", "div", -1)]
    return [*body[:at], byline, *body[at + 1 :]]


def is_by(line: str, has_site: bool) -> bool:
    """Whether a line is "By" and a name; without a site under it the name must be a first and a last one."""
    by, *name = line.split()[:10] or [""]
    return (
        by in ("By", "BY")
        and (1 if has_site else 2) <= len(name) <= 8
        and all(word[0].isupper() or word in PARTICLES for word in name)
        and name[0][0].isupper()
        and line[-1] not in "!?:;,.…—"
    )


def is_one_link(inline: list[Token]) -> bool:
    return (
        len(inline) >= 3
        and inline[0].type == "link_open"
        and inline[-1].type == "link_close"
        and sum(token.type == "link_open" for token in inline) == 1
    )


def paragraph(inline: list[Token]) -> Block:
    whole = new("inline", "", 0)
    whole.children = inline
    return [new("paragraph_open", "p", 1), whole, new("paragraph_close", "p", -1)]


def new(kind: str, tag: str, nesting: Literal[-1, 0, 1], css: str = "") -> Token:
    is_inline = tag in ("span", "b", "")
    return Token(kind, tag, nesting, attrs={"class": css} if css else {}, block=not is_inline)


def new_text(content: str) -> Token:
    return Token("text", "", 0, content=content)
