"""Another address for oneself: proved by a letter there, taken in one's own session, told at the old one."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from blog.accounts.models import Account
from blog.jobs.models import Job
from tests.accounts.signing_in import attempt, right
from tests.accounts.test_sessions import enters, session_of
from tests.accounts.test_ways import WAYS
from tests.cast.site import PASSWORD, Browser, Page, Site

NEW = "ada@newer.example"


def ask(browser: Browser, email: str = NEW) -> Page:
    return browser.follow(browser.open(WAYS).send("email", button="address", email=email))


def written(blog: Site) -> list[dict[str, str]]:
    with blog.reading() as db:
        return [job.payload for job in db.scalars(select(Job).where(Job.kind == "mail").order_by(Job.id))]


def link_for(blog: Site, browser: Browser, email: str = NEW) -> str:
    ask(browser, email)
    return str(re.findall(r"(/desk/you/address/\S+)", written(blog)[-1]["words"])[0])


def test_the_letter_goes_to_the_new_address_and_its_link_makes_it_so(blog: Site, ada: Browser) -> None:
    """S2, S7"""
    other = blog.visitor()
    right(other)
    assert "a letter with a link is on its way there" in ask(ada, " Ada@NEWER.example ").words
    assert [letter["to"] for letter in written(blog)] == [NEW]
    path = re.findall(r"(/desk/you/address/\S+)", written(blog)[0]["words"])[0]
    for _ in range(2):
        assert NEW in ada.open(path).words, "looking changes nothing"
    assert attempt(blog.visitor(), PASSWORD).status == 303, "the old address still opens"
    done = ada.follow(ada.open(path).send(path))
    assert "You sign in with your new address from now on" in done.words
    assert not enters(blog, session_of(other)) and ada.get("/desk").status == 200
    assert attempt(blog.visitor(), PASSWORD).status == 403
    assert attempt(blog.visitor(), PASSWORD, NEW).status == 303
    told = written(blog)[-1]
    assert (told["to"], told["subject"]) == ("ada@example.org", "Your account has another address")
    assert NEW not in told["words"], "where somebody went is not told to a mailbox they have left"
    assert ada.get(path).status == 403, "it works once"


def test_a_link_is_nobody_elses(blog: Site, ada: Browser, nia: Browser) -> None:
    """A letter to a mistyped address opens nothing for whoever gets it."""
    path = link_for(blog, ada)
    assert blog.visitor().get(path).status == 303, "strangers are led to sign in"
    assert nia.get(path).status == 403
    assert nia.post(path, {}).status == 403
    assert ada.get(path).status == 200


def test_an_address_somebody_has_gets_no_letter_and_is_not_told(blog: Site, ada: Browser, nia: Browser) -> None:
    """S4"""
    assert ask(ada, "nia@example.org").words == ask(ada, NEW).words
    assert [letter["to"] for letter in written(blog)] == [NEW]
    path = re.findall(r"(/desk/you/address/\S+)", written(blog)[0]["words"])[0]
    blog.staff("Late", "author")

    def move(email: str) -> None:
        late = select(Account).where(Account.email == "late@example.org")
        blog.house.database.write(lambda db: setattr(db.scalars(late).one(), "email", email))

    move(NEW)
    assert ada.post(path, {}).status == 409, "somebody took it meanwhile"
    assert attempt(blog.visitor(), PASSWORD).status == 303


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "That is no e-mail address"),
        ("nonsense", "That is no e-mail address"),
        ("a@b@c", "That is no e-mail address"),
        ("ada@example.org", "That is the address you have"),
    ],
)
def test_what_is_no_new_address_is_said_and_kept(blog: Site, ada: Browser, typed: str, says: str) -> None:
    page = ada.open(WAYS).send("email", button="address", email=typed)
    assert page.status == 422 and says in page.words
    assert page.form("email").value("email") == typed
    assert written(blog) == []


def test_it_needs_a_fresh_proof_dies_with_the_password_and_is_not_asked_for_endlessly(blog: Site, ada: Browser) -> None:
    path = link_for(blog, ada)
    blog.clock.step(minutes=11)
    assert ada.post(WAYS, {"action": "address", "email": NEW}).status == 403
    ada.follow(ada.open(WAYS).send("password", password=PASSWORD))
    ask(ada, "second@newer.example")
    assert [letter["to"] for letter in written(blog)] == ["second@newer.example"], "the first is taken back unsent"
    ask(ada)
    late = ada.open(WAYS).send("email", button="address", email="fourth@newer.example")
    assert late.status == 429 and int(late.headers["retry-after"]) > 0
    assert late.form("email").value("email") == "fourth@newer.example"
    assert ada.get(path).status == 200, "an hour is not over"
    ada.follow(ada.open(WAYS).send("password", button="password", password="kettles on a tuesday"))
    assert ada.get(path).status == 403
