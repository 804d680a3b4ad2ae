"""What the learner knows before anything was decided: invented, and told apart without putting readers aside."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from blog.moderation.features import features_of
from blog.moderation.learner import Learner, numbers_of
from blog.moderation.primer import FOLDER, GOOD_MARK, SPAM_MARK, primer
from blog.moderation.training import Lesson, train
from tests.stories.test_a_night_of_spam import KNOWN, READERS, THINGS, offers

LANGUAGES = ("en", "fr", "es")
# Domains that are reserved for examples, or spelled as words of common speech.
ADDRESSES = re.compile(r"(?:https?://|www\.)([^\s/]+)")


def lines(language: str) -> list[str]:
    return [line for line in (FOLDER / f"{language}.txt").read_text("utf-8").splitlines() if not line.startswith("#")]


def is_spam(learner: Learner, words: str) -> bool:
    return learner.score(numbers_of(features_of(words, []))) >= learner.bar


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_holds_as_much_spam_as_good_ones_each_once(language: str) -> None:
    marks = Counter(line[:2] for line in lines(language) if line)

    assert set(marks) == {GOOD_MARK, SPAM_MARK}
    assert 0.8 < marks[GOOD_MARK] / marks[SPAM_MARK] < 1.25
    assert not [line for line, number in Counter(filter(None, lines(language))).items() if number > 1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_address_is_nobody_s(language: str) -> None:
    hosts = {host.rstrip(".,!?)…") for line in lines(language) for host in ADDRESSES.findall(line)}

    assert not {host for host in hosts if not host.endswith(".example")}


def test_it_never_counts_as_a_blog_s_own() -> None:
    assert all(one.number < 0 and one.post < 0 for one in primer())
    learner = train((), primer=primer())
    assert (learner.good_total, learner.spam_total) == (0, 0)
    assert learner.speaks
    assert not learner.knows_the_blog


def test_what_it_never_saw_is_told_apart_and_readers_stay_with_the_good_ones() -> None:
    learner = train((), primer=primer())
    readers = [*READERS, *(known.format(thing) for known in KNOWN for thing in THINGS)]

    assert [words for words in readers if is_spam(learner, words)] == []
    caught = sum(is_spam(learner, words) for words in offers(200, 2))
    assert caught >= 100


def test_each_half_judges_the_other(subtests: pytest.Subtests) -> None:
    """Lines it was not taught, in every language: hardly a good one above the bar, and some of the spam at once."""
    halves = [[one for one in primer() if one.number % 2 == odd] for odd in (0, 1)]
    for taught, asked in (halves, halves[::-1]):
        learner = train((), primer=taught)
        with subtests.test(str(asked[0].number)):
            assert share(learner, asked, spam=False) <= 0.01
            assert share(learner, asked, spam=True) >= 0.1


def share(learner: Learner, asked: list[Lesson], spam: bool) -> float:
    scores = [learner.score(one.numbers) for one in asked if one.is_spam == spam]
    return sum(score >= learner.bar for score in scores) / len(scores)


def test_an_evening_of_spam_puts_no_reader_aside() -> None:
    """A blog from elsewhere that has seen no spam at all; then twenty pieces of it are marked, under one post."""
    known = [known.format(thing) for known in KNOWN for thing in THINGS]
    lessons = [Lesson(n, n // 4, False, numbers_of(features_of(words, []))) for n, words in enumerate(known)]
    evening = offers(20, 3)
    lessons += [Lesson(100 + n, 99, True, numbers_of(features_of(words, []))) for n, words in enumerate(evening)]
    learner = train(lessons, primer=primer())

    assert [words for words in READERS if is_spam(learner, words)] == []
    assert sum(is_spam(learner, words) for words in offers(100, 4)) >= 90
