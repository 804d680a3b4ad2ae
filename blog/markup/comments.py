"""A reader's comment: from typed text to the HTML that is stored and shown."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

from blog.markup.characters import is_blank, normalize
from blog.markup.gate import Tree, Unknown, paragraphs, write
from blog.markup.grammar import COMMENT
from blog.markup.limits import (
    COMMENT_CHARACTERS,
    COMMENT_LINKS,
    IMPORTED_CHARACTERS,
    RAW_TAGS,
    TooIntricate,
    TooLong,
    Unreadable,
)
from blog.markup.markdown import comment_html
from blog.markup.reading import links_of, text_of, without_links
from blog.markup.sanitizing import sanitize

__all__ = ["POLICY", "Rendering", "TooLong", "Unreadable", "is_blank", "normalize", "render", "render_html"]

# Goes up whenever the same typed text would give other HTML; `blog reclean` renders what is older anew.
POLICY = 2

ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


@dataclass(frozen=True)
class Rendering:
    """One comment in all the forms it is shown in.

    html: live, its links marked `nofollow ugc noopener`. inert: the same without links, for what nobody has approved
    yet. text: its plain words, for excerpts, mails and screening. links: where its links lead, in order.
    """

    html: Markup
    inert: Markup
    text: str
    links: tuple[str, ...]
    policy: int


def render(typed: str) -> Rendering:
    """Render a comment of at most 8,000 characters after normalizing. Raises Unreadable and TooLong."""
    text = normalize(typed)
    if len(text) > COMMENT_CHARACTERS:
        raise TooLong
    return rendered(*grown(text))


def render_html(written: str) -> Rendering:
    """Render a comment that was written as HTML elsewhere, by the same rules as one that is typed here.

    An old blog may have taken more than 8,000 characters, so there is no such limit; beyond IMPORTED_CHARACTERS it is
    shown as plain text, which costs a parser nothing, and no word is lost. Raises Unreadable.
    """
    text = normalize(written)
    try:
        if len(text) > IMPORTED_CHARACTERS:
            raise TooIntricate
        tree = sanitize(text, COMMENT)
        links = links_of(tree)
    except (TooIntricate, Unknown):
        tree, links = paragraphs(text), tuple(ADDRESS.findall(text))
    return rendered(tree, links)


def rendered(tree: Tree, links: tuple[str, ...]) -> Rendering:
    inert = without_links(tree)
    return Rendering(
        html=Markup(write(tree if len(links) <= COMMENT_LINKS else inert)),
        inert=Markup(write(inert)),
        text=text_of(tree),
        links=links,
        policy=POLICY,
    )


def grown(text: str) -> tuple[Tree, tuple[str, ...]]:
    """The tree of a comment and where it would lead.

    A comment that is more than the pipeline should read, or than the gate knows, is shown as it was typed: it has
    no live link then, but whoever screens it still learns of every address in it.
    """
    try:
        tree = sanitize(comment_html(text, raw=text.count("<") <= RAW_TAGS), COMMENT)
    except (TooIntricate, Unknown):
        return paragraphs(text), tuple(ADDRESS.findall(text))
    return tree, links_of(tree)
