"""Readers of an imported blog: the desk knows their names, and whoever types one gains nothing by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cast.site import Browser, Site
from tests.importers.bringing import bring, takeout
from tests.importers.exports import takeout_comment, takeout_post

YEARS = ("2009-08-08T10:00:00Z", "2012-01-01T10:00:00Z", "2015-05-05T10:00:00Z")


def imported(folder: Path, *names: str, status: str = "LIVE") -> Path:
    comments = [
        takeout_comment(11 + number, 1, name=name, published=published, status=status, body=f"Number {number}.")
        for number, (name, published) in enumerate(zip(names, YEARS, strict=False))
    ]
    return takeout(folder, takeout_post(1), *comments)


def queue_after(blog: Site, ada: Browser, name: str) -> str:
    path = blog.visitor().get("/").form  # the home page is there
    assert path is not None
    blog.say("/2009/08/post-1.html", name=name, email="somebody@example.org", body="Here I am again, dear all.")
    return ada.open("/desk/comments").words


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("Sol", "Sol", "Sol"), "Same name: 3 comments since 2009, not proved."),
        (("Kim", "Sol"), "Same name: one comment from 2012, not proved."),
        (("Kim", "Kim"), "The first comment with this e-mail address: nothing to go on yet."),
    ],
)
def test_the_desk_is_told_of_the_same_name_and_that_nothing_is_proved(
    blog: Site, ada: Browser, tmp_path: Path, names: tuple[str, ...], said: str
) -> None:
    bring(blog, imported(tmp_path, *names))
    words = queue_after(blog, ada, "Sol")

    assert said in words
    assert "+0.5" in words, "a name that is typed never makes a comment look better"
    assert "Here I am again" not in blog.visitor().open("/2009/08/post-1.html").words


def test_spam_under_a_name_speaks_for_nobody_and_a_lost_name_is_nobody_s(
    blog: Site, ada: Browser, tmp_path: Path
) -> None:
    bring(blog, imported(tmp_path, "Sol", "Sol", status="SPAM_COMMENT"))
    assert "Same name" not in queue_after(blog, ada, "Sol")
    bring(blog, imported(tmp_path, "", ""))
    assert "Same name" not in queue_after(blog, ada, "Anonymous")
