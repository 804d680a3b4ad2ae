"""Readers who are known again: by a proved address or a remembered device, and by nothing they type."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from blog.accounts import tokens
from blog.comments.models import Comment, Commenter, CommenterDevice
from blog.comments.proving import PROOF
from tests.cast.rows import everything
from tests.cast.site import Browser, Page, Site
from tests.servers.smtp import PostOffice
from tests.stories.test_first_day import waiting

READER = "sol@example.org"
COOKIE = "afterword-reader"


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


@pytest.fixture
def path(blog: Site, ada: Browser, office: PostOffice) -> str:
    blog.house.settings = dataclasses.replace(blog.house.settings, smtp_url=office.url)
    return blog.publish(ada)


def say(reader: Browser, path: str, body: str, name: str = "Sol", email: str = READER) -> Page:
    return reader.follow(reader.open(path).send("comment-form", body=body, name=name, email=email))


def proof_for(blog: Site, office: PostOffice, receipt: Page) -> str:
    """The path of the mailed link that a press on the receipt has sent."""
    assert receipt.browser.post(receipt.path, {"action": "prove"}).status == 303
    blog.work()
    letters = [letter for readers, letter in office.letters if readers == [READER]]
    links = re.findall(r"https?://\S+/-/proofs/\S+", str(letters[-1].get_content()))
    return str(urlsplit(links[0]).path)


def approve(ada: Browser) -> None:
    for key in waiting(ada):
        ada.post("/desk/decisions", {"comment": key, "decision": "approved"})


def by_words(blog: Site, words: str) -> Comment:
    with blog.reading() as db:
        found: Comment = next(one for one in db.scalars(select(Comment)) if one.newest and words in one.newest.words)
        return found


def test_a_proved_and_remembered_reader_is_verified_and_whoever_types_the_same_is_not(
    blog: Site, ada: Browser, office: PostOffice, path: str
) -> None:
    """C2, M3"""
    sol = blog.visitor()
    receipt = say(sol, path, "The first.")
    link = proof_for(blog, office, receipt)
    mailbox = blog.visitor()
    page = mailbox.get(link)
    assert "The first." in page.words
    assert by_words(blog, "The first.").verified_at is None, "looking proves nothing"
    done = mailbox.post(link, {})
    assert "It is known now that this address is yours." in mailbox.follow(done).words
    assert sol.post(receipt.path, {"action": "remember"}).status == 303
    blog.clock.step(minutes=1)
    say(sol, path, "The second.")
    say(sol, path, "Under another address.", email="kim@example.org")
    say(blog.visitor(), path, "Typed by a stranger.")
    approve(ada)
    shown = blog.visitor().open(path)
    assert shown.html.count('class="badge verified"') == 2
    known = {words: by_words(blog, words).commenter_id for words in ("first", "second", "another", "stranger")}
    assert known["first"] == known["second"] is not None
    assert known["another"] is known["stranger"] is None


def test_the_mark_shows_on_the_very_next_look(blog: Site, ada: Browser, office: PostOffice, path: str) -> None:
    receipt = say(blog.visitor(), path, "Mine.")
    approve(ada)
    assert 'class="badge verified"' not in blog.visitor().open(path).html
    blog.visitor().post(proof_for(blog, office, receipt), {})
    assert 'class="badge verified"' in blog.visitor().open(path).html


def test_the_device_is_known_by_a_cookie_that_only_that_button_sets(blog: Site, path: str) -> None:
    reader = blog.visitor()
    receipt = say(reader, path, "A word.")
    assert COOKIE not in reader.client.cookies
    answer = reader.post(receipt.path, {"action": "remember"})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    for part in ("HttpOnly", "Path=/comments", "SameSite=lax"):
        assert part in cookie
    assert "You are remembered on this device" in reader.open(receipt.path).words
    with blog.reading() as db:
        [device] = db.scalars(select(CommenterDevice)).all()
        assert device.token_hash not in cookie
    assert reader.post(receipt.path, {"action": "forget"}).status == 303
    assert "Remember me on this device" in reader.open(receipt.path).words
    assert blog.count(CommenterDevice) == 0


def test_a_device_that_proves_its_address_later_is_the_same_reader(blog: Site, office: PostOffice, path: str) -> None:
    sol = blog.visitor()
    receipt = say(sol, path, "The first.")
    sol.post(receipt.path, {"action": "remember"})
    blog.visitor().post(proof_for(blog, office, receipt), {})
    blog.clock.step(minutes=1)
    say(sol, path, "The second.")
    assert by_words(blog, "second").verified_at is not None
    with blog.reading() as db:
        assert [one.email for one in db.scalars(select(Commenter))] == [READER]


def test_a_form_that_nobody_knows_the_sender_of_is_nobody_s(blog: Site, path: str) -> None:
    reader = blog.visitor()
    receipt = say(reader, path, "A word.")
    reader.post(receipt.path, {"action": "remember"})
    fields = dict(reader.open(path).form("comment-form").fields)
    sent = reader.post("/comments", {**fields, "body": "From elsewhere.", "name": "Sol"}, accept="text/html")
    assert sent.status == 303
    assert by_words(blog, "elsewhere").commenter_id is None


@pytest.mark.parametrize("kind", ["expired", "used", "other purpose", "other comment", "empty", "list", "torn"])
def test_a_link_that_does_not_hold_changes_nothing(blog: Site, office: PostOffice, path: str, kind: str) -> None:
    """S6"""
    receipt = say(blog.visitor(), path, "Mine.")
    link = proof_for(blog, office, receipt)
    keys, now = blog.house.keys, blog.clock()
    with blog.reading() as db:
        of = db.scalars(select(Commenter.public_id)).one()
    about = {"comment": receipt.path.split("/")[2], "commenter": of}
    if kind == "used":
        assert blog.visitor().post(link, {}).status == 303
    elif kind == "expired":
        blog.clock.step(minutes=10)
    elif kind == "other purpose":
        link = f"/-/proofs/{tokens.make_token(keys, tokens.OWNER_LINK, now, about)}"
    elif kind == "other comment":
        link = f"/-/proofs/{tokens.make_token(keys, PROOF, now, {**about, 'comment': 'nosuch'})}"
    elif kind == "list":
        link = f"/-/proofs/{tokens.make_token(keys, PROOF, now, [about])}"
    elif kind == "empty":
        link = f"/-/proofs/{tokens.make_token(keys, PROOF, now)}"
    else:
        link = link[:-4]
    before = everything(blog)
    assert blog.visitor().get(link).status == 403
    assert blog.visitor().post(link, {}).status == 403
    assert everything(blog) == before


def test_where_the_owner_wants_it_the_name_may_stay_empty(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada)
    assert blog.say(path, name="").status == 422
    saved = ada.open("/desk/settings").send("title", anonymous="yes")
    assert saved.status == 303, saved.words
    assert blog.say(path, name="").status == 200
    approve(ada)
    assert "Anonymous" in blog.visitor().open(path).words
