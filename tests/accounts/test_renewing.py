"""A forgotten password: a letter to whoever has an account, the same answer to whoever has none."""

from __future__ import annotations

import dataclasses
import re

import pytest
from sqlalchemy import select

from blog.accounts import changing, renewing, tokens
from blog.jobs.models import Job
from tests.accounts.signing_in import ADA, attempt, browser_at, right
from tests.accounts.test_sessions import enters, session_of
from tests.accounts.test_ways import NEW
from tests.cast.site import PASSWORD, PASSWORD_HASH, Browser, Page, Site

FORGOTTEN = "/sign-in/forgotten"


@pytest.fixture(autouse=True)
def with_mail(blog: Site) -> None:
    blog.house.settings = dataclasses.replace(blog.house.settings, smtp_url="smtp://127.0.0.1:1")


def ask(browser: Browser, email: str = ADA) -> Page:
    return browser.post(FORGOTTEN, {"email": email})


def written(blog: Site) -> list[dict[str, str]]:
    """Every letter in the outbox, after the worker has done what it can."""
    blog.work()
    with blog.reading() as db:
        return [job.payload for job in db.scalars(select(Job).where(Job.kind == "mail").order_by(Job.id))]


def link_for(blog: Site, email: str = ADA) -> str:
    ask(blog.visitor(), email)
    return str(re.findall(r"(/sign-in/new-password/\S+)", written(blog)[-1]["words"])[0])


def test_a_letter_brings_a_link_and_the_link_a_new_password(blog: Site, ada: Browser) -> None:
    """S2, S7"""
    reader = blog.visitor()
    asked = reader.follow(reader.open("/sign-in/forgotten").send("email", email=" ADA@example.org "))
    assert "If there is an account with that address, a letter with a link is on its way." in asked.words
    letter = written(blog)[0]
    assert letter["to"] == ADA and "localhost:8000" in letter["words"]
    path = re.findall(r"(/sign-in/new-password/\S+)", letter["words"])[0]
    for _ in range(2):
        assert ADA in reader.open(path).words
        assert reader.client.head(path).status_code == 200
    assert enters(blog, session_of(ada))
    done = reader.follow(reader.open(path).send("password", password=NEW))
    assert "Sign in with it now." in done.words and done.path == "/sign-in?done=renewed"
    assert not enters(blog, session_of(ada))
    assert reader.get("/desk").status == 303
    assert attempt(blog.visitor(), PASSWORD).status == 403
    assert attempt(blog.visitor(), NEW).status == 303
    assert [letter["subject"] for letter in written(blog)] == ["A new password", "Your password was changed"]


def test_known_and_unknown_people_get_the_same_answer_for_the_same_work(blog: Site, ada: Browser) -> None:
    """S5"""
    pages = [ask(blog.visitor(), email) for email in (ADA, "eve@example.org")]
    assert [(page.status, page.location, page.html) for page in pages] == [(303, f"{FORGOTTEN}?done=asked", "")] * 2
    with blog.reading() as db:
        jobs = db.scalars(select(Job).where(Job.kind == renewing.JOB)).all()
    assert len(jobs) == 2 and "@" not in str([job.payload for job in jobs])
    assert [letter["to"] for letter in written(blog)] == [ADA]


def test_a_link_works_once_for_an_hour_and_dies_with_the_password_it_was_for(blog: Site, ada: Browser) -> None:
    """S6"""
    first, second = link_for(blog), link_for(blog)
    assert first != second
    assert blog.visitor().post(first, {"password": NEW}).status == 303
    for path in (first, second):
        assert blog.visitor().get(path).status == 403
        assert blog.visitor().post(path, {"password": "another few words"}).status == 403
    assert attempt(blog.visitor(), NEW).status == 303
    late = link_for(blog)
    blog.clock.step(minutes=60)
    page = blog.visitor().post(late, {"password": PASSWORD})
    assert page.status == 403 and "it works once, and for an hour" in page.words


@pytest.mark.parametrize("about", [None, [1], [1, ""], ["x", "y"], {"a": 1}])
def test_a_token_of_another_shape_or_purpose_opens_nothing(blog: Site, ada: Browser, about: object) -> None:
    """S6"""
    for purpose in (renewing.PURPOSE, tokens.OWNER_LINK):
        path = f"/sign-in/new-password/{tokens.make_token(blog.house.keys, purpose, blog.clock(), about)}"
        assert blog.visitor().get(path).status == 403
        assert blog.visitor().post(path, {"password": NEW}).status == 403
    assert right(blog.visitor()).status == 303


def test_a_bad_password_keeps_the_link(blog: Site, ada: Browser) -> None:
    path = link_for(blog)
    for password in ("short", "password2026!", "x" * 2000):
        assert blog.visitor().post(path, {"password": password}).status == 422
    assert blog.visitor().post(path, {"password": NEW}).status == 303


def test_who_is_disabled_gets_no_letter_and_their_link_opens_nothing(blog: Site, ada: Browser, nia: Browser) -> None:
    nias = "nia@example.org"
    path = link_for(blog, nias)
    blog.house.database.write(lambda db: changing.disable_account(db, nias, blog.clock()))
    assert blog.visitor().post(path, {"password": NEW}).status == 403
    ask(blog.visitor(), nias)
    assert len(written(blog)) == 1


def test_three_letters_an_hour_and_ten_questions_from_one_network(blog: Site, ada: Browser) -> None:
    for number in range(5):
        assert ask(browser_at(blog, f"198.51.{number}.1")).status == 303
    assert len(written(blog)) == 3
    pages = [ask(browser_at(blog, "203.0.113.9"), f"n{number}@example.org") for number in range(11)]
    assert [page.status for page in pages] == [303] * 10 + [429]
    assert "Wait a while" in pages[10].words and pages[10].form("email").value("email") == "n10@example.org"


def test_waits_for_wrong_passwords_are_over_with_the_new_one(blog: Site, ada: Browser) -> None:
    """S4: a stranger who guesses locks nobody out for long."""
    for _ in range(6):
        attempt(blog.visitor())
    assert attempt(blog.visitor(), PASSWORD).status == 429
    blog.visitor().post(link_for(blog), {"password": NEW})
    assert attempt(blog.visitor(), NEW).status == 303


@pytest.mark.parametrize("email", ["", "ada", "@" * 300, "a\x00@b\r\nBcc: x@y"])
def test_what_is_no_address_is_said(blog: Site, ada: Browser, email: str) -> None:
    page = ask(blog.visitor(), email)
    assert page.status in (303, 422)
    assert written(blog) == []


def test_without_a_mail_server_the_page_says_what_helps_and_promises_nothing(blog: Site, ada: Browser) -> None:
    blog.house.settings = dataclasses.replace(blog.house.settings, smtp_url="")
    page = blog.visitor().open("/sign-in").browser.open(FORGOTTEN)
    assert "sends no mail" in page.words and "blog account password" in page.words
    assert not [form for form in page.forms if "email" in form.names]
    assert ask(blog.visitor()).status == 422
    assert written(blog) == []
    hashed = PASSWORD_HASH
    blog.house.database.write(lambda db: changing.change_password(db, blog.house.keys, ADA, hashed, blog.clock()))
    assert right(blog.visitor()).status == 303
