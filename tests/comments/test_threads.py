"""Threads: in order, a bounded page at a time, tombstones only where replies stay, and few queries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from blog.comments import places, threads
from blog.comments.models import Comment, CommentAnchor, Status
from blog.comments.nodes import Node
from blog.comments.orders import THE_MOST, Asked, ThreadPageNotFound
from blog.comments.places import A_PAGE
from blog.comments.revisions import revise
from blog.comments.threads import Thread
from blog.moderation.states import WRITER
from blog.posts.models import CommentsRule, Post, PostStatus
from blog.posts.rules import takes_comments
from blog.site.settings import SiteSettings
from tests.cast.clock import START
from tests.comments.room import ARRIVAL, KEYS, Room, add_account, add_post, add_shown, form


def thread(room: Room, after: str | None = None, **asked: str) -> Thread:
    def work(db: Session) -> Thread:
        post = db.get_one(Post, room.post_id)
        return threads.published(db, post, Asked(after=after, **asked), takes_comments(post, SiteSettings(), START))

    return room.read(work)


def walk(nodes: list[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from walk(node.children)


def pages(room: Room) -> Iterator[Thread]:
    after: str | None = None
    while True:
        page = thread(room, after)
        yield page
        if page.more is None:
            return
        after = page.more.removeprefix("?after=").removesuffix("#comments")


def queries(room: Room, work: Any) -> int:
    """How many statements `work(db, post)` sends."""
    counted = 0

    def count(*args: Any) -> None:
        nonlocal counted
        counted += 1

    with room.database.reading() as db:
        post = db.get_one(Post, room.post_id)
        event.listen(room.database.reader, "before_cursor_execute", count)
        work(db, post)
        event.remove(room.database.reader, "before_cursor_execute", count)
    return counted


def test_an_empty_thread(room: Room) -> None:
    found = thread(room)
    assert (found.count, found.parts, found.nodes, found.more) == (0, (), [], None)


def test_only_shown_comments_are_in_the_thread(room: Room) -> None:
    """A3"""
    shown = room.say("Shown words, quite a few.")
    room.send("Waiting.")
    for status in (Status.REJECTED, Status.SPAM, Status.DELETED):
        room.decide(room.send(f"Decided {status}.").comment.public_id, status)
    found = thread(room)
    assert [node.id for node in walk(found.nodes)] == [shown]
    assert found.count == 1
    assert (found.first, found.first_href) == ("Shown words, quite a…", f"#comment-{shown}")


def test_replies_are_nested_two_deep_and_deeper_ones_say_whom_they_answer(room: Room) -> None:
    parent, ids = "", []
    for number in range(5):
        now = START + timedelta(minutes=number)
        parent = room.say(f"Level {number}.", parent=parent, name=f"Reader {number}", now=now)
        ids.append(parent)
    [root] = thread(room).nodes
    [second] = root.children
    assert [node.id for node in walk([root])] == ids
    assert [node.depth for node in walk([root])] == [0, 1, 2, 2, 2]
    assert [node.id for node in second.children] == ids[2:]
    assert [node.to for node in walk([root])] == [None, None, None, "Reader 2", "Reader 3"]


def test_a_comment_that_is_gone_leaves_a_stone_only_above_visible_replies(room: Room) -> None:
    with_reply, without = room.say("Will go.", name="Secret name"), room.say("Will go too.")
    reply = room.say("Stays.", parent=with_reply, now=START + timedelta(minutes=1))
    room.decide(with_reply, Status.DELETED, WRITER)
    room.decide(without, Status.SPAM)
    [stone] = thread(room).nodes
    assert (stone.id, stone.gone, stone.name, stone.html, stone.website) == (with_reply, "withdrawn", "", "", None)
    assert [(node.id, node.depth, node.to) for node in stone.children] == [(reply, 1, None)]
    assert thread(room).count == 1
    room.decide(with_reply, Status.SPAM)
    assert thread(room).nodes[0].gone == "removed"
    room.decide(reply, Status.SPAM)
    assert thread(room).nodes == []


def test_a_whole_line_of_stones_holds_up_one_reply(room: Room) -> None:
    parent, ids = "", []
    for number in range(5):
        now = START + timedelta(minutes=number)
        parent = room.say(f"Level {number}.", parent=parent, name=f"Reader {number}", now=now)
        ids.append(parent)
    for gone in ids[:4]:
        room.decide(gone, Status.DELETED)
    nodes = list(walk(thread(room).nodes))
    assert [(node.id, node.gone is not None) for node in nodes] == [
        (ids[0], True),
        (ids[1], True),
        (ids[3], True),
        (ids[4], False),
    ]
    assert nodes[-1].to is None, "a name that is gone is not told"


def test_an_edit_shows_its_words_and_its_time_only_once_it_is_approved(room: Room) -> None:
    public_id = room.say("As sent.")
    later = START + timedelta(hours=1)

    def edit(db: Session) -> None:
        comment = db.query(Comment).filter_by(public_id=public_id).one()
        revise(db, comment, form("As edited."), ARRIVAL, KEYS, later)

    room.write(edit)
    [node] = thread(room).nodes
    assert (node.edited_at, "As sent." in node.html) == (None, True)
    room.decide(public_id, Status.APPROVED)
    [node] = thread(room).nodes
    assert (node.edited_at, "As edited." in node.html) == (later, True)


def test_the_posts_author_carries_a_badge_and_a_namesake_does_not(room: Room) -> None:
    def work(db: Session) -> None:
        ada = add_account(db, "Ada", "author")
        db.get_one(Post, room.post_id).author_id = ada.id
        first, _ = add_shown(db, room.post_id, 2)
        first.account_id = ada.id
        for comment in db.query(Comment):
            comment.name = "Ada"

    room.write(work)
    assert [node.author for node in thread(room).nodes] == [True, False]


def test_a_closed_post_offers_no_reply(room: Room) -> None:
    public_id = room.say()
    assert thread(room).nodes[0].reply == f"/-/reply/{public_id}"
    room.write(lambda db: setattr(db.get_one(Post, room.post_id), "comments_rule", CommentsRule.CLOSED))
    assert thread(room).nodes[0].reply is None


def test_imported_anchors_stay_with_their_comments(room: Room) -> None:
    def work(db: Session) -> None:
        [comment] = add_shown(db, room.post_id, 1)
        for anchor in ("c123", "comment-123"):
            db.add(CommentAnchor(post_id=room.post_id, anchor=anchor, comment_id=comment.id))

    room.write(work)
    assert thread(room).nodes[0].anchors == ["c123", "comment-123"]


def test_five_thousand_comments_are_paged_and_each_is_shown_once(room: Room) -> None:
    """L9"""

    def work(db: Session) -> None:
        roots = add_shown(db, room.post_id, 1500)
        replies = add_shown(db, room.post_id, 2500, roots[:700])
        add_shown(db, room.post_id, 1000, replies)

    room.write(work)
    seen: list[str] = []
    for page in pages(room):
        ids = [node.id for node in walk(page.nodes)]
        assert len(ids) <= THE_MOST
        assert len(ids) >= A_PAGE or page.more is None
        assert all(node.depth == 0 for node in page.nodes)
        assert page.count == 5000
        seen += ids
    assert len(seen) == len(set(seen)) == 5000


def test_one_endless_thread_is_cut_and_goes_on_saying_whom_it_answers(room: Room) -> None:
    room.write(lambda db: add_shown(db, room.post_id, 300, add_shown(db, room.post_id, 1)))
    first, second = pages(room)
    assert len(list(walk(first.nodes))) == THE_MOST
    assert len(second.nodes) == 301 - THE_MOST
    assert {(node.depth, node.to) for node in second.nodes} == {(0, "Reader 0")}
    assert (second.first, second.first_href) == (None, None)


def test_a_page_takes_a_few_queries_however_long_the_thread(room: Room) -> None:
    def work(db: Session) -> None:
        parents = add_shown(db, room.post_id, 40)
        add_shown(db, room.post_id, 400, parents)
        for parent in parents:
            parent.shown_revision_id, parent.status = None, Status.DELETED

    room.write(work)
    after = thread(room).more
    assert after is not None
    key = after.removeprefix("?after=").removesuffix("#comments")
    for asked, most in (
        (Asked(), 3),
        (Asked(after=key), 5),
        (Asked(before=key), 5),
        (Asked(start=key), 6),
        (Asked(order="newest"), 4),
        (Asked(order="answered"), 4),
    ):
        assert queries(room, lambda db, post, asked=asked: threads.published(db, post, asked, True)) <= most


@pytest.mark.parametrize("after", ["nobody", "", "-1", "1e9", "\x00", "[]", "a" * 300, "é"])
def test_a_page_that_is_none_is_not_found(room: Room, after: str) -> None:
    """L7"""
    room.say()
    with pytest.raises(ThreadPageNotFound):
        thread(room, after)


def test_a_page_after_a_comment_of_another_post_is_not_found(room: Room) -> None:
    room.say()
    other = room.write(lambda db: add_post(db, "Elsewhere"))
    elsewhere = room.say("Elsewhere.", post_id=other, now=START - timedelta(days=1))
    with pytest.raises(ThreadPageNotFound):
        thread(room, elsewhere)


def test_a_comment_in_a_long_thread_has_an_address_whose_page_shows_it(room: Room) -> None:
    comments = room.write(lambda db: add_shown(db, room.post_id, 250))

    def address(comment: Comment) -> str:
        return room.read(lambda db: places.address_of(db, db.get_one(Post, room.post_id), comment))

    assert address(comments[0]) == f"/The-second-kettle.html#comment-{comments[0].public_id}"
    path = address(comments[220])
    start = path.partition("?from=")[2].partition("#")[0]
    assert path.endswith(f"#comment-{comments[220].public_id}")
    assert next(walk(thread(room, start=start).nodes)).id == comments[220].public_id


def test_the_newest_voices_are_those_that_appeared_last_under_posts_readers_see(room: Room) -> None:
    hidden = room.write(lambda db: add_post(db, "Hidden", comments_rule=CommentsRule.HIDDEN))
    draft = room.write(lambda db: add_post(db, "Draft", status=PostStatus.DRAFT))
    first, second = room.send("First sent.", now=START), room.send("Second sent.", now=START)
    room.decide(second.comment.public_id, Status.APPROVED, now=START + timedelta(minutes=1))
    room.decide(first.comment.public_id, Status.APPROVED, now=START + timedelta(minutes=2))
    room.say("Hidden.", post_id=hidden)
    room.say("In a draft.", post_id=draft)
    room.send("Waiting.")
    latest = room.read(lambda db: threads.latest(db, SiteSettings(), 5))
    assert [voice.words for voice in latest] == ["First sent.", "Second sent."]
    assert (latest[0].path, latest[0].post_title) == ("/The-second-kettle.html", "The second kettle")
    assert len(room.read(lambda db: threads.latest(db, SiteSettings(), 1))) == 1


def test_each_post_has_the_voice_that_appeared_last_in_one_query(room: Room) -> None:
    other = room.write(lambda db: add_post(db, "Elsewhere"))
    silent = room.write(lambda db: add_post(db, "Silent"))
    room.say("Old.", now=START)
    newer = room.send("New. " + "And a long tail of words. " * 20)
    room.decide(newer.comment.public_id, Status.APPROVED, now=START + timedelta(minutes=1))
    room.say("There.", post_id=other)
    found = room.read(lambda db: threads.voices(db, [room.post_id, other, silent]))
    assert found.keys() == {room.post_id, other}
    assert found[room.post_id].words.startswith("New. And a long")
    assert found[room.post_id].words.endswith("…")
    assert queries(room, lambda db, post: threads.voices(db, [post.id, other, silent])) == 1
    assert room.read(lambda db: threads.voices(db, [])) == {}
