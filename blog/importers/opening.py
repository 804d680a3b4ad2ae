"""The formats that can be imported, by the words the command knows them by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from blog.importers import blogger, wordpress
from blog.importers.archives import open_archive
from blog.importers.exports import Export
from blog.importers.refusals import NothingToImport, Unimportable
from blog.languages.sentences import say

# None for a format that a later version will read.
FORMATS: Mapping[str, Callable[[Sequence[Path]], Export] | None] = {
    "blogger": blogger.open_export,
    "wordpress": wordpress.open_export,
    "disqus": None,
    "isso": None,
    "remark42": None,
    "commento": None,
    "ghost": None,
    "movabletype": None,
    "markdown": None,
    "feed": None,
    "bundle": None,
}
# What was sent to the desk says by itself what it is.
AUTOMATIC = ""


class FormatUnknown(Unimportable):
    """This format cannot be imported."""


def check_format(format: str) -> Callable[[Sequence[Path]], Export]:
    """The reader of a format. Raises FormatUnknown."""
    known = ", ".join(name for name, reader in FORMATS.items() if reader is not None)
    reader = FORMATS.get(format)
    if reader is not None:
        return reader
    if format in FORMATS:
        sentence = say("“%(format)s” cannot be imported yet. Now there is: %(known)s.", format=format, known=known)
    else:
        sentence = say("“%(format)s” is no format we know. Now there is: %(known)s.", format=format, known=known)
    raise FormatUnknown(sentence)


def recognise(paths: Sequence[Path]) -> str:
    """The format of what was given, by what stands in it. Raises NothingToImport, Unimportable."""
    with open_archive(paths) as archive:
        for name in archive.names:
            if wordpress.is_export(archive, name):
                return "wordpress"
            if blogger.is_takeout(archive, name) or blogger.is_old_export(archive, name):
                return "blogger"
    raise NothingToImport(say("This is no export of Blogger or WordPress, or one that was not loaded to its end."))


def open_format(format: str, paths: Sequence[Path]) -> Export:
    """Open an export. Raises FormatUnknown, Unimportable."""
    return check_format(format)(paths)
