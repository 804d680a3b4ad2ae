"""Somebody is invited, comes in with a name and a password of their own, and the link is good once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from blog.accounts.models import Account, Invitation
from blog.jobs.models import Job
from blog.moderation import log, staff
from blog.moderation.models import LogEntry
from tests.cast.site import Browser, Page, Site

PASSWORD = "seven kettles on a shelf"


@pytest.fixture
def mailing(tmp_path: Path, migrated_url: str) -> Iterator[Site]:
    site = Site(tmp_path, migrated_url, BLOG_SMTP_URL="smtp://localhost:1")
    yield site
    site.close()


def invite(owner: Browser, email: str = "kim@example.org", **fields: str) -> Page:
    return owner.follow(owner.open("/desk/people").send("email", "invite", email=email, **fields))


def link_on(page: Page) -> str:
    found = re.search(r'id="i-link" value="http://localhost:8000([^"]+)"', page.html)
    assert found is not None, page.words
    return found[1]


def accept(browser: Browser, path: str, name: str = "Kim", password: str = PASSWORD) -> Page:
    return browser.post(path, {"name": name, "password": password})


def test_without_mail_the_link_is_shown_to_copy_and_brings_somebody_in(blog: Site, ada: Browser) -> None:
    page = invite(ada, role="editor")
    path = link_on(page)
    assert "kim@example.org · Editor" in page.words
    assert path not in ada.open("/desk/people").html
    kim = blog.visitor()
    shown = kim.get(path)
    assert shown.status == 200 and "Ada invites you" in shown.words and "Your role: Editor." in shown.words
    assert shown.headers["cache-control"] == "no-store" and blog.count(Account) == 1
    there = kim.follow(kim.post(path, shown.form("password").filled(name=" Kim  Lee ", password=PASSWORD)))
    assert there.path == "/desk" and "Kim Lee" in there.words
    assert kim.get("/desk/tags").status == 200 and kim.get("/desk/settings").status == 404
    people = ada.open("/desk/people")
    assert "Kim Lee · Editor" in people.words and "Invited" not in people.words
    told = ada.open("/desk/log?kind=account").words
    assert "invited kim@example.org, Editor Ada," in told and "joined the staff Kim Lee, Editor Kim Lee," in told
    again = blog.visitor()
    assert again.post("/sign-in", {"email": "Kim@example.org", "password": PASSWORD}).status == 303
    with blog.reading() as db:
        assert not db.scalars(select(Job).where(Job.kind == "mail")).all()


def test_with_mail_a_letter_carries_the_link_and_no_page_shows_it(mailing: Site) -> None:
    ada = mailing.staff("Ada", "owner")
    page = invite(ada)
    assert "The letter is on its way" in page.words and "/-/invitations/" not in page.html
    with mailing.reading() as db:
        [letter] = db.scalars(select(Job.payload).where(Job.kind == "mail"))
    assert letter["to"] == "kim@example.org" and "October 16, 2026" in letter["words"]
    path = re.search(r"http://localhost:8000(/-/invitations/\S+)", letter["words"])
    assert path is not None
    kim = mailing.visitor()
    assert accept(kim, path[1]).location == "/desk"
    mailing.close()


def test_a_letter_that_has_not_gone_out_is_taken_back_with_its_invitation(mailing: Site) -> None:
    ada = mailing.staff("Ada", "owner")
    page = ada.follow(invite(ada).send("invitation", "revoke"))
    assert "Taken back" in page.words and "kim@example.org" not in page.words
    assert mailing.count(Job) == 0
    mailing.close()


def test_a_link_that_is_over_says_why(blog: Site, ada: Browser) -> None:
    """Used, taken back, renewed, out of time, forged: each its own sentence, and nobody comes in."""
    used = link_on(invite(ada, "one@example.org"))
    assert accept(blog.visitor(), used, "One").status == 303
    revoked = link_on(invite(ada, "two@example.org"))
    ada.open("/desk/people").send("invitation", "revoke")
    renewed = link_on(invite(ada, "three@example.org", lifetime="30"))
    invite(ada, "three@example.org", lifetime="30")
    late = link_on(invite(ada, "four@example.org", lifetime="1"))
    blog.clock.step(days=1)
    forged = f"{late[:-1]}{'0' if late[-1] != '0' else '1'}"
    people = blog.count(Account)
    for path, status, words in (
        (used, 410, "This invitation has been used."),
        (revoked, 410, "This invitation was taken back."),
        (renewed, 410, "This invitation was taken back."),
        (late, 410, "The time of this invitation is over."),
        (forged, 404, "This is no invitation of this blog."),
        ("/-/invitations/é.x", 404, "This is no invitation of this blog."),
    ):
        browser = blog.visitor()
        for page in (browser.get(path), accept(browser, path)):
            assert page.status == status and words in page.words, (path, page.status, page.words)
        assert browser.get("/desk").status == 303
    assert blog.count(Account) == people


def test_what_stands_in_the_way_is_said_and_the_link_stays_good(blog: Site, ada: Browser) -> None:
    path = link_on(invite(ada))
    kim = blog.visitor()
    page = accept(kim, path, "Kim", "short")
    assert page.status == 422 and "ten characters" in page.words
    assert page.form("password").value("name") == "Kim" and "short" not in page.html
    assert accept(kim, path, "\u200b").status == 422 and accept(kim, path, "x" * 81).status == 422
    page = accept(kim, path, "\u0410d\u0430")
    assert page.status == 422 and "Somebody of this blog signs like that already." in page.words
    assert accept(kim, path, "<b>Kim</b>", "x" * 1001).status == 422
    assert accept(kim, path).status == 303


def test_an_invitation_is_refused_with_what_was_typed_kept(blog: Site, ada: Browser) -> None:
    for email, words in (
        ("nobody", "needs an e-mail address"),
        ("", "needs an e-mail"),
        ("ADA@example.org", "already"),
    ):
        page = invite(ada, email, role="moderator")
        assert page.status == 422 and words in page.words
        form = page.form("lifetime")
        assert (form.value("email"), form.value("role")) == (email, "moderator")
    assert ada.post("/desk/people", {"email": "kim@example.org", "role": "emperor"}).status == 422
    assert ada.post("/desk/people", {"email": "kim@example.org", "role": "author", "lifetime": "9"}).status == 422
    assert ada.post("/desk/people", {"action": "revoke", "invitation": "nothing"}).status == 409
    assert blog.count(Invitation) == 0


def test_of_two_who_use_a_link_at_once_one_comes_in(blog: Site, ada: Browser) -> None:
    path = link_on(invite(ada))
    two = [(blog.visitor(), name) for name in ("Kim", "Thief")]
    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(lambda one: accept(one[0], path, one[1]).status, two))
    assert sorted(answers) == [303, 410]
    assert blog.count(Account) == 2


def test_whoever_was_added_at_the_terminal_meanwhile_is_told(blog: Site, ada: Browser) -> None:
    path = link_on(invite(ada))
    blog.staff("Kim", "author")
    page = accept(blog.visitor(), path, "Another Kim")
    assert page.status == 409 and "There is an account with this e-mail address already." in page.words


def test_nothing_is_kept_of_whoever_did_not_come(blog: Site, ada: Browser) -> None:
    """The night lets go of invitations a month after they were over; who came has an account."""
    accept(blog.visitor(), link_on(invite(ada, "one@example.org", lifetime="1")), "One")
    invite(ada, "two@example.org", lifetime="1")
    for days, kept in ((30, 2), (1, 1)):
        blog.clock.step(days=days)
        blog.house.database.write(lambda db: staff.forget_invitations(db, blog.clock()))
        assert blog.count(Invitation) == kept
    with blog.reading() as db:
        entries = list(db.scalars(select(LogEntry)))
        assert log.verify(db) == []
    assert [entry.reason for entry in entries if "two@example.org" in entry.reason] == []
    assert any("one@example.org" in entry.reason for entry in entries)
