"""The first page of a backup: what is in it, when and by what it was made, and a checksum for every part."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib import metadata

FORMAT = "afterword-backup"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
MEDIA = "media/"
DATABASES = {"sqlite": "database.sqlite", "postgresql": "database.pgdump"}
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True)
class Part:
    """One file of the backup: its size in bytes and its SHA-256 in hex, both before packing."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Contents:
    """What the copied database holds, all of one moment: rows by table, and the schema's revision.

    `dumped_by` is the major version of the pg_dump that made the copy; 0 on SQLite.
    """

    engine: str
    revision: str
    counts: Mapping[str, int]
    dumped_by: int = 0


@dataclass(frozen=True)
class Manifest:
    """What `manifest.json` says."""

    made_by: str
    made_at: datetime
    contents: Contents
    parts: Mapping[str, Part]

    @property
    def database(self) -> str:
        """The name of the part that is the database."""
        return DATABASES[self.contents.engine]

    @property
    def media(self) -> list[str]:
        """The names of the parts that are media files."""
        return [name for name in self.parts if name.startswith(MEDIA)]

    def to_json(self) -> bytes:
        page = {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "version": self.made_by,
            "made_at": self.made_at.isoformat(),
            "database": asdict(self.contents),
            "parts": {name: asdict(part) for name, part in self.parts.items()},
        }
        return json.dumps(page, indent=1, ensure_ascii=False).encode()


def read_manifest(text: bytes) -> Manifest:
    """The manifest in `text`; raises ValueError when it is none, or says what no backup of ours says."""
    try:
        page = json.loads(text)
        if (page["format"], page["format_version"]) != (FORMAT, FORMAT_VERSION):
            raise ValueError("another format")
        database = page["database"]
        counts = {str(table): int(rows) for table, rows in database["counts"].items()}
        contents = Contents(
            str(database["engine"]), str(database["revision"]), counts, int(database.get("dumped_by", 0))
        )
        parts = {str(name): Part(int(part["size"]), str(part["sha256"])) for name, part in page["parts"].items()}
        manifest = Manifest(str(page["version"]), datetime.fromisoformat(page["made_at"]), contents, parts)
        _check_names(manifest)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("no manifest") from error
    return manifest


def is_plain(name: str) -> bool:
    """Whether a part's name is a relative path that leads nowhere but down, and that every zip can hold."""
    try:
        segments = name.encode().split(b"/")
    except UnicodeEncodeError:
        return False
    if "\\" in name or any(ord(character) < 32 or ord(character) == 127 for character in name):
        return False
    return all(segment not in (b"", b".", b"..") and len(segment) <= 255 for segment in segments)


def program_version() -> str:
    """This program's version as it was installed."""
    try:
        return metadata.version("afterword")
    except metadata.PackageNotFoundError:
        return "checkout"


def _check_names(manifest: Manifest) -> None:
    """Only the database and files below media/: nothing else has a place to be restored to."""
    for name, part in manifest.parts.items():
        if part.size < 0 or not is_plain(name) or not (name == manifest.database or name.startswith(MEDIA)):
            raise ValueError("a part that leads out of the backup")
    if manifest.database not in manifest.parts:
        raise ValueError("no database")
