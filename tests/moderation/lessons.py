"""Lessons for the learner: fifteen advertisements, and fifteen words about a kettle."""

from __future__ import annotations

from blog.moderation.features import features_of
from blog.moderation.learner import Learner, numbers_of
from blog.moderation.training import Lesson
from blog.moderation.training import train as make_learner

SPAM = [f"Check out my channel and subscribe please, win ${n}00 at http://pills-{n}.example.com now" for n in range(15)]
GOOD = [
    f"The kettle in our kitchen sang for {n} years before the handle broke, and I miss it on {day}."
    for n, day in enumerate(["Monday", "Tuesday", "Friday"] * 5)
]


def lesson(number: int, words: str, is_spam: bool, post: int = 0) -> Lesson:
    return Lesson(number, post, is_spam, numbers_of(features_of(words, [])))


LESSONS = [lesson(n, words, n < len(SPAM)) for n, words in enumerate([*SPAM, *GOOD])]


def taught() -> Learner:
    return make_learner(LESSONS)
