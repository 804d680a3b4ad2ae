"""Safe access to exports: files, zips or a folder of either, read as one tree and never unpacked to disk."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol

from blog.importers.gzips import Gzip, is_gzip
from blog.importers.refusals import BrokenArchive, UnsafeArchive
from blog.importers.shapes import Caution, Reason
from blog.importers.zips import Zip, is_zip
from blog.languages.sentences import say

CHUNK = 64 * 1024
FOLDER_DEPTH = 40


@dataclass(frozen=True)
class Limits:
    """How much an export may hold; sizes in bytes. A real one had 64,998 files and 20 GB."""

    files: int = 200_000
    file_bytes: int = 8 * 1024**3
    total_bytes: int = 256 * 1024**3
    # How many times larger than its packed form a file may come out, beyond the first `ratio_free` bytes.
    ratio: int = 250
    ratio_free: int = 16 * 1024**2


LIMITS = Limits()


class Part(Protocol):
    """A zip or a folder; names are relative and checked."""

    def sizes(self) -> Mapping[str, int]: ...

    def chunks(self, name: str) -> Generator[bytes, None, None]: ...

    def close(self) -> None: ...


class Archive:
    """Every file of an export by its name in the whole, whatever part it stands in. Use it in a `with`.

    `names` are all of them in order, `cautions` what is odd about the archive itself.
    """

    def __init__(self, parts: Sequence[Part], cautions: Sequence[Caution], limits: Limits) -> None:
        self.cautions = list(cautions)
        self._parts = parts
        self._place: dict[str, tuple[int, int]] = {}
        self._total = 0
        for number, part in enumerate(parts):
            for name, size in part.sizes().items():
                self._add(name, number, size, limits)
        # In order of name, so that two readings are alike.
        self.names = sorted(self._place)

    def _add(self, name: str, number: int, size: int, limits: Limits) -> None:
        if name in self._place:
            self.cautions.append(
                Caution(Reason.DUPLICATE, name, say("“%(name)s” is there twice; the first was read.", name=name))
            )
            return
        self._place[name] = (number, size)
        self._total += size
        if len(self._place) > limits.files:
            raise UnsafeArchive(say("It holds more than %(num)s files; nothing was read.", num=limits.files))
        if size > limits.file_bytes or self._total > limits.total_bytes:
            raise UnsafeArchive(say("“%(name)s” is larger than an export may be; nothing was read.", name=name))

    def __contains__(self, name: str) -> bool:
        return name in self._place

    def size(self, name: str) -> int:
        """The size in bytes that the file says it has; reading stops beyond it."""
        return self._place[name][1]

    def chunks(self, name: str) -> Generator[bytes, None, None]:
        """The bytes of a file in pieces of at most 64 KiB. Raises UnsafeArchive and BrokenArchive while it is read."""
        return self._parts[self._place[name][0]].chunks(name)

    def read(self, name: str, limit: int) -> bytes:
        """The first `limit` bytes of a small file."""
        read = bytearray()
        with closing(self.chunks(name)) as chunks:
            for chunk in chunks:
                read += chunk
                if len(read) >= limit:
                    break
        return bytes(read[:limit])

    def close(self) -> None:
        for part in self._parts:
            part.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def open_archive(paths: Sequence[Path], limits: Limits = LIMITS) -> Archive:
    """The tree of all `paths` together; a folder's own packed files count as its parts.

    Raises UnsafeArchive, BrokenArchive.
    """
    zips: list[Path] = []
    packed: list[Path] = []
    parts: list[Part] = []
    try:
        for path in paths:
            if not path.exists():
                raise BrokenArchive(say("There is no file or folder “%(name)s”.", name=path.name))
            if path.is_dir():
                children = sorted(child for child in path.iterdir() if not child.is_symlink())
                inside, squeezed = list(filter(is_zip, children)), list(filter(is_gzip, children))
                zips += inside
                packed += squeezed
                parts.append(Folder(path, limits, without=[*inside, *squeezed]))
            elif is_zip(path):
                zips.append(path)
            elif is_gzip(path):
                packed.append(path)
            else:
                parts.append(Folder(path.parent, limits, only=path.name))
        parts[:0] = [Zip(path, limits.files, limits.ratio, limits.ratio_free) for path in zips]
        parts += [Gzip(path, limits.ratio, limits.ratio_free) for path in packed]
        return Archive(parts, list(missing_parts(zips)), limits)
    except BaseException:
        for part in parts:
            part.close()
        raise


NUMBERED = re.compile(r"(?P<stem>.+)-(?P<number>\d{3})\.zip", re.IGNORECASE)


def missing_parts(zips: Sequence[Path]) -> Iterator[Caution]:
    """Cautions for parts that the names of the others speak of; Takeout numbers them from 001."""
    given: dict[tuple[Path, str], set[int]] = {}
    for path in zips:
        if found := NUMBERED.fullmatch(path.name):
            given.setdefault((path.parent, found["stem"]), set()).add(int(found["number"]))
    for (folder, stem), numbers in given.items():
        beside = {int(found["number"]) for child in folder.glob("*.zip")
                  if (found := NUMBERED.fullmatch(child.name)) and found["stem"] == stem}  # fmt: skip
        for number in sorted(set(range(1, max(numbers | beside) + 1)) - numbers):
            name = f"{stem}-{number:03d}.zip"
            yield Caution(
                Reason.PARTS_MISSING, name, say("The part “%(name)s” was not read. Name the folder that holds all "
                                                "parts, or pictures and posts may be missing.", name=name)
            )  # fmt: skip


class Folder:
    """The files below a folder; a link in it is refused, since it could lead anywhere."""

    def __init__(self, root: Path, limits: Limits, without: Sequence[Path] = (), only: str | None = None) -> None:
        self._root, self._limits = root, limits
        self._sizes: dict[str, int] = {}
        if only is not None:
            self._sizes[only] = (root / only).stat().st_size
        else:
            self._walk(root, "", {str(path) for path in without}, 0)

    def _walk(self, folder: Path, prefix: str, without: set[str], depth: int) -> None:
        if depth > FOLDER_DEPTH:
            raise UnsafeArchive(say("“%(name)s” is nested deeper than any export is.", name=prefix))
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                name = prefix + entry.name
                kind = entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(kind.st_mode):
                    self._walk(Path(entry.path), name + "/", without, depth + 1)
                elif not stat.S_ISREG(kind.st_mode):
                    raise UnsafeArchive(say("“%(name)s” is a link or no plain file; nothing was read.", name=name))
                elif entry.path not in without:
                    self._sizes[name] = kind.st_size
                if len(self._sizes) > self._limits.files:
                    raise UnsafeArchive(say("It holds more than %(num)s files; nothing was read.",
                                            num=self._limits.files))  # fmt: skip

    def sizes(self) -> Mapping[str, int]:
        return self._sizes

    def chunks(self, name: str) -> Generator[bytes, None, None]:
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            descriptor = os.open(self._root / name, flags)
        except OSError as error:
            raise BrokenArchive(say("“%(name)s” cannot be read.", name=name)) from error
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise UnsafeArchive(say("“%(name)s” is a link or no plain file; nothing was read.", name=name))
            left = self._sizes[name]
            while left > 0 and (chunk := file.read(min(CHUNK, left))):
                left -= len(chunk)
                yield chunk

    def close(self) -> None:
        """A folder holds nothing open."""
