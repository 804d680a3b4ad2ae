"""An author's post: from Markdown or HTML to the HTML that is stored and shown."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from blog.markup.characters import normalize
from blog.markup.gate import Node, Tree, Unknown, paragraphs, write
from blog.markup.grammar import POST
from blog.markup.limits import TooIntricate
from blog.markup.markdown import post_html
from blog.markup.reading import text_of
from blog.markup.sanitizing import sanitize
from blog.markup.text import excerpt

# Goes up whenever the same typed text would give other HTML; `blog reclean` renders what is older anew.
POLICY = 1

EXCERPT_CHARACTERS = 300


@dataclass(frozen=True)
class PostRendering:
    """One post in all the forms it is shown in: its HTML, its plain words, and its beginning on one line."""

    html: Markup
    text: str
    excerpt: str
    policy: int


def render_markdown(typed: str) -> PostRendering:
    """Render a post written in Markdown, set as a typographer would. Raises Unreadable."""
    text = normalize(typed)
    try:
        return rendered(sanitize(post_html(text), POST))
    except (TooIntricate, Unknown):
        return rendered(paragraphs(text))


def render_html(typed: str) -> PostRendering:
    """Render a post written in HTML, cleaned and otherwise as it is. Raises Unreadable."""
    text = normalize(typed)
    try:
        return rendered(sanitize(text, POST))
    except (TooIntricate, Unknown):
        return rendered(paragraphs(text))


def rendered(tree: Tree) -> PostRendering:
    text = text_of(tree)
    opening = text_of([part for part in tree if isinstance(part, Node) and part.tag in ("p", "blockquote", "div")])
    return PostRendering(
        html=Markup(write(tree)), text=text, excerpt=excerpt(opening or text, EXCERPT_CHARACTERS), policy=POLICY
    )  # fmt: skip
