"""Every address that Blogger answered at leads to the right place in one step."""

from __future__ import annotations

import pytest

from tests.cast.site import Site
from tests.importers.bringing import bring, takeout
from tests.importers.exports import takeout_comment, takeout_post

LABEL = "<category scheme='tag:blogger.com,1999:blog-77' term='Repair &amp; care'/>"
POST = "/2009/08/post-7694451485568280571.html"


@pytest.fixture(scope="module")
def brought(blog_for_all: Site, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Whoever follows an address changes nothing, so one is enough for all."""
    number, folder = 7694451485568280571, tmp_path_factory.mktemp("export")
    bring(blog_for_all, takeout(folder, takeout_post(number, more=LABEL), takeout_comment(12345, number)))
    return blog_for_all


@pytest.mark.parametrize(
    ("old", "place"),
    [
        (f"{POST}?m=1", POST),
        (f"{POST}?showComment=1249000000000", POST),
        (f"{POST}?spref=fb", POST),
        ("/?m=1", "/"),
        ("/index.html", "/"),
        ("/search?updated-max=2009-08-07T00:00:00-07:00&max-results=7", "/"),
        ("/search/label/Repair%20%26%20care", "/tags/repair-care"),
        ("/search/label/Repair%20%26%20care?max-results=20&m=1", "/tags/repair-care"),
        ("/2009_08_01_archive.html", "/2009/08/"),
        ("/archives/2009_08_16_archive.html", "/2009/08/"),
        ("/atom.xml", "/feeds/posts/default"),
        ("/rss.xml", "/feeds/posts/default?alt=rss"),
        ("/feeds/posts/summary", "/feeds/posts/default"),
        ("/feeds/posts/full?alt=rss", "/feeds/posts/default?alt=rss"),
        ("/feeds/posts/full/-/Repair%20%26%20care", "/feeds/posts/default/-/Repair%20%26%20care"),
        ("/feeds/posts/default/-/Repair%20%26%20care", "/feeds/posts/default/-/repair-care"),
        ("/feeds/posts/default/7694451485568280571", POST),
        ("/feeds/comments/full", "/feeds/comments/default"),
        ("/feeds/7694451485568280571/comments/default", "/feeds/1/comments/default"),
        ("/feeds/7694451485568280571/comments/full", "/feeds/1/comments/default"),
    ],
)
def test_an_old_address_leads_there_in_one_step(brought: Site, old: str, place: str) -> None:
    reader = brought.visitor()
    answer = reader.get(old)

    assert (answer.status, answer.location) == (301, place)
    assert reader.open(place).status == 200


@pytest.mark.parametrize("path", [POST, "/feeds/posts/default?max-results=500&start-index=1", f"{POST}?utm_source=x"])
def test_an_address_that_is_right_answers_at_once(brought: Site, path: str) -> None:
    assert brought.visitor().get(path).status == 200


@pytest.mark.parametrize("path", ["/feeds/posts/default/99", "/feeds/99/comments/full", "/search/x", "/feeds/other"])
def test_what_was_never_there_is_not_found(brought: Site, path: str) -> None:
    assert brought.visitor().get(path).status == 404
