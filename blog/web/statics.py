"""Static files: each is read, packed and tagged once, and again only when it has changed on the disk."""

from __future__ import annotations

import hashlib
import os
import stat
import threading
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import PathLike, StaticFiles
from starlette.types import Scope

from blog.web.answers import Ready, is_known, make_ready, pack
from blog.web.wishes import takes_gzip

# An address that names the file's own bytes never gives others, so it may be kept for ever. Any other is asked for each
# time, which costs a 304: also one that names other bytes, as pages of an older or newer version of the blog do.
FOR_EVER = b"public, max-age=31536000, immutable"
EACH_TIME = b"no-cache"
# A file that is larger than this stays on the disk, and so does the oldest where all together are larger than that.
LARGEST_FILE = 1024 * 1024
MOST_BYTES = 4 * 1024 * 1024
# Packed once and sent for years; pages, which are packed while somebody waits, get less.
GZIP_LEVEL = 9

# By what a file is known to be the one that was read: it is the same file, as long, and written at the same time.
Stamp = tuple[int, int, int]


def version_of(body: bytes) -> str:
    """What stands behind `?v=` in the address of a file with these bytes."""
    return hashlib.sha256(body).hexdigest()[:12]


@dataclass(frozen=True)
class _Kept:
    """A file in memory. packed: None where packing saves nothing."""

    stamp: Stamp
    version: bytes
    plain: Ready
    packed: Ready | None

    @property
    def size(self) -> int:
        return len(self.plain.body) + (len(self.packed.body) if self.packed is not None else 0)

    @property
    def etag(self) -> str:
        return dict(self.plain.headers)[b"etag"].decode()


class Statics(StaticFiles):
    """The files of one folder. Starlette finds them, answers for what is not there, and cuts ranges."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory=directory)
        self._kept: dict[str, _Kept] = {}
        self._lock = threading.Lock()

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Runs in a thread, so what is not in memory, or not as it is on the disk now, is read here."""
        full_path, found = super().lookup_path(path)
        if found is not None and stat.S_ISREG(found.st_mode) and found.st_size <= LARGEST_FILE:
            kept = self._kept.get(full_path)
            if kept is None or kept.stamp != _stamp(found):
                try:
                    found = self._read(full_path)
                except FileNotFoundError:
                    return "", None
        return full_path, found

    def file_response(
        self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        asked, kept = Headers(scope=scope), self._kept.get(str(full_path))
        if kept is None or kept.stamp != _stamp(stat_result):
            return _from_disk(full_path, stat_result, None)
        versioned = kept.version in scope["query_string"].split(b"&")
        age = FOR_EVER if versioned else EACH_TIME
        ready = kept.plain
        if kept.packed is not None and takes_gzip(asked.get("accept-encoding", "").encode()):
            ready = kept.packed
        known = asked.get("if-none-match", "").encode()
        if known and is_known([dict(one.headers)[b"etag"] for one in (kept.plain, kept.packed) if one], known):
            ready = _unchanged(ready)
        elif "range" in asked:
            # A piece is one of the file itself: who has packed bytes already is given the whole by If-Range.
            return _from_disk(full_path, stat_result, kept.etag, age)
        return _Prepared(ready, age)

    def _read(self, full_path: str) -> os.stat_result:
        with Path(full_path).open("rb") as file:
            found = os.fstat(file.fileno())
            kept = _keep(full_path, file.read(LARGEST_FILE + 1), _stamp(found))
        with self._lock:
            self._kept.pop(full_path, None)
            self._kept[full_path] = kept
            while sum(one.size for one in self._kept.values()) > MOST_BYTES:
                del self._kept[next(iter(self._kept))]
        return found


class _Prepared(Response):
    def __init__(self, ready: Ready, age: bytes) -> None:
        self.status_code, self.body, self.background = ready.status, ready.body, None
        self.raw_headers = [*ready.headers, (b"cache-control", age)]


def _stamp(found: os.stat_result) -> Stamp:
    return found.st_ino, found.st_size, found.st_mtime_ns


def _keep(path: str, body: bytes, stamp: Stamp) -> _Kept:
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = [
        (b"content-type", FileResponse(path).headers["content-type"].encode()),
        (b"vary", b"Accept-Encoding"),
        (b"etag", etag.encode()),
        (b"content-length", str(len(body)).encode()),
    ]
    plain = make_ready(200, headers, body)
    packed = pack(plain, GZIP_LEVEL)
    saves = len(packed.body) < len(body)
    return _Kept(stamp, b"v=" + version_of(body).encode(), plain, packed if saves else None)


def _unchanged(ready: Ready) -> Ready:
    return make_ready(304, [pair for pair in ready.headers if pair[0] in (b"etag", b"vary")])


def _from_disk(path: PathLike, found: os.stat_result, etag: str | None, age: bytes = EACH_TIME) -> Response:
    tag = {"ETag": etag} if etag is not None else {}
    headers = {"Cache-Control": age.decode(), "Vary": "Accept-Encoding", **tag}
    return FileResponse(path, headers=headers, stat_result=found)
