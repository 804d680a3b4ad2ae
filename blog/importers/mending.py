"""Makes a stream of bytes readable for a strict XML parser, and counts whatever it had to mend."""

from __future__ import annotations

import codecs
import html.entities
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape

DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
# What exports are written in. A codec that is no plain charset (utf-7, base64 …) is never looked up.
CHARSETS = re.compile(
    r"utf-?8|us-ascii|ascii|iso-8859-\d{1,2}|latin-?1|windows-125\d|cp125\d|koi8-[ru]|shift_jis|euc-(?:jp|kr)|"
    r"gb2312|gbk|gb18030|big5",
    re.IGNORECASE,
)
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

TROUBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]+"
    r"|<!\[CDATA\[|\]\]>|<!--|-->"
    r"|&(?!(?:amp|lt|gt|quot|apos);)(?:#[0-9]{1,8};|#x[0-9a-fA-F]{1,7};|[A-Za-z][A-Za-z0-9]{0,31};)?"
)
# What the next chunk may turn into one of the above.
UNFINISHED = re.compile(r"(?:&[#\w]{0,33}|<[!\[CDAT-]{0,8}|\]{1,2}|-{1,2})\Z")
ENDS = {"<![CDATA[": "]]>", "<!--": "-->"}


def mend(chunks: Iterable[bytes], mended: Counter[str]) -> Iterator[str]:
    """The text of `chunks`, decoded, with what XML forbids mended; `mended` says how often which repair was made."""
    mender = _Mender(mended)
    stream = iter(chunks)
    first = next(stream, b"")
    # The declaration must be in one piece to be read.
    while len(first) < 256 and (more := next(stream, b"")):
        first += more
    decode = _Decoder(first, mended)
    yield mender.feed(decode(first))
    for chunk in stream:
        yield mender.feed(decode(chunk))
    yield mender.feed(decode(b"", final=True), final=True)


class _Decoder:
    """Decodes strictly; only a chunk with bytes that belong to no character is decoded leniently."""

    def __init__(self, head: bytes, mended: Counter[str]) -> None:
        codec = codecs.getincrementaldecoder(_charset(head))
        self._strict, self._lenient = codec("strict"), codec("replace")
        self._mended = mended

    def __call__(self, chunk: bytes, final: bool = False) -> str:
        state = self._strict.getstate()
        try:
            return self._strict.decode(chunk, final)
        except UnicodeDecodeError:
            self._lenient.setstate(state)
            text = self._lenient.decode(chunk, final)
            self._strict.setstate(self._lenient.getstate())
            self._mended["invalid-bytes"] += text.count("\ufffd")
            return text


def _charset(head: bytes) -> str:
    for mark, charset in MARKS:
        if head.startswith(mark):
            return charset
    declared = DECLARED.match(head.lstrip())
    name = declared[1].decode("ascii") if declared else "utf-8"
    return name if CHARSETS.fullmatch(name) else "utf-8"


class _Mender:
    """Mends text piece by piece; within CDATA and in comments an ampersand is only an ampersand."""

    def __init__(self, mended: Counter[str]) -> None:
        self._mended = mended
        self._carried = ""
        # What ends the CDATA or comment that the text is in; empty outside of both.
        self._until = ""

    def feed(self, text: str, final: bool = False) -> str:
        text = self._carried + text
        self._carried = ""
        if not final and (tail := UNFINISHED.search(text, max(0, len(text) - 40))):
            self._carried, text = text[tail.start() :], text[: tail.start()]
        return TROUBLE.sub(self._mend, text)

    def _mend(self, found: re.Match[str]) -> str:
        text = found[0]
        if text in ENDS:
            self._until = self._until or ENDS[text]
            return text
        if text[0] in "]-":
            self._until = "" if text == self._until else self._until
            return text
        if text[0] != "&":
            self._mended["control-characters"] += len(text)
            return ""
        if self._until:
            return text
        if text.startswith("&#"):
            return self._numbered(text)
        character = html.entities.html5.get(text[1:])
        self._mended["stray-ampersands" if character is None else "named-entities"] += 1
        return "&amp;" + text[1:] if character is None else escape(character)

    def _numbered(self, text: str) -> str:
        number = int(text[3:-1], 16) if text[2] == "x" else int(text[2:-1])
        if number in (9, 10, 13) or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0xFFFF < number < 0x110000:
            return text
        self._mended["impossible-characters"] += 1
        return ""
