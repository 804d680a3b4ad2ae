"""The learner: weighs a comment's features by how much each has spoken for spam in what was decided here.

It is replaced, never changed: `training` makes a new one from the lessons there are, so that what was undone leaves
no trace.
"""

from __future__ import annotations

import math
import struct
import sys
import zlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

from blog.moderation.features import Features

BUCKETS = 1 << 18
# How much each kind counts: words, pairs, pieces, shape. Chosen by leaving one topic out (bench/learning.py).
WEIGHTS = (1.0, 0.8, 1.0, 1.7)
# Before so many of each are known here, it speaks of what is known anywhere, or without a primer not at all.
ENOUGH_GOOD, ENOUGH_SPAM = 10, 5
# The score that good comments on posts it never saw stay below, 99 of 100, however much or little it has learned.
FIRST_BAR = 1.0
HEAD = struct.Struct("<dI")

Numbers = tuple[Sequence[int], ...]


@dataclass(frozen=True)
class Learner:
    """A weight for each bucket. `bar` is the score from which a comment is taken for probable spam."""

    weights: array[float] = field(default_factory=lambda: array("f", bytes(4 * BUCKETS)))
    bias: float = 0.0
    good_total: int = 0
    spam_total: int = 0
    bar: float = FIRST_BAR
    # Whether it was taught anything at all.
    speaks: bool = False

    @property
    def knows_the_blog(self) -> bool:
        """Whether what it says comes from decisions made here, and not from the primer alone."""
        return self.good_total >= ENOUGH_GOOD and self.spam_total >= ENOUGH_SPAM

    def score(self, numbers: Numbers) -> float:
        """Above 0: rather spam; below: rather good."""
        weight_of = self.weights.__getitem__
        total = self.bias
        for share, kind in zip(shares_of(numbers), numbers, strict=True):
            total += share * sum(map(weight_of, kind))
        return total

    def explain(self, features: Features, most: int = 5) -> list[tuple[str, float]]:
        """The words and pairs that speak loudest for spam, with what each adds to the score."""
        found: list[tuple[str, float]] = []
        for place, (kind, share) in enumerate(zip(features[:2], shares_of(features), strict=False)):
            spoken = [said for said in kind if "\x01" not in said]
            found += [(said, share * self.weights[bucket_of(place, said)]) for said in spoken]
        loud = sorted(((said, by) for said, by in found if by > 0), key=lambda one: (-one[1], one[0]))
        return loud[:most]

    def pack(self) -> bytes:
        """The weights in few bytes, the same on every machine; most buckets are empty."""
        places = array("I", [bucket for bucket, weight in enumerate(self.weights) if weight])
        weights = array("f", [self.weights[bucket] for bucket in places])
        return HEAD.pack(self.bias, len(places)) + zlib.compress(_little(places) + _little(weights), 6)

    @classmethod
    def unpack(cls, packed: bytes, good_total: int, spam_total: int, bar: float) -> Learner:
        """From `pack`."""
        bias, number = HEAD.unpack_from(packed)
        both = zlib.decompress(packed[HEAD.size :])
        places, weights = array("I"), array("f")
        places.frombytes(both[: 4 * number])
        weights.frombytes(both[4 * number :])
        if sys.byteorder == "big":
            places.byteswap()
            weights.byteswap()
        spread = array("f", bytes(4 * BUCKETS))
        for bucket, weight in zip(places, weights, strict=True):
            spread[bucket] = weight
        return cls(spread, bias, good_total, spam_total, bar, speaks=number > 0)


def shares_of(kinds: Sequence[Sequence[object]]) -> list[float]:
    """What one feature of each kind counts: a long comment has many, and must not outweigh everything by that."""
    return [weight / math.sqrt(len(kind) or 1) for kind, weight in zip(kinds, WEIGHTS, strict=True)]


def numbers_of(features: Features) -> Numbers:
    """Features as buckets, by kind."""
    return tuple([bucket_of(place, said) for said in kind] for place, kind in enumerate(features))


def bucket_of(place: int, said: str) -> int:
    return zlib.crc32(said.encode("utf-8", "replace"), place) & (BUCKETS - 1)


def _little(numbers: array[int] | array[float]) -> bytes:
    if sys.byteorder == "little":
        return numbers.tobytes()
    turned = array(numbers.typecode, numbers)
    turned.byteswap()
    return turned.tobytes()
