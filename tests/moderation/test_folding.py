"""Near-duplicates in the queue: one card stands for them, every one can be decided on, together or alone."""

from __future__ import annotations

import re
import time

import pytest
from sqlalchemy import func, insert, select, update

from blog.accounts.models import Account
from blog.comments.models import Comment, CommentRevision, Lane, Status
from blog.comments.totals import move_totals, place_of, recount
from blog.moderation import folding, queue
from blog.moderation.models import Action
from tests.cast.site import Browser, Page, Site
from tests.moderation.makers import make_comment, make_post

FLOOD = "Dear friends, I found the best cheap watches of this year, and you can order {} of them today in {} for {}."
REAL = "The handle of our kettle broke as well, on a Tuesday, and nobody could mend it."


def flood(blog: Site, path: str, number: int) -> None:
    for at in range(number):
        blog.clock.step(minutes=3)
        blog.say(path, FLOOD.format(f"w{at}", f"x{at}", f"y{at}"), name=f"Watch {at}")


def cards(page: Page) -> list[str]:
    return page.html.split("<article")[1:]


def keys(html: str) -> list[str]:
    return re.findall(r'name="comment" value="([^"]+)"', html)


def statuses(blog: Site) -> dict[str, int]:
    with blog.reading() as db:
        query = select(Comment.status, func.count()).group_by(Comment.status)
        return {row[0]: row[1] for row in db.execute(query)}


@pytest.fixture
def flooded(blog: Site, ada: Browser) -> Site:
    """Six variations of one comment, and a real one after them."""
    path = blog.publish(ada)
    flood(blog, path, 6)
    blog.say(path, REAL)
    return blog


def test_one_card_stands_for_the_flood_and_each_of_it_carries_its_key(flooded: Site, nia: Browser) -> None:
    """M6"""
    page = nia.open("/desk/comments")

    assert [len(keys(card)) for card in cards(page)] == [6, 1]
    assert len(set(keys(page.html))) == 7
    assert "and 5 more like it" in page.words
    assert "7 comments are waiting" in page.words


def test_without_scripts_a_folded_lane_of_spam_is_one_link_away_from_being_decided_whole(
    blog: Site, ada: Browser, nia: Browser
) -> None:
    """What lies folded is not ticked there: nothing is decided that nobody could untick."""
    path = blog.publish(ada)
    flood(blog, path, 6)
    with blog.house.database.writing() as db:
        db.execute(update(CommentRevision).values(lane="spam"))
        recount(db)
    page = nia.open("/desk/comments")
    assert "Ticked: 1." in page.words
    assert "Only these, to decide on all 6" in page.words


def test_one_button_decides_on_all_and_one_undo_takes_it_back(flooded: Site, nia: Browser) -> None:
    page = nia.open("/desk/comments")
    [button] = re.findall(r'name="only" value="([^"]+\+[^"]+:spam)"', page.html)
    answer = nia.post("/desk/decisions", {"only": button})

    assert answer.status == 303
    assert statuses(flooded) == {"spam": 6, "pending": 1}
    assert "6 comments marked as spam" in nia.follow(answer).words
    with flooded.reading() as db:
        assert db.scalar(select(func.count()).select_from(Action)) == 1
    nia.open("/desk/comments").send("/desk/undos")
    assert statuses(flooded) == {"pending": 7}


def test_one_of_them_alone_and_those_that_are_ticked(flooded: Site, nia: Browser) -> None:
    [first, *others] = keys(cards(nia.open("/desk/comments"))[0])
    assert nia.post("/desk/decisions", {"only": f"{first}:spam"}).status == 303
    page = nia.open("/desk/comments")
    assert keys(cards(page)[0]) == others
    assert nia.post("/desk/decisions", {"comment": others[1:3], "decision": "rejected"}).status == 303
    assert statuses(flooded) == {"spam": 1, "rejected": 2, "pending": 4}
    assert "and 2 more like it" in nia.open("/desk/comments").words


def test_what_changed_meanwhile_is_left_alone_and_named(flooded: Site, nia: Browser, ada: Browser) -> None:
    page = nia.open("/desk/comments")
    [button] = re.findall(r'name="only" value="([^"]+\+[^"]+:spam)"', page.html)
    third = keys(cards(page)[0])[2]
    assert ada.post("/desk/decisions", {"comment": [third], "decision": "approved"}).status == 303
    answer = nia.follow(nia.post("/desk/decisions", {"only": button}))

    assert "5 comments marked as spam" in answer.words
    assert "Ada" in answer.words
    assert statuses(flooded) == {"approved": 1, "spam": 5, "pending": 1}


def test_a_torn_button_decides_nothing(flooded: Site, nia: Browser) -> None:
    [first, *_] = keys(cards(nia.open("/desk/comments"))[0])
    for torn in (f"{first}+:spam", f"+{first}:spam", f"{first}+{first}x:spam", "+:spam"):
        assert 400 <= nia.post("/desk/decisions", {"only": torn}).status < 500
    assert statuses(flooded) == {"pending": 7}


def test_more_than_a_button_can_name_follow_when_those_are_decided(
    flooded: Site, nia: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folding, "MOST_OF_GROUP", 3)
    page = nia.open("/desk/comments")

    assert len(keys(cards(page)[0])) == 4
    assert "and 5 more like it" in page.words
    assert "2 more follow when these are decided" in page.words


def test_an_author_sees_what_lies_under_own_posts_unfolded(blog: Site, ada: Browser) -> None:
    """What stands for the others might lie under somebody else's post."""
    path = blog.publish(ada)
    flood(blog, path, 3)
    author = blog.staff("Omar", "author")
    with blog.house.database.writing() as db:
        omar = db.scalars(select(Account).where(Account.name == "Omar")).one()
        post = make_post(db, omar)
        of_flood = db.scalars(select(CommentRevision).order_by(CommentRevision.id)).first()
        assert of_flood is not None
        comment = make_comment(db, post, FLOOD.format("a", "b", "c"), at=blog.clock())
        revision = db.get(CommentRevision, comment.newest_revision_id)
        assert revision is not None
        revision.alike = of_flood.alike

    assert len(cards(author.open("/desk/comments"))) == 1


def multiply(blog: Site, number: int) -> None:
    """So many variations of the first comment, as if they had been sent."""
    with blog.house.database.writing() as db:
        first = db.scalars(select(CommentRevision).order_by(CommentRevision.id)).first()
        assert first is not None
        first.alike, post_id = first.id, first.comment.post_id
        every = {
            "post_id": post_id,
            "name": "Watch",
            "kind": "comment",
            "status": Status.PENDING,
            "seen": 1,
            "depth": 0,
        }
        rows = [
            {
                **every,
                "public_id": f"f{at}",
                "sort_path": f"f{at}",
                "created_at": blog.clock(),
                "newest_revision_id": at,
            }
            for at in range(100, 100 + number)
        ]
        ids = db.scalars(insert(Comment).returning(Comment.id), rows).all()
        own = ("id", "comment_id")
        columns = [column.name for column in CommentRevision.__table__.columns if column.name not in own]
        like = {name: getattr(first, name) for name in columns}
        db.execute(insert(CommentRevision), [{**like, "id": 100 + at, "comment_id": of} for at, of in enumerate(ids)])
        move_totals(db, [(post_id, None, place_of(Status.PENDING, Lane(first.lane)))] * number)


def test_a_flood_of_ten_thousand_keeps_the_queue_usable(blog: Site, ada: Browser, nia: Browser) -> None:
    """M6. By computing time, with much to spare for a busy machine."""
    path = blog.publish(ada)
    flood(blog, path, 1)
    blog.say(path, REAL)
    multiply(blog, 10_000)
    nia.open("/desk/comments")
    begun = time.process_time()
    page = nia.open("/desk/comments")
    took = time.process_time() - begun

    assert REAL in page.words
    assert "10,002 comments are waiting" in page.words.replace("10002", "10,002")
    assert len(cards(page)) == 2
    assert took < 1.5
    [button] = re.findall(r'name="only" value="([^"]+\+[^"]+:spam)"', page.html)
    assert nia.post("/desk/decisions", {"only": button}).status == 303
    assert statuses(blog)["spam"] == folding.MOST_OF_GROUP + 1
    assert len(cards(nia.open("/desk/comments"))) == 2


def test_the_lanes_are_folded_apart(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    flood(blog, path, 4)
    with blog.house.database.writing() as db:
        last = db.scalars(select(CommentRevision).order_by(CommentRevision.id.desc())).first()
        assert last is not None
        last.lane = Lane.SPAM
        move_totals(
            db,
            [(last.comment.post_id, place_of(Status.PENDING, Lane.GOOD), place_of(Status.PENDING, Lane.SPAM))],
        )
    page = nia.open("/desk/comments")

    assert [len(keys(card)) for card in cards(page)] == [3, 1]


def test_the_queue_finds_the_first_of_each_kind_only(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada)
    flood(blog, path, 3)
    with blog.reading() as db:
        person = db.scalars(select(Account)).first()
        assert person is not None
        found = queue.waiting(db, person, Lane.GOOD)
    assert [one.id for one in found.found] == [1]
