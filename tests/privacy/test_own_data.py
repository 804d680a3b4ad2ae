"""Whoever proves an address by its mail sees, takes along and erases what is kept about it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from blog.comments.models import Comment, Commenter, Following
from blog.comments.totals import wrong_totals
from blog.jobs.models import Job
from blog.mail.sending import file_of
from blog.moderation import log
from blog.moderation.models import LogEntry
from blog.privacy import erasing, retention
from blog.privacy.asking import ask
from blog.privacy.models import DataRequest
from tests.cast.rows import everything
from tests.cast.site import Browser, Page, Site

SECRET = "quixotical-zebra-marmalade"
ADDRESS = "Sol.Private@example.org"


@pytest.fixture
def mailing(tmp_path: Path, migrated_url: str) -> Iterator[Site]:
    """A blog that can send mail. Nobody listens: letters stay in the outbox."""
    site = Site(tmp_path, migrated_url, BLOG_SMTP_URL="smtp://localhost:1", BLOG_LIMITS="off")
    yield site
    site.close()


@pytest.fixture
def owner(mailing: Site) -> Browser:
    return mailing.staff("Ada", "owner")


def letters(site: Site) -> list[dict[str, str]]:
    """The letters that wait, oldest first, but for those to the staff."""
    with site.reading() as db:
        found = [job.payload for job in db.scalars(select(Job).where(Job.kind == "mail").order_by(Job.id))]
    return [payload for payload in found if payload["to"] != "ada@example.org"]


def ask_for_link(site: Site, email: str = ADDRESS) -> Page:
    visitor = site.visitor()
    return visitor.follow(visitor.open("/-/own-data").send("email", email=email))


def link(site: Site) -> str:
    ask_for_link(site)
    found = re.search(r"/-/own-data/\S+", letters(site)[-1]["words"])
    assert found is not None
    return found[0]


def scrub(site: Site) -> None:
    """What the worker does after erasing."""
    with site.reading() as db:
        payload = db.scalars(select(Job.payload).where(Job.kind == erasing.JOB)).one()
    erasing.scrub(site.house.database, site.settings.data, payload)


def say_something(site: Site, owner: Browser) -> tuple[str, Page]:
    """An approved comment with a reply, an edit that waits and a name; (the post's path, the receipt)."""
    path = site.publish(owner)
    receipt = site.say(path, f"Words {SECRET}.", "Sol Secretname", email=ADDRESS, website="https://secret-site.example")
    card = re.findall(r'name="comment" value="([^"]+)"', owner.open("/desk/comments").html)[0]
    owner.post("/desk/decisions", {"comment": card, "decision": "approved", "reason": f"fine {SECRET}"})
    reply = owner.open(f"/-/reply/{card.split('@')[0]}").send("comment-form", body="An answer.")
    assert reply.status == 303
    receipt.send("body", body=f"Edited {SECRET}.")
    return path, receipt


def act(site: Site, path: str, action: str) -> Page:
    visitor = site.visitor()
    return visitor.follow(visitor.post(path, {"action": action, "sure": "yes"}))


def test_the_link_comes_by_mail_and_shows_every_text_and_status(mailing: Site, owner: Browser) -> None:
    """S7: GET shows."""
    say_something(mailing, owner)

    page = mailing.visitor().open(link(mailing))

    assert page.status == 200
    assert f"Words {SECRET}." in page.words
    assert f"Edited {SECRET}." in page.words
    assert "Sol Secretname" in page.words
    assert page.headers["cache-control"] == "no-store"
    with mailing.reading() as db:
        assert len(db.scalars(select(DataRequest)).all()) == 1


def test_the_file_holds_everything(mailing: Site, owner: Browser) -> None:
    say_something(mailing, owner)

    answer = mailing.visitor().get(link(mailing) + "/file")
    found = json.loads(answer.html)

    assert answer.headers["content-disposition"].startswith("attachment")
    assert found["address"] == ADDRESS
    [comment] = found["comments"]
    assert [text["typed"] for text in comment["texts"]] == [f"Words {SECRET}.", f"Edited {SECRET}."]
    assert comment["decisions"][0]["to"] == "approved"
    assert comment["website"] == "https://secret-site.example"


def test_case_makes_no_other_person(mailing: Site, owner: Browser) -> None:
    say_something(mailing, owner)

    ask_for_link(mailing, ADDRESS.lower())

    assert len(letters(mailing)) == 1


def test_known_and_unknown_addresses_get_the_same_answer(mailing: Site, owner: Browser) -> None:
    say_something(mailing, owner)

    known, unknown = ask_for_link(mailing), ask_for_link(mailing, "nobody@example.org")

    assert known.html == unknown.html
    assert [letter["to"] for letter in letters(mailing)] == ["Sol.Private@example.org"]


def test_a_stranger_causes_one_letter_a_day_without_a_foreign_word(mailing: Site, owner: Browser) -> None:
    say_something(mailing, owner)

    for _ in range(3):
        ask_for_link(mailing)

    [letter] = letters(mailing)
    assert SECRET not in letter["words"]
    assert "Secretname" not in letter["words"]


@pytest.mark.parametrize("typed", ["", "no address", "a@b", f"{ADDRESS}, other@example.org"])
def test_what_is_no_address_is_said_beside_the_field(mailing: Site, typed: str) -> None:
    page = ask_for_link(mailing, typed)

    assert page.status == 422
    assert page.form("email").value("email") == typed
    assert not letters(mailing)


def test_without_mail_nothing_is_promised(blog: Site) -> None:
    page = blog.visitor().open("/-/own-data")

    assert "sends no mail" in page.words
    assert not page.forms
    assert blog.visitor().post("/-/own-data", {"email": ADDRESS}).status == 422


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
    with mailing.reading() as db:
        about = db.scalars(select(Job).where(Job.about == "comment:1")).all()
    for job in about:
        file_of(mailing.settings.data, job.payload).write_text(SECRET)
    (folder / "another.eml").write_text("Of somebody else.")
    assert len(about) == 2

    act(mailing, where, "erase")
    scrub(mailing)

    assert [path.name for path in folder.iterdir()] == ["another.eml"]
    with mailing.reading() as db:
        assert not db.scalars(select(Job).where(Job.about == "comment:1")).all()


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
    owner.post("/desk/undos", {})

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
