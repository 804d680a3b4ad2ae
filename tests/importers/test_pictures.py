"""What the address of a picture at Google says: which picture it is, and where its original lies."""

from __future__ import annotations

import pytest

from blog.importers.pictures import asked_for, picture_key

BLOGSPOT = "bp.blogspot.com/_x/SA/AA"
GOOGLE = "https://blogger.googleusercontent.com/img/b/R29/AVvX"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"http://1.{BLOGSPOT}/s320/kettle.png", f"https://4.{BLOGSPOT}/s1600-h/kettle.png"),
        (f"http://1.{BLOGSPOT}/s320/kettle.png", f"//1.{BLOGSPOT}/w640-h480-no/kettle.png#top"),
        (f"{GOOGLE}=s1600", f"{GOOGLE}=w640-h480-p-k-no-nu"),
        (f"{GOOGLE}=s1600", GOOGLE),
        ("http://example.org/a.png", "https://example.org/a.png"),
    ],
)
def test_all_sizes_of_a_picture_are_one(one: str, other: str) -> None:
    assert picture_key(one) == picture_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"http://1.{BLOGSPOT}/s320/kettle.png", f"http://1.{BLOGSPOT}/s320/teapot.png"),
        (f"{GOOGLE}=s1600", f"{GOOGLE}Y=s1600"),
        # Elsewhere a folder called s320 is a folder, and a query says which picture it is.
        ("https://example.org/s320/a.png", "https://example.org/s640/a.png"),
        ("https://example.org/show?id=1", "https://example.org/show?id=2"),
    ],
)
def test_another_picture_is_another(one: str, other: str) -> None:
    assert picture_key(one) != picture_key(other)


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        (f"http://2.{BLOGSPOT}/s320/a.png", [f"https://2.{BLOGSPOT}/{size}/a.png" for size in ("s0", "s1600", "s320")]),
        (f"http://2.{BLOGSPOT}/s1600-h/a.png", [f"https://2.{BLOGSPOT}/{size}/a.png" for size in ("s0", "s1600")]),
        (f"http://2.{BLOGSPOT}/a.png", [f"https://2.{BLOGSPOT}/a.png"]),
        (f"{GOOGLE}=w64-h48", [f"{GOOGLE}=s0", f"{GOOGLE}=s1600", f"{GOOGLE}=w64-h48"]),
        (GOOGLE, [f"{GOOGLE}=s0", GOOGLE]),
        ("http://photos1.blogger.com/x/1/200/a.jpg", ["http://photos1.blogger.com/x/1/200/a.jpg"]),
        ("http://example.org/s320/a.png?x=1", ["http://example.org/s320/a.png?x=1"]),
    ],
)
def test_the_original_is_asked_for_first(address: str, asked: list[str]) -> None:
    assert asked_for(address) == asked
