"""The filter of the queue: what fits, how many those are, how far is looked, and what is asked for in vain."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.comments.models import Comment, Lane, Status
from blog.moderation import looking
from blog.moderation.asked import Asked
from blog.moderation.checks import CHECKS
from blog.moderation.choices import SIGNALS
from blog.moderation.decisions import Actor, decide
from blog.moderation.filters import FILTERS
from blog.moderation.showing import queue_page
from blog.posts.models import Post, PostTag, Tag
from blog.site.settings import SiteSettings, read_site
from tests.moderation.makers import NOW, later, make_account, make_comment, make_post, newest_of


def page(db: Session, account: Account, **query: str) -> dict[str, Any]:
    return queue_page(db, account, SiteSettings(), Asked.read(query), [], later(hours=3))


def found(db: Session, account: Account, **query: str) -> set[str]:
    """The public ids of all cards of a page."""
    seen = page(db, account, **query)
    return {card.id for card in [*seen["good"], *seen["spam"], *seen["cards"]]}


def tag(db: Session, post: Post, name: str) -> None:
    one = Tag(slug=name.lower(), name=name)
    db.add(one)
    db.flush()
    db.add(PostTag(post_id=post.id, tag_id=one.id))
    db.flush()


@pytest.fixture
def mo(db: Session) -> Account:
    return make_account(db)


@pytest.fixture
def two(db: Session) -> dict[str, Comment]:
    """A comment that every filter of the table below finds, and one that none of them does."""
    kettles, ferries = make_post(db, title="The second kettle"), make_post(db, title="Ferries")
    tag(db, kettles, "Repair")
    it = make_comment(
        db, kettles, "Привет 100%_ ÄRGER and a Kettle", "Sol Vega", "sol@example.org", links=["https://a.example/"]
    )
    revision = newest_of(db, it)
    revision.score, revision.lane = 4.5, Lane.SPAM
    revision.findings = [
        {"check": "hosts", "points": 1.0, "text": "x", "values": {}, "matter": '"check": "links"'},
    ]
    revision.waiting_since = NOW - timedelta(days=9)
    other = make_comment(db, ferries, "Nothing but words.", "Omar", "omar@example.org", at=later(hours=2, minutes=50))
    db.flush()
    return {"it": it, "other": other, "kettles": it}


@pytest.mark.parametrize(
    "query",
    [
        {"words": "kettle"},
        {"words": "KETTLE and"},
        {"words": "100%_"},
        {"words": "ärger"},
        {"words": "привет"},
        {"post": "second KETTLE"},
        {"post": "POST"},
        {"tag": "repair"},
        {"tag": "Repair"},
        {"person": "sol@example.org"},
        {"person": "vega"},
        {"signal": "hosts"},
        {"score": "4"},
        {"score": "4,5"},
        {"age": "over-week"},
        {"script": "cyrillic"},
        {"links": "yes"},
        {"lane": "spam"},
        {"words": "kettle", "score": "1", "links": "yes", "person": "sol@example.org", "post": "POST"},
    ],
)
@pytest.mark.parametrize("status", list(Status))
def test_each_filter_finds_what_it_names_in_every_status(
    db: Session, mo: Account, two: dict[str, Comment], query: dict[str, str], status: Status
) -> None:
    for one in (two["it"], two["other"]):
        decide(db, one, status, Actor("moderator", mo), NOW)
    asked = {name: value.replace("POST", str(two["it"].post_id)) for name, value in query.items()}
    assert found(db, mo, status=status, **asked) == {two["it"].public_id}
    assert str(page(db, mo, status=status, **asked)["heading"]) == "1 comment matches"


@pytest.mark.parametrize(
    "query",
    [
        *(
            {"words": word}
            for word in ("kettles", "Kettle_", "K%e", "привет мир", "\\", "'", '"', "a OR b", "NEAR(a b)")
        ),
        *({"signal": name} for name in ("links", "trap")),
        *(
            {"score": "4.6"},
            {"score": "999"},
            {"post": "2147483647"},
            {"post": "Third"},
            {"tag": "repairs"},
            {"tag": "*"},
        ),
        *({"person": "sol@example.com"}, {"person": "%"}, {"age": "hour", "links": "yes"}, {"script": "han"}),
        {"script": "latin", "links": "yes"},
    ],
)
def test_what_does_not_fit_is_not_found_whatever_signs_it_holds(
    db: Session, mo: Account, two: dict[str, Comment], query: dict[str, str]
) -> None:
    assert found(db, mo, **query) == set()
    seen = page(db, mo, **query)
    assert str(seen["heading"]) == "No comment matches"
    assert (seen["more"], seen["filter"].leave) == (None, "/desk/comments?status=pending")


@pytest.mark.parametrize(
    ("script", "text"),
    [
        ("latin", "naïve façade, ſo"),
        ("greek", "Γειά"),
        ("cyrillic", "щи"),
        ("armenian", "բարեւ"),
        ("hebrew", "שלום"),
        ("arabic", "سلام"),
        ("indic", "नमस्ते"),
        ("thai", "สวัสดี"),
        ("georgian", "გამარჯობა"),
        ("hangul", "안녕"),
        ("kana", "ありがとう"),
        ("han", "中文"),
    ],
)
def test_a_text_is_found_by_its_letters(db: Session, mo: Account, script: str, text: str) -> None:
    comment = make_comment(db, make_post(db), text)
    for other in FILTERS["script"].choices:
        assert (comment.public_id in found(db, mo, script=other)) is (other == script)


def test_paging_through_what_fits_shows_every_one_once(db: Session, mo: Account) -> None:
    post = make_post(db)
    for number in range(300):
        lane = Lane.SPAM if number % 2 else Lane.GOOD
        make_comment(db, post, "Of kettles." if number % 3 else "Of ferries.", lane=lane, at=later(seconds=number % 7))
    pages, query = [], {"words": "kettles"}
    while True:
        pages.append(page(db, mo, **query))
        if pages[-1]["more"] is None:
            break
        query = {name: values[0] for name, values in parse_qs(urlsplit(pages[-1]["more"]).query).items()}
        assert len(pages) < 20
    shown = [card.id for seen in pages for card in [*seen["good"], *seen["spam"]]]
    assert (len(shown), len(set(shown))) == (200, 200)
    assert str(pages[0]["heading"]) == "200 comments match"
    assert "more match" in str(pages[1]["heading"])


@pytest.mark.parametrize("status", [Status.PENDING, Status.REJECTED])
def test_a_long_list_is_looked_through_part_by_part_and_says_so(
    db: Session, mo: Account, status: Status, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "FAR", 10)
    post = make_post(db)
    for number in range(45):
        comment = make_comment(
            db, post, "Of kettles." if number in (0, 44) else "Of ferries.", at=later(seconds=number)
        )
        if status is not Status.PENDING:
            decide(db, comment, status, Actor("moderator", mo), NOW)
    first = page(db, mo, words="kettles", status=status)
    assert str(first["heading"]) == "At least 1 comment matches"
    assert first["filter"].count_all is not None
    whole = page(db, mo, words="kettles", status=status, count="all")
    assert (str(whole["heading"]), whole["filter"].count_all) == ("2 comments match", None)
    shown, seen, turned = [], first, 0
    while True:
        shown += [card.id for card in [*seen["good"], *seen["cards"]]]
        if seen["more"] is None:
            break
        query = {name: values[0] for name, values in parse_qs(urlsplit(seen["more"]).query).items()}
        seen, turned = page(db, mo, **query), turned + 1
    assert (len(shown), len(set(shown)), turned) == (2, 2, 4)
    vain = page(db, mo, words="nowhere", status=status)
    assert (str(vain["heading"]), vain["more"] is not None) == ("No comment matches so far", True)


@pytest.mark.parametrize(
    "query", [{"words": "word"}, {"post": "POST"}, {"score": "0"}, {"words": "word", "status": "spam"}]
)
def test_a_narrowed_page_asks_at_most_seven_questions(db: Session, mo: Account, query: dict[str, str]) -> None:
    post = make_post(db)
    for number in range(60):
        lane = Lane.SPAM if number % 2 else Lane.GOOD
        comment = make_comment(db, post, "A word.", email=f"{number}@example.org", lane=lane)
        if query.get("status"):
            decide(db, comment, Status.SPAM, Actor("moderator", mo), NOW)
    db.expunge_all()
    db.info.clear()
    person, statements = db.get_one(Account, mo.id), []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        statements.append(statement)

    site, asked = read_site(db), Asked.read({name: v.replace("POST", str(post.id)) for name, v in query.items()})
    event.listen(db.get_bind(), "before_cursor_execute", note)
    seen = queue_page(db, person, site, asked, [], later(hours=1))
    event.remove(db.get_bind(), "before_cursor_execute", note)
    assert len([*seen["good"], *seen["cards"]]) == 30
    assert len(statements) <= 7


def test_an_author_finds_only_comments_on_own_posts(db: Session) -> None:
    ann, ben = make_account(db, "Ann", "author"), make_account(db, "Ben", "author")
    own = make_comment(db, make_post(db, ann), "Of kettles.", email="sol@example.org")
    foreign = make_comment(db, make_post(db, ben), "Of kettles.", email="sol@example.org")
    for query in ({"words": "kettles"}, {"person": "sol@example.org"}, {"post": str(foreign.post_id)}):
        assert found(db, ann, **query) == (set() if "post" in query else {own.public_id})
    for one in (own, foreign):
        decide(db, one, Status.SPAM, Actor("moderator", make_account(db, f"N{one.id}")), NOW)
    assert found(db, ann, words="kettles", status="spam") == {own.public_id}


def test_every_check_can_be_asked_for() -> None:
    assert {check.name for check in CHECKS} <= set(SIGNALS)
    assert set(SIGNALS) == set(FILTERS["signal"].choices)
