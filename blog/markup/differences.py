"""What an edit changes, word by word, in a time that no text can stretch."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

# White space, a letter of a script that puts no spaces between words, a word, or a sign by itself.
LETTERS = "\u3005-\u3007\u3041-\u312f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
SIGNS = "!-&(-/:-@\\[-`{-~\u00ab\u00bb\u2010-\u2018\u201a-\u2027\u3001-\u3003\u3008-\u3011\uff01\uff0c\uff1a\uff1f"
TOKEN = re.compile(rf"\s+|[{LETTERS}]|[^\s{SIGNS}{LETTERS}]+|.", re.DOTALL)

# What no two words decide between is compared letter against letter no more often than this for a whole text,
# and cut at words that stand in both only once no more often than so many times.
MOST_COMPARED = 20_000
DEEPEST = 6
# Of a text that stays this much is shown beside a change, and only what is longer than that is left out.
AROUND = 60
# Below this share of words that stay it is another text, and not a change of the one before.
LEAST_KEPT = 0.2

Pair = tuple[int, int]
Range = tuple[int, int, int, int, int]


class Kind(StrEnum):
    """What became of a piece of text; LEFT_OUT stands for a longer one that stayed."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"
    LEFT_OUT = "left out"


class Piece(NamedTuple):
    """Plain text as it was typed; never render as HTML."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Difference:
    """The pieces in reading order, and how many words go and come."""

    pieces: tuple[Piece, ...]
    gone: int
    new: int


class _Change(NamedTuple):
    """A stretch of tokens: the same in both, or what stood there and what stands there now."""

    same: Sequence[str]
    gone: Sequence[str] = ()
    new: Sequence[str] = ()


def compare(before: str, after: str) -> Difference:
    """What stands in `after` and not in `before`, and the other way round.

    Two texts of 8,000 characters take some milliseconds, whatever they hold: where words decide nothing and there are
    too many to be tried, the whole stretch counts as written anew.
    """
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    pairs = same_places(old, new)
    kept = sum(1 for at, _ in pairs if not old[at].isspace())
    words = max(sum(1 for one in text if not one.isspace()) for text in (old, new))
    if kept < LEAST_KEPT * words:
        pairs = []
    changes = list(_joined(_changes(old, new, pairs)))
    gone = sum(_is_word(one) for change in changes for one in change.gone)
    added = sum(_is_word(one) for change in changes for one in change.new)
    return Difference(tuple(_pieces(changes)), gone, added)


def same_places(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """The places in both of what stayed, in order; in a time that nothing can stretch."""
    pairs: list[Pair] = []
    left = MOST_COMPARED
    ranges: list[Range] = [(0, len(old), 0, len(new), 0)]
    while ranges:
        a, b, c, d, depth = ranges.pop()
        while a < b and c < d and old[a] == new[c]:
            pairs.append((a, c))
            a, c = a + 1, c + 1
        while a < b and c < d and old[b - 1] == new[d - 1]:
            b, d = b - 1, d - 1
            pairs.append((b, d))
        if a == b or c == d:
            continue
        anchors = _anchors(old, new, (a, b, c, d)) if depth < DEEPEST else []
        if anchors:
            pairs += anchors
            ranges += _between(anchors, (a, b, c, d), depth + 1)
        elif (b - a) * (d - c) <= left:
            left -= (b - a) * (d - c)
            pairs += _longest(old[a:b], new[c:d], a, c)
    return sorted(pairs)


def _anchors(old: Sequence[str], new: Sequence[str], where: tuple[int, int, int, int]) -> list[Pair]:
    """Tokens that stand in both stretches exactly once, as many as keep their order."""
    a, b, c, d = where
    in_old, in_new = Counter(old[a:b]), Counter(new[c:d])
    places = {new[at]: at for at in range(c, d) if in_new[new[at]] == 1}
    once = [(at, places[old[at]]) for at in range(a, b) if in_old[old[at]] == 1 and old[at] in places]
    # The longest line of places that go up: each stands on the best one below it.
    tops: list[int] = []
    stacks: list[int] = []
    below: list[int | None] = []
    for number, (_, at) in enumerate(once):
        height = bisect_left(tops, at)
        below.append(stacks[height - 1] if height else None)
        if height == len(tops):
            tops.append(at)
            stacks.append(number)
        else:
            tops[height], stacks[height] = at, number
    line: list[Pair] = []
    number_or_none = stacks[-1] if stacks else None
    while number_or_none is not None:
        line.append(once[number_or_none])
        number_or_none = below[number_or_none]
    return line[::-1]


def _between(anchors: Sequence[Pair], where: tuple[int, int, int, int], depth: int) -> Iterator[Range]:
    a, b, c, d = where
    for at, other in anchors:
        yield a, at, c, other, depth
        a, c = at + 1, other + 1
    yield a, b, c, d, depth


def _longest(old: Sequence[str], new: Sequence[str], a: int, c: int) -> Iterator[Pair]:
    """The longest row of tokens that both have, by the table everybody knows; `a` and `c` are where they begin."""
    table = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        here, beneath = table[i], table[i + 1]
        for j in reversed(range(len(new))):
            here[j] = beneath[j + 1] + 1 if old[i] == new[j] else max(beneath[j], here[j + 1])
    i = j = 0
    while i < len(old) and j < len(new):
        if old[i] == new[j]:
            yield a + i, c + j
            i, j = i + 1, j + 1
        elif table[i + 1][j] >= table[i][j + 1]:
            i += 1
        else:
            j += 1


def _changes(old: Sequence[str], new: Sequence[str], pairs: Sequence[Pair]) -> Iterator[_Change]:
    """Stretches that stayed and stretches that changed, by turns."""
    a = c = 0
    same: list[str] = []
    for at, other in [*pairs, (len(old), len(new))]:
        if at > a or other > c:
            if same:
                yield _Change(same)
            yield _Change((), old[a:at], new[c:other])
            same = []
        same.extend(old[at : at + 1])
        a, c = at + 1, other + 1
    if same:
        yield _Change(same)


def _joined(changes: Iterator[_Change]) -> Iterator[_Change]:
    """Two changes with nothing but a space between them are one: so it is read, and so it was meant."""
    held: _Change | None = None
    space: Sequence[str] = ()
    for change in changes:
        if change.same and held is not None and all(one.isspace() for one in change.same):
            space = change.same
        elif change.same:
            if held is not None:
                yield held
            held = None
            yield change
        elif held is None:
            held = change
        else:
            held = _Change((), [*held.gone, *space, *change.gone], [*held.new, *space, *change.new])
            space = ()
    if held is not None:
        yield held
        if space:
            yield _Change(space)


def _pieces(changes: Sequence[_Change]) -> Iterator[Piece]:
    last = len(changes) - 1
    for number, change in enumerate(changes):
        if change.same:
            yield from _cut("".join(change.same), number > 0, number < last)
        if change.gone:
            yield Piece(Kind.GONE, "".join(change.gone))
        if change.new:
            yield Piece(Kind.NEW, "".join(change.new))


def _cut(text: str, follows: bool, leads: bool) -> Iterator[Piece]:
    """Of what stayed only what stands beside a change: behind the one before, and before the one that comes."""
    beginning = _first(text) if follows else ""
    end = _first(text[::-1])[::-1] if leads else ""
    if len(beginning) + len(end) + AROUND > len(text):
        yield Piece(Kind.SAME, text)
        return
    if beginning:
        yield Piece(Kind.SAME, beginning)
    yield Piece(Kind.LEFT_OUT, "…")
    if end:
        yield Piece(Kind.SAME, end)


def _first(text: str) -> str:
    """The beginning, cut at a space where there is one near."""
    cut = text[:AROUND]
    at = max(cut.rfind(" "), cut.rfind("\n"))
    return cut[:at] if at > AROUND // 2 else cut


def _is_word(token: str) -> bool:
    return any(letter.isalnum() for letter in token)
