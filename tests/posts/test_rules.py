"""What a post allows: one table, read from the top; in Python for one post, in SQL for lists, and the same in both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.database.engine import Database
from blog.posts.models import CommentsRule, Post, PostStatus, PostTag, Tag
from blog.posts.rules import (
    STRICTNESS,
    By,
    ages_at,
    always_waits,
    not_hidden,
    rule_for,
    shows_comments,
    takes_comments,
)
from blog.posts.words import explain
from blog.site.settings import SiteSettings
from tests.cast.clock import START

OPEN, MODERATED, CLOSED, HIDDEN = CommentsRule.OPEN, CommentsRule.MODERATED, CommentsRule.CLOSED, CommentsRule.HIDDEN
RULES = (None, *CommentsRule)


def post(rule: str | None = None, tags: tuple[str | None, ...] = (), days: float = 0) -> Post:
    """A published post `days` old."""
    made = Post(status=PostStatus.PUBLISHED, comments_rule=rule, published_at=START - timedelta(days=days))
    made.tags = [Tag(name=f"tag {number}", slug=f"tag-{number}", comments_rule=one) for number, one in enumerate(tags)]
    return made


def site(rule: str = OPEN, days: int = 0, after: str = CLOSED) -> SiteSettings:
    return SiteSettings(comments_rule=rule, comments_after_days=days, comments_after_rule=after)


# Each row: the post, the site, and what holds.
TABLE = {
    "a new blog takes comments for ever": (post(days=9000), site(), OPEN, By.SITE),
    "a post that says nothing does as the site": (post(), site(MODERATED), MODERATED, By.SITE),
    "the post wins over the site": (post(OPEN), site(HIDDEN), OPEN, By.POST),
    "the post wins over its tags": (post(OPEN, (CLOSED,)), site(), OPEN, By.POST),
    "open on the post wins over any age": (post(OPEN, days=900), site(days=90), OPEN, By.POST),
    "moderated on the post wins over an age that closes": (
        post(MODERATED, days=900),
        site(days=90),
        MODERATED,
        By.POST,
    ),
    "a tag wins over the site": (post(tags=(CLOSED,)), site(), CLOSED, By.TAG),
    "a tag wins over age": (post(tags=(OPEN,), days=900), site(days=90), OPEN, By.TAG),
    "a tag opens what the site keeps closed": (post(tags=(OPEN,)), site(CLOSED), OPEN, By.TAG),
    "tags that say nothing leave it to the others": (post(tags=(None, None), days=91), site(days=90), CLOSED, By.AGE),
    "of tags that disagree the strictest wins": (post(tags=(OPEN, None, CLOSED, MODERATED)), site(), CLOSED, By.TAG),
    "hidden is stricter than closed": (post(tags=(CLOSED, HIDDEN)), site(), HIDDEN, By.TAG),
    "age closes": (post(days=90), site(days=90), CLOSED, By.AGE),
    "age may only moderate": (post(days=90), site(days=90, after=MODERATED), MODERATED, By.AGE),
    "a younger post is as the site does": (post(days=89.99999), site(days=90), OPEN, By.SITE),
    "age opens nothing": (post(days=91), site(CLOSED, days=90, after=MODERATED), CLOSED, By.SITE),
    "age unhides nothing": (post(days=91), site(HIDDEN, days=90), HIDDEN, By.SITE),
    "age closes what the site moderates": (post(days=91), site(MODERATED, days=90), CLOSED, By.AGE),
}


@pytest.mark.parametrize("row", TABLE)
def test_the_first_line_that_says_something_decides(row: str) -> None:
    one, its_site, rule, by = TABLE[row]
    found = rule_for(one, its_site, START)
    assert (found.rule, found.by) == (rule, by)
    assert takes_comments(one, its_site, START) is (rule in (OPEN, MODERATED))
    assert shows_comments(one, its_site, START) is (rule != HIDDEN)
    assert always_waits(one, its_site, START) is (rule == MODERATED)


@pytest.mark.parametrize("row", TABLE)
def test_each_says_why(row: str) -> None:
    one, its_site, rule, by = TABLE[row]
    words = " ".join(str(sentence) for sentence in explain(rule_for(one, its_site, START), its_site, "March 3, 2027"))
    assert {OPEN: "Open", MODERATED: "Moderated", CLOSED: "Closed", HIDDEN: "Hidden"}[CommentsRule(rule)] in words
    assert {By.POST: "this post", By.TAG: "tag", By.AGE: "older than 90 days", By.SITE: "as the site does"}[by] in words


def test_a_draft_takes_none_whatever_its_rule() -> None:
    for status in set(PostStatus) - {PostStatus.PUBLISHED}:
        one = post(OPEN)
        one.status = status
        assert not takes_comments(one, site(), START)


rules = st.sampled_from(RULES)
sites = st.builds(site, st.sampled_from(list(CommentsRule)), st.integers(0, 400), st.sampled_from([MODERATED, CLOSED]))


@given(rules, st.lists(rules, max_size=4), sites, st.floats(0, 500), st.integers(0, 40_000_000))
def test_until_the_moment_it_names_nothing_changes_and_at_it_something_does(
    own: str | None, tags: list[str | None], its_site: SiteSettings, days: float, seconds: int
) -> None:
    """What the page cache leans on."""
    one = post(own, tuple(tags), days)
    now = rule_for(one, its_site, START)
    later = START + timedelta(seconds=seconds)
    if now.until is None or later < now.until:
        assert rule_for(one, its_site, later).rule == now.rule
    if now.until is not None:
        assert now.until > START
        assert rule_for(one, its_site, now.until).by is By.AGE
        assert rule_for(one, its_site, now.until - timedelta(microseconds=1)).rule == now.rule


@given(rules, st.lists(rules, max_size=4), sites, st.floats(0, 500))
def test_age_only_ever_makes_it_stricter(
    own: str | None, tags: list[str | None], its_site: SiteSettings, days: float
) -> None:
    young = rule_for(post(own, tuple(tags), 0), its_site, START).rule
    old = rule_for(post(own, tuple(tags), days), its_site, START).rule
    assert its_site.comments_after_days == 0 or STRICTNESS.index(old) >= STRICTNESS.index(young) or days == 0


def test_a_post_without_a_time_has_no_age() -> None:
    assert ages_at(Post(status=PostStatus.DRAFT), site(days=1)) is None


@pytest.fixture
def db(migrated_url: str) -> Iterator[Session]:
    database = Database(migrated_url)
    with database.writer_session() as session:
        yield session
        session.rollback()
    database.close()


def test_lists_follow_the_same_table(db: Session) -> None:
    """Every rule of a post with every pair of tags, under every rule of the site."""
    tags = {rule: Tag(name=f"tag {rule}", slug=f"tag-{rule}", comments_rule=rule) for rule in RULES}
    db.add_all(tags.values())
    every = []
    for own, first, second in product(RULES, ("none", *RULES), ("none", *RULES)):
        one = Post(
            status=PostStatus.PUBLISHED, comments_rule=own, published_at=START, created_at=START, changed_at=START
        )
        db.add(one)
        db.flush()
        db.add_all(PostTag(post_id=one.id, tag_id=tags[rule].id) for rule in {first, second} - {"none"})
        every.append(one)
    db.flush()
    db.expire_all()
    for rule in CommentsRule:
        its_site = site(rule, days=1, after=MODERATED)
        shown = set(db.scalars(select(Post.id).where(not_hidden(its_site))))
        assert shown == {one.id for one in every if shows_comments(one, its_site, START + timedelta(days=2))}
