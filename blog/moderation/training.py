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

from blog.moderation.learner import BUCKETS, ENOUGH_GOOD, FIRST_BAR, Learner, Numbers, shares_of

# Chosen by leaving one topic out (bench/learning.py): a few rounds, and small steps.
ROUNDS = 8
STEP, SHRINK, BIAS_STEP = 0.1, 0.001, 0.05
# So often others have their turn: the server's threads share one interpreter.
BREATH = 8
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


def train(lessons: Iterable[Lesson], breathe: Callable[[], None] = no_breath) -> Learner:
    """A learner that knows exactly these lessons; `breathe` is called again and again meanwhile."""
    known = sorted(lessons)
    good = [one for one in known if not one.is_spam]
    numbers = (len(good), len(known) - len(good))
    learner = _fit(known, breathe)
    if not learner.knows_enough:
        return Learner(good_total=numbers[0], spam_total=numbers[1])
    lacking = max(0.0, math.log(numbers[1] / numbers[0]))
    bar = FIRST_BAR + FEW_GOOD * lacking + FEWER_GOOD * lacking**2
    bar = min(bar + HIGHEST_RISE, max(bar, _bar_of_posts(known, breathe)))
    return Learner(learner.weights, learner.bias, *numbers, bar)


def _bar_of_posts(known: Sequence[Lesson], breathe: Callable[[], None]) -> float:
    """The score that MISPLACED of the good ones reach, each judged by a learner that knows the other half's posts."""
    halves: tuple[list[Lesson], list[Lesson]] = ([], [])
    by_post: dict[int, list[Lesson]] = {}
    for one in known:
        by_post.setdefault(one.post, []).append(one)
    for _, of_post in sorted(by_post.items(), key=lambda item: (-len(item[1]), item[0])):
        min(halves, key=len).extend(of_post)
    scores: list[float] = []
    for taught, asked in (halves, halves[::-1]):
        learner = _fit(sorted(taught), breathe)
        if learner.knows_enough:
            scores += [learner.score(one.numbers) for one in asked if not one.is_spam]
    if len(scores) < ENOUGH_GOOD:
        return FIRST_BAR
    scores.sort(reverse=True)
    return scores[int(MISPLACED * len(scores))]


def _fit(known: Sequence[Lesson], breathe: Callable[[], None]) -> Learner:
    """Logistic regression by small adaptive steps; the mean of what it was after each round but the first."""
    spam = sum(one.is_spam for one in known)
    good = len(known) - spam
    places: dict[int, int] = {}
    rows = [_row(one, places) for one in known]
    fit = _Fit(len(places))
    total = [0.0] * len(places)
    bias = 0.0
    if good and spam:
        counted = {True: len(known) / (2 * spam), False: len(known) / (2 * good)}
        order = list(range(len(rows)))
        turns = random.Random(0)  # noqa: S311 - nobody is to be kept from guessing it
        for number in range(ROUNDS):
            turns.shuffle(order)
            for turn, place in enumerate(order):
                fit.see(rows[place], known[place].is_spam, counted[known[place].is_spam])
                if turn % BREATH == 0:
                    breathe()
            if number:
                total = [sum_ + weight for sum_, weight in zip(total, fit.weights, strict=True)]
                bias += fit.bias
    weights = array("f", bytes(4 * BUCKETS))
    for bucket, place in places.items():
        weights[bucket] = total[place] / (ROUNDS - 1)
    return Learner(weights, bias / (ROUNDS - 1), good, spam)


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
