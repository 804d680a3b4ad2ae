"""Makes a learner from what was decided: a logistic regression, the same for the same decisions in whatever order.

Nothing is carried over from the learner before it. That costs a second or less in the background, and makes undoing
exact: the same lessons give the same learner, to the last bit.
"""

from __future__ import annotations

import math
import random
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from blog.moderation.learner import BUCKETS, ENOUGH_GOOD, ENOUGH_SPAM, FIRST_BAR, Learner, Numbers, shares_of

# Chosen by leaving one topic out (bench/learning.py): a few rounds, and small steps.
ROUNDS = 8
STEP, SHRINK, BIAS_STEP = 0.1, 0.001, 0.05
# So often others have their turn: the server's threads share one interpreter.
BREATH = 32
# A blog's own lessons outweigh the primer by and by: it counts whole until so many of each kind are known here, half
# at twice as many. Its spam counts less than its good ones, because spam is of its time and good comments are not.
WHOLE_PRIMER, PRIMER_SPAM = 15, 0.1
# As long as little was decided here the bar lies higher by so much, and where hardly any of it was spam, with the log
# of how many good ones there are for each; chosen on blogs from elsewhere in their first evenings of spam. Smoothed,
# so that few decisions do not look like a rule.
EARLY, EARLY_UNTIL, RARE, SMOOTH = 1.3, 25, 0.5, 10
HIGHEST_BAR = 2.4
# Where spam by far outweighs what good comments it has seen, the bar lies higher: with the log of how many there are of
# the one for each of the other, and with its square, because few good ones tell little of what else is good.
FEW_GOOD, FEWER_GOOD = 0.45, 0.07
# The bar is also told from this blog: with every post unknown to the one that judges it, so many may lie above.
MISPLACED = 0.03
HIGHEST_RISE = 1.5


@dataclass(frozen=True, order=True)
class Lesson:
    """What was decided on a comment: a number for its order, its post, whether it was spam, its features as buckets."""

    number: int
    post: int
    is_spam: bool
    numbers: Numbers


def no_breath() -> None:
    """Nobody waits."""


def train(lessons: Iterable[Lesson], breathe: Callable[[], None] = no_breath, primer: Sequence[Lesson] = ()) -> Learner:
    """A learner that knows exactly these lessons, and the primer; `breathe` is called again and again meanwhile."""
    known = sorted(lessons)
    good = sum(not one.is_spam for one in known)
    spam = len(known) - good
    if not primer and (good < ENOUGH_GOOD or spam < ENOUGH_SPAM):
        return Learner(good_total=good, spam_total=spam)
    basis = _Basis(primer, min(1.0, WHOLE_PRIMER / (min(good, spam) or 1)))
    learner = _fit(known, breathe, basis)
    bar = min(HIGHEST_BAR, FIRST_BAR + _rise(good, spam)) if primer else FIRST_BAR + _lacking(spam, good)
    bar = min(bar + HIGHEST_RISE, max(bar, _bar_of_posts(known, breathe, basis)))
    return Learner(learner.weights, learner.bias, good, spam, bar, speaks=True)


def _rise(good: int, spam: int) -> float:
    """By how much the bar lies higher because little was decided here, or nearly all alike."""
    early = EARLY * min(1.0, EARLY_UNTIL / (min(good, spam) or 1))
    rare = RARE * max(0.0, math.log((good + SMOOTH) / (spam + SMOOTH)))
    return early + rare + _lacking(spam + SMOOTH, good + SMOOTH)


def _lacking(spam: int, good: int) -> float:
    lacking = max(0.0, math.log(spam / good))
    return FEW_GOOD * lacking + FEWER_GOOD * lacking**2


@dataclass(frozen=True)
class _Basis:
    """What is known beside the blog's own lessons, and how much of it counts."""

    lessons: Sequence[Lesson] = ()
    share: float = 0.0

    def weight(self, lesson: Lesson) -> float:
        """How much a lesson counts; the blog's own ones have positive numbers."""
        if lesson.number >= 0:
            return 1.0
        return self.share * (PRIMER_SPAM if lesson.is_spam else 1.0)

    def mass(self, is_spam: bool) -> float:
        return sum(self.weight(one) for one in self.lessons if one.is_spam == is_spam)


def _bar_of_posts(known: Sequence[Lesson], breathe: Callable[[], None], basis: _Basis) -> float:
    """The score that MISPLACED of the good ones reach, each judged by a learner that knows the other half's posts."""
    halves: tuple[list[Lesson], list[Lesson]] = ([], [])
    by_post: dict[int, list[Lesson]] = {}
    for one in known:
        by_post.setdefault(one.post, []).append(one)
    for _, of_post in sorted(by_post.items(), key=lambda item: (-len(item[1]), item[0])):
        min(halves, key=len).extend(of_post)
    scores: list[float] = []
    for taught, asked in (halves, halves[::-1]):
        learner = _fit(taught, breathe, basis)
        if learner.speaks:
            scores += [learner.score(one.numbers) for one in asked if not one.is_spam]
    if len(scores) < ENOUGH_GOOD:
        return FIRST_BAR
    scores.sort(reverse=True)
    return scores[int(MISPLACED * len(scores))]


def _fit(own: Sequence[Lesson], breathe: Callable[[], None], basis: _Basis) -> Learner:
    """Logistic regression by small adaptive steps; the mean of what it was after each round but the first."""
    known = sorted([*own, *basis.lessons])
    counted = [basis.weight(one) for one in known]
    spam = sum(weight for one, weight in zip(known, counted, strict=True) if one.is_spam)
    good = sum(counted) - spam
    places: dict[int, int] = {}
    rows = [_row(one, places) for one in known]
    fit = _Fit(len(places))
    total = [0.0] * len(places)
    bias = 0.0
    if good and spam:
        evened = {True: (spam + good) / (2 * spam), False: (spam + good) / (2 * good)}
        order = list(range(len(rows)))
        turns = random.Random(0)  # noqa: S311 - nobody is to be kept from guessing it
        for number in range(ROUNDS):
            turns.shuffle(order)
            for turn, place in enumerate(order):
                is_spam = known[place].is_spam
                fit.see(rows[place], is_spam, evened[is_spam] * counted[place])
                if turn % BREATH == 0:
                    breathe()
            if number:
                total = [sum_ + weight for sum_, weight in zip(total, fit.weights, strict=True)]
                bias += fit.bias
    weights = array("f", bytes(4 * BUCKETS))
    for bucket, place in places.items():
        weights[bucket] = total[place] / (ROUNDS - 1)
    return Learner(weights, bias / (ROUNDS - 1), speaks=good > 0 and spam > 0)


Row = list[tuple[float, list[int]]]


def _row(lesson: Lesson, places: dict[int, int]) -> Row:
    """The lesson's features as places among those there are at all, by kind, with what each counts."""
    found = []
    for share, kind in zip(shares_of(lesson.numbers), lesson.numbers, strict=True):
        found.append((share, [places.setdefault(bucket, len(places)) for bucket in kind]))
    return found


class _Fit:
    """The weights while they are found."""

    def __init__(self, size: int) -> None:
        self.weights = [0.0] * size
        self.bias = 0.0
        self._moved = [1e-8] * size

    def see(self, row: Row, is_spam: bool, counts: float) -> None:
        """Take one step towards the lesson; a feature that has moved often moves less."""
        weights, moved = self.weights, self._moved
        score = self.bias + sum(share * sum(map(weights.__getitem__, kind)) for share, kind in row)
        wrong = (1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score)))) - is_spam) * counts
        for share, kind in row:
            by = wrong * share
            for place in kind:
                weight = weights[place]
                slope = by + SHRINK * weight
                moved[place] = far = moved[place] + slope * slope
                weights[place] = weight - STEP * slope / math.sqrt(far)
        self.bias -= BIAS_STEP * wrong
