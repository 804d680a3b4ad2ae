"""What waits is sorted again when the learner has learned: into either lane, and never past a decision."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import delete, select

from blog.accounts.models import Account
from blog.comments.models import CommentRevision, Lane
from blog.comments.totals import wrong_totals
from blog.moderation import resorting
from blog.moderation.live import Lookout, Sorted, words_for
from blog.moderation.models import LearnerState
from blog.moderation.resorting import sort_again
from tests.cast.site import Browser, Site
from tests.moderation.lessons import teach

OFFER = "Please subscribe to my channel and check out my songs"
WORD = "The handle of our kettle broke as well."


@pytest.fixture
def waiting(blog: Site, ada: Browser) -> Site:
    """A blog that knows nothing, on which an offer and a reader wait side by side."""
    path = blog.publish(ada)
    for words in (OFFER, WORD):
        blog.clock.step(minutes=1)
        blog.say(path, words)
    assert lanes(blog) == {OFFER: Lane.GOOD, WORD: Lane.GOOD}
    return blog


def lanes(blog: Site) -> dict[str, str]:
    with blog.reading() as db:
        assert wrong_totals(db) == []
        return {row[0]: row[1] for row in db.execute(select(CommentRevision.words, CommentRevision.lane))}


def verdicts(blog: Site) -> list[Any]:
    query = select(CommentRevision.words, CommentRevision.score, CommentRevision.findings).order_by(CommentRevision.id)
    with blog.reading() as db:
        return list(db.execute(query).all())


def test_what_waits_follows_what_has_been_learned_since_and_says_why(waiting: Site, nia: Browser) -> None:
    teach(waiting)

    assert sort_again(waiting.house.database) == 1
    assert lanes(waiting) == {OFFER: Lane.SPAM, WORD: Lane.GOOD}
    first, _, spam = nia.open("/desk/comments").html.partition('id="spam-lane"')
    assert "kettle broke" in first
    assert "my songs" in spam
    assert "It reads like what was marked as spam here." in spam
    assert sort_again(waiting.house.database) == 0


def test_whoever_looks_on_is_told_once(waiting: Site, nia: Browser) -> None:
    lookout = Lookout(waiting.house.database)
    lookout.look()
    teach(waiting)
    sort_again(waiting.house.database, clock=waiting.clock)
    [news] = lookout.look()
    assert news == Sorted(waiting.clock())
    with waiting.reading() as db:
        person = db.scalars(select(Account).where(Account.name == "Nia")).one()
    assert words_for(person, news) == {"kind": "sorted", "at": int(waiting.clock().timestamp() * 1000)}
    assert lookout.look() == []
    assert sort_again(waiting.house.database, clock=waiting.clock) == 0
    assert lookout.look() == [], "nothing moved"


def test_what_was_unlearned_comes_back_with_its_points(waiting: Site) -> None:
    before = verdicts(waiting)
    teach(waiting)
    sort_again(waiting.house.database)
    with waiting.house.database.writing() as db:
        db.execute(delete(LearnerState))

    assert sort_again(waiting.house.database) == 1
    assert lanes(waiting) == {OFFER: Lane.GOOD, WORD: Lane.GOOD}
    assert verdicts(waiting) == before


def test_a_little_less_sure_is_no_reason_to_come_back(waiting: Site) -> None:
    """Else comments would go to and fro with every decision."""
    teach(waiting)
    sort_again(waiting.house.database)
    with waiting.house.database.writing() as db:
        found = db.execute(select(CommentRevision.findings).where(CommentRevision.words == OFFER)).scalar_one()
        points = next(one["points"] for one in found if one["check"] == "learner")
        state = db.scalars(select(LearnerState)).one()
        # The bar a little above the comment's own score: it would not be put there now.
        state.bar *= points / 3.0 * 1.1

    assert sort_again(waiting.house.database) == 0
    assert lanes(waiting)[OFFER] == Lane.SPAM


def test_who_decides_meanwhile_is_faster(waiting: Site, nia: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    teach(waiting)
    looked = resorting._moves

    def decided_meanwhile(*given: Any) -> Iterator[resorting.Move]:
        moves = list(looked(*given))
        card = nia.open("/desk/comments").html.split(OFFER)[0].rpartition('name="comment" value="')[2]
        assert nia.post("/desk/decisions", {"comment": card.split('"')[0], "decision": "approved"}).status == 303
        yield from moves

    monkeypatch.setattr(resorting, "_moves", decided_meanwhile)

    assert sort_again(waiting.house.database) == 0
    assert lanes(waiting)[OFFER] == Lane.GOOD
