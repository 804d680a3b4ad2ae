"""Judges the learner by leaving one topic out: `python -m bench.learning FOLDER` with CSV files of CONTENT and CLASS.

Each file is one topic. The learner learns all others, tells its bar from them, and is then shown the file's comments:
how many good ones lie above the bar, how much spam does, and how much spam would at a bar that just one good comment
in a hundred lies above. Also how long one comment takes, and what is caught after few decisions.
"""

from __future__ import annotations

import csv
import html
import random
import re
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from blog.moderation.features import features_of
from blog.moderation.learner import Learner, Numbers, bar_of, numbers_of

ALLOWED = 0.01
FEW = (50, 100, 200, 400)
SHUFFLES = 5
Example = tuple[int, Numbers, bool]


def read_topic(number: int, file: Path) -> list[Example]:
    """The comments of one file, as readers would have seen them."""
    found = []
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            links = re.findall(r'href="([^"]+)"', row["CONTENT"])
            text = html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"<br\s*/?>", "\n", row["CONTENT"])))
            found.append((number, numbers_of(features_of(text, links)), row["CLASS"] == "1"))
    return found


def taught(examples: Sequence[Example]) -> Learner:
    learner = Learner()
    for _, numbers, is_spam in examples:
        learner.learn(numbers, is_spam)
    return learner


def above(learner: Learner, topic: Sequence[Example], bar: float, is_spam: bool) -> float:
    """The share of good comments, or of spam, at or above the bar."""
    scores = [learner.score(numbers) for _, numbers, spam in topic if spam == is_spam]
    return sum(score >= bar for score in scores) / len(scores)


def fair_bar(learner: Learner, topic: Sequence[Example]) -> float:
    """The lowest bar that no more than ALLOWED of the topic's good comments reach."""
    scores = sorted((learner.score(numbers) for _, numbers, is_spam in topic if not is_spam), reverse=True)
    return scores[int(ALLOWED * len(scores))] + 1e-9


def main(folder: Path) -> None:
    topics = [read_topic(number, file) for number, file in enumerate(sorted(folder.glob("*.csv")))]
    caught, misplaced, at_bar = [], [], []
    few: dict[int, list[float]] = {number: [] for number in FEW}
    for number, topic in enumerate(topics):
        others = [one for other in topics if other is not topic for one in other]
        learner = taught(others)
        bar = bar_of(learner, others)
        caught.append(above(learner, topic, fair_bar(learner, topic), is_spam=True))
        misplaced.append(above(learner, topic, bar, is_spam=False))
        at_bar.append(above(learner, topic, bar, is_spam=True))
        print(f"topic {number}: at 1 % of good ones {caught[-1]:.1%} of spam · "
              f"own bar {bar:.1f}: {misplaced[-1]:.1%} of good ones, {at_bar[-1]:.1%} of spam")  # fmt: skip
        for seed in range(SHUFFLES):
            random.Random(seed).shuffle(others)
            for size in FEW:
                young = taught(others[:size])
                few[size].append(above(young, topic, fair_bar(young, topic), is_spam=True))
    print(f"mean: at 1 % {statistics.mean(caught):.1%} · own bar: {statistics.mean(misplaced):.1%} of good ones, "
          f"{statistics.mean(at_bar):.1%} of spam")  # fmt: skip
    print(" · ".join(f"after {size} decisions {statistics.mean(found):.1%}" for size, found in few.items()))
    learner = taught([one for topic in topics for one in topic])
    words = "This is an ordinary comment about the second kettle that I have seen in my own kitchen. " * 3
    begun = time.process_time()
    for _ in range(500):
        learner.score(numbers_of(features_of(words, [])))
    print(f"one comment of {len(words)} characters: {(time.process_time() - begun) * 2:.2f} ms")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
