"""Whoever proves an address by its mail sees, takes along and erases what is kept about it."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from blog.privacy.models import DataRequest
from tests.cast.site import Browser, Site
from tests.privacy.room import ADDRESS, SECRET, ask_for_link, letters, link, say_something


def test_the_link_comes_by_mail_and_shows_every_text_and_status(mailing: Site, owner: Browser) -> None:
    """S7: GET shows."""
    say_something(mailing, owner)

    page = mailing.visitor().open(link(mailing))

    assert page.status == 200
    assert f"Words {SECRET}." in page.words
    assert f"Edited {SECRET}." in page.words
    assert "Sol Secretname" in page.words
    assert "Text 2, of " in page.words
    assert "from pending to approved" in page.words
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
