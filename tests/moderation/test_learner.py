"""The learner: what it tells apart, that undoing leaves no trace, that it explains itself, and where its bar lies."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.moderation.features import READ_CHARACTERS, Around, features_of
from blog.moderation.learner import BUCKETS, ENOUGH_GOOD, ENOUGH_SPAM, FIRST_BAR, Learner, numbers_of
from blog.moderation.primer import primer
from blog.moderation.training import BREATH, HIGHEST_RISE, ROUNDS, Lesson
from blog.moderation.training import train as make_learner
from tests.moderation.lessons import GOOD, LESSONS, SPAM, lesson, taught


def score(learner: Learner, words: str) -> float:
    return learner.score(numbers_of(features_of(words, [])))


def test_it_tells_an_unseen_advertisement_from_an_unseen_word_about_the_post() -> None:
    learner = taught()

    assert score(learner, "Please subscribe to my channel, check out www.cheap.example.com") > learner.bar
    assert score(learner, "Our kettle sang too, and the handle broke.") < -learner.bar


@pytest.mark.parametrize(
    ("good", "spam", "speaks"),
    [
        (ENOUGH_GOOD, ENOUGH_SPAM, True),
        (ENOUGH_GOOD - 1, len(SPAM), False),
        (len(GOOD), ENOUGH_SPAM - 1, False),
        (0, len(SPAM), False),
        (len(GOOD), 0, False),
        (0, 0, False),
    ],
)
def test_it_says_nothing_before_it_knows_enough_of_both(good: int, spam: int, speaks: bool) -> None:
    lessons = [one for kind, most in ((False, good), (True, spam)) for one in _of(kind)[:most]]

    assert make_learner(lessons).speaks is speaks


def _of(is_spam: bool) -> list[Lesson]:
    return [one for one in LESSONS if one.is_spam == is_spam]


some_lessons = st.lists(
    st.builds(lesson, st.integers(0, 10**6), st.text("abcde äß1./:", max_size=60), st.booleans(), st.integers(0, 3)),
    max_size=12,
    unique_by=lambda one: one.number,
)


@given(some_lessons, some_lessons, st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_what_is_undone_leaves_no_trace_and_the_order_of_decisions_makes_no_difference(
    kept: list[Lesson], undone: list[Lesson], turns: Any
) -> None:
    """The state after an undo is the state before, to the last bit: of the weights, the bar and what is counted."""
    known = {one.number: one for one in [*LESSONS, *kept]}
    before = make_learner(known.values())
    with_more = known | {one.number + 10**7: one for one in undone}
    make_learner(with_more.values())
    left = [one for number, one in with_more.items() if number < 10**7]
    turns.shuffle(left)

    assert make_learner(left) == before
    assert make_learner(left).pack() == before.pack()


def test_much_spam_and_few_good_ones_raise_the_bar_which_never_rises_without_end() -> None:
    many = [lesson(n, f"{words} {n}", True) for n, words in enumerate(SPAM * 20)]
    few = [lesson(1_000 + n, words, False) for n, words in enumerate(GOOD[:10])]
    alike = [lesson(2_000 + n, SPAM[0], False, post=n) for n in range(10)]

    # Thirty to one: without the square of it the bar would lie at 2.5.
    assert make_learner([*many, *few]).bar > FIRST_BAR + 2
    assert FIRST_BAR <= make_learner([*LESSONS, *alike]).bar <= FIRST_BAR + HIGHEST_RISE + 1


def test_it_explains_itself_by_the_words_that_speak_loudest() -> None:
    said = dict(taught().explain(features_of("The kettle is nice. Subscribe to my channel", [])))

    assert "my channel" in said
    assert "channel" in said
    assert all(by > 0 for by in said.values())
    assert "kettle" not in said


def test_packing_keeps_everything() -> None:
    learner = taught()

    again = Learner.unpack(learner.pack(), learner.good_total, learner.spam_total, learner.bar)

    assert again == learner
    assert len(again.weights) == BUCKETS
    assert score(again, SPAM[3]) == score(learner, SPAM[3])


def test_the_bar_leaves_good_comments_of_posts_it_never_saw_below_it() -> None:
    lessons: list[Lesson] = []
    for post in range(6):
        for number in range(5):
            good = f"About thing {post * 31 + number}: it reminds me of somebody in street {number} of town {post}."
            bad = f"Earn {post}{number} dollars, click http://win-{post}.example.net/{number} and subscribe"
            for words in (good, bad):
                lessons.append(lesson(len(lessons), words, words is bad, post))
    for post in range(6):
        learner = make_learner(one for one in lessons if one.post != post)
        for one in lessons:
            assert one.post != post or (learner.score(one.numbers) >= learner.bar) is one.is_spam


@pytest.mark.parametrize(
    "words", ["", "\x00", "日本語のコメント", "a" * 8_000, "http://[", "\u202e" * 50, "£$€ 1,000!!!"]
)
def test_any_text_has_features(words: str) -> None:
    found = features_of(words, ["http://[bad", "https://example.org/?q=1"])

    assert "link with a query" in found.shape
    assert len(found.pieces) <= READ_CHARACTERS + 2


def test_a_long_comment_costs_no_more_than_its_beginning() -> None:
    """P13: the learner and the features together stay in the order of a millisecond, whatever is sent."""
    learner = taught()
    hostile = "".join(chr(97 + n * 7 % 26) if n % 9 else " " for n in range(8_000))
    begun = time.process_time()
    for _ in range(20):
        learner.score(numbers_of(features_of(hostile, [])))

    # Five times the budget: a bench measures it, this only keeps a loop over everything out.
    assert (time.process_time() - begun) / 20 < 0.005


@pytest.mark.parametrize(
    ("around", "feature"),
    [
        (Around("Sol", "https://www.pills.example/x"), "host pills.example"),
        (Around("Sol", "https://www.pills.example/x"), "website"),
        (Around("cheap-pills.com"), "link in the name"),
        (Around("Sol 47"), "number in the name"),
        (Around("Best Cheap Pills Online"), "long name"),
        (Around("SOL"), "name in capitals"),
        (Around("Sol", None, "The second kettle"), "of the post 1"),
        (Around("Sol", None, "Quite another thing"), "of the post 0"),
    ],
)
def test_what_stands_around_the_words_tells_something_too(around: Around, feature: str) -> None:
    words = "My kettle sang."

    assert feature in features_of(words, [], around).shape
    assert feature not in features_of(words, []).shape


def test_the_learner_breathes_while_it_is_made_so_that_visits_have_their_turn() -> None:
    breaths: list[int] = []
    make_learner(LESSONS, lambda: breaths.append(1), primer())

    assert len(breaths) >= ROUNDS * (len(LESSONS) + len(primer())) // BREATH > 200
