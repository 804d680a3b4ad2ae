"""What slows programs down, and never people: used forms, bursts by network and by address. Nothing is ever refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.comments.models import CommentRevision, Lane, Status
from blog.comments.stamps import make_stamp, note_use
from blog.moderation.screening import screen
from tests.cast.site import Browser, Site
from tests.comments.room import KEYS
from tests.moderation.makers import NOW, make_comment, make_post, newest_of


@pytest.mark.parametrize(
    ("arrival", "points"),
    [
        ({"exact": True, "stamp_uses": 1}, None),
        ({"exact": True, "stamp_uses": 2}, 1.0),
        ({"exact": False, "stamp_uses": 5}, None),
        ({"exact": False, "stamp_uses": 6}, 0.4),
        ({"exact": False, "stamp_uses": 600}, 0.4),
        ({}, None),
    ],
)
def test_a_used_form_is_a_signal(db: Session, arrival: dict[str, Any], points: float | None) -> None:
    """M2, F1"""
    comment = make_comment(db, make_post(db), arrival=arrival)
    found = {one.check: one.points for one in screen(db, newest_of(db, comment), NOW).findings}

    assert found.get("stamp") == points


def test_uses_are_counted_by_form_and_where_everybody_has_the_same_by_network(db: Session) -> None:
    public, private = (make_stamp(KEYS, 1, NOW, exact=exact) for exact in (False, True))
    used = [
        (public, False, "p"),
        (public, False, "p"),
        (public, False, "q"),
        (private, True, "p"),
        (private, True, "q"),
    ]

    assert [note_use(db, KEYS, *one, NOW) for one in used] == [1, 2, 1, 1, 2]
    assert note_use(db, KEYS, *used[0], NOW + timedelta(days=1)) == 3
    # Another form makes room; what was not used for two days is forgotten by that.
    note_use(db, KEYS, "other", True, "p", NOW + timedelta(days=4))
    assert note_use(db, KEYS, *used[0], NOW + timedelta(days=4)) == 1


def verdicts(blog: Site) -> list[tuple[str, set[str]]]:
    with blog.reading() as db:
        query = select(CommentRevision.lane, CommentRevision.findings).order_by(CommentRevision.id)
        return [(row.lane, {found["check"] for found in row.findings}) for row in db.execute(query)]


def test_a_form_that_is_sent_again_and_again_is_noticed_and_every_comment_is_kept(blog: Site, said: str) -> None:
    """M2"""
    answer = blog.visitor().open(f"/-/reply/{said}")
    blog.clock.step(minutes=1)
    for words in ("A first thought about it.", "And a second one, which is another."):
        assert answer.send("comment-form", body=words, name="Sol").status == 303
    found = verdicts(blog)[-2:]

    assert ["stamp" in checks for _, checks in found] == [False, True]
    assert {lane for lane, _ in found} == {Lane.GOOD}


def test_a_double_click_is_no_second_use_of_an_answers_form(blog: Site, said: str) -> None:
    answer = blog.visitor().open(f"/-/reply/{said}")
    blog.clock.step(minutes=1)
    for _ in range(3):
        assert answer.send("comment-form", body="Once.", name="Sol").status == 303

    assert ["stamp" in checks for _, checks in verdicts(blog)[1:]] == [False]


def test_a_class_that_comments_from_one_room_stays_among_the_good_ones(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada)
    thoughts = [
        "I liked the part with the kettle.",
        "My grandmother has the same one, only in green.",
        "Why does the handle always break first?",
        "We tried this at home and it did not sing at all.",
        "Could you write about trains next?",
        "The picture at the top is lovely.",
        "I do not agree: gas is quicker.",
        "It reminded me of camp last summer, with all the rain.",
    ]
    for number, thought in enumerate(thoughts):
        blog.say(path, thought, name=f"Pupil {number}")
    found = verdicts(blog)

    assert len(found) == len(thoughts)
    assert {"burst", "stamp"} <= found[-1][1]
    assert {lane for lane, _ in found} == {Lane.GOOD}


def test_one_address_from_many_networks_is_a_burst_too(db: Session) -> None:
    post = make_post(db)
    for number in range(5):
        make_comment(db, post, f"Number {number}.", email="sol@example.org", prefix_hash=f"p{number}")
    sixth = make_comment(db, post, "Number six.", email="sol@example.org", prefix_hash="p6")
    other = make_comment(db, post, "Somebody else.", email="ann@example.org", prefix_hash="p7")
    found = [{one.check for one in screen(db, newest_of(db, one), NOW).findings} for one in (sixth, other)]

    assert ["burst" in checks for checks in found] == [True, False]
    assert sixth.status == Status.PENDING
