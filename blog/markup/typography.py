"""What a typographer does to a post: links, dashes, quotation marks, and the shapes of an old plain page.

Everything is done on Markdown's tokens, before the HTML is cleaned.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_core.smartquotes import process_inlines
from markdown_it.token import Token

from blog.markup.grammar import words
from blog.markup.shapes import set_shapes

# Bare hosts become links where they end in one of these. Endings of files (.md, .py, .sh, .app) are left out.
DOMAINS = sorted(
    words(
        "com org net edu gov mil int info biz name museum coop aero pro mobi jobs travel asia cat blog dev wiki news "
        "page site online shop club art social example "
        "ar at au be bg br ca ch cl cn co cz de dk ee es eu fi fr gr hk hr hu ie il in io is it jp kr lt lu lv me mx "
        "nl no nu nz pe pl pt ro ru se sg si sk th tr tv tw ua uk us uy ve vn za"
    )
)
# More quotation marks than any paragraph of prose holds.
QUOTES = 1_000

CAPITALISED = frozenset(("Com", "Org", "Net", "Edu", "Gov", "Info"))

EM_DASH = re.compile(r"(?<![-!<])(?:(?<=\S)---?(?![->])|(?<=\s)---?(?=[\s\"'“(]|$)|^---?(?=\s))")
ELLIPSIS = re.compile(r"(?<!\.)\.\.\.(?!\.)")
RANGE = re.compile(r"(?<![\w.\-–/,:+#])(\d{1,4})-(\d{1,4})(?![\w\-–/]|[.,:]\d)")
HOURS = re.compile(r"(?<![\w.\-/:])(\d{1,2}[:.]\d\d)-(\d{1,2}[:.]\d\d)(?![\w\-/:])")


def set_type(parser: MarkdownIt) -> None:
    """Teach a parser the rules of this module, in the order they are read here."""
    if parser.linkify:
        parser.linkify.tlds(DOMAINS)
        parser.linkify.set({"fuzzy_email": False})
    parser.core.ruler.after("linkify", "settle_links", settle_links)
    parser.core.ruler.at("replacements", set_dashes)
    parser.core.ruler.at("smartquotes", set_quotes)
    parser.core.ruler.after("smartquotes", "set_lone_quotes", set_lone_quotes)
    parser.core.ruler.push("set_headings", set_headings)
    parser.core.ruler.push("set_shapes", set_shapes)


def settle_links(state: StateCore) -> None:
    """Bare hosts lead to https; "the end.It was" is a missing space and no host."""
    for block in state.tokens:
        children = block.children or []
        for place, token in enumerate(children):
            if token.type != "link_open" or token.markup != "linkify":
                continue
            spoken = children[place + 1].content
            if re.match(r"[a-z]+:", spoken, re.IGNORECASE):
                continue
            ending = re.split(r"[/?#:]", spoken, maxsplit=1)[0].rpartition(".")[2]
            if ending[:1].isupper() and not ending.isupper() and ending not in CAPITALISED:
                token.hidden = children[place + 2].hidden = True
            token.attrSet("href", re.sub(r"^http:", "https:", str(token.attrGet("href"))))
        block.children = [token for token in children if not token.hidden] if block.children else block.children


def texts(state: StateCore) -> list[Token]:
    """The pieces of text that a typographer may touch: no code, no HTML, no bare address."""
    found: list[Token] = []
    for block in state.tokens:
        inside_address = 0
        for token in block.children or []:
            if token.type in ("link_open", "link_close") and token.info == "auto":
                inside_address += token.nesting
            elif token.type == "text" and not inside_address:
                found.append(token)
    return found


def set_dashes(state: StateCore) -> None:
    """Em dashes for `--`, en dashes between numbers that rise, an ellipsis for three dots."""
    for token in texts(state):
        if "-" in token.content or "..." in token.content:
            text = ELLIPSIS.sub("…", EM_DASH.sub("—", token.content))
            token.content = HOURS.sub(r"\1–\2", RANGE.sub(ranged, text))


def ranged(found: re.Match[str]) -> str:
    """A range with an en dash, if it is one: 19-22, 1998-2004, 1998-9; but no 5-4, no 555-1234."""
    first, last = found.groups()
    if len(last) < len(first):
        rises = len(first) >= 3 and int(first[: -len(last)] + last) > int(first)
    else:
        rises = int(last) > int(first) and not (len(first) == 3 and len(last) == 4)
    return f"{first}–{last}" if rises else found[0]


def set_quotes(state: StateCore) -> None:
    """Curled quotation marks. Looking for partners is quadratic, so a paragraph of nothing but marks stays as it is."""
    for block in state.tokens:
        if block.children and block.content.count('"') + block.content.count("'") <= QUOTES:
            process_inlines(block.children, state)


def set_lone_quotes(state: StateCore) -> None:
    """The quotation marks that found no partner: a quotation of several paragraphs, the '90s."""
    for token in texts(state):
        if '"' in token.content or "'" in token.content:
            text = re.sub(r"(?<!\S)'(?=\d\ds?\b)", "’", token.content)
            text = re.sub(r'(?<![^\s(—])"(?=[^\W\d_])', "“", text)
            token.content = re.sub(r'(?<=[^\W\d_.,!?…])"(?=[\s).,;:]|$)', "”", text)


def set_headings(state: StateCore) -> None:
    """The first rank of headings belongs to the title of the page; a post that uses it moves down by one."""
    if any(token.tag == "h1" for token in state.tokens):
        for token in state.tokens:
            if token.type in ("heading_open", "heading_close"):
                token.tag = f"h{min(6, int(token.tag[1]) + 1)}"
