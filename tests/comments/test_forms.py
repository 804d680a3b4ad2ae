"""What a comment form may hold: limits, empty things in disguise, and everything kept to be shown again."""

from __future__ import annotations

import pytest

from blog.comments.forms import LARGEST_ID, CommentForm, EditForm
from tests.comments.room import Typed, form

ZERO_WIDTH = "\u200b\u2060\u2800\u3164"


def complaints(**fields: str) -> dict[str, str]:
    given = {"body": "A word.", "name": "Sol", **fields}
    return {name: str(sentence) for name, sentence in CommentForm.read(Typed(given)).complaints.items()}


@pytest.mark.parametrize(
    ("body", "fits"),
    [
        ("a" * 8000, True),
        ("a" * 8001, False),
        ("a" * 7999 + "😀", True),
        ("a" * 8000 + "😀", False),
        ("😀" * 8000, True),
        ("e\u0301" * 8000, True),
        ("e\u0301" * 8001, False),
        ("a\r\n" * 4000, True),
        ("a\r\n" * 4000 + "b", False),
        ("a\r" * 4000, True),
        ("x" * 65_535, False),
        ("x" * 65_536, False),
    ],
)
def test_a_body_is_counted_after_nfc_with_a_line_end_as_one_character(body: str, fits: bool) -> None:
    """X5, T7"""
    read = form(body)
    assert ("body" not in read.complaints) is fits
    assert (read.rendering is not None) is fits


def test_a_long_body_is_told_its_length_and_the_limit_and_kept_whole() -> None:
    read = form("a" * 12_345)
    assert str(read.complaints["body"]) == "The comment has 12,345 characters; up to 8,000 fit."
    assert read.body == "a" * 12_345


@pytest.mark.parametrize(
    "body", ["", " ", "\r\n\t ", "\xa0\u3000", ZERO_WIDTH, "\u202e\u2066", "\U000e0041", "\x00\x07"]
)
def test_a_body_of_nothing_visible_is_empty(body: str) -> None:
    """T6"""
    assert complaints(body=body) == {"body": "Write a comment; this one is empty."}


@pytest.mark.parametrize("body", ["<!-- hidden -->", "<b></b>", "&nbsp;", "<br>", "&#8203;"])
def test_markup_that_would_show_nothing_is_not_taken(body: str) -> None:
    assert complaints(body=body) == {"body": "Nothing of this comment would be visible. Write it in plain words."}


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("a" * 80, True),
        ("a" * 81, False),
        ("a" * 79 + "😀", True),
        ("a" * 80 + "😀", False),
        ("e\u0301" * 80, True),
        (" " * 90 + "Sol" + " " * 90, True),
    ],
)
def test_a_name_may_have_eighty_characters(name: str, fits: bool) -> None:
    assert ("name" not in complaints(name=name)) is fits


@pytest.mark.parametrize("name", ["", "  ", ZERO_WIDTH, "\u200d", "\U000e0041\U000e0042"])
def test_a_name_of_nothing_visible_is_none(name: str) -> None:
    """T6"""
    assert complaints(name=name) == {"name": "Write a name, any name you like to go by."}


@pytest.mark.parametrize(
    "email", ["sol", "sol@", "@example.org", "sol@example", "a b@example.org", "sol@x.org\nBcc: y"]
)
def test_an_address_that_is_none_is_named(email: str) -> None:
    assert "email" in complaints(email=email)


def test_an_address_may_have_254_characters() -> None:
    host = ".".join(["d" * 60] * 3) + ".org"
    longest = "s" * 63 + "@" + "x" * (254 - 64 - 1 - len(host)) + "." + host
    assert len(longest) == 254
    assert complaints(email=longest) == {}
    assert "254" in complaints(email="s" + longest)["email"]


@pytest.mark.parametrize(
    "website",
    [
        *("javascript:alert(1)", "JAVASCRIPT:alert(1)", "java\u200bscript:alert(1)", "javascript:123", "vbscript:x"),
        *("data:text/html,x", "blob:x", "//evil.example", "/\\evil.example", "https:evil.example", "host:8000"),
        *("sol@example.org", "ftp://example.org", "https://", "http://a b.example"),
    ],
)
def test_a_website_that_is_not_http_is_named(website: str) -> None:
    """X3"""
    read = form(website=website)
    assert read.complaints.keys() == {"website"}
    assert read.clean_website is None


def test_a_website_may_have_500_characters() -> None:
    longest = "https://example.org/" + "p" * 480
    assert form(website=longest).clean_website == longest
    assert "500" in complaints(website=longest + "p")["website"]
    assert "500" in complaints(website=longest + "p" * 5000)["website"]


def test_optional_fields_may_be_empty() -> None:
    read = form(email=" ", website="")
    assert read.complaints == {}
    assert (read.clean_email, read.clean_website) == (None, None)


@pytest.mark.parametrize(
    ("post", "number"),
    [
        ("7", 7),
        (str(LARGEST_ID), LARGEST_ID),
        (str(LARGEST_ID + 1), None),
        *((text, None) for text in ("", "-1", "1.0", " 1", "٣", "1e9", "%00", "9" * 400, "abc")),
    ],
)
def test_a_post_is_named_by_a_number_that_every_database_holds(post: str, number: int | None) -> None:
    """L7"""
    assert form(post=post).post_id == number


def test_what_was_typed_is_kept_as_it_was_typed() -> None:
    read = form("  <b>x</b> </textarea>\n", name=" S ", email="not one", website="nor this one")
    assert (read.body, read.name, read.email, read.website) == (
        *("  <b>x</b> </textarea>\n", " S ", "not one", "nor this one"),
    )


def test_lone_surrogates_are_complained_about_and_never_reach_a_page() -> None:
    """T4"""
    read = form("a\ud800b", name="\udfff")
    assert read.complaints.keys() == {"body", "name"}
    assert (read.body + read.name).encode("utf-8") == b"a?b?"


def test_other_fields_are_not_looked_at() -> None:
    """A2"""
    read = form(status="approved", role="owner", author="1", created_at="2001-01-01")
    assert set(vars(read)) == set(vars(form()))


def test_an_edit_is_read_within_the_same_limits() -> None:
    assert EditForm.read(Typed(body="Fine.")).complaint is None
    assert EditForm.read(Typed(body="a" * 8001)).complaint is not None
    assert EditForm.read(Typed(body="a" * 8001)).body == "a" * 8001
    assert EditForm.read(Typed()).complaint is not None
