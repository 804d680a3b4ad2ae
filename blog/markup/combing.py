"""Raw HTML combed into few, short, well-formed tags, so that the sanitizer never meets what makes it slow.

Nothing here is trusted to make HTML safe: the sanitizer and the gate come after it.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from blog.markup.characters import bound_marks, strip_forbidden
from blog.markup.grammar import VOID, Grammar, words
from blog.markup.limits import TooIntricate

TAG = re.compile(r"""<(/?)([a-zA-Z][^\s"'<>/=]*+)((?:[^"'<>]|"[^"]*+"|'[^']*+')*+)>""")
ATTRIBUTE = re.compile(r"""([^\s"'<>/=]++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"'=<>`]++))?+""")
# Where a tag, a comment or a declaration may begin; any other "<" is somebody's sign.
OPENING = re.compile(r"<(?=[a-zA-Z/!?])")
REFERENCE = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,7}|[a-zA-Z][a-zA-Z0-9]{1,31});")

# What stands between these was written for a machine. It is taken out with its tags, so that nobody reads
# a style sheet in the middle of a comment; in a code sample the tags are already escaped and stay.
ENDS = {
    "<script": re.compile(r"</script\s*+>", re.IGNORECASE),
    "<style": re.compile(r"</style\s*+>", re.IGNORECASE),
    "<!--": re.compile("-->"),
    "<!": re.compile(">"),
    "<?": re.compile(">"),
}
# Elements that end by themselves where the next one begins: leaving them open is the old way of writing HTML.
SELF_CLOSING = words("p li dt dd td th tr thead tbody tfoot colgroup")
# Every element of HTML, now or formerly. Other names in angle brackets are words ("vector<int>") and stay readable.
ELEMENTS = words(
    "a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body "
    "br button canvas caption center cite code col colgroup command content data datalist dd del details dfn dialog "
    "dir div dl dt element em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head "
    "header hgroup hr html i iframe image img input ins isindex kbd keygen label legend li link listing main map mark "
    "marquee math menu menuitem meta meter multicol nav nextid nobr noembed noframes noscript object ol optgroup "
    "option output p param picture plaintext portal pre progress q rb rp rt rtc ruby s samp script search section "
    "select shadow slot small source spacer span strike strong style sub summary sup svg table tbody td template "
    "textarea tfoot th thead time title tr track tt u ul var video wbr xmp "
    "animate animatetransform circle defs desc foreignobject g line mask path pattern polygon polyline rect set stop "
    "symbol text tspan use annotation mi mo mn ms mtext mglyph malignmark semantics"
)


def comb(source: str, grammar: Grammar) -> str:
    """The HTML with allowed tags and attributes only, written one way. Raises TooIntricate.

    Character references are resolved and their characters normalized like typed ones; what is no tag is text.
    """
    parts: list[str] = []
    carried = (0, 0)
    opened: Counter[str] = Counter()
    tags = 0
    for text, tag in pieces(source):
        spoken, carried = bound_marks(unicodedata.normalize("NFC", resolved(text)), carried)
        parts.append(html.escape(spoken, quote=False))
        if tag is None:
            continue
        name = grammar.renamed.get(tag[2].lower(), tag[2].lower())
        if name not in grammar.tags:
            parts.append(shown_if_word(tag))
            continue
        tags += 1
        if name not in VOID and name not in SELF_CLOSING:
            opened[name] = max(0, opened[name] + (-1 if tag[1] else 1))
        if tags > grammar.tag_count or opened.total() > grammar.depth:
            raise TooIntricate
        parts.append(f"</{name}>" if tag[1] else f"<{name}{attributes(name, tag[3], grammar)}>")
    return "".join(parts)


def pieces(source: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """Text and the tag after it, in order; comments, declarations and silent elements are left out."""
    position = text_from = 0
    unended: set[str] = set()
    while found := OPENING.search(source, position):
        position = found.start()
        tag = TAG.match(source, position)
        end = silent_end(source, position, tag, unended)
        if end or tag:
            yield source[text_from:position], None if end else tag
            position = text_from = end or (tag.end() if tag else position)
        else:
            position += 1
    yield source[text_from:], None


def silent_end(source: str, start: int, tag: re.Match[str] | None, unended: set[str]) -> int:
    """Where a comment, declaration or silent element that begins here ends; 0 if none begins or none ends.

    What has no end is noted in `unended`: looking for it again from every later start would take forever.
    """
    opening = f"<{tag[2].lower()}" if tag else next((mark for mark in ENDS if source.startswith(mark, start)), "")
    if opening not in ENDS or opening in unended or (tag and tag[1]):
        return 0
    found = ENDS[opening].search(source, start + len(opening))
    if not found:
        unended.add(opening)
    return found.end() if found else 0


def resolved(text: str) -> str:
    """Text with its character references read, so that none smuggles a character past the normalizing."""
    return strip_forbidden(REFERENCE.sub(lambda found: html.unescape(found[0]), text)) if text else text


def shown_if_word(tag: re.Match[str]) -> str:
    """A name in angle brackets that is no element is somebody's words; a tag that is not allowed is nothing."""
    name = tag[2].lower()
    is_word = name.isalnum() and name not in ELEMENTS and not tag[3].strip(" /")
    return html.escape(tag[0], quote=False) if is_word else ""


def attributes(tag: str, written: str, grammar: Grammar) -> str:
    """The allowed attributes of one tag, each once, as they are written into HTML."""
    kept: dict[str, str] = {}
    for name, value in ATTRIBUTE.findall(written) if grammar.anywhere or tag in grammar.attributes else ():
        name = name.lower()
        plain = strip_forbidden(html.unescape(value[1:-1] if value[:1] in ('"', "'") else value))
        plain = " ".join(plain.split()) if name in ("title", "alt") else plain.strip()
        is_ours = tag in ("td", "th") or "style" not in grammar.anywhere
        if name == "style" and is_ours and (aligned := re.fullmatch(r"text-align:\s*(left|center|right);?", plain)):
            # Tables in Markdown say by style how a column is aligned; our pages allow no inline style.
            name, plain = "class", aligned[1]
        if name not in kept and grammar.allows(tag, name, plain):
            kept[name] = plain
    return "".join(f' {name}="{html.escape(value)}"' for name, value in kept.items())
