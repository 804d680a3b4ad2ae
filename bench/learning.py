"""Judges the learner by leaving one topic out: `python -m bench.learning FOLDER` with CSV files of CONTENT and CLASS.

Each file is one topic. The learner learns all others, sets its bar from them, and is then shown the file's comments:
how many good ones lie above its bar, how much spam does, and how much spam would at a bar that just one good comment
in a hundred lies above. The same after few decisions, and where nearly all were of one kind; and what it costs (P13).
"""

from __future__ import annotations

import csv
import html
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from blog.moderation.features import features_of
from blog.moderation.learner import Learner, numbers_of
from blog.moderation.primer import primer
from blog.moderation.training import Lesson
from blog.moderation.training import train as train_from

ALLOWED = 0.01
# How many decisions, and which share of them was on spam (None: as it comes).
CURVE: Sequence[tuple[int, float | None]] = (
    *((size, None) for size in (0, 20, 50, 100, 200, 500)),
    *((105, 1 / 21), (315, 1 / 21), (105, 20 / 21), (315, 20 / 21), (50, 0.0), (50, 1.0)),
)
SHUFFLES = 5


def train(lessons: Iterable[Lesson]) -> Learner:
    """As a blog's learner is made."""
    return train_from(lessons, primer=primer())


def read_topic(number: int, file: Path) -> list[Lesson]:
    """The comments of one file, as readers would have seen them."""
    found = []
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for place, row in enumerate(csv.DictReader(lines)):
            links = re.findall(r'href="([^"]+)"', row["CONTENT"])
            text = html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"<br\s*/?>", "\n", row["CONTENT"])))
            numbers = numbers_of(features_of(text, links))
            found.append(Lesson(number * 100_000 + place, number, row["CLASS"] == "1", numbers))
    return found


def judge(learner: Learner, topic: Sequence[Lesson]) -> tuple[float, float, float]:
    """Shares: of good comments and of spam at its bar or above, and of spam above what ALLOWED good ones reach."""
    scores = {kind: [learner.score(one.numbers) for one in topic if one.is_spam == kind] for kind in (False, True)}
    bar = learner.bar if learner.speaks else float("inf")
    fair = sorted(scores[False], reverse=True)[int(ALLOWED * len(scores[False]))] + 1e-9
    good, spam = (_above(scores[kind], bar) for kind in (False, True))
    return good, spam, _above(scores[True], fair)


def _above(scores: Sequence[float], bar: float) -> float:
    return sum(score >= bar for score in scores) / len(scores)


def some(lessons: Sequence[Lesson], size: int, share: float | None, seed: int) -> list[Lesson]:
    """So many lessons, drawn anew for each seed."""
    drawn = list(lessons)
    random.Random(seed).shuffle(drawn)
    if share is None:
        return drawn[:size]
    spam = round(size * share)
    return [one for one in drawn if one.is_spam][:spam] + [one for one in drawn if not one.is_spam][: size - spam]


def say(name: str, judged: Sequence[tuple[float, float, float]]) -> None:
    good, spam, fair = (statistics.mean(column) for column in zip(*judged, strict=True))
    worst = max(one[0] for one in judged)
    print(
        f"{name}: own bar {good:.1%} of good ones (worst {worst:.1%}), {spam:.1%} of spam · at 1 % {fair:.1%} of spam"
    )


def milliseconds(act: Callable[[], object], times: int) -> float:
    begun = time.process_time()
    for _ in range(times):
        act()
    return (time.process_time() - begun) * 1000 / times


def main(folder: Path) -> None:
    topics = [read_topic(number, file) for number, file in enumerate(sorted(folder.glob("*.csv")))]
    judged = []
    for number, topic in enumerate(topics):
        learner = train(one for other in topics if other is not topic for one in other)
        judged.append(judge(learner, topic))
        say(f"topic {number}, bar {learner.bar:.2f}", judged[-1:])
    say("all topics", judged)
    for size, share in CURVE:
        young = []
        for topic in topics:
            others = [one for other in topics if other is not topic for one in other]
            young += [judge(train(some(others, size, share, seed)), topic) for seed in range(SHUFFLES)]
        say(f"after {size} decisions" + (f", {share:.0%} on spam" if share is not None else ""), young)
    everything = [one for topic in topics for one in topic]
    learner = train(everything)
    words = "This is an ordinary comment about the second kettle that I have seen in my own kitchen. " * 3
    hostile = "".join(chr(97 + n * 7 % 26) if n % 9 else " " for n in range(8_000))
    for name, text in (("an ordinary", words), ("the longest", hostile)):
        took = milliseconds(lambda text=text: learner.score(numbers_of(features_of(text, []))), 300)  # type: ignore[misc]
        print(f"{name} comment of {len(text)} characters: {took:.2f} ms")
    print(f"learning {len(everything)} decisions: {milliseconds(lambda: train(everything), 1):.0f} ms, "
          f"kept in {len(learner.pack()) // 1000} kB")  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]))
