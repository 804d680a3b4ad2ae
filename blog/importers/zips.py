"""One zip, checked before its list is believed and while its files are inflated."""

from __future__ import annotations

import contextlib
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Generator, Mapping
from pathlib import Path

from blog.importers.refusals import BrokenArchive, UnsafeArchive
from blog.languages.sentences import say

CHUNK = 64 * 1024
# How an entry of the list begins, how long one may be on average, and where the last records are looked for.
LISTED = b"PK\x01\x02"
BYTES_A_FILE = 250
TAIL = 70_000
DRIVE = re.compile(r"[A-Za-z]:[\\/]")


def is_zip(path: Path) -> bool:
    """Whether the file begins as a zip does, whatever it is called."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


class Zip:
    """The files of one zip by their checked names.

    files: how many it may list. ratio: how many times larger than packed a file may come out, beyond `ratio_free`
    bytes. Raises UnsafeArchive and BrokenArchive.
    """

    def __init__(self, path: Path, files: int, ratio: int, ratio_free: int) -> None:
        self._name, self._ratio, self._ratio_free = path.name, ratio, ratio_free
        self._packed = path.stat().st_size
        refuse_long_list(path, files)
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, struct.error, NotImplementedError) as error:
            raise BrokenArchive(say("“%(name)s” is damaged or was not loaded to its end.", name=path.name)) from error
        self._infos: dict[str, zipfile.ZipInfo] = {}
        try:
            for info in self._zip.infolist():
                if not info.is_dir():
                    self._infos.setdefault(checked_name(info), info)
            self._refuse_bomb()
        except BaseException:
            self._zip.close()
            raise

    def _refuse_bomb(self) -> None:
        whole = sum(info.file_size for info in self._infos.values())
        if whole > self._ratio_free and whole > self._ratio * self._packed:
            raise UnsafeArchive(
                say("“%(name)s” would unpack to %(num)s times its size; nothing was read.",
                    name=self._name, num=whole // max(self._packed, 1))
            )  # fmt: skip

    def sizes(self) -> Mapping[str, int]:
        return {name: info.file_size for name, info in self._infos.items()}

    def chunks(self, name: str) -> Generator[bytes, None, None]:
        info = self._infos[name]
        allowed = max(self._ratio_free, self._ratio * min(info.compress_size, self._packed))
        inflated = 0
        try:
            with self._zip.open(info) as file:
                while chunk := file.read(CHUNK):
                    inflated += len(chunk)
                    if inflated > allowed or inflated > info.file_size:
                        raise UnsafeArchive(say("“%(name)s” swells like a bomb; reading stopped.", name=name))
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, struct.error) as error:
            raise BrokenArchive(say("“%(name)s” in the archive is damaged.", name=name)) from error
        if inflated < info.file_size:
            raise BrokenArchive(say("“%(name)s” in the archive is damaged.", name=name))

    def close(self) -> None:
        self._zip.close()


def checked_name(info: zipfile.ZipInfo) -> str:
    """The name as a relative path with slashes. Raises UnsafeArchive for one that leads out, and for links."""
    name = info.filename
    if not info.flag_bits & 0x800:
        # Without the flag zipfile reads an old DOS charset, though nearly every writer means UTF-8.
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    segments = re.split(r"[\\/]", name)
    if name.startswith(("/", "\\")) or ".." in segments or DRIVE.match(name) or "\0" in name or not name.strip("./ "):
        raise UnsafeArchive(say("“%(name)s” leads out of the archive; nothing was read.", name=name))
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise UnsafeArchive(say("“%(name)s” is a link or no plain file; nothing was read.", name=name))
    if info.flag_bits & 0x1:
        raise BrokenArchive(say("“%(name)s” is locked with a password. Unlock the archive first.", name=name))
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise BrokenArchive(say("“%(name)s” is packed in a way that exports never use.", name=name))
    return "/".join(segment for segment in name.split("/") if segment not in ("", "."))


def refuse_long_list(path: Path, files: int) -> None:
    """Refuse a zip that lists more files than it may, before a list of millions is built. Raises UnsafeArchive.

    The count in its last record may lie, so the entries of the list themselves are counted.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - TAIL))
        listed = _length_of_list(file.read())
        found = files + 1
        if listed <= files * BYTES_A_FILE:
            file.seek(max(0, size - listed - TAIL))
            found = file.read().count(LISTED)
    if found > files:
        raise UnsafeArchive(say("“%(name)s” lists more than %(num)s files; nothing was read.",
                                name=path.name, num=files))  # fmt: skip


def _length_of_list(tail: bytes) -> int:
    """How many bytes long the last records say the list before them is; 0 where there is none, as zipfile will say."""
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        return 0
    listed: int = struct.unpack_from("<L", tail, at + 12)[0]
    wide = tail.rfind(b"PK\x06\x06", 0, at)
    if wide >= 0 and len(tail) >= wide + 56:
        # Beyond 4 GiB the narrow record is all ones, and a wide one stands before it.
        return max(listed if listed != 0xFFFFFFFF else 0, int(struct.unpack_from("<Q", tail, wide + 40)[0]))
    return listed
