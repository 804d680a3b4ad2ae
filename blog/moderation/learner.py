"""The learner: weighs a comment's features by how often they stood in approved comments and in spam here.

A naive Bayes over presence, with each kind of feature divided by the root of how many there are: without that a long
comment outweighs everything, and good ones are misplaced. Counts only ever grow and shrink by whole comments, so
whatever is undone is unlearned exactly.
"""

from __future__ import annotations

import math
import sys
import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from blog.moderation.features import Features

BUCKETS = 1 << 18
SMOOTHING = 0.2
# How much each kind counts: words, pairs, pieces, shape. Chosen by leaving one topic out (bench/learning.py).
WEIGHTS = (1.0, 1.0, 0.7, 1.5)
# Before so many of both kinds nothing is said at all.
ENOUGH = 10
# Until it can be told from decisions here: a score that good comments of other blogs stayed below.
FIRST_BAR = 12.0
# One good comment in a hundred may be misplaced. The bar is told by learners that know a post less than there are,
# whose scores lie wider apart: two in a hundred of theirs (bench/learning.py shows what comes of it on unseen topics).
MISPLACED = 0.02

Numbers = tuple[Sequence[int], ...]


@dataclass
class Learner:
    """Counts by bucket. `bar` is the score from which a comment is taken for probable spam."""

    good: array[int] = field(default_factory=lambda: array("I", bytes(4 * BUCKETS)))
    spam: array[int] = field(default_factory=lambda: array("I", bytes(4 * BUCKETS)))
    good_total: int = 0
    spam_total: int = 0
    bar: float = FIRST_BAR

    @property
    def knows_enough(self) -> bool:
        return min(self.good_total, self.spam_total) >= ENOUGH

    def learn(self, numbers: Numbers, is_spam: bool, by: int = 1) -> None:
        """Count one comment in, or with `by` = -1 out again."""
        counts = self.spam if is_spam else self.good
        for kind in numbers:
            for bucket in kind:
                counts[bucket] = max(0, counts[bucket] + by)
        if is_spam:
            self.spam_total += by
        else:
            self.good_total += by

    def score(self, numbers: Numbers) -> float:
        """Above 0: rather spam; below: rather good."""
        total = 0.0
        for kind, weight in zip(numbers, WEIGHTS, strict=True):
            if kind:
                total += weight * sum(map(self._evidence, kind)) / math.sqrt(len(kind))
        return total

    def explain(self, features: Features, most: int = 5) -> list[tuple[str, float]]:
        """The words and pairs that speak loudest for spam, with what each adds to the score."""
        found: list[tuple[str, float]] = []
        for kind, weight in ((features.words, WEIGHTS[0]), (features.pairs, WEIGHTS[1])):
            share = weight / math.sqrt(len(kind) or 1)
            found += [(said, share * self._evidence(bucket_of(said))) for said in kind if "\x01" not in said]
        loud = sorted(((said, by) for said, by in found if by > 0), key=lambda one: -one[1])
        return loud[:most]

    def _evidence(self, bucket: int) -> float:
        spam, good = self.spam[bucket], self.good[bucket]
        if not spam and not good:
            return 0.0
        return math.log((spam + SMOOTHING) / (self.spam_total + 2 * SMOOTHING)) - math.log(
            (good + SMOOTHING) / (self.good_total + 2 * SMOOTHING)
        )

    def pack(self) -> bytes:
        """The counts in few bytes, the same on every machine."""
        return zlib.compress(_little(self.good) + _little(self.spam), 1)

    @classmethod
    def unpack(cls, packed: bytes, good_total: int, spam_total: int, bar: float) -> Learner:
        """From `pack`."""
        counts = zlib.decompress(packed)
        good, spam = array("I"), array("I")
        good.frombytes(counts[: 4 * BUCKETS])
        spam.frombytes(counts[4 * BUCKETS :])
        if sys.byteorder == "big":
            good.byteswap()
            spam.byteswap()
        return cls(good, spam, good_total, spam_total, bar)


def numbers_of(features: Features) -> Numbers:
    """Features as buckets, by kind."""
    return tuple([bucket_of(said) for said in kind] for kind in features)


def bucket_of(said: str) -> int:
    return zlib.crc32(said.encode("utf-8", "replace")) & (BUCKETS - 1)


def bar_of(learner: Learner, examples: Iterable[tuple[int, Numbers, bool]]) -> float:
    """The score that MISPLACED of the good comments lie above, each judged by a learner that never saw its post.

    examples: (post, buckets, whether it is spam) of comments that `learner` has learned; it is left as it was.
    """
    by_post: dict[int, list[tuple[Numbers, bool]]] = {}
    for post, numbers, is_spam in examples:
        by_post.setdefault(post, []).append((numbers, is_spam))
    scores: list[float] = []
    for learned in by_post.values():
        for numbers, is_spam in learned:
            learner.learn(numbers, is_spam, -1)
        if learner.knows_enough:
            scores += [learner.score(numbers) for numbers, is_spam in learned if not is_spam]
        for numbers, is_spam in learned:
            learner.learn(numbers, is_spam)
    if len(scores) < 2 * ENOUGH:
        return FIRST_BAR
    scores.sort(reverse=True)
    return max(1.0, scores[int(MISPLACED * len(scores))])


def _little(counts: array[int]) -> bytes:
    if sys.byteorder == "little":
        return counts.tobytes()
    turned = array("I", counts)
    turned.byteswap()
    return turned.tobytes()
