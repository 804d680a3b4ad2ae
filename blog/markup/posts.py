"""An author's post: from Markdown or HTML to the HTML that is stored and shown."""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup

from blog.markup.characters import normalize
from blog.markup.code import coloured
from blog.markup.combing import comb
from blog.markup.extras import MORE_IN_HTML, opening_of
from blog.markup.gate import Node, Tree, Unknown, paragraphs, write
from blog.markup.grammar import POST, UNFILTERED
from blog.markup.limits import TooIntricate, TooManyTags
from blog.markup.markdown import post_html
from blog.markup.reading import text_of
from blog.markup.sanitizing import sanitize, sanitize_combed
from blog.markup.text import excerpt

# Goes up whenever the same typed text would give other HTML; `blog reclean` renders what is older anew.
POLICY = 5

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
    return render(typed, "markdown", unfiltered=False)


def render_html(typed: str) -> PostRendering:
    """Render a post written in HTML, cleaned and otherwise as it is. Raises Unreadable."""
    return render(typed, "html", unfiltered=False)


def render(typed: str, format: str, *, unfiltered: bool, most: int | None = None) -> PostRendering:
    """Render a post in what it is written in; `unfiltered` keeps more of its HTML. Raises Unreadable.

    Its words and its excerpt are always those of the cleaned text. Where somebody waits, `most` is how many tags a text
    with unfiltered HTML may have; raises TooManyTags for more, before they are cleaned.
    """
    text = normalize(typed)
    if unfiltered and most is not None and format != "html" and text.count("<") > most:
        # Nobody writes so much of it in Markdown, and its parser is slower than the comb that would count it.
        raise TooManyTags
    try:
        source = text if format == "html" else post_html(text)
        combed = comb(source, POST)
        kept = kept_of(source, combed, most) if unfiltered else None
        opening = opening_of(text, MORE_IN_HTML) if format == "html" else opening_of(text)
        opening_html = post_html(opening) if opening and format != "html" else opening
        clean = opened(rendered(sanitize_combed(combed, POST)), opening_html or None)
    except (TooIntricate, Unknown):
        return rendered(paragraphs(text))
    try:
        html = Markup(write(coloured(sanitize_combed(kept, UNFILTERED)))) if kept is not None else clean.html
    except (TooIntricate, Unknown):
        return clean
    return clean if html == clean.html else replace(clean, html=html, unfiltered=True)


def kept_of(source: str, cleaned: str, most: int | None) -> str | None:
    """The HTML combed for whom more is kept; None where that is no more than `cleaned`, and need not be swept again."""
    try:
        combed = comb(source, UNFILTERED)
    except TooIntricate:
        return None
    if combed == cleaned:
        return None
    # A character that is written as a reference takes the sweeper half as long as a tag.
    if most is not None and combed.count("<") + combed.count("&") // 2 > most:
        raise TooManyTags
    return combed


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
