"""The file a backup is: a zip with a manifest, sealed with one checksum over every byte before it."""

from __future__ import annotations

import hashlib
import os
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO

from blog.backups.manifest import MANIFEST, MEDIA, Contents, Manifest, Part, program_version, read_manifest
from blog.backups.refusals import BackupDamaged, CannotRead
from blog.languages.sentences import Sentence, say

# The seal is the zip's comment, which every zip program leaves alone. A zip's own checksums cover its files only, not
# their names, times or lists: the digest covers all of that, so that no byte can change unseen.
SEAL = b"afterword-backup sha256="
DIGEST = 64
CHUNK = 1 << 20
LONGEST_MANIFEST = 64 << 20
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
)


def write_sealed(path: Path, contents: Contents, files: Iterable[tuple[str, Path]], now: datetime) -> Manifest:
    """Write `files` (pairs of part name and file) into a new backup at `path`, sealed and flushed to the disk.

    A media file that was taken away meanwhile is left out; one that is being replaced is taken as it is read.
    Raises OSError.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w+b") as file:
        with zipfile.ZipFile(file, "w") as archive:
            parts = dict(_add_all(archive, files, now))
            manifest = Manifest(program_version(), now, contents, parts)
            archive.writestr(_entry(MANIFEST, now, zipfile.ZIP_DEFLATED), manifest.to_json())
            archive.comment = SEAL + b"0" * DIGEST
        digest = _digest(file, file.seek(0, os.SEEK_END) - DIGEST)
        file.write(digest)
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _add_all(archive: zipfile.ZipFile, files: Iterable[tuple[str, Path]], now: datetime) -> Iterator[tuple[str, Part]]:
    for name, path in files:
        try:
            source = _open_plain(path)
        except FileNotFoundError:
            if not name.startswith(MEDIA):
                raise
            continue
        with source:
            yield name, _add(archive, name, source, now)


def _add(archive: zipfile.ZipFile, name: str, source: IO[bytes], now: datetime) -> Part:
    # Pictures are packed already; only the database grows smaller.
    packing = zipfile.ZIP_STORED if name.startswith(MEDIA) else zipfile.ZIP_DEFLATED
    digest, size = hashlib.sha256(), 0
    with archive.open(_entry(name, now, packing), "w", force_zip64=True) as part:
        while chunk := source.read(CHUNK):
            part.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return Part(size, digest.hexdigest())


def _entry(name: str, now: datetime, packing: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (now.year, now.month, now.day, now.hour, now.minute, now.second))
    entry.compress_type = packing
    entry.external_attr = 0o600 << 16
    return entry


def _open_plain(path: Path) -> IO[bytes]:
    """Open a file, but never through a link: one put there in the meantime could lead to the secret key."""
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb")


def _digest(file: IO[bytes], size: int) -> bytes:
    """The SHA-256 in hex of the first `size` bytes; afterwards `file` stands behind them."""
    file.seek(0)
    digest = hashlib.sha256()
    left = size
    while left > 0 and (chunk := file.read(min(CHUNK, left))):
        digest.update(chunk)
        left -= len(chunk)
    file.seek(size)
    return digest.hexdigest().encode()


class SealedBackup:
    """A backup opened for reading. Its seal is checked before a single byte of it is believed.

    Raises CannotRead and BackupDamaged, while it is opened and while parts are read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise CannotRead(place=path, why=error.strerror) from error
        try:
            self._check_seal()
            self._zip = zipfile.ZipFile(self._file)
            self.manifest = self._read_manifest()
        except OSError as error:
            self._file.close()
            raise CannotRead(place=path, why=error.strerror or error) from error
        except UNREADABLE as error:
            self._file.close()
            raise self.damaged(say("its list of parts cannot be read")) from error
        except BaseException:
            self._file.close()
            raise

    def damaged(self, why: Sentence) -> BackupDamaged:
        """The refusal that names this file."""
        return BackupDamaged(name=self.path.name, why=why)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of one part; what comes after the last of them is a refusal if they were not the right ones."""
        part = self.manifest.parts[name]
        digest, size = hashlib.sha256(), 0
        try:
            with self._zip.open(name) as file:
                while chunk := file.read(CHUNK):
                    size += len(chunk)
                    if size > part.size:
                        break
                    digest.update(chunk)
                    yield chunk
        except UNREADABLE as error:
            raise self.damaged(say("its part %(part)s cannot be unpacked", part=name)) from error
        if size != part.size or digest.hexdigest() != part.sha256:
            raise self.damaged(say("its part %(part)s is not what the manifest says", part=name))

    def extract(self, name: str, to: Path) -> None:
        """Write one part into the new file `to`, readable by its owner only, and flush it. Raises OSError too."""
        handle = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            for chunk in self.chunks(name):
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())

    def _check_seal(self) -> None:
        size = os.fstat(self._file.fileno()).st_size
        self._file.seek(max(0, size - DIGEST - len(SEAL)))
        end = self._file.read()
        if not end.startswith(SEAL) or len(end) != len(SEAL) + DIGEST:
            raise self.damaged(say("it has no seal at its end, so it is something else or was cut short"))
        if _digest(self._file, size - DIGEST) != end[len(SEAL) :]:
            raise self.damaged(say("a byte of it has changed since it was made"))

    def _read_manifest(self) -> Manifest:
        with self._zip.open(MANIFEST) as file:
            text = file.read(LONGEST_MANIFEST + 1)
        if len(text) > LONGEST_MANIFEST:
            raise ValueError("a manifest longer than any")
        manifest = read_manifest(text)
        if sorted(self._zip.namelist()) != sorted([MANIFEST, *manifest.parts]):
            raise ValueError("parts that the manifest does not name")
        return manifest

    def close(self) -> None:
        self._zip.close()
        self._file.close()

    def __enter__(self) -> SealedBackup:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
