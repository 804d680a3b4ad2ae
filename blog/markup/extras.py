"""What a post may hold beyond plain Markdown: tasks, pictures with captions, and the place where its opening ends."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

# "[ ] to do" and "[x] done", at the beginning of an item.
TASK = re.compile(r"\[([ xX])\](?=[ \t])")
# "{.python}" and "python title=x" are python.
LANGUAGE_SAID = re.compile(r"^\{?\.?|[\s,{}].*", re.S)
OPEN_BOX, DONE_BOX = "☐", "☑"
# A comment on a line of its own, as WordPress and others write it, with what the link to the rest was to say there.
MORE = re.compile(r"^[ ]{0,3}<!--[ \t]*more(?:[ \t][^\n>]{0,200})?-->[ \t]*$", re.M | re.I)
# In HTML it stands anywhere: editors pack it into paragraphs and blocks of their own. Blogger had a name for the place.
MORE_IN_HTML = re.compile(r"<!--\s*more(?:\s[^>]{0,200})?-->|<a name=[\"']more[\"'][^<>]*>", re.I)


def set_extras(parser: MarkdownIt) -> None:
    """Teach a parser tasks and captions, before it looks for links and emphasis in the words that stay."""
    parser.core.ruler.after("block", "set_languages", set_languages)
    parser.core.ruler.after("inline", "set_tasks", set_tasks)
    parser.core.ruler.push("set_figures", set_figures)


def opening_of(text: str, more: re.Pattern[str] = MORE) -> str | None:
    """What stands before the "read more" line; None where there is none or nothing before it."""
    found = more.search(text)
    return text[: found.start()] if found and text[: found.start()].strip() else None


def set_languages(state: StateCore) -> None:
    """A language is called by its small letters, whatever else an editor writes behind them."""
    for token in state.tokens:
        if token.type == "fence":
            token.info = LANGUAGE_SAID.sub("", token.info.strip().lower())


def set_tasks(state: StateCore) -> None:
    """A box that is a letter: it needs no form, reads well aloud and in a feed."""
    tokens = state.tokens
    for at in range(2, len(tokens)):
        token = tokens[at]
        in_item = tokens[at - 1].type == "paragraph_open" and tokens[at - 2].type == "list_item_open"
        if token.type != "inline" or not in_item or not token.children:
            continue
        first = token.children[0]
        found = TASK.match(first.content) if first.type == "text" else None
        if found is not None:
            first.content = (OPEN_BOX if found[1] == " " else DONE_BOX) + first.content[found.end() :]


def set_figures(state: StateCore) -> None:
    """A picture that stands alone in its paragraph is a figure, and its title the caption."""
    tokens = state.tokens
    for at in range(1, len(tokens) - 1):
        if tokens[at].type != "inline" or tokens[at - 1].type != "paragraph_open" or tokens[at - 1].hidden:
            continue
        picture = _alone(tokens[at].children or [])
        if picture is None:
            continue
        tokens[at - 1].tag = tokens[at + 1].tag = "figure"
        title = picture.attrs.pop("title", "")
        if not title:
            continue
        caption = Token("text", "", 0, content=str(title))
        (tokens[at].children or []).extend(
            (Token("figcaption_open", "figcaption", 1), caption, Token("figcaption_close", "figcaption", -1))
        )


def _alone(children: list[Token]) -> Token | None:
    """The one picture of a paragraph, with or without a link around it."""
    kinds = [token.type for token in children]
    if kinds == ["image"]:
        return children[0]
    return children[1] if kinds == ["link_open", "image", "link_close"] else None
