"""Reads a form with files, which go to the disk as they come in and are never whole in memory."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from anyio import to_thread
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from blog.web.forms import Form, FormTooLarge, FormTorn

# So much is written at once: a thread for every few kilobytes would be slower than the disk.
WRITTEN_AT_ONCE = 1024 * 1024
MOST_FIELDS, LARGEST_FIELD, LARGEST_HEADER = 20, 64 * 1024, 8 * 1024
MOST_FILES = 50


class NoRoom(Exception):
    """The file could not be stored; the disk may be full. Nothing of it was kept."""


@dataclass(frozen=True)
class Upload:
    """A file that was sent: where it lies, what it was called (never a path), its size in bytes.

    Whoever wants to keep it gives it another place; the door removes what is left.
    """

    path: Path
    name: str
    size: int


async def read_uploads(request: Request, folder: Path, limit: int) -> tuple[Form, list[Upload]]:
    """The fields and the files of a multipart form. Raises FormTooLarge beyond `limit` bytes, FormTorn, NoRoom."""
    length = request.headers.get("content-length")
    if length is not None and (not length.isdecimal() or int(length) > limit):
        raise FormTooLarge
    kind, options = parse_options_header(request.headers.get("content-type", "").encode("latin-1"))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise FormTorn
    folder.mkdir(parents=True, exist_ok=True)
    parts = _Parts(folder)
    try:
        parser = MultipartParser(options[b"boundary"], parts.callbacks())
        size = 0
        async for chunk in request.stream():
            size += len(chunk)
            if size > limit:
                raise FormTooLarge
            parser.write(chunk)
            if parts.waiting >= WRITTEN_AT_ONCE:
                await to_thread.run_sync(parts.write)
        parser.finalize()
        await to_thread.run_sync(parts.write)
        if not parts.ended:
            raise FormTorn
    except (ClientDisconnect, FormParserError) as error:
        parts.remove()
        raise FormTorn from error
    except OSError as error:
        parts.remove()
        raise NoRoom from error
    except BaseException:
        parts.remove()
        raise
    return Form(parts.fields), parts.kept()


@dataclass
class _File:
    """A file under way: what has come of it and is not on the disk yet."""

    path: Path
    name: str
    pending: bytearray
    size: int = 0


class _Parts:
    """What the parser finds: files go to the disk, and every other part must be a small field."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.fields: dict[str, list[str]] = {}
        self.waiting, self.ended = 0, False
        self._files: list[_File] = []
        self._written = 0
        self._header, self._value, self._disposition = b"", b"", b""
        self._name, self._is_file, self._file_field = "", False, ""
        self._words = bytearray()

    def callbacks(self) -> Any:
        found: dict[str, Callable[..., None]] = {
            "on_part_begin": self._begin,
            "on_header_field": partial(self._grow, "_header"),
            "on_header_value": partial(self._grow, "_value"),
            "on_header_end": self._end_header,
            "on_headers_finished": self._end_headers,
            "on_part_data": self._add,
            "on_part_end": self._end,
            "on_end": self._end_all,
        }
        return found

    def write(self) -> None:
        """Bring what has come to the disk; every file but the last one is whole."""
        for file in self._files[self._written :]:
            with file.path.open("ab") as out:
                out.write(file.pending)
            file.pending.clear()
        self._written, self.waiting = max(0, len(self._files) - 1), 0

    def remove(self) -> None:
        for file in self._files:
            file.path.unlink(missing_ok=True)

    def kept(self) -> list[Upload]:
        """The files that hold anything; a field for files that was left empty is none."""
        for file in self._files:
            if not file.name or not file.size:
                file.path.unlink(missing_ok=True)
        return [Upload(file.path, file.name, file.size) for file in self._files if file.name and file.size]

    def _begin(self) -> None:
        self._header = self._value = self._disposition = b""
        self._words.clear()

    def _grow(self, which: str, data: bytes, start: int, end: int) -> None:
        grown = getattr(self, which) + data[start:end]
        if len(grown) > LARGEST_HEADER:
            raise FormTorn
        setattr(self, which, grown)

    def _end_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header = self._value = b""

    def _end_headers(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        self._is_file = b"filename" in options
        if self._is_file:
            # All files come from one field; a second such field is none of our forms.
            if len(self._files) >= MOST_FILES or self._file_field not in ("", self._name):
                raise FormTorn
            self._file_field = self._name
            called = options[b"filename"].decode("utf-8", "replace").replace("\\", "/").rpartition("/")[2][:200]
            self._files.append(_File(self._folder / f"{secrets.token_hex(16)}.part", called, bytearray()))

    def _add(self, data: bytes, start: int, end: int) -> None:
        if self._is_file:
            self._files[-1].pending += data[start:end]
            self._files[-1].size += end - start
            self.waiting += end - start
            return
        self._words += data[start:end]
        if len(self._words) > LARGEST_FIELD:
            raise FormTooLarge

    def _end(self) -> None:
        if not self._is_file:
            if sum(len(values) for values in self.fields.values()) >= MOST_FIELDS:
                raise FormTorn
            self.fields.setdefault(self._name, []).append(self._words.decode("utf-8", "replace"))

    def _end_all(self) -> None:
        self.ended = True
