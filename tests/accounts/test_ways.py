"""Changing how one signs in: only by who has just shown who they are, told by a letter, and never by the way."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from blog.accounts.agents import name_browser
from blog.accounts.guessable import is_guessable
from blog.jobs.models import Job
from tests.accounts.signing_in import WRONG, attempt, right, wait_of
from tests.accounts.test_sessions import enters, session_of
from tests.cast.site import PASSWORD, Browser, Page, Site

WAYS = "/desk/you/signing-in"
NEW = "kettles on a tuesday"


def ways(browser: Browser, action: str, **fields: str) -> Page:
    return browser.post(WAYS, {"action": action, **fields})


def letters(blog: Site) -> list[str]:
    """The subjects of what was written to people."""
    with blog.reading() as db:
        return [job.payload["subject"] for job in db.scalars(select(Job).where(Job.kind == "mail").order_by(Job.id))]


def test_a_new_password_ends_every_other_session_and_is_told_by_a_letter(blog: Site, ada: Browser) -> None:
    """S2"""
    other = blog.visitor()
    right(other)
    before = [session_of(ada), session_of(other)]
    page = ada.follow(ada.open(WAYS).send("password", button="password", password=NEW))
    assert "Your password is changed, and you are signed out everywhere else." in page.words
    assert [enters(blog, cookie) for cookie in before] == [False, False]
    assert ada.get("/desk").status == 200
    assert letters(blog) == ["Your password was changed"]
    assert attempt(blog.visitor(), PASSWORD).status == 403
    assert attempt(blog.visitor(), NEW).status == 303


def test_ten_minutes_after_signing_in_the_password_is_asked_for_again(blog: Site, ada: Browser) -> None:
    blog.clock.step(minutes=10)
    page = ada.open(WAYS)
    assert "A new password" not in page.words
    refused = ways(ada, "password", password=NEW)
    assert refused.status == 403 and "show first that it is you" in refused.words
    assert attempt(blog.visitor(), NEW).status == 403
    opened = ada.follow(page.send("password", password=PASSWORD))
    assert "A new password" in opened.words
    blog.clock.step(minutes=9)
    assert ways(ada, "password", password=NEW).status == 303


def test_who_took_a_session_cannot_guess_the_password_and_locks_nobody_out(blog: Site, ada: Browser) -> None:
    blog.clock.step(hours=1)
    pages = [ways(ada, "prove", password=WRONG) for _ in range(6)]
    assert [page.status for page in pages] == [403] * 5 + [429]
    assert "That is not your password" in pages[0].words and wait_of(pages[5]) == 15 * 60
    assert ways(ada, "prove", password=PASSWORD).status == 429
    assert right(blog.visitor()).status == 303
    assert WRONG not in pages[0].html


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("short", "ten characters or more"),
        ("", "ten characters or more"),
        ("P@ssw0rd2026!", "among the first that are tried"),
        ("ada@example.org", "among the first that are tried"),
        ("x" * 1001, "longer than 1,000"),
        ("x" * 200_000, "longer than 1,000"),
    ],
)
def test_a_password_that_would_not_hold_is_refused_and_nothing_changes(
    blog: Site, ada: Browser, password: str, says: str
) -> None:
    """S8"""
    page = ways(ada, "password", password=password)
    assert page.status == 422 and says in page.words
    assert right(blog.visitor()).status == 303
    assert letters(blog) == []


def test_two_hundred_bytes_of_any_script_are_taken_to_the_letter(blog: Site, ada: Browser) -> None:
    """S8"""
    long = "ключ 鍵 مفتاح 🔑 " * 6
    assert ways(ada, "password", password=long).status == 303
    assert attempt(blog.visitor(), long.strip()).status == 403
    assert attempt(blog.visitor(), long).status == 303


def test_one_browser_or_all_others_are_signed_out_by_hand(blog: Site, ada: Browser, nia: Browser) -> None:
    """S2"""
    others = [blog.visitor() for _ in range(3)]
    for other in others:
        attempt(other, PASSWORD, **{"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"})
    blog.clock.step(hours=3)
    page = ada.open(WAYS)
    assert page.words.count("Firefox on Linux") >= 3 and "This one" in page.words
    assert "Firefox on Linux" not in nia.open(WAYS).words
    gone = ada.follow(page.send("session"))
    assert "That browser is signed out." in gone.words
    assert sum(enters(blog, session_of(other)) for other in others) == 2
    assert "You are signed out everywhere but here." in ada.follow(ways(ada, "end-others")).words
    assert not any(enters(blog, session_of(other)) for other in others)
    assert ada.get("/desk").status == 200 and nia.get("/desk").status == 200


def test_nobody_signs_out_a_session_that_is_not_theirs_or_none(blog: Site, ada: Browser, nia: Browser) -> None:
    numbers = [form.value("session") for form in ada.open(WAYS).forms if "session" in form.names]
    assert numbers == []
    for number in ("1", "2", "999", "", "x", "-1", "9" * 30, "²"):
        page = ways(ada, "end", session=number) if number != "1" else ways(nia, "end", session="1")
        assert (number, page.status) == (number, 409)
    assert ada.get("/desk").status == 200 and nia.get("/desk").status == 200


def test_a_session_says_when_it_was_last_used_without_a_get_that_writes(blog: Site, ada: Browser) -> None:
    """F3"""
    blog.clock.step(hours=2)
    assert "last used Oct 9, 12:00" in ada.open(WAYS).words
    ada.post("/desk/posts/new", {"title": "A draft", "action": "save"})
    assert "last used Oct 9, 14:00" in ada.open(WAYS).words


@pytest.mark.parametrize("action", ["", "nonsense", "password\x00"])
def test_a_form_that_names_no_change_changes_nothing(ada: Browser, action: str) -> None:
    assert ways(ada, action).status == 422


def test_common_passwords_are_known_with_their_usual_trimmings() -> None:
    about = ("Ada Example", "ada.example@example.org")
    for password in (
        "password123",
        "Passw0rd2024!",
        "P@ssw0rd123",
        "1234567890",
        "qwertyuiop1",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "iloveyou2!!",
        "12345qwert",
        "Summer2026!",
        "letmein12345",
        "1q2w3e4r5t",
        "AdaExample1",
        "CorrectHorseBatteryStaple",
    ):
        assert is_guessable(password, about), password
    for password in (PASSWORD, WRONG, NEW, "zT7#qLm02x", "the summer of 2026 was wet", "ada likes kettles"):
        assert not is_guessable(password, about), password


def test_browsers_are_named_as_people_know_them() -> None:
    chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140 Safari/537.36"
    named = {
        chrome: "Chrome on Windows",
        f"{chrome} Edg/140.0": "Edge on Windows",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1": "Safari on iPhone",
        "curl/8": "A browser that does not say its name",
        "": "A browser that does not say its name",
    }
    assert {agent: str(name_browser(agent)) for agent in named} == named
