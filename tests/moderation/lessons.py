"""Lessons for the learner: fifteen advertisements, and fifteen words about a kettle."""

from __future__ import annotations

from blog.database.engine import Database
from blog.moderation.features import features_of
from blog.moderation.learner import Learner, numbers_of
from blog.moderation.models import LearnerState
from blog.moderation.training import Lesson
from blog.moderation.training import train as make_learner
from tests.cast.site import Site

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


def teach(blog: Site) -> None:
    """As if the texts had been decided on: the learner reads them from its one row."""
    put_in_mind(blog.house.database)


def put_in_mind(database: Database) -> None:
    """The same, wherever the blog runs."""
    learner = taught()
    known = {"good": learner.good_total, "spam": learner.spam_total, "bar": learner.bar, "weights": learner.pack()}
    with database.writing() as db:
        db.add(LearnerState(id=1, version=1, trained=1, **known))
