"""Keeps what was read on the disk until its turn comes, so that the order of an export never matters."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Generic, TypeVar

EPOCH = datetime(1, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LARGEST = 2**64 - 1

Thing = TypeVar("Thing")
# What a record is sorted by: two instants, then its number or name.
Order = tuple[datetime | None, datetime | None, str]


class Spool(Generic[Thing]):
    """A file of records, given back in the order of their instants. In memory is only where each one stands.

    Nothing but this process reads the file; it has no name and goes with the process.
    """

    def __init__(
        self, folder: Path | None, order: Callable[[Thing], tuple[datetime | None, datetime | None, str]]
    ) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by `close`
        self._order = order
        # Instants, then a number or name, then the place in the file, as bytes that sort as they should.
        self._places: list[bytes] = []

    def __len__(self) -> int:
        return len(self._places)

    def add(self, thing: Thing) -> None:
        place = self._file.seek(0, 2)
        pickle.dump(thing, self._file, protocol=5)
        first, second, name = self._order(thing)
        order = _micros(first) + _micros(second) + _name(name)
        self._places.append(order + place.to_bytes(8, "big"))

    def sort(self) -> None:
        """Call it once all has been added."""
        self._places.sort()

    def places(self) -> Iterator[int]:
        """Where the records stand, in their order."""
        return (int.from_bytes(place[-8:], "big") for place in self._places)

    def at(self, place: int) -> Thing:
        self._file.seek(place)
        # What is read here was written above by this very process.
        thing: Thing = pickle.load(self._file)  # noqa: S301
        return thing

    def close(self) -> None:
        self._file.close()


def _micros(moment: datetime | None) -> bytes:
    """An instant as eight bytes; one that is not known comes last."""
    number = LARGEST if moment is None else (moment.astimezone(UTC) - EPOCH) // MICROSECOND
    return number.to_bytes(8, "big")


def _name(name: str) -> bytes:
    """Sixteen bytes and more: numbers as numbers, and before names."""
    if name.isascii() and name.isdecimal() and len(name) <= 38:
        return b"\x00" + int(name).to_bytes(16, "big")
    return b"\x01" + name.encode("utf-8", "replace")[:300]
