"""Screening: what each check finds, that failing checks only ever add points, and that nothing is decided."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from blog.comments.models import Comment, Commenter, CommentRevision, Lane, Status
from blog.moderation.checks import CHECKS, Check, Finding, checks_with
from blog.moderation.decisions import Actor, decide
from blog.moderation.screening import Verdict, screen
from blog.site.settings import change_site
from tests.moderation.lessons import SPAM, taught
from tests.moderation.makers import NOW, make_account, make_comment, make_commenter, make_post, newest_of

EXACT: dict[str, Any] = {"stamp_age": 40, "exact": True, "trap": False, "origin_unknown": False, "no_stamp": False}

SAID = "The very same words, said twice."


def verdict_on(db: Session, comment: Comment) -> Verdict:
    return screen(db, newest_of(db, comment), NOW)


def found_by(db: Session, comment: Comment) -> dict[str, float]:
    return {finding.check: finding.points for finding in verdict_on(db, comment).findings}


def test_an_ordinary_first_comment_is_probably_good(db: Session) -> None:
    post = make_post(db)
    for extra in ({}, {"email": "sol@example.org", "website": "https://sol.example"}):
        verdict = verdict_on(db, make_comment(db, post, words=f"A word {extra}.", arrival=EXACT, **extra))  # type: ignore[arg-type]
        assert verdict.lane is Lane.GOOD
        assert verdict.score <= 1.5


@pytest.mark.parametrize(
    ("arrival", "check", "points"),
    [
        ({"trap": True}, "trap", 4.0),
        ({"stamp_age": 3}, "haste", 2.5),
        ({"stamp_age": 0}, "haste", 2.5),
        ({"stamp_age": 3, "exact": False}, "haste", None),
        ({"stamp_age": 4}, "haste", None),
        ({"stamp_age": 3 * 24 * 3600}, "haste", None),
        ({"stamp_age": 3 * 24 * 3600 + 1, "exact": False}, "haste", 0.5),
        ({"stamp_age": None}, "haste", None),
        ({"stamp_age": None, "no_stamp": True}, "haste", 1.0),
        ({"origin_unknown": True}, "origin", 0.5),
        ({}, "trap", None),
        ({}, "origin", None),
    ],
)
def test_how_the_form_came_in(db: Session, arrival: dict[str, Any], check: str, points: float | None) -> None:
    comment = make_comment(db, make_post(db), arrival={**EXACT, **arrival})
    assert found_by(db, comment).get(check) == points


@pytest.mark.parametrize(("links", "points"), [(0, None), (2, None), (3, 1.5), (400, 1.5)])
def test_more_than_two_links_are_many(db: Session, links: int, points: float | None) -> None:
    comment = make_comment(db, make_post(db), links=[f"https://a{n}.example/" for n in range(links)])
    assert found_by(db, comment).get("links") == points


def test_where_links_lead_counts(db: Session) -> None:
    nia, post = Actor("moderator", make_account(db)), make_post(db)
    link = ["https://www.kettle.example/tea?x=1"]
    assert found_by(db, make_comment(db, post, links=link))["hosts"] == 1.0
    decide(db, make_comment(db, post, "One that was approved.", links=link), Status.APPROVED, nia, NOW)
    assert "hosts" not in found_by(db, make_comment(db, post, links=link))
    decide(db, make_comment(db, post, "Spam may lead to good sites.", links=link), Status.SPAM, nia, NOW)
    assert "hosts" not in found_by(db, make_comment(db, post, links=link))
    decide(db, make_comment(db, post, "Twice, it has the upper hand.", links=link), Status.SPAM, nia, NOW)
    assert found_by(db, make_comment(db, post, links=link))["hosts"] == 3.0
    assert found_by(db, make_comment(db, post, website="https://kettle.example"))["hosts"] == 3.0


@pytest.mark.parametrize(
    "link", ["https://[::1", "https://", "mailto:x@example.org", "https://" + "a" * 300 + ".example"]
)
def test_a_link_without_a_usable_host_disturbs_nobody(db: Session, link: str) -> None:
    assert "hosts" not in found_by(db, make_comment(db, make_post(db), links=[link]))


@pytest.mark.parametrize(
    ("words", "status", "points"),
    [
        (SAID, Status.PENDING, 0.8),
        (SAID, Status.APPROVED, 0.8),
        (SAID, Status.SPAM, 4.0),
        ("Thanks.", Status.APPROVED, None),
        ("Thanks.", Status.SPAM, 2.0),
    ],
)
def test_the_same_words_in_another_comment(db: Session, words: str, status: Status, points: float | None) -> None:
    post = make_post(db)
    first = make_comment(db, post, words, name="Ann")
    decide(db, first, status, Actor("moderator", make_account(db)), NOW)
    assert found_by(db, make_comment(db, post, words, name="Ben")).get("repetition") == points
    assert "repetition" not in found_by(db, make_comment(db, post, words + " And something new in it."))


@pytest.mark.parametrize(
    ("first", "second", "points"),
    [
        ({"links": ["https://a.example/"]}, {}, 2.0),
        ({}, {"links": ["https://a.example/"]}, 2.0),
        ({"website": "https://a.example/"}, {"website": "https://b.example/"}, 0.8),
        ({"website": "https://a.example/"}, {}, 0.8),
        ({"website": "https://a.example/x"}, {"website": "http://www.a.example/y"}, 2.0),
    ],
)
def test_the_same_words_weigh_more_where_they_lead_somewhere(
    db: Session, first: dict[str, Any], second: dict[str, Any], points: float
) -> None:
    make_comment(db, make_post(db), SAID, name="Ann", **first)
    assert found_by(db, make_comment(db, make_post(db), SAID, name="Ben", **second))["repetition"] == points


def test_who_says_the_same_again_is_told_from_a_stranger(db: Session) -> None:
    sol = make_commenter(db)
    first, again = (make_comment(db, make_post(db), SAID, website="https://sol.example") for _ in range(2))
    first.commenter = again.commenter = sol
    db.flush()
    found = next(one for one in screen(db, newest_of(db, again), NOW).findings if one.check == "repetition")
    assert (found.points, str(found.sentence)) == (0.8, "The same person said the same before.")
    make_comment(db, make_post(db), SAID, name="Bo")
    found = next(one for one in screen(db, newest_of(db, again), NOW).findings if one.check == "repetition")
    assert (found.points, str(found.sentence)) == (0.8, "The same words stand in another comment.")


def test_the_sixth_comment_from_one_network_is_a_burst(db: Session) -> None:
    post = make_post(db)
    make_comment(db, post, at=NOW - timedelta(minutes=11), prefix_hash="p")
    five = [make_comment(db, post, prefix_hash="p") for _ in range(5)]
    assert "burst" not in found_by(db, five[-1])
    assert found_by(db, make_comment(db, post, prefix_hash="p"))["burst"] == 2.0
    assert "burst" not in found_by(db, make_comment(db, post, prefix_hash="q"))
    assert "burst" not in found_by(db, make_comment(db, post))


def test_an_address_approved_before_is_no_news_but_earns_nothing(db: Session) -> None:
    post = make_post(db)
    first = make_comment(db, post, email="sol@example.org")
    assert found_by(db, first)["acquaintance"] == 0.5
    decide(db, first, Status.APPROVED, Actor("moderator", make_account(db)), NOW)
    verdict = verdict_on(db, make_comment(db, post, "Again, and other words.", email="sol@example.org"))
    assert [(found.check, found.points) for found in verdict.findings] == [("acquaintance", 0.5)]
    assert "nobody knows who typed it" in str(verdict.findings[0].sentence)
    proved = make_comment(db, post, "A third time, in words of its own.", email="sol@example.org")
    first.commenter = proved.commenter = Commenter(public_id="csol", created_at=NOW)
    db.flush()
    assert verdict_on(db, proved).findings == ()
    assert found_by(db, make_comment(db, post))["acquaintance"] == 0.5


def test_the_verdict_is_kept_with_the_revision_and_decides_nothing(db: Session) -> None:
    comment = make_comment(db, make_post(db), arrival={"trap": True}, links=["https://a.example"] * 3)
    verdict = verdict_on(db, comment)
    db.expire_all()
    revision = newest_of(db, comment)
    assert (revision.lane, revision.score) == (Lane.SPAM, verdict.score) == (Lane.SPAM, 7.0)
    assert [found["check"] for found in revision.findings] == ["trap", "links", "hosts", "acquaintance"]
    assert revision.findings[1] == {
        "check": "links",
        "points": 1.5,
        "text": "It holds %(links)s links.",
        "values": {"links": 3},
        "matter": "https://a.example, https://a.example, https://a.example",
    }
    assert comment.status == revision.status == Status.PENDING


def test_the_sites_threshold_decides_the_lane(db: Session) -> None:
    comment = make_comment(db, make_post(db))
    assert verdict_on(db, comment).lane is Lane.GOOD
    change_site(db, NOW, None, spam_threshold=0.5)
    assert verdict_on(db, comment).lane is Lane.SPAM


def broken_in_python(db: Session, revision: CommentRevision, now: Any) -> Finding | None:
    raise ZeroDivisionError


def broken_in_the_database(db: Session, revision: CommentRevision, now: Any) -> Finding | None:
    revision.words = "changed by a check that fails"
    db.flush()
    db.execute(text("SELECT * FROM no_such_table"))
    return None


@pytest.mark.parametrize("broken", [broken_in_python, broken_in_the_database])
def test_a_check_that_fails_raises_the_score_and_the_comment_is_stored(
    db: Session, broken: Any, caplog: pytest.LogCaptureFixture
) -> None:
    comment = make_comment(db, make_post(db), arrival=EXACT)
    revision = newest_of(db, comment)
    sound = screen(db, revision, NOW)
    checks = (Check("broken", broken), *CHECKS, Check("broken too", broken))
    verdict = screen(db, revision, NOW, checks)
    assert verdict.score == sound.score + 2.0
    db.flush()
    db.expire_all()
    stored = newest_of(db, comment)
    assert (stored.score, stored.words) == (verdict.score, "A word about kettles, and not the last one.")
    assert "The check “broken” could not run." in [str(finding.sentence) for finding in verdict.findings]
    assert [record.getMessage() for record in caplog.records] == ["A check could not run."] * 2


def cut_off(db: Session, revision: CommentRevision, now: Any) -> Finding | None:
    raise DBAPIError("SELECT", {}, Exception("the server has gone"), connection_invalidated=True)


def test_a_lost_connection_is_no_failed_check(db: Session) -> None:
    """N9: nothing can be stored then, so whoever sent it is told to send it again."""
    comment = make_comment(db, make_post(db))
    with pytest.raises(DBAPIError):
        screen(db, newest_of(db, comment), NOW, [Check("cut off", cut_off)])


@pytest.mark.parametrize("name", [check.name for check in checks_with(taught())])
def test_each_check_that_fails_adds_to_what_the_others_found(
    db: Session, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """M5"""
    checks = checks_with(taught())
    comment = make_comment(db, make_post(db), SPAM[0], arrival={"trap": True}, links=["https://a.example"] * 4)
    others = screen(db, newest_of(db, comment), NOW, [check for check in checks if check.name != name])
    failing = [Check(name, broken_in_the_database) if check.name == name else check for check in checks]
    verdict = screen(db, newest_of(db, comment), NOW, failing)

    assert verdict.score == pytest.approx(others.score + 1.0)
    assert {finding.check for finding in verdict.findings} == {finding.check for finding in others.findings} | {name}
    assert verdict.lane is Lane.SPAM
    assert caplog.records
