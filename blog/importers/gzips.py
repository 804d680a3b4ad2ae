"""One file packed with gzip, inflated as it is read."""

from __future__ import annotations

import gzip
import struct
import zlib
from collections.abc import Generator, Mapping
from pathlib import Path

from blog.importers.refusals import BrokenArchive, UnsafeArchive
from blog.languages.sentences import say

CHUNK = 64 * 1024


def is_gzip(path: Path) -> bool:
    """Whether the file begins as gzip does, whatever it is called."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(3) == b"\x1f\x8b\x08"


class Gzip:
    """The one file in it, called as the packed one without its last ending.

    ratio: how many times larger than packed it may come out, beyond `ratio_free` bytes. Raises UnsafeArchive and
    BrokenArchive while it is read.
    """

    def __init__(self, path: Path, ratio: int, ratio_free: int) -> None:
        self._path = path
        self._packed = path.stat().st_size
        self._allowed = max(ratio_free, ratio * self._packed)
        self._name = path.stem if path.suffix.lower() in (".gz", ".gzip") else path.name

    def sizes(self) -> Mapping[str, int]:
        """What the end of the file says, which is a guess for the plan and nothing to rely on."""
        with self._path.open("rb") as file:
            file.seek(max(0, self._packed - 4))
            end = file.read(4)
        return {self._name: min(struct.unpack("<L", end)[0] if len(end) == 4 else 0, self._allowed)}

    def chunks(self, name: str) -> Generator[bytes, None, None]:
        inflated = 0
        try:
            with gzip.open(self._path) as file:
                while chunk := file.read(CHUNK):
                    inflated += len(chunk)
                    if inflated > self._allowed:
                        raise UnsafeArchive(say("“%(name)s” swells like a bomb; reading stopped.", name=name))
                    yield chunk
        except (EOFError, zlib.error, OSError) as error:
            raise BrokenArchive(
                say("“%(name)s” is damaged or was not loaded to its end.", name=self._path.name)
            ) from error

    def close(self) -> None:
        """Nothing is held open between two readings."""
