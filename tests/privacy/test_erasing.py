"""What is erased is gone: from the pages, the rows and the files."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.comments import following, telling
from blog.comments.models import Comment, Commenter, Following
from blog.comments.totals import wrong_totals
from blog.jobs import outbox
from blog.jobs.models import Job
from blog.mail.sending import KIND, file_of, write_letter
from blog.moderation import desk_letters, digests, log
from blog.moderation.models import LogEntry
from blog.privacy import erasing, retention
from blog.privacy.asking import ask
from blog.privacy.models import DataRequest
from tests.cast.rows import everything
from tests.cast.site import Browser, Site
from tests.privacy.room import ADDRESS, SECRET, act, ask_for_link, link, say_something, scrub


def test_erasing_takes_text_and_name_everywhere_and_leaves_a_stone(mailing: Site, owner: Browser) -> None:
    path, receipt = say_something(mailing, owner)
    where = link(mailing)

    gone = act(mailing, where, "erase")

    assert "Your texts are erased" in gone.words
    for page in (mailing.visitor().open(path), receipt.browser.open(receipt.path), owner.open("/desk/comments")):
        assert SECRET not in page.html
        assert "Secretname" not in page.html
        assert "secret-site" not in page.html
    post = mailing.visitor().open(path)
    assert "An answer." in post.words
    assert "1 comment:" in post.words
    assert "erased" in receipt.browser.open(receipt.path).words
    with mailing.reading() as db:
        assert wrong_totals(db) == []
        assert log.verify(db) == []
        assert all(not entry.reason and entry.salt is None
                   for entry in db.scalars(select(LogEntry).where(LogEntry.comment_id == 1)))  # fmt: skip


def test_what_is_erased_is_not_in_the_files_any_more(mailing: Site, owner: Browser) -> None:
    say_something(mailing, owner)
    where = link(mailing)
    file = mailing.house.database.file

    act(mailing, where, "erase")
    scrub(mailing)

    parts = {"rows": repr(everything(mailing)).lower().encode()}
    if file is not None:
        parts |= {one.name: one.read_bytes().lower() for one in file.parent.iterdir() if one.name.startswith(file.name)}
        assert file.name in parts
    for name, content in parts.items():
        for word in (SECRET, "secretname", ADDRESS.lower(), "secret-site"):
            assert word.encode() not in content, (name, word)


def test_what_the_address_is_told_of_is_shown_and_forgotten_with_it(mailing: Site, owner: Browser) -> None:
    path = mailing.publish(owner)
    receipt = mailing.say(path, "A word.", "Sol", email=ADDRESS, follow="answers")
    assert receipt.status == 200, receipt.words
    with mailing.reading() as db:
        assert db.scalars(select(Following)).all()

    page = mailing.visitor().open(link(mailing))
    assert "1 thing is asked to be told of." in page.words
    found = json.loads(mailing.visitor().get(page.path + "/file").html)
    assert found["reader"]["told_of"][0]["about"] == "answers:1"
    act(mailing, page.path, "detach")

    with mailing.reading() as db:
        assert db.scalars(select(Following)).all() == []
        assert db.scalars(select(Commenter)).all() == []
        assert not db.scalars(select(Job).where(Job.kind != erasing.JOB, Job.about.like("commenter:%"))).all()
    assert ADDRESS.lower() not in repr(everything(mailing)).lower()


def test_letters_about_it_go_too_wherever_they_lie(mailing: Site, owner: Browser) -> None:
    say_something(mailing, owner)
    where, folder = link(mailing), mailing.settings.data / "mail"
    folder.mkdir()
    with mailing.house.database.writing() as db:
        write_letter(db, "ada@example.org", "A comment was reported", SECRET, mailing.clock(), about="comment:1")
        for comment_id in (1, 999):
            account = db.scalars(select(Account)).first()
            digests.put_letter(db, account, digests.Waiting([(comment_id, 1)], comment_id, 0), mailing.clock(), True)
        db.flush()
        jobs = db.scalars(select(Job).where(Job.kind.in_((KIND, digests.LETTER))).order_by(Job.id)).all()
        reported, quoting, other = [
            job.payload if job.kind == KIND else {"key": desk_letters.key_of(job.payload)}
            for job in jobs
            if job.kind == digests.LETTER or job.payload["words"].strip() == SECRET
        ]
    for payload in (reported, quoting):
        file_of(mailing.settings.data, payload).write_text(SECRET)
    file_of(mailing.settings.data, other).write_text("Of somebody else.")

    act(mailing, where, "erase")
    scrub(mailing)

    assert [path.read_text() for path in folder.iterdir()] == ["Of somebody else."]
    with mailing.reading() as db:
        assert not db.scalars(select(Job).where(Job.about == "comment:1", Job.kind == KIND)).all()


@pytest.mark.parametrize("action", ["erase", "detach"])
def test_letters_that_are_yet_to_be_written_stand_in_nobodys_way(mailing: Site, owner: Browser, action: str) -> None:
    """A wish for a letter has no words yet: neither of followers, who wait for the undo time, nor of the outcome."""
    say_something(mailing, owner)
    where = link(mailing)
    wishes: dict[str, tuple[str, dict[str, Any]]] = {
        "news:1": (telling.JOB, {"comment": 1}),
        "outcome:1": (following.LETTER, {"outcome": "approved"}),
    }

    def wish(db: Session) -> None:
        for about, (kind, payload) in wishes.items():
            outbox.put(db, kind, payload, mailing.clock(), due_at=mailing.clock() + timedelta(minutes=10), about=about)

    mailing.house.database.write(wish)

    assert act(mailing, where, action).status == 200
    with mailing.reading() as db:
        assert not db.scalars(select(Job).where(Job.about.in_(list(wishes)))).all()


def test_taking_the_name_off_leaves_the_text(mailing: Site, owner: Browser) -> None:
    path, _ = say_something(mailing, owner)

    act(mailing, link(mailing), "detach")

    post = mailing.visitor().open(path)
    assert f"Words {SECRET}." in post.words
    assert "Secretname" not in post.html
    assert "secret-site" not in post.html
    assert "Anonymous" in post.words


def test_what_was_erased_no_decision_and_no_edit_brings_back(mailing: Site, owner: Browser) -> None:
    path, receipt = say_something(mailing, owner)
    old = receipt.form("body")
    act(mailing, link(mailing), "erase")
    with mailing.reading() as db:
        comment = db.scalars(select(Comment).where(Comment.id == 1)).one()

    deciding = owner.post("/desk/decisions", {"comment": f"{comment.public_id}@{comment.seen}", "decision": "approved"})
    edit = receipt.browser.post(receipt.path, old.filled(None, body="Here again."))
    restore = receipt.browser.post(receipt.path, {"action": "restore"})
    remembered = receipt.browser.post(receipt.path, {"action": "remember"})
    owner.post("/desk/undos", {})

    assert remembered.status == 403
    assert "set-cookie" not in remembered.headers
    assert deciding.status == 409
    assert edit.status == 403
    assert restore.status in (303, 409)
    assert "Here again." not in mailing.visitor().open(path).html
    with mailing.reading() as db:
        assert db.scalars(select(Comment.status).where(Comment.id == 1)).one() == "deleted"


def test_a_link_acts_once_and_for_an_hour(mailing: Site, owner: Browser) -> None:
    """S6"""
    say_something(mailing, owner)
    where = link(mailing)
    visitor = mailing.visitor()

    unsure = visitor.follow(visitor.post(where, {"action": "erase"}))
    assert "tick the box" in unsure.words
    assert act(mailing, where, "detach").status == 200
    assert visitor.post(where, {"action": "erase", "sure": "yes"}).status == 404
    assert visitor.get(where).status == 404

    mailing.clock.step(days=2)
    with mailing.house.database.writing() as db:
        db.execute(update(Comment).where(Comment.id == 1).values(email=ADDRESS))
    later = link(mailing)
    mailing.clock.step(hours=1)
    assert visitor.get(later).status == 404
    assert visitor.get("/-/own-data/made-up").status == 404


def test_asking_is_limited(tmp_path: Path) -> None:
    site = Site(tmp_path, f"sqlite:///{tmp_path}/blog.db", BLOG_SMTP_URL="smtp://localhost:1")
    answers = [ask_for_link(site, f"reader{number}@example.org") for number in range(11)]
    site.close()

    assert [page.status for page in answers[:10]] == [200] * 10
    assert answers[10].status == 429
    assert "reader10@example.org" in answers[10].html
    assert int(answers[10].headers["retry-after"]) > 0


def test_an_expired_request_is_forgotten_at_night_and_so_are_networks(mailing: Site, owner: Browser) -> None:
    say_something(mailing, owner)
    mailing.house.database.write(lambda db: ask(db, mailing.house.keys, ADDRESS, None, mailing.clock(), "http://x"))
    database = mailing.house.database

    assert retention.forget_networks(database, mailing.clock(), timedelta(days=30)) == 0
    mailing.clock.step(days=31)
    assert retention.forget_networks(database, mailing.clock(), timedelta(days=30)) == 2

    with mailing.reading() as db:
        assert db.scalars(select(Comment.prefix_hash)).all() == [None, None]
        assert db.scalars(select(DataRequest)).all() == []
