"""What is known of a picture's own measures and of the smaller copies beside it; pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from blog.markup.pictures import Drawn


@dataclass(frozen=True)
class Sizes:
    """A picture's own measures in pixels, 0 if unknown, and its smaller copies, ascending: (width, ending of file)."""

    width: int = 0
    height: int = 0
    copies: tuple[tuple[int, str], ...] = ()


UNMEASURED = Sizes()


class Measured(Protocol):
    """A picture's row, or as much of it as pages need."""

    @property
    def name(self) -> str: ...

    @property
    def width(self) -> int: ...

    @property
    def height(self) -> int: ...

    @property
    def sizes(self) -> list[Any]: ...


def name_of_copy(name: str, width: int, ending: str) -> str:
    return f"{name.partition('.')[0]}-{width}.{ending}"


def files_of(name: str, copies: Sequence[Any]) -> list[str]:
    """The picture's file and those of its copies."""
    return [name, *(name_of_copy(name, width, ending) for width, ending in copies)]


def drawn_of(picture: Measured) -> Drawn:
    """A picture as pages show it."""
    path = f"/media/{picture.name}"
    copies = [(width, f"/media/{name_of_copy(picture.name, width, ending)}") for width, ending in picture.sizes]
    return Drawn(path, picture.width, picture.height, (*copies, (picture.width, path)) if copies else ())
