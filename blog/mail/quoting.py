"""Words of strangers inside our letters: set off, on their own lines, and without anything a mail program links."""

from __future__ import annotations

import re

SCHEME = re.compile(r"(?<=[A-Za-z0-9]):(?=//)")
# Schemes that do without slashes, and are made links of all the same.
BARE_SCHEME = re.compile(r"(?i)\b(mailto|tel|sms|geo|news|xmpp|magnet|javascript|data):")
AT = re.compile(r"(?<=[^\s@])@(?=[^\s@])")
# A dot as it stands in a host or a file: letters on both sides. IDNA takes three more characters for dots.
HOST_DOT = re.compile(r"(?<=[\w-])[.\u3002\uff0e\uff61](?=[^\W\d_]{2})")
BREAKS = re.compile(r"[\v\f\x1c-\x1e\x85\u2028\u2029]")


def without_links(text: str) -> str:
    """The text as it can be read and not clicked: reader text leads nowhere from our address."""
    text = SCHEME.sub("[:]", text)
    text = BARE_SCHEME.sub(r"\1[:]", text)
    return HOST_DOT.sub("[.]", AT.sub("[at]", text))


def one_line(text: str, most: int = 80) -> str:
    """A name or a title on one line, without links, cut at `most` characters."""
    line = " ".join(without_links(text).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def quote(text: str, most: int = 1200) -> str:
    """Words of a reader, without links, cut between two words, and indented on every line."""
    plain = BREAKS.sub("\n", without_links(text.strip()))
    if len(plain) > most:
        plain = plain[:most].rsplit(None, 1)[0].rstrip() + " …"
    return "\n".join(f"    {line}".rstrip() for line in plain.split("\n"))
