"""What the learner knows before anything was decided here: invented comments, written for it in three languages.

Every line of `primer/*.txt` is a comment that somebody would publish (`+`) or mark as spam (`-`). They are lessons like
any other, so that a blog's own decisions outweigh them by and by.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from blog.moderation.features import ADDRESS, features_of
from blog.moderation.learner import numbers_of
from blog.moderation.training import Lesson

FOLDER = Path(__file__).parent / "primer"
GOOD_MARK, SPAM_MARK = "+ ", "- "
# So many lines after each other stand for the comments under one post.
OF_A_POST = 20


@cache
def primer() -> tuple[Lesson, ...]:
    """All lessons, the same on every machine; their numbers and posts are negative, so that none is a blog's own."""
    return tuple(_lessons())


def _lessons() -> Iterator[Lesson]:
    number = 0
    for file in sorted(FOLDER.glob("*.txt")):
        for line in file.read_text("utf-8").splitlines():
            if line.startswith((GOOD_MARK, SPAM_MARK)):
                number += 1
                words = line[len(GOOD_MARK) :]
                links = [found for found in ADDRESS.findall(words) if "://" in found]
                numbers = numbers_of(features_of(words, links))
                yield Lesson(-number, -1 - number // OF_A_POST, line.startswith(SPAM_MARK), numbers)
