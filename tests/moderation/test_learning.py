"""The learner in the database: decisions are learned beside the visits, and an undo leaves no trace of them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, select

from blog.comments.models import Comment, CommentRevision
from blog.database.engine import Database
from blog.moderation import learning
from blog.moderation.learning import Memory, learn, train
from blog.moderation.models import LearnerLesson, LearnerState
from blog.moderation.primer import primer
from blog.moderation.training import train as make_learner
from blog.privacy.erasing import erase_texts
from tests.cast.site import Browser, Site
from tests.moderation.lessons import GOOD, SPAM, teach


def decide(moderator: Browser, decision: str, among: str) -> None:
    page = moderator.open("/desk/comments")
    cards = page.html.split('name="comment" value="')[1:]
    keys = [card.split('"')[0] for card in cards if among in card]
    assert moderator.post("/desk/decisions", {"comment": keys, "decision": decision}).status == 303


def state(site: Site) -> tuple[int, int]:
    while learn(site.house.database):
        pass
    train(site.house.database)
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


def test_two_processes_learn_everything_once(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    blog.say(path, SPAM[0])
    decide(nia, "spam", "subscribe")
    other = Database(blog.settings.database_url)
    with blog.reading() as db:
        decided = learning._read_decided(db)
    assert len(decided) == 1

    assert learn(other) == 1
    # What this one had read before is refused, because the other was faster.
    late = blog.house.database.write(lambda db: learning._note(db, None, decided))
    other.close()

    assert late is False
    assert state(blog) == (0, 1)


def test_another_process_sees_within_seconds_what_was_learned(blog: Site) -> None:
    now = [100.0]
    memory = Memory(lambda: now[0])
    with blog.reading() as db:
        assert not memory.recall(db).speaks
    teach(blog)
    with blog.reading() as db:
        assert not memory.recall(db).speaks
    now[0] += learning.LOOK_SECONDS
    with blog.reading() as db:
        assert memory.recall(db).speaks


def test_the_learner_is_made_anew_only_when_something_was_decided(blog: Site, ada: Browser, nia: Browser) -> None:
    assert not train(blog.house.database)
    path = blog.publish(ada)
    blog.say(path, SPAM[0])
    decide(nia, "spam", "subscribe")
    learn(blog.house.database)

    assert train(blog.house.database)
    assert not train(blog.house.database)


def everything(site: Site) -> tuple[Any, ...]:
    """The learner as it stands, without the number that says how often it was made."""
    state(site)
    with site.reading() as db:
        row = db.scalars(select(LearnerState)).one()
        lessons = select(LearnerLesson.revision_id, LearnerLesson.is_spam, LearnerLesson.numbers).order_by(
            LearnerLesson.revision_id
        )
        return row.good, row.spam, row.bar, row.weights, [tuple(one) for one in db.execute(lessons)]


def test_after_an_undo_the_database_holds_the_learner_from_before(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    for words in (*SPAM[:6], *GOOD[:11]):
        blog.clock.step(minutes=5)
        blog.say(path, words)
    decide(nia, "spam", "subscribe")
    decide(nia, "approved", "1 years before")
    before = everything(blog)

    decide(nia, "approved", "kettle in our")
    assert everything(blog) != before
    nia.open("/desk/comments").send("/desk/undos")

    assert everything(blog) == before


def test_purged_spam_is_remembered_by_what_it_looked_like(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    blog.say(path, SPAM[0])
    decide(nia, "spam", "subscribe")
    before = everything(blog)
    with blog.house.database.writing() as db:
        db.execute(delete(Comment))

    assert everything(blog) == before
    assert before[1] == 1


def test_where_old_lessons_were_let_go_they_are_read_again_when_newer_ones_are_undone(
    blog: Site, ada: Browser, nia: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "LESSONS", 2)
    monkeypatch.setattr(learning, "KEPT", 2)
    path = blog.publish(ada)
    for words in GOOD[:3]:
        blog.clock.step(minutes=5)
        blog.say(path, words)
    decide(nia, "approved", "for 0 years")
    decide(nia, "approved", "for 1 years")
    before = everything(blog)
    decide(nia, "approved", "for 2 years")
    assert everything(blog)[:2] == before[:2] == (2, 0)
    nia.open("/desk/comments").send("/desk/undos")

    assert everything(blog)[:4] == before[:4]


def test_what_is_erased_is_forgotten_by_the_learner_too(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    blog.say(path, GOOD[0], email="sol@example.org")
    decide(nia, "approved", "kettle in our")
    assert state(blog) == (1, 0)
    with blog.house.database.writing() as db:
        erase_texts(db, "sol@example.org", "Nobody", blog.clock())

    # What is known anywhere is left, and nothing else.
    assert everything(blog)[:3] == (0, 0, make_learner((), primer=primer()).bar)
    with blog.reading() as db:
        assert not db.scalars(select(LearnerLesson)).all()
