"""Where comments stand: pages in both directions, other orders, and addresses that are right wherever one looks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from blog.comments import places, threads
from blog.comments.finding import CommentNotFound
from blog.comments.models import Comment, CommentAnchor, CommentThread, Status
from blog.comments.nodes import Node
from blog.comments.orders import THE_MOST, Asked, ThreadPageNotFound
from blog.comments.places import A_PAGE
from blog.comments.sizes import recount_sizes, wrong_sizes
from blog.comments.threads import Onward, Thread
from blog.posts.models import CommentsRule, Post
from blog.site.settings import SiteSettings
from tests.cast.clock import START
from tests.comments.room import Room, add_shown


def find(db: Session, name: str, post: str) -> str:
    return places.find_place(db, SiteSettings(), name, post, START)


def walk(nodes: list[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from walk(node.children)


def thread(room: Room, **asked: str) -> Thread:
    return room.read(lambda db: threads.published(db, db.get_one(Post, room.post_id), Asked(**asked), True))


def follow(room: Room, to: Onward) -> Thread:
    """The page that a link of a thread leads to."""
    query = to.href.partition("?")[2].partition("#")[0]
    given = dict(part.split("=") for part in query.split("&") if part)
    return room.read(lambda db: threads.published(db, db.get_one(Post, room.post_id), Asked.read(given), True))


def ids(page: Thread) -> list[str]:
    return [node.id for node in walk(page.nodes)]


def forest(room: Room, roots: int = 60, each: int = 4) -> list[str]:
    """A long thread; its ids in reading order."""

    def work(db: Session) -> list[str]:
        parents = add_shown(db, room.post_id, roots)
        add_shown(db, room.post_id, roots * each, parents)
        query = select(Comment.public_id).where(Comment.post_id == room.post_id).order_by(Comment.sort_path)
        return list(db.scalars(query))

    return room.write(work)


def test_pages_lead_to_each_other_and_say_how_many_there_are(room: Room) -> None:
    every = forest(room)
    page, read = thread(room), 0
    while True:
        shown = ids(page)
        assert shown == every[read : read + len(shown)]
        assert (page.earlier.count if page.earlier else 0) == read
        read += len(shown)
        assert (page.later.count if page.later else 0) == len(every) - read
        if page.later is None:
            break
        page = follow(room, page.later)
    back = set(ids(page))
    while page.earlier is not None:
        page = follow(room, page.earlier)
        assert A_PAGE <= len(ids(page)) <= THE_MOST
        back |= set(ids(page))
    assert back == set(every)


def test_a_page_stays_what_it_was_while_comments_arrive_and_go(room: Room) -> None:
    forest(room)
    first = thread(room)
    assert first.later is not None
    second = ids(follow(room, first.later))
    room.say("Late.", now=START + timedelta(days=2))
    room.decide(ids(first)[-1], Status.SPAM)
    assert ids(follow(room, first.later))[: len(second)] == second


@pytest.mark.parametrize("roots", [60, 1])
def test_every_comment_stands_on_the_page_its_address_leads_to(room: Room, roots: int) -> None:
    """Also in one endless thread, where a page begins with the comment itself."""
    every = forest(room, roots, 300 // roots)

    def address(public_id: str) -> str:
        return room.read(lambda db: places.find_place(db, SiteSettings(), public_id, "", START))

    for public_id in every[:: len(every) // 12]:
        path, _, anchor = address(public_id).partition("#")
        assert anchor == f"comment-{public_id}"
        found = follow(room, Onward(path, 1))
        assert public_id in ids(found)
        assert len(ids(found)) <= THE_MOST
        # The address that is made without asking leads there, too.
        quick = places.href_of("/", public_id, len(every))
        assert public_id in ids(follow(room, Onward(quick, 1)))


def test_only_what_readers_see_has_an_address(room: Room) -> None:
    shown, waiting = room.say("Shown."), room.send("Waiting.").comment.public_id
    site = SiteSettings()

    def place(name: str, post: str = "") -> str:
        return room.read(lambda db: places.find_place(db, site, name, post, START))

    assert place(shown) == place(f"comment-{shown}") == f"/The-second-kettle.html#comment-{shown}"
    for name in (waiting, "nobody", "", "'", "\x00", "a" * 300, "é"):
        for post in ("", str(room.post_id), "1e9", "-1", "9" * 30):
            with pytest.raises(CommentNotFound):
                place(name, post)
    room.write(lambda db: setattr(db.get_one(Post, room.post_id), "comments_rule", CommentsRule.HIDDEN))
    with pytest.raises(CommentNotFound):
        place(shown)


def test_an_anchor_from_elsewhere_is_found_under_its_own_post(room: Room) -> None:
    shown = room.say("Brought along.")

    def work(db: Session) -> None:
        comment = db.query(Comment).filter_by(public_id=shown).one()
        for anchor in ("c123", "comment-123"):
            db.add(CommentAnchor(post_id=room.post_id, anchor=anchor, comment_id=comment.id))

    room.write(work)
    for name in ("c123", "comment-123"):
        found = room.read(partial(find, name=name, post=str(room.post_id)))
        assert found.endswith(f"#comment-{shown}")
        with pytest.raises(CommentNotFound):
            room.read(partial(find, name=name, post="999"))


def test_a_deep_reply_leads_to_whom_it_answers(room: Room) -> None:
    parent, said = "", []
    for number in range(5):
        parent = room.say(f"Level {number}.", parent, name=f"Reader {number}", now=START + timedelta(minutes=number))
        said.append(parent)
    nodes = list(walk(thread(room).nodes))
    assert [node.level for node in nodes] == [0, 1, 2, 3, 4]
    assert [(node.to, node.to_href) for node in nodes[3:]] == [
        ("Reader 2", f"#comment-{said[2]}"),
        ("Reader 3", f"#comment-{said[3]}"),
    ]
    [deepest] = thread(room, after=said[3]).nodes
    assert (deepest.to, deepest.to_href) == ("Reader 3", f"?from={said[3]}#comment-{said[3]}")


@pytest.mark.parametrize("order", ["newest", "answered"])
def test_other_orders_show_every_comment_once_in_whole_threads(room: Room, order: str) -> None:
    """V8"""

    def work(db: Session) -> None:
        parents = add_shown(db, room.post_id, 150)
        for number, parent in enumerate(parents):
            add_shown(db, room.post_id, number % 4, [parent])

    room.write(work)
    page, seen, sizes, starts = thread(room, order=order), [], [], []
    while True:
        assert len(ids(page)) <= THE_MOST
        seen += ids(page)
        sizes += [node.under for node in page.nodes]
        starts += [node.at for node in page.nodes]
        left = page.later.count if page.later else 0
        assert left == page.count - len(seen)
        if page.later is None:
            break
        page = follow(room, page.later)
        assert page.earlier is not None
        assert page.earlier.href == f"?order={order}#comments"
    assert len(seen) == len(set(seen)) == page.count == 150 + 37 * 6 + 1
    down = starts if order == "newest" else sizes
    assert down == sorted(down, reverse=True)


def test_a_thread_longer_than_a_page_is_cut_in_other_orders_and_says_where_it_goes_on(room: Room) -> None:
    forest(room, 1, 300)
    page = thread(room, order="answered")
    assert len(ids(page)) == THE_MOST
    assert page.rest is not None
    assert page.rest.count == 301 - THE_MOST
    assert len(ids(follow(room, page.rest))) == 301 - THE_MOST


@pytest.mark.parametrize(
    "query",
    [
        *({"order": order} for order in ("", "best", "oldest", "root DESC", "\x00", "newest,answered")),
        *({"order": "newest", "after": after} for after in ("", "nobody", "1-1", "1e9-x", "\x00", "9" * 30)),
        *({"order": "newest", way: "abc"} for way in ("before", "from")),
        *({way: value} for way in ("before", "from") for value in ("", "nobody", "é", "\x00", "a" * 300)),
    ],
)
def test_a_page_that_is_none_is_not_found(room: Room, query: dict[str, str]) -> None:
    """L7, V8"""
    room.say()
    with pytest.raises(ThreadPageNotFound):
        room.read(lambda db: threads.published(db, db.get_one(Post, room.post_id), Asked.read(query), True))


def test_sizes_follow_every_decision(room: Room) -> None:
    first = room.say("A thread.")
    reply = room.say("An answer.", first, now=START + timedelta(minutes=1))

    def sizes() -> list[int]:
        return room.read(lambda db: list(db.scalars(select(CommentThread.size))))

    assert sizes() == [2]
    room.decide(first, Status.SPAM)
    assert sizes() == [1]
    assert [node.gone for node in thread(room, order="newest").nodes] == ["removed"]
    room.decide(reply, Status.REJECTED)
    assert sizes() == [0]
    assert thread(room, order="answered").nodes == []
    assert room.read(wrong_sizes) == []
    room.write(lambda db: db.execute(text("UPDATE comment_threads SET size = 7")))
    assert len(room.read(wrong_sizes)) == 1
    room.write(recount_sizes)
    assert room.read(wrong_sizes) == []


def test_a_thread_in_fifty_levels_is_never_loaded_whole(room: Room) -> None:
    """P4: every page reads a bounded number of rows, found by an index that holds only what is shown."""

    def work(db: Session) -> None:
        parents = add_shown(db, room.post_id, 40)
        for _ in range(49):
            parents = add_shown(db, room.post_id, 40, parents)

    room.write(work)
    query = select(Comment.public_id).order_by(Comment.sort_path).offset(1010).limit(1)
    middle = room.read(lambda db: db.scalars(query).one())
    for asked in (
        Asked(),
        Asked(after=middle),
        Asked(before=middle),
        Asked(start=middle),
        Asked(order="newest"),
        Asked(order="answered"),
    ):
        found, sent = watch(room, asked)
        assert A_PAGE <= len(ids(found)) <= THE_MOST
        assert len(sent) <= 6
        rows, plans = look_at(room, sent)
        assert rows <= 3 * THE_MOST
        if room.database.is_sqlite:
            assert any("ix_comments_thread" in plan for plan in plans)
            assert not any("SCAN comments" in plan for plan in plans)


def watch(room: Room, asked: Asked) -> tuple[Thread, list[tuple[str, Any]]]:
    """A page, and what was sent to the database for it."""
    sent: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, given: Any, *about: Any) -> None:
        sent.append((statement, given))

    with room.database.reading() as db:
        post = db.get_one(Post, room.post_id)
        event.listen(room.database.reader, "before_cursor_execute", note)
        found = threads.published(db, post, asked, True)
        event.remove(room.database.reader, "before_cursor_execute", note)
    return found, sent


def look_at(room: Room, sent: list[tuple[str, Any]]) -> tuple[int, list[str]]:
    """How many rows these statements give, and on SQLite how they find them."""
    rows, plans = 0, []
    with room.database.reading() as db:
        connection = db.connection()
        for statement, given in sent:
            rows += len(connection.exec_driver_sql(statement, given).all())
            if room.database.is_sqlite:
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).all()
                plans.append("\n".join(str(row) for row in plan))
    return rows, plans
