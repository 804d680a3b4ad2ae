"""An author's post: from Markdown or HTML to the HTML that is stored and shown."""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup

from blog.markup.characters import normalize
from blog.markup.code import coloured
from blog.markup.extras import MORE_IN_HTML, opening_of
from blog.markup.gate import Node, Tree, Unknown, paragraphs, write
from blog.markup.grammar import POST, UNFILTERED
from blog.markup.limits import TooIntricate
from blog.markup.markdown import post_html
from blog.markup.reading import text_of
from blog.markup.sanitizing import sanitize
from blog.markup.text import excerpt

# Goes up whenever the same typed text would give other HTML; `blog reclean` renders what is older anew.
POLICY = 4

EXCERPT_CHARACTERS = 300
# Where the writer says where the opening ends, it may be longer.
OPENING_CHARACTERS = 1_500


@dataclass(frozen=True)
class PostRendering:
    """One post in all the forms it is shown in: its HTML, its plain words, and its beginning on one line."""

    html: Markup
    text: str
    excerpt: str
    policy: int
    # Whether the HTML holds what is taken out for everybody who was not given it; nothing else ever does.
    unfiltered: bool = False


def render_markdown(typed: str) -> PostRendering:
    """Render a post written in Markdown, set as a typographer would. Raises Unreadable."""
    text = normalize(typed)
    try:
        opening = opening_of(text)
        return opened(rendered(sanitize(post_html(text), POST)), post_html(opening) if opening else None)
    except (TooIntricate, Unknown):
        return rendered(paragraphs(text))


def render_html(typed: str) -> PostRendering:
    """Render a post written in HTML, cleaned and otherwise as it is. Raises Unreadable."""
    text = normalize(typed)
    try:
        return opened(rendered(sanitize(text, POST)), opening_of(text, MORE_IN_HTML))
    except (TooIntricate, Unknown):
        return rendered(paragraphs(text))


def render(typed: str, format: str, *, unfiltered: bool) -> PostRendering:
    """Render a post in what it is written in; `unfiltered` keeps more of its HTML. Raises Unreadable.

    Its words and its excerpt are always those of the cleaned text.
    """
    clean = render_html(typed) if format == "html" else render_markdown(typed)
    if not unfiltered:
        return clean
    text = normalize(typed)
    try:
        tree = sanitize(text if format == "html" else post_html(text), UNFILTERED)
    except (TooIntricate, Unknown):
        return clean
    html = Markup(write(coloured(tree)))
    return clean if html == clean.html else replace(clean, html=html, unfiltered=True)


def opened(whole: PostRendering, opening: str | None) -> PostRendering:
    """The post with its opening, as HTML, for an excerpt; where that says nothing in words, its beginning stays."""
    words = text_of(sanitize(opening, POST)) if opening is not None else ""
    return replace(whole, excerpt=excerpt(words, OPENING_CHARACTERS)) if words else whole


def rendered(tree: Tree) -> PostRendering:
    text = text_of(tree)
    opening = text_of([part for part in tree if isinstance(part, Node) and part.tag in ("p", "blockquote", "div")])
    return PostRendering(
        html=Markup(write(coloured(tree))),
        text=text,
        excerpt=excerpt(opening or text, EXCERPT_CHARACTERS),
        policy=POLICY,
    )
