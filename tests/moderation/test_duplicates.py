"""Near-duplicates: what is alike and what is not, how it is said, and that finding them costs little."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from blog.comments.models import Comment, CommentRevision, Lane, Status
from blog.moderation import duplicates
from blog.moderation.decisions import Actor, decide
from blog.moderation.duplicates import COMMON, KEYS, SPEAKERS, compare, sketch_of
from blog.moderation.models import AlikeKey
from blog.moderation.screening import forget, screen
from tests.moderation.makers import NOW, make_account, make_comment, make_commenter, make_post, newest_of

REAL = "The second kettle in our kitchen sang for eleven years before its handle broke on a wet Tuesday."
FLOOD = "Dear friends, I found the best cheap watches of this year, and you can order {} of them today in {} for {}."


def alike(one: str, other: str, links: tuple[str, ...] = ()) -> bool:
    _, by_share, holds = compare(sketch_of(one, []), sketch_of(other, links))
    return by_share or holds


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (REAL, REAL.upper() + "!!!", True),
        (REAL, REAL + " Look at http://cheap.example/42", True),
        (REAL, "http://cheap.example " + REAL, True),
        (REAL, REAL.replace("o", "о").replace("e", "е"), True),
        (REAL, REAL.replace("eleven", "twelve").replace("wet", "dry"), True),
        (REAL, "I agree with all that was said above: " + REAL + " And so did mine, I am afraid, last summer.", True),
        ("二つ目のやかんは本当によく歌いました。", "二つ目のやかんは本当によく歌いました!!", True),
        (REAL, "The handle of our kettle broke in the second year, in our kitchen too.", False),
        ("Thank you for this post, I liked it.", "Thank you for that recipe, we liked it a lot.", False),
        (REAL, "", False),
    ],
)
def test_what_is_alike(one: str, other: str, expected: bool) -> None:
    assert alike(one, other) is expected
    assert alike(other, one) is expected


@pytest.mark.parametrize(
    ("words", "links", "comparable"),
    [
        ("+1", (), False),
        ("Thanks for this.", (), False),
        ("I could not agree more.", (), False),
        ("+1 http://pills.example", (), True),
        ("Nice", ("http://pills.example",), True),
        (REAL, (), True),
        ("", (), False),
    ],
)
def test_short_words_are_nobodys_own_unless_they_lead_somewhere(
    words: str, links: tuple[str, ...], comparable: bool
) -> None:
    assert sketch_of(words, links).comparable is comparable


@given(st.text(max_size=400), st.lists(st.text(max_size=40), max_size=4))
@settings(max_examples=150, deadline=None)
def test_any_text_has_a_sketch_and_is_like_itself(words: str, links: list[str]) -> None:
    sketch = sketch_of(words, links)

    assert sketch == sketch_of(words, links)
    assert len(sketch.keys) <= KEYS
    assert all(0 <= key < 2**63 for key in sketch.keys)
    share, by_share, _ = compare(sketch, sketch)
    assert (share, by_share) == ((1.0, True) if sketch.parts else (0.0, False))


def test_copies_with_something_added_or_changed_are_found_by_their_keys_nearly_always() -> None:
    """On invented comments; on real ones, by hand, 99 of 100 with a link and 72 with every fifth word changed."""
    turns = random.Random(7)
    known = ["".join(turns.choice("abdegiklmnoprstu") for _ in range(turns.randrange(2, 9))) for _ in range(600)]
    texts = [" ".join(turns.choices(known, k=turns.randrange(12, 50))) for _ in range(300)]
    changed = [" ".join(word if turns.random() > 0.1 else turns.choice(known) for word in t.split()) for t in texts]

    found = {"link": 0, "changed": 0}
    for one, other in zip(texts, changed, strict=True):
        keys = set(sketch_of(one, []).keys)
        found["link"] += bool(keys & set(sketch_of(f"{one} see http://x.example/1", []).keys))
        found["changed"] += bool(keys & set(sketch_of(other, []).keys)) and alike(one, other)
    wrong = sum(alike(one, other) for one, other in pairwise(texts))

    assert found["link"] == 300
    assert found["changed"] >= 285
    assert wrong == 0


def sent(db: Session, words: str, post: Any, **more: Any) -> tuple[Comment, dict[str, Any]]:
    comment = make_comment(db, post, words, **more)
    verdict = screen(db, newest_of(db, comment), NOW)
    found = [finding for finding in verdict.findings if finding.check == "likeness"]
    return comment, {
        "points": found[0].points,
        "other": found[0].other,
        "text": str(found[0].sentence),
    } if found else {}


def test_a_copy_with_a_link_is_said_to_be_one_and_the_real_comment_is_unaffected(db: Session) -> None:
    post, nia = make_post(db), Actor("moderator", make_account(db))
    real, nothing = sent(db, REAL, post, name="Ann")
    decide(db, real, Status.APPROVED, nia, NOW)
    before = newest_of(db, real)
    verdict = (before.score, before.lane, list(before.findings), before.alike)
    copy, said = sent(
        db, REAL + " See http://cheap.example/1", make_post(db), links=["http://cheap.example/1"], name="Bo"
    )

    assert nothing == {}
    assert said["points"] == 2.5
    assert said["other"] == real.public_id
    assert "with a link added" in said["text"]
    db.expire_all()
    after = newest_of(db, real)
    assert (after.score, after.lane, list(after.findings), after.alike) == verdict
    assert newest_of(db, copy).alike is None
    assert newest_of(db, copy).lane == Lane.SPAM


def test_a_variation_of_spam_and_of_what_waits(db: Session) -> None:
    post, nia = make_post(db), Actor("moderator", make_account(db))
    first, _ = sent(db, FLOOD.format("two", "Riga", "ten euros"), post)
    second, said = sent(db, FLOOD.format("six", "Oslo", "twenty crowns"), post)
    assert (said["points"], said["other"]) == (0.8, "")
    assert newest_of(db, first).alike == newest_of(db, second).alike == newest_of(db, first).id
    decide(db, first, Status.SPAM, nia, NOW)
    _, said = sent(db, FLOOD.format("nine", "Rome", "a song"), post)
    assert said["points"] == 3.0


MORE = f"""{REAL} I agree with all of that, and mine did so last summer, when my brother had come to stay with us for a
few days and wanted nothing but tea from morning to evening, while the rain ran down our windows."""
HERE: dict[str, Any] = {"website": "https://cheap.example/a"}
THERE: dict[str, Any] = {"website": "http://www.cheap.example/b"}
LINKED: dict[str, Any] = {"links": ["https://cheap.example/"]}


@pytest.mark.parametrize(
    ("first", "second", "words", "points"),
    [
        ({}, {}, REAL.replace("eleven", "twelve"), 0.8),
        ({}, {}, MORE, 0.8),
        # Each leads to a place of their own.
        (HERE, {"website": "https://ann.example/"}, MORE, 0.8),
        # Under two names the same place is advertised.
        (HERE, THERE, REAL.replace("eleven", "twelve"), 1.4),
        (HERE, THERE, MORE, 1.0),
        (LINKED, {}, REAL.replace("eleven", "twelve"), 1.4),
        (LINKED, {}, MORE, 1.0),
        ({}, LINKED, REAL.replace("eleven", "twelve"), 2.5),
        (LINKED, LINKED, REAL.replace("eleven", "twelve"), 2.0),
    ],
)
def test_what_leads_nowhere_weighs_little(
    db: Session, first: dict[str, Any], second: dict[str, Any], words: str, points: float
) -> None:
    sent(db, REAL, make_post(db), name="Ann", **first)
    _, said = sent(db, words, make_post(db), name="Bo", **second)
    assert said["points"] == points


@pytest.mark.parametrize("known", ["commenter", "account"])
def test_who_repeats_themselves_is_said_to_and_strangers_come_first(db: Session, known: str) -> None:
    own = {known: make_commenter(db) if known == "commenter" else make_account(db, "Ada")}
    first, _ = sent(db, REAL, make_post(db), **HERE)
    again = make_comment(db, make_post(db), REAL.replace("eleven", "twelve"), **HERE)
    for comment in (first, again):
        for name, who in own.items():
            setattr(comment, name, who)
    db.flush()
    found = {one.check: one for one in screen(db, newest_of(db, again), NOW).findings}
    assert found["likeness"].points == 0.8
    assert str(found["likeness"].sentence) == "The same person said nearly the same before."
    sent(db, REAL.replace("eleven", "thirteen"), make_post(db), name="Bo")
    found = {one.check: one for one in screen(db, newest_of(db, again), NOW).findings}
    assert str(found["likeness"].sentence) == "Another comment says nearly the same."


def test_a_reply_may_quote_what_it_answers_and_plus_ones_are_no_accusation(db: Session) -> None:
    post = make_post(db)
    real, _ = sent(db, REAL, post)
    quoted = make_comment(db, post, f"{REAL} So did mine.", parent=real)
    assert all(found.check != "likeness" for found in screen(db, newest_of(db, quoted), NOW).findings)
    linked = make_comment(db, post, f"{REAL} So did http://mine.example", links=["http://mine.example"], parent=real)
    assert any(found.check == "likeness" for found in screen(db, newest_of(db, linked), NOW).findings)
    for _ in range(4):
        comment, said = sent(db, "+1", post)
        assert said == {}
        assert newest_of(db, comment).alike is None


def test_an_edit_is_not_compared_with_the_text_before_it(db: Session) -> None:
    comment, _ = sent(db, REAL, make_post(db))

    assert all(found.check != "likeness" for found in screen(db, newest_of(db, comment), NOW).findings)
    assert newest_of(db, comment).alike is None


def test_a_flood_is_one_group_and_leaves_a_bounded_trace(db: Session) -> None:
    """M6. What is looked up does not grow with the flood: a group is known by a few of its members."""
    post = make_post(db)
    comment, _ = sent(db, FLOOD.format("w", "x", "y euros"), post)
    for number in range(1, 60):
        comment, said = sent(db, FLOOD.format(f"w{number}", f"x{number}", f"y{number} euros"), post)
        assert said
    groups = select(CommentRevision.alike, func.count()).group_by(CommentRevision.alike)
    assert [tuple(row)[1] for row in db.execute(groups)] == [60]
    assert db.scalar(select(func.count(func.distinct(AlikeKey.revision_id)))) == SPEAKERS
    forget(db, select(CommentRevision.id).where(CommentRevision.comment_id == comment.id))


def test_a_turn_of_phrase_tells_nothing_and_is_not_kept_without_end(db: Session) -> None:
    post = make_post(db)
    made = {}
    for number in range(COMMON + 10):
        said = f"Congratulations everybody q{number} w{number} e{number} r{number} t{number} z{number}"
        comment = make_comment(db, post, said)
        made[comment.newest_revision_id or 0] = sketch_of(said, [])
        duplicates.remember(db, {comment.newest_revision_id or 0: made[comment.newest_revision_id or 0]})
    most = select(func.count(AlikeKey.revision_id)).group_by(AlikeKey.key).order_by(func.count().desc()).limit(1)
    assert (db.scalar(most) or 0) <= COMMON + 1
    duplicates.remember(db, made)
    assert (db.scalar(most) or 0) <= COMMON + 1


def test_old_keys_go(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates, "REMEMBERED", 3)
    monkeypatch.setattr(duplicates, "CLEARED", 1)
    post = make_post(db)
    ids = [sent(db, f"{REAL[:30]} {number} {'lorem ipsum ' * number} dolor", post)[0].id for number in range(8)]
    kept = set(db.scalars(select(AlikeKey.revision_id)))

    assert len(kept) <= 3
    assert ids


def test_a_comparison_that_fails_raises_the_score_and_the_comment_stays(
    db: Session, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """M5"""
    post = make_post(db)
    sound = screen(db, newest_of(db, make_comment(db, post, REAL)), NOW).score
    other = make_comment(db, post, "Quite another thing, about the weather in the hills above the town.")
    monkeypatch.setattr(duplicates, "sketch_of", lambda text, links: 1 / 0)
    verdict = screen(db, newest_of(db, other), NOW)

    assert verdict.score == sound + 1.0
    assert db.get(Comment, other.id) is not None
    assert caplog.records


def test_keeping_that_fails_loses_nothing(
    db: Session, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(duplicates, "_adding", lambda: text("INSERT INTO no_such_table VALUES (:key)"))
    comment = make_comment(db, make_post(db), REAL)
    verdict = screen(db, newest_of(db, comment), NOW)

    assert newest_of(db, comment).score == verdict.score
    assert [record.getMessage() for record in caplog.records] == ["A comment could not be kept for comparing."]
