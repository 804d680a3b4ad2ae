"""The receipt: its address is its key, and it says in words where the comment is."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from blog.comments import progress, receipts, revisions
from blog.comments.models import Comment, Status
from blog.comments.progress import Receipt
from blog.comments.receipts import ReceiptNotFound
from blog.languages.dates import Dates
from blog.moderation.states import WRITER
from blog.posts.models import Post, PostStatus
from blog.signing import Keys
from blog.site.settings import SiteSettings
from tests.cast.clock import START
from tests.comments.room import ARRIVAL, KEYS, Room, form

DATES = Dates("en", "UTC")


def receipt(room: Room, public_id: str, now: datetime = START) -> Receipt:
    def work(db: Session) -> Receipt:
        path = receipts.receipt_path(KEYS, db.query(Comment).filter_by(public_id=public_id).one())
        _, _, known, seal = path.split("/")
        comment = receipts.find_by_receipt(db, KEYS, known, seal)
        return progress.describe(comment, path, SiteSettings(), DATES, now)

    return room.read(work)


def revise(room: Room, public_id: str, body: str) -> None:
    def work(db: Session) -> None:
        comment = db.query(Comment).filter_by(public_id=public_id).one()
        revisions.revise(db, comment, form(body), ARRIVAL, KEYS, START)

    room.write(work)


def test_a_receipt_is_found_by_its_whole_address_only(room: Room) -> None:
    """S6"""
    comment, other = room.send("One.").comment, room.send("Two.").comment
    path = receipts.receipt_path(KEYS, comment)
    seal = path.rpartition("/")[2]
    assert path == f"/comments/{comment.public_id}/{seal}"
    stranger = receipts.receipt_path(Keys(("another-secret-of-somebody",)), comment).rpartition("/")[2]
    for public_id, given in (
        *((comment.public_id, wrong) for wrong in ("", seal[:-1], seal + "0", seal.upper(), stranger, "é", "\x00")),
        *((wrong, seal) for wrong in (other.public_id, "", "nobody", "\x00", "a" * 400, comment.public_id.upper())),
        ("nobody", KEYS.seal(receipts.PURPOSE, "nobody")),
    ):
        with room.database.reading() as db, pytest.raises(ReceiptNotFound):
            receipts.find_by_receipt(db, KEYS, public_id, given)
    assert room.read(lambda db: receipts.find_by_receipt(db, KEYS, comment.public_id, seal)).id == comment.id


def test_a_receipt_still_opens_after_the_key_was_changed(room: Room) -> None:
    comment = room.send().comment
    seal = receipts.receipt_path(KEYS, comment).rpartition("/")[2]
    newer = Keys(("one-secret-for-the-tests", "and-a-newer-one-after-it"))
    assert room.read(lambda db: receipts.find_by_receipt(db, newer, comment.public_id, seal)).id == comment.id


@pytest.mark.parametrize(
    ("status", "heading"),
    [
        (Status.APPROVED, "Your comment is on the page"),
        (Status.REJECTED, "Your comment was not taken"),
        (Status.SPAM, "Your comment was taken for spam"),
        (Status.DELETED, "Your comment was taken down"),
    ],
)
def test_every_status_has_its_word_and_its_heading(room: Room, status: Status, heading: str) -> None:
    public_id = room.send("See https://a.example").comment.public_id
    room.decide(public_id, status)
    shown = receipt(room, public_id)
    assert (str(shown.status), str(shown.heading)) == (status.value, heading)
    assert ("<a " in shown.html) is (status is Status.APPROVED), "what readers do not see carries no links"
    assert shown.editable
    assert [step.state for step in shown.steps] == ["done", "now"]


def test_a_waiting_comment_says_why_and_what_comes_next(room: Room) -> None:
    shown = receipt(room, room.send("See https://a.example").comment.public_id)
    assert str(shown.status) == "pending"
    assert str(shown.heading) == "Your comment is waiting"
    assert "keep it" in str(shown.lede)
    assert "<a " not in shown.html
    assert [step.state for step in shown.steps] == ["done", "now", "next"]
    assert "until a moderator has read it" in str(shown.why[0])
    assert (shown.editable, shown.withdrawable, shown.withdrawn, shown.edited_waits) == (True, True, False, False)


def test_a_waiting_edit_says_that_the_text_from_before_is_up(room: Room) -> None:
    public_id = room.say("As approved.")
    revise(room, public_id, "As *edited*.")
    shown = receipt(room, public_id)
    assert str(shown.heading) == "Your edit is waiting"
    assert shown.edited_waits
    assert "<em>edited</em>" in shown.html
    assert shown.body == "As *edited*."
    room.decide(public_id, Status.REJECTED)
    assert str(receipt(room, public_id).heading) == "Your edit was not taken"


def test_a_withdrawn_comment_can_be_put_back_and_not_edited(room: Room) -> None:
    public_id = room.say()
    room.decide(public_id, Status.DELETED, WRITER)
    shown = receipt(room, public_id)
    assert str(shown.heading) == "You took your comment back"
    assert (shown.withdrawn, shown.withdrawable, shown.editable) == (True, False, False)


def test_what_a_moderator_took_down_is_not_the_writers_to_put_back(room: Room) -> None:
    public_id = room.say()
    room.decide(public_id, Status.DELETED)
    shown = receipt(room, public_id)
    assert (shown.withdrawn, shown.withdrawable) == (False, False)


def test_after_its_time_a_receipt_offers_no_edit(room: Room) -> None:
    public_id = room.send().comment.public_id
    room.decide(public_id, Status.SPAM)
    assert receipt(room, public_id, START + timedelta(minutes=59)).editable
    late = receipt(room, public_id, START + timedelta(days=2))
    assert not late.editable
    assert "below" not in str(late.lede)


def test_the_receipt_of_a_post_that_is_gone_leads_home(room: Room) -> None:
    public_id = room.say()
    assert receipt(room, public_id).post.path == "/The-second-kettle.html"
    room.write(lambda db: setattr(db.get_one(Post, room.post_id), "status", PostStatus.DELETED))
    assert receipt(room, public_id).post.path == "/"
