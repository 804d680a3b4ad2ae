"""Owner, numbers, log and waits: well, and ill once somebody has been at the rows."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from blog.accounts.models import Account
from blog.checkup.results import State
from blog.checkup.tallies import check_counters, check_log, check_owner, check_search, check_waiting
from blog.comments.models import Lane, Status
from blog.demo.filling import fill_demo
from blog.moderation.decisions import Actor, decide
from blog.posts import bylines
from blog.search.rebuilding import rebuild
from blog.site.settings import change_site
from tests.cast.site import Browser, Site
from tests.checkup.subjects import subject_of
from tests.moderation.makers import NOW, later, make_account, make_comment, make_post

TALLIES = (check_owner, check_counters, check_log, check_search, check_waiting)


@pytest.fixture
def demo(blog: Site) -> Site:
    blog.house.database.write(lambda db: fill_demo(db, blog.house.keys, blog.clock()))
    return blog


def change(blog: Site, statement: str) -> None:
    with blog.house.database.writer.begin() as connection:
        assert connection.execute(text(statement)).rowcount > 0


def test_a_new_blog_with_an_owner_is_well(blog: Site, ada: Browser) -> None:
    subject = subject_of(blog)
    assert [check(subject).state for check in TALLIES] == [State.WELL] * len(TALLIES)


def test_the_demo_counts_well_and_warns_that_it_has_no_owner(demo: Site) -> None:
    subject = subject_of(demo)
    assert check_owner(subject).state is State.WARNING
    assert [check(subject).state for check in (check_counters, check_log)] == [State.WELL] * 2


def test_a_blog_without_an_owner_is_ill(blog: Site) -> None:
    assert check_owner(subject_of(blog)).state is State.ILL
    with blog.house.database.writing() as db:
        owner = make_account(db, "Ada", "owner")
        owner.disabled_at = NOW
    assert check_owner(subject_of(blog)).state is State.ILL
    with blog.house.database.writing() as db:
        db.get_one(Account, owner.id).disabled_at = None
    assert check_owner(subject_of(blog)).state is State.WELL


def test_what_readers_see_and_do_not_find_is_counted_and_mended(demo: Site) -> None:
    change(demo, "DELETE FROM searchable_posts WHERE post_id = (SELECT min(post_id) FROM searchable_posts)")
    change(demo, "DELETE FROM searchable_comments")
    result = check_search(subject_of(demo))
    assert result.state is State.ILL
    assert result.figures["wrong"] == rebuild(demo.house.database).changed > 1
    assert check_search(subject_of(demo)).state is State.WELL


def test_a_wrong_number_of_authors_is_found_and_counted_anew(demo: Site) -> None:
    change(demo, "UPDATE posts SET coauthor_count = 2 WHERE id = (SELECT min(id) FROM posts)")
    result = check_counters(subject_of(demo))
    assert (result.state, result.figures["wrong_posts"]) == (State.ILL, 1)
    demo.house.database.write(bylines.recount)
    assert check_counters(subject_of(demo)).state is State.WELL


def test_a_wrong_number_under_a_post_is_found(demo: Site) -> None:
    change(demo, "UPDATE posts SET comment_count = comment_count + 7 WHERE id = (SELECT min(id) FROM posts)")
    result = check_counters(subject_of(demo))
    assert (result.state, result.figures["wrong_posts"]) == (State.ILL, 1)
    assert ".html says" in str(result.sentence)


def test_a_wrong_total_is_found(demo: Site) -> None:
    change(demo, "UPDATE comment_totals SET number = number + 1 WHERE post_id = 0 AND status = 'approved'")
    result = check_counters(subject_of(demo))
    assert (result.state, result.figures["wrong_totals"]) == (State.ILL, 1)


def test_a_changed_decision_is_found(demo: Site) -> None:
    change(demo, "UPDATE moderation_log SET new = 'spam' WHERE id = (SELECT max(id) FROM moderation_log)")
    result = check_log(subject_of(demo))
    assert (result.state, result.figures["broken"]) == (State.ILL, 1)
    assert "changed from outside" in str(result.sentence)


@pytest.mark.parametrize(
    ("days", "lane", "state", "waiting", "hours"),
    [
        (2, Lane.GOOD, State.WELL, 1, 48),
        (3, Lane.GOOD, State.WARNING, 1, 48),
        (3, Lane.GOOD, State.WELL, 1, 100),
        (90, Lane.GOOD, State.WELL, 1, 0),
        (90, Lane.SPAM, State.WELL, 0, 48),
    ],
)
def test_a_good_comment_that_waits_longer_than_the_owner_allows_warns(
    blog: Site, days: int, lane: Lane, state: State, waiting: int, hours: int
) -> None:
    with blog.house.database.writing() as db:
        change_site(db, NOW, None, escalation_hours=hours)
        make_comment(db, make_post(db), lane=lane, at=later(days=-days))
    result = check_waiting(subject_of(blog))
    assert (result.state, result.figures["waiting"]) == (state, waiting)


def test_a_comment_decided_on_waits_no_more(blog: Site) -> None:
    with blog.house.database.writing() as db:
        comment = make_comment(db, make_post(db), at=later(days=-9))
        decide(db, comment, Status.APPROVED, Actor("moderator", make_account(db)), NOW)
    assert check_waiting(subject_of(blog)).state is State.WELL
