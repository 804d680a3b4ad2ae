"""Cuts HTML of any quality into tags and texts, in linear time, so that some can be changed and the rest stay as is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape, unescape

NAME = re.compile(r"[A-Za-z][^\s/>]*")
ATTRIBUTE = re.compile(r"""[\s/]*(=*[^\s/>=]+|=+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*)?))?""")
OPEN_QUOTE = re.compile(r"""\s*=\s*["']""")
END = re.compile(r"[\s/]*>")
# What stands in these is no HTML; the parser of a browser looks only for their end.
RAW = frozenset({"script", "style", "iframe", "noembed", "noframes", "xmp", "textarea", "title"})


@dataclass(frozen=True)
class Tag:
    """A tag, or with the name "!--" a comment. `source` is how it was written, `inner` what stands in a raw element."""

    name: str
    attributes: Mapping[str, str]
    is_end: bool
    source: str
    inner: str = ""

    def with_attributes(self, **attributes: str) -> Tag:
        """The same tag with only these attributes."""
        written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
        return replace(self, attributes=attributes, source=f"<{self.name}{written}>")


Token = str | Tag


def tokens(html: str) -> Iterator[Token]:
    """The pieces of `html` in order; joined again by `source` they are what went in, character for character.

    A tag without an end makes the rest a text, so that nothing is looked for twice.
    """
    at = 0
    endless: set[str] = set()
    while (opening := html.find("<", at)) >= 0:
        if opening > at:
            yield html[at:opening]
        tag = _comment(html, opening, endless) or _tag(html, opening, endless)
        if tag is None and _begins_tag(html, opening):
            yield html[opening:]
            return
        yield tag or "<"
        at = opening + (len(tag.source) if tag else 1)
    if at < len(html):
        yield html[at:]


def _begins_tag(html: str, opening: int) -> bool:
    return bool(NAME.match(html, opening + 1 + html.startswith("</", opening)))


def _comment(html: str, opening: int, endless: set[str]) -> Tag | None:
    if not html.startswith("<!--", opening) or "!--" in endless:
        return None
    end = html.find("-->", opening + 4)
    if end < 0:
        endless.add("!--")
        return None
    return Tag("!--", {}, False, html[opening : end + 3], inner=html[opening + 4 : end])


def _tag(html: str, opening: int, endless: set[str]) -> Tag | None:
    is_end = html.startswith("</", opening)
    found = NAME.match(html, opening + 1 + is_end)
    if found is None:
        return None
    attributes: dict[str, str] = {}
    at = found.end()
    while not (end := END.match(html, at)):
        attribute = ATTRIBUTE.match(html, at)
        if attribute is None or OPEN_QUOTE.match(html, _equals(attribute)):
            return None
        name, *values = attribute.groups()
        attributes.setdefault(name.lower(), unescape(next((value for value in values if value is not None), "")))
        at = attribute.end()
    name = found[0].lower()
    tag = Tag(name, attributes, is_end, html[opening : end.end()])
    return tag if is_end or name not in RAW else _with_inner(tag, html, end.end(), endless)


def _equals(attribute: re.Match[str]) -> int:
    """Where a quote would have been opened and not closed: such a match ends right after the name or the sign."""
    value_found = any(attribute.group(number) is not None for number in (2, 3, 4))
    return len(attribute.string) if value_found else attribute.end(1)


def _with_inner(tag: Tag, html: str, start: int, endless: set[str]) -> Tag:
    if tag.name in endless:
        return tag
    end = re.compile(rf"</{re.escape(tag.name)}[\s/]*>", re.IGNORECASE).search(html, start)
    if end is None:
        endless.add(tag.name)
        return tag
    return replace(tag, source=tag.source + html[start : end.end()], inner=html[start : end.start()])
