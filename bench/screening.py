"""P13: what screening computes about one comment: the learner's features and score, and what near-duplicates share."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

from bench.data import WORDS
from bench.report import Row, at_most, medians
from bench.sizes import Sizes
from blog.moderation.duplicates import sketch_of
from blog.moderation.features import Around, features_of
from blog.moderation.learner import Learner, numbers_of
from blog.moderation.learning import LESSONS
from blog.moderation.training import Lesson, train

ASKED = 200
AROUND = Around("Sol", "https://sol.example", "The second kettle, and what became of it")


def measure_screening(folder: Path, sizes: Sizes) -> list[Row]:
    """By CPU time. Word rules are none yet; what the database is asked beside it is P5's."""
    turns = random.Random(13)
    number = LESSONS if sizes.comments > 100_000 else 40
    lessons = [Lesson(at, at % 7, at % 2 == 0, _numbers(_text(turns, at % 2 == 0))) for at in range(2 * number)]
    begun = time.process_time()
    learner = train(lessons)
    learned = time.process_time() - begun
    texts = {"one comment": _text(turns, False), "one of 8,000 characters": "".join(map(chr, _letters(turns)))}
    rows = []
    for name, text in texts.items():
        learner_ms, alike_ms = medians(sizes.runs, [_milliseconds(_ask, learner, text), _milliseconds(_sketch, text)])
        rows += [
            at_most("P13", f"the learner about {name}", learner_ms, "ms", 1),
            at_most("P13", f"with what near-duplicates share, {name}", learner_ms + alike_ms, "ms", 1),
        ]
    return [*rows, Row("P13", f"making the learner of {len(lessons)} lessons, in the background", learned, "s")]


def _ask(learner: Learner, text: str) -> None:
    features = features_of(text, [], AROUND)
    learner.score(numbers_of(features))
    learner.explain(features)


def _sketch(text: str) -> None:
    sketch_of(text, [])


def _numbers(text: str) -> tuple[list[int], ...]:
    return tuple(list(kind) for kind in numbers_of(features_of(text, [], AROUND)))


def _text(turns: random.Random, is_spam: bool) -> str:
    said = " ".join(turns.choices(WORDS, k=turns.randrange(20, 60)))
    return f"{said} visit http://cheap{turns.randrange(99)}.example" if is_spam else said


def _letters(turns: random.Random) -> list[int]:
    return [turns.choice((32, *range(97, 123))) for _ in range(8_000)]


def _milliseconds(act: Callable[..., None], *given: object) -> Callable[[], float]:
    def measure() -> float:
        begun = time.process_time()
        for _ in range(ASKED):
            act(*given)
        return (time.process_time() - begun) * 1000 / ASKED

    return measure
