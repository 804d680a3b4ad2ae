"""The queue: lanes, paging, counts, whose comments are whose, and how many questions it asks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.comments.models import Lane, Status
from blog.moderation import queue
from blog.moderation.asked import Asked
from blog.moderation.card import Card
from blog.moderation.decisions import Actor, decide, decide_many
from blog.moderation.models import CommentReport
from blog.moderation.queue import NoSuchPage
from blog.moderation.screening import screen
from blog.moderation.showing import queue_page
from blog.site.settings import SiteSettings, read_site
from tests.moderation.makers import NOW, edit, later, make_account, make_comment, make_post, newest_of


def page(db: Session, account: Account, **asked: Any) -> dict[str, Any]:
    return queue_page(db, account, SiteSettings(), Asked(**asked), [], later(hours=3))


@contextmanager
def counted(db: Session) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        asked.append(statement)

    event.listen(db.get_bind(), "before_cursor_execute", note)
    yield asked
    event.remove(db.get_bind(), "before_cursor_execute", note)


def follow(db: Session, account: Account, **asked: Any) -> list[dict[str, Any]]:
    """Every page from the first on, by its own link to the next."""
    pages = [page(db, account, **asked)]
    while pages[-1]["more"]:
        query = {name: values[0] for name, values in parse_qs(urlsplit(pages[-1]["more"]).query).items()}
        pages.append(queue_page(db, account, SiteSettings(), Asked.read(query), [], later(hours=3)))
        assert len(pages) < 30
    return pages


def test_good_ones_come_first_the_oldest_first_and_spam_has_its_own_lane(db: Session) -> None:
    nia, post = make_account(db), make_post(db)
    young = make_comment(db, post, at=later(minutes=2))
    spam = make_comment(db, post, lane=Lane.SPAM)
    old = make_comment(db, post, at=later(minutes=1))
    seen = page(db, nia)
    assert [card.id for card in seen["good"]] == [old.public_id, young.public_id]
    assert [card.id for card in seen["spam"]] == [spam.public_id]
    assert str(seen["heading"]) == "2 comments are waiting"
    assert [str(fact) for fact in seen["facts"]] == ["the oldest for 2 h 59 min"]
    assert str(seen["spam_words"]) == "1 more is probably spam"
    assert seen["good"][0].key == f"{old.public_id}@{old.seen}"


def test_paging_shows_every_comment_once_even_where_times_are_equal(db: Session) -> None:
    nia, post, dice = make_account(db), make_post(db), random.Random(7)
    good = {make_comment(db, post, at=later(seconds=dice.randrange(5))).public_id for _ in range(95)}
    spam = {
        make_comment(db, post, lane=Lane.SPAM, at=NOW + timedelta(microseconds=dice.randrange(3))).public_id
        for _ in range(230)
    }
    pages = follow(db, nia)
    assert len(pages) == 5
    for lane, expected in (("good", good), ("spam", spam)):
        shown = [card.id for seen in pages for card in seen[lane]]
        assert len(shown) == len(expected)
        assert set(shown) == expected


def test_paging_through_decided_comments_is_complete_newest_first(db: Session) -> None:
    nia, post = make_account(db), make_post(db)
    comments = [make_comment(db, post) for _ in range(65)]
    decide_many(db, nia, [(c.public_id, c.seen) for c in comments], Status.REJECTED, NOW)
    shown = [card.id for seen in follow(db, nia, status=Status.REJECTED) for card in seen["cards"]]
    assert shown == [comment.public_id for comment in reversed(comments)]


@pytest.mark.parametrize(
    "cursor",
    ["abc", "-1", "1-", "-", "1-x", "9" * 19 + "-1", "9" * 18 + "-1", "1-2-3", "１-２", "%00", "[]", "1e9", " 1-1"],
)
def test_a_cursor_that_is_none_leads_nowhere(db: Session, cursor: str) -> None:
    nia = make_account(db)
    for asked in ({"after_good": cursor}, {"after_spam": cursor}, {"status": Status.SPAM, "after": cursor}):
        with pytest.raises(NoSuchPage):
            page(db, nia, **asked)


@pytest.mark.parametrize("status", ["", "all", "Pending", "pending "])
def test_a_status_that_is_none_leads_nowhere(status: str) -> None:
    with pytest.raises(NoSuchPage):
        Asked.read({"status": status})


def test_the_counts_are_right_in_every_tab_and_for_every_person(db: Session) -> None:
    nia, ann, con = make_account(db), make_account(db, "Ann", "author"), make_account(db, "Con", "contributor")
    anns, others = make_post(db, ann), make_post(db, con)
    wanted = {Status.PENDING: 5, Status.APPROVED: 4, Status.REJECTED: 3, Status.SPAM: 2, Status.DELETED: 1}
    for status, number in wanted.items():
        for index in range(number):
            comment = make_comment(db, others if index == 0 else anns, lane=Lane.SPAM if index == 1 else Lane.GOOD)
            decide(db, comment, status, Actor("moderator", nia), NOW)
    counts = queue.counts(db, nia, 3)
    assert counts.by_status == wanted
    assert (counts.good, counts.spam, queue.count_waiting(db, nia)) == (4, 1, 4)
    own = queue.counts(db, ann, 3)
    assert own.by_status == {status: number - 1 for status, number in wanted.items()}
    assert (own.good, own.spam, queue.count_waiting(db, ann)) == (3, 1, 3)
    # After the pending ones stands what readers have reported, which is no status.
    assert [tab.count for tab in page(db, ann)["tabs"]] == [3, 0, 3, 2, 1, 0]
    nothing = queue.counts(db, con, 3)
    assert set(nothing.by_status.values()) == {0}
    assert (nothing.good, nothing.spam, queue.count_waiting(db, con)) == (0, 0, 0)


def test_heading_and_tab_say_what_waits_in_one_number_and_the_same_words(db: Session) -> None:
    """Everybody's 3, and the author's own 2; the probable spam keeps nobody waiting, and is said beside it."""
    nia, ann = make_account(db), make_account(db, "Ann", "author")
    anns, others = make_post(db, ann), make_post(db)
    for post, lane in ((anns, Lane.GOOD), (anns, Lane.GOOD), (others, Lane.GOOD), (anns, Lane.SPAM)):
        make_comment(db, post, lane=lane)
    for account, words in ((nia, "3 comments are waiting"), (ann, "2 comments are waiting")):
        seen = page(db, account)
        assert str(seen["heading"]) == words
        assert [str(one) for one in seen["tabs"][0].says] == [words, "1 more is probably spam"]
        assert str(seen["spam_words"]) == "1 more is probably spam"


def test_an_author_sees_the_comments_on_own_posts_alone(db: Session) -> None:
    ann, ben = make_account(db, "Ann", "author"), make_account(db, "Ben", "author")
    own, foreign = make_comment(db, make_post(db, ann)), make_comment(db, make_post(db, ben))
    assert [card.id for card in page(db, ann)["good"]] == [own.public_id]
    for comment in (own, foreign):
        decide(db, comment, Status.APPROVED, Actor("moderator", ann), NOW)
    assert [card.id for card in page(db, ann, status=Status.APPROVED)["cards"]] == [own.public_id]


@pytest.mark.parametrize("status", list(Status))
def test_a_page_asks_at_most_eight_questions_however_many_cards_it_has(db: Session, status: Status) -> None:
    nia, post = make_account(db), make_post(db)
    parent = make_comment(db, post)
    decide(db, parent, Status.APPROVED, Actor("moderator", nia), NOW)
    asked = []
    for number in (1, 40):
        for index in range(number):
            lane = Lane.SPAM if index % 2 else Lane.GOOD
            comment = make_comment(db, post, email=f"{number}.{index}@example.org", parent=parent, lane=lane)
            decide_many(db, nia, [(comment.public_id, comment.seen)], Status.APPROVED, NOW)
            edit(db, comment)
            decide_many(db, nia, [(comment.public_id, comment.seen)], status, NOW)
        db.flush()
        # As in a visit of its own, where nothing is known yet.
        db.expunge_all()
        db.info.clear()
        person = db.get_one(Account, nia.id)
        with counted(db) as statements:
            found = queue_page(db, person, read_site(db), Asked(status), [], NOW)
        assert len([*found["good"], *found["spam"], *found["cards"]]) >= number // 2
        asked.append(len(statements))
    # Of what is decided, which ones stand on the page is a question of its own.
    assert asked[1] == asked[0] <= (7 if status is Status.PENDING else 8)


def test_the_reported_ask_no_more_questions_than_other_tabs(db: Session) -> None:
    nia, post = make_account(db), make_post(db)
    asked = []
    for number in (1, 30):
        for index in range(number):
            comment = make_comment(db, post, email=f"{number}.{index}@example.org")
            decide(db, comment, Status.APPROVED, Actor("moderator", nia), NOW)
            db.add(CommentReport(comment_id=comment.id, reporter=f"{number}.{index}", reason="spam", created_at=NOW))
            edit(db, comment)
        db.flush()
        db.expunge_all()
        db.info.clear()
        person = db.get_one(Account, nia.id)
        with counted(db) as statements:
            found = queue_page(
                db, person, SiteSettings(report_threshold=1), Asked(Status.APPROVED, reported=True), [], NOW
            )
        assert len(found["cards"]) >= number
        assert all(card.change for card in found["cards"])
        asked.append(len(statements))
    assert asked[1] == asked[0] <= 7


def test_every_pending_card_says_why_it_waits(db: Session) -> None:
    nia, post = make_account(db), make_post(db)
    plain = make_comment(db, post, email="sol@example.org")
    screen(db, newest_of(db, plain), NOW)
    edited = make_comment(db, post)
    decide(db, edited, Status.APPROVED, Actor("moderator", nia), NOW)
    edit(db, edited)
    cards: dict[str, Card] = {card.id: card for card in page(db, nia)["good"]}
    assert str(cards[plain.public_id].why) == "Every comment here waits for a moderator."
    [finding] = cards[plain.public_id].findings
    assert (finding.letter, finding.points) == ("a", 0.5)
    assert str(finding.words) == "The first comment with this e-mail address: nothing to go on yet."
    card = cards[edited.public_id]
    assert "the approved text stays up" in str(card.why)
    assert (card.edited, card.href is not None) == (True, True)
    assert (card.html, card.approved_html) == (
        "<p>The same, said better.</p>",
        "<p>A word about kettles, and not the last one.</p>",
    )


def test_a_card_offers_every_other_status_and_says_who_decided(db: Session) -> None:
    nia, comment = make_account(db), make_comment(db, make_post(db))
    [waiting] = page(db, nia)["good"]
    assert [(d.value, d.primary) for d in waiting.decisions] == [
        (Status.APPROVED, True),
        (Status.REJECTED, False),
        (Status.SPAM, False),
        (Status.DELETED, False),
    ]
    decide_many(db, nia, [(comment.public_id, comment.seen)], Status.REJECTED, later(hours=1), "Off topic.")
    seen = page(db, nia, status=Status.REJECTED)
    [card] = seen["cards"]
    assert str(card.decided) == "Now rejected, by Nia, 2 h ago: Off topic."
    assert {d.value for d in card.decisions} == set(Status) - {Status.REJECTED}
    assert str(seen["undo"].words) == "Your last decision: 1 comment rejected."


def test_what_is_known_of_an_address_stands_on_the_card(db: Session) -> None:
    nia, post = make_account(db), make_post(db)
    for status in (Status.APPROVED, Status.APPROVED, Status.SPAM):
        decide(db, make_comment(db, post, email="sol@example.org"), status, Actor("moderator", nia), NOW)
    make_comment(db, post, email="sol@example.org")
    make_comment(db, post, email="new@example.org", at=later(minutes=1))
    make_comment(db, post, at=later(minutes=2))
    facts = [[str(fact) for fact in card.facts] for card in page(db, nia)["good"]]
    assert facts == [
        ["2 approved before", "1 turned down before"],
        ["Nothing decided about this address yet"],
        ["No e-mail address"],
    ]
