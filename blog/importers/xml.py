"""XML read as a stream: no DTD, no entities, bounded depth and size, whatever its prefixes are bound to."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from xml.parsers import expat

from blog.importers.mending import mend
from blog.importers.refusals import BrokenXml, UnsafeXml
from blog.languages.sentences import say

DEPTH = 64
# Of one entry: the words in it, and the elements. A post of a million words is shorter.
ENTRY_CHARACTERS = 8 * 1024 * 1024
ENTRY_ELEMENTS = 100_000
# Of one tag: expat reads an unfinished one from its start again with every chunk.
TAG_BYTES = 1024 * 1024
NAMES_REMEMBERED = 1_000

# Exports write these with http and https, with and without a slash or # at the end, in any version.
NAMESPACES = {
    "www.w3.org/2005/atom": "atom",
    "purl.org/atom/ns": "atom",
    "purl.org/atom/app": "app",
    "www.w3.org/2007/app": "app",
    "schemas.google.com/blogger/2018": "blogger",
    "schemas.google.com/g/2005": "gd",
    "purl.org/syndication/thread/1.0": "thr",
    "www.georss.org/georss": "georss",
    "search.yahoo.com/mrss": "media",
    "a9.com/-/spec/opensearch/1.1": "opensearch",
    "a9.com/-/spec/opensearchrss/1.0": "opensearch",
    "wordpress.org/export": "wp",
    "wordpress.org/export/excerpt": "excerpt",
    "purl.org/rss/1.0/modules/content": "content",
    "purl.org/dc/elements/1.1": "dc",
    "wellformedweb.org/commentapi": "wfw",
    "disqus.com": "disqus",
    "disqus.com/disqus-internals": "dsq",
}
PREFIXES = frozenset(NAMESPACES.values())
# The file ends before its elements do.
BROKEN_OFF = frozenset({3, 5, 6, 20})
JUNK_AFTER_END = 9


class Element:
    """One element: `parts` are texts and elements in order, names are like "atom:entry" whatever the file says.

    Only an element that a Stream gives out has a `line`; `cut` says that it was larger than an entry may be, so that
    its end is missing. `within` is the entry that one given out apart stood in, as far as it was read then.
    """

    __slots__ = ("_firsts", "attributes", "cut", "line", "name", "parts", "within")

    def __init__(self, name: str, attributes: Mapping[str, str], line: int = 0) -> None:
        self.name, self.attributes, self.line = name, attributes, line
        self.parts: list[str | Element] = []
        self.cut = False
        self.within: Element | None = None
        self._firsts: dict[str, Element] | None = None

    def all(self, name: str) -> list[Element]:
        return [part for part in self.parts if part.__class__ is Element and part.name == name]

    def first(self, name: str) -> Element | None:
        # Readers ask a finished entry for a dozen names, a hundred thousand times.
        if self._firsts is None:
            self._firsts = {part.name: part for part in reversed(self.parts) if part.__class__ is Element}
        return self._firsts.get(name)

    @property
    def text(self) -> str:
        """Its own text, not that of elements in it."""
        parts = self.parts
        if len(parts) == 1 and isinstance(parts[0], str):
            return parts[0]
        return "".join(part for part in parts if isinstance(part, str))

    def words(self, name: str) -> str:
        """The text of the first such child without space around it, empty if there is none."""
        child = self.first(name)
        return child.text.strip() if child is not None else ""

    def inner_html(self) -> str:
        """What is in it, written as HTML; for `type="xhtml"`."""
        return "".join(part.outer_html() if isinstance(part, Element) else escape(part) for part in self.parts)

    def outer_html(self) -> str:
        tag = self.name.rpartition(":")[2].rpartition("}")[2]
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in self.attributes.items())
        return f"<{tag}{attributes}>{self.inner_html()}</{tag}>"


class Stream:
    """The elements at one level of a document, one after the other; the root is level 0.

    home: the prefix for names without a namespace. apart: the name of children that are given out by themselves, each
    before the element it stood in, which may have more of them than fit in memory. `mended` counts repairs,
    `unfinished` is the element that the file broke off in. Iterating raises UnsafeXml and BrokenXml.
    """

    def __init__(self, chunks: Iterable[bytes], home: str = "", level: int = 1, apart: str = "") -> None:
        self.mended: Counter[str] = Counter()
        self.root: Element | None = None
        self.unfinished: Element | None = None
        self._chunks, self._level, self._apart = chunks, level, apart
        self._scopes = [_Scope({}, home, self.mended)]
        self._own_scope: list[bool] = []
        self._open: list[Element] = []
        self._ready: deque[Element] = deque()
        self._characters = self._elements = 0
        self._before_apart = (0, 0)
        self._broken_at: int | None = None
        self._parser = self._make_parser()

    def _make_parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.buffer_size = 64 * 1024
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.EntityDeclHandler = _refuse_doctype
        return parser

    def __iter__(self) -> Iterator[Element]:
        fed = 0
        for text in mend(self._chunks, self.mended):
            data = text.encode("utf-8")
            fed += len(data)
            ended = self._parse(data)
            while self._ready:
                yield self._ready.popleft()
            self._refuse_broken()
            if ended:
                return
            if fed - self._parser.CurrentByteIndex > TAG_BYTES:
                raise UnsafeXml(say("Line %(line)s holds a tag larger than any export writes.", line=self._line))
        self._parse(b"", final=True)
        while self._ready:
            # Newer expats hold back what they have until they know that no more will come.
            yield self._ready.popleft()
        self._refuse_broken()

    def _parse(self, data: bytes, final: bool = False) -> bool:
        """Whether this was the end. What was whole before a break is given out before anything is raised."""
        try:
            self._parser.Parse(data, final)
        except expat.ExpatError as error:
            if final and self.root is not None and error.code in BROKEN_OFF:
                self.mended["closed-at-end"] += 1
                self.unfinished = self._open[0] if self._open else None
            elif error.code == JUNK_AFTER_END:
                self.mended["text-after-end"] += 1
            else:
                self._broken_at = error.lineno
            return True
        return final

    def _refuse_broken(self) -> None:
        if self._broken_at is not None:
            line = self._broken_at
            raise BrokenXml(
                say("The file is not well-formed at line %(line)s; nothing after it can be read.", line=line)
            )

    @property
    def _line(self) -> int:
        return self._parser.CurrentLineNumber

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        depth = len(self._own_scope)
        if depth >= DEPTH:
            raise UnsafeXml(say("Line %(line)s is nested deeper than any export is.", line=self._line))
        declared = {}
        if attributes:
            declared = {key[6:]: value for key, value in attributes.items() if key.startswith("xmlns:")}
            if "xmlns" in attributes:
                declared[""] = attributes["xmlns"]
            if declared:
                self._scopes.append(self._scopes[-1].within(declared))
        self._own_scope.append(bool(declared))
        if depth == 0 or depth >= self._level:
            self._enter(name, attributes, depth)

    def _enter(self, name: str, attributes: dict[str, str], depth: int) -> None:
        scope = self._scopes[-1]
        if attributes:
            attributes = {scope.name(key) if ":" in key else key: value
                          for key, value in attributes.items() if not key.startswith("xmlns")}  # fmt: skip
        element = Element(scope.name(name), attributes)
        if depth == 0:
            self.root = element
        if depth < self._level:
            return
        if depth == self._level:
            self._characters = self._elements = 0
            element.line = self._line
        elif depth == self._level + 1 and element.name == self._apart:
            element.line, element.within = self._line, self._open[0]
            self._before_apart = (self._characters, self._elements)
            self._characters = self._elements = 0
        elif self._fits():
            self._open[-1].parts.append(element)
        self._elements += 1
        if attributes:
            self._characters += sum(map(len, attributes.values()))
        self._open.append(element)

    def _data(self, text: str) -> None:
        # What stands between the elements of an entry is only indentation.
        if len(self._open) > 1 or (self._open and not text.isspace()):
            self._characters += len(text)
            if self._fits():
                self._open[-1].parts.append(text)

    def _fits(self) -> bool:
        if self._characters <= ENTRY_CHARACTERS and self._elements <= ENTRY_ELEMENTS:
            return True
        apart = self._open[1] if len(self._open) > 1 and self._open[1].within is not None else None
        (apart or self._open[0]).cut = True
        return False

    def _end(self, name: str) -> None:
        if self._own_scope.pop():
            self._scopes.pop()
        if self._open:
            element = self._open.pop()
            if not self._open:
                self._ready.append(element)
            elif element.within is not None:
                # It is no part of the entry, so neither is its size.
                self._characters, self._elements = self._before_apart
                self._ready.append(element)


class _Scope:
    """What prefixes mean at one place, and the names already worked out there."""

    def __init__(self, prefixes: Mapping[str, str], home: str, mended: Counter[str]) -> None:
        self._prefixes, self._home, self._mended = prefixes, home, mended
        self._names: dict[str, str] = {}

    def within(self, declared: Mapping[str, str]) -> _Scope:
        return _Scope({**self._prefixes, **declared}, self._home, self._mended)

    def name(self, written: str) -> str:
        known = self._names.get(written)
        if known is None:
            if len(self._names) >= NAMES_REMEMBERED:
                self._names.clear()
            known = self._names[written] = self._resolve(written)
        return known

    def _resolve(self, written: str) -> str:
        prefix, _, local = written.rpartition(":")
        uri = self._prefixes.get(prefix)
        if prefix == "xml":
            return written
        if uri:
            short = _short(uri)
            return f"{short}:{local}" if short else f"{{{uri}}}{local}"
        if prefix:
            # WordPress and tools after Blogger use prefixes that nobody declared; the name itself says enough.
            self._mended["unbound-prefixes"] += 1
            return f"{prefix.lower()}:{local}" if prefix.lower() in PREFIXES else written
        return f"{self._home}:{local}" if self._home else local


def _short(uri: str) -> str | None:
    plain = re.sub(r"^https?://|[/#]+$", "", uri.strip().lower())
    return NAMESPACES.get(re.sub(r"^(wordpress\.org/export)/\d+\.\d+", r"\1", plain))


def _refuse_doctype(*_declared: object) -> None:
    raise UnsafeXml(say("The file has a DOCTYPE. No export needs one, and entities in it can do harm; take it out."))
