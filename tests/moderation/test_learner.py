"""The learner: what it counts, that it unlearns, that it explains itself, and what it makes of topics it never saw."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from blog.comments.models import CommentRevision
from blog.database.engine import Database
from blog.moderation import learning
from blog.moderation.features import READ_CHARACTERS, features_of
from blog.moderation.learner import ENOUGH, FIRST_BAR, Learner, bar_of, numbers_of
from blog.moderation.learning import Memory, learn, set_bar
from blog.moderation.models import LearnerState
from tests.cast.site import Browser, Site

SPAM = [f"Check out my channel and subscribe please, win ${n}00 at http://pills-{n}.example.com now" for n in range(15)]
GOOD = [
    f"The kettle in our kitchen sang for {n} years before the handle broke, and I miss it on {day}."
    for n, day in enumerate(["Monday", "Tuesday", "Friday"] * 5)
]


def taught(learner: Learner | None = None) -> Learner:
    learner = learner or Learner()
    for words in SPAM:
        learner.learn(numbers_of(features_of(words, [])), is_spam=True)
    for words in GOOD:
        learner.learn(numbers_of(features_of(words, [])), is_spam=False)
    return learner


def score(learner: Learner, words: str) -> float:
    return learner.score(numbers_of(features_of(words, [])))


def test_it_tells_an_unseen_advertisement_from_an_unseen_word_about_the_post() -> None:
    learner = taught()

    assert score(learner, "Please subscribe to my channel, check out www.cheap.example.com") > 3
    assert score(learner, "Our kettle sang too, and the handle broke.") < -3


def test_it_says_nothing_before_it_knows_enough() -> None:
    learner = Learner()
    for words in SPAM[: ENOUGH - 1]:
        learner.learn(numbers_of(features_of(words, [])), is_spam=True)

    assert not learner.knows_enough
    assert score(Learner(), SPAM[0]) == 0


@given(st.lists(st.tuples(st.text(max_size=80), st.booleans()), max_size=12))
@settings(max_examples=60, deadline=None)
def test_what_is_unlearned_was_never_learned(texts: list[tuple[str, bool]]) -> None:
    learner, before = taught(), taught()
    for words, is_spam in texts:
        learner.learn(numbers_of(features_of(words, [])), is_spam)
    for words, is_spam in reversed(texts):
        learner.learn(numbers_of(features_of(words, [])), is_spam, -1)

    assert (learner.good, learner.spam) == (before.good, before.spam)
    assert (learner.good_total, learner.spam_total) == (before.good_total, before.spam_total)


def test_it_explains_itself_by_the_words_that_speak_loudest() -> None:
    said = dict(taught().explain(features_of("The kettle is nice. Subscribe to my channel", [])))

    assert "my channel" in said
    assert "channel" in said
    assert all(by > 0 for by in said.values())
    assert "kettle" not in said


def test_packing_keeps_everything() -> None:
    learner = taught()

    again = Learner.unpack(learner.pack(), learner.good_total, learner.spam_total, 7.5)

    assert (again.good, again.spam, again.bar) == (learner.good, learner.spam, 7.5)
    assert score(again, SPAM[3]) == score(learner, SPAM[3])


def test_the_bar_leaves_good_comments_of_posts_it_never_saw_below_it() -> None:
    learner = Learner()
    examples = []
    for post in range(6):
        for number in range(5):
            good = f"About thing {post * 31 + number}: it reminds me of somebody in street {number} of town {post}."
            bad = f"Earn {post}{number} dollars, click http://win-{post}.example.net/{number} and subscribe"
            examples += [(post, numbers_of(features_of(words, [])), bad is words) for words in (good, bad)]
    for _, numbers, is_spam in examples:
        learner.learn(numbers, is_spam)
    counts = list(learner.good), list(learner.spam)

    bar = bar_of(learner, examples)

    assert 1.0 <= bar < FIRST_BAR
    assert all(learner.score(numbers) < bar for _, numbers, is_spam in examples if not is_spam)
    assert all(learner.score(numbers) > bar for _, numbers, is_spam in examples if is_spam)
    assert (list(learner.good), list(learner.spam)) == counts


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


def decide(moderator: Browser, decision: str, among: str) -> None:
    page = moderator.open("/desk/comments")
    cards = [form for form in page.html.split("<article")[1:] if among in form]
    keys = [card.split('name="comment" value="')[1].split('"')[0] for card in cards]
    assert moderator.post("/desk/decisions", {"comment": keys, "decision": decision}).status == 303


def state(site: Site) -> tuple[int, int]:
    while learn(site.house.database):
        pass
    with site.reading() as db:
        row = db.scalars(select(LearnerState)).one()
        return row.good, row.spam


def test_decisions_are_learned_and_unlearned_when_undone(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    for words in (SPAM[0], SPAM[1], GOOD[0]):
        blog.clock.step(minutes=1)
        blog.say(path, words)
    decide(nia, "spam", "subscribe")
    decide(nia, "approved", "kettle in our")

    assert state(blog) == (1, 2)

    nia.open("/desk/comments").send("/desk/undos")
    assert state(blog) == (0, 2)
    with blog.reading() as db:
        learned = dict(db.execute(select(CommentRevision.learned, CommentRevision.status)).all())
    assert learned == {"": "pending", "spam": "spam"}


def test_what_reads_like_spam_here_waits_in_its_lane_and_the_card_says_by_which_words(
    blog: Site, ada: Browser, nia: Browser
) -> None:
    path = blog.publish(ada)
    teach(blog)
    blog.say(path, "Please subscribe to my channel and check out my songs")
    blog.say(path, "The handle of our kettle broke as well.")
    page = nia.open("/desk/comments")

    with blog.reading() as db:
        lanes = dict(db.execute(select(CommentRevision.words, CommentRevision.lane)).all())
    assert lanes["Please subscribe to my channel and check out my songs"] == "spam"
    assert lanes["The handle of our kettle broke as well."] == "good"
    assert "It reads like what was marked as spam here." in page.words
    assert "my channel" in page.words


def teach(blog: Site) -> None:
    """As if the texts had been decided on: the learner reads them from its one row."""
    learner = taught()
    learner.bar = 5.0
    with blog.house.database.writing() as db:
        db.add(LearnerState(id=1, version=1, good=15, spam=15, bar=5.0, bar_known=30, counts=learner.pack()))


def test_two_processes_learn_everything_once(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    blog.say(path, SPAM[0])
    decide(nia, "spam", "subscribe")
    other = Database(blog.settings.database_url)
    with blog.reading() as db:
        lessons = learning._read_lessons(db)
    assert len(lessons) == 1

    assert learn(other) == 1
    # What this one had read before is refused, because the other was faster.
    late = blog.house.database.write(lambda db: learning._write(db, Learner(), b"", None, lessons))
    other.close()

    assert late is False
    assert state(blog) == (0, 1)


def test_another_process_sees_within_seconds_what_was_learned(blog: Site) -> None:
    now = [100.0]
    memory = Memory(lambda: now[0])
    with blog.reading() as db:
        assert not memory.recall(db).knows_enough
    teach(blog)
    with blog.reading() as db:
        assert not memory.recall(db).knows_enough
    now[0] += learning.LOOK_SECONDS
    with blog.reading() as db:
        assert memory.recall(db).knows_enough


def test_the_bar_is_told_when_enough_is_new(blog: Site, ada: Browser, nia: Browser) -> None:
    assert not set_bar(blog.house.database)
    path = blog.publish(ada)
    blog.say(path, SPAM[0])
    decide(nia, "spam", "subscribe")
    state(blog)

    assert set_bar(blog.house.database)
    assert not set_bar(blog.house.database)
