"""Brings together what two people made of one text, line by line, in a time that no text can stretch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from blog.markup.differences import same_places


@dataclass(frozen=True)
class Merged:
    """The one text, and how many places both had changed: there both texts stand, mine first."""

    text: str
    clashes: int


def merge(base: str, mine: str, theirs: str) -> Merged:
    """What both texts made of `base`. Where only one changed a line, the change is taken; no word of either is lost."""
    old, left, right = (text.split("\n") for text in (base, mine, theirs))
    # Lines of the base that both have kept: between two of them somebody may have changed something.
    kept_right = dict(same_places(old, right))
    common = [(at, to, kept_right[at]) for at, to in same_places(old, left) if at in kept_right]
    lines: list[str] = []
    clashes = 0
    for stretch, kept in _stretches(old, left, right, common):
        taken, clash = _choose(*stretch)
        lines += [*taken, *kept]
        clashes += clash
    return Merged("\n".join(lines), clashes)


Stretch = tuple[Sequence[str], Sequence[str], Sequence[str]]


def _stretches(
    old: Sequence[str], left: Sequence[str], right: Sequence[str], common: Sequence[tuple[int, int, int]]
) -> Iterator[tuple[Stretch, Sequence[str]]]:
    """What stands before each line that all three have, and that line."""
    a = b = c = 0
    for at, to_left, to_right in common:
        yield (old[a:at], left[b:to_left], right[c:to_right]), old[at : at + 1]
        a, b, c = at + 1, to_left + 1, to_right + 1
    yield (old[a:], left[b:], right[c:]), ()


def _choose(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> tuple[Sequence[str], bool]:
    if mine == theirs or theirs == base:
        return mine, False
    if mine == base:
        return theirs, False
    # An empty line between them, so that in Markdown they stay two paragraphs.
    between = [""] if mine and theirs and mine[-1] and theirs[0] else []
    return [*mine, *between, *theirs], bool(mine and theirs)
