"""The feeds of a blog that came from elsewhere: where its readers have them from, valid, and with what was brought."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import feedparser  # type: ignore[import-untyped]
from sqlalchemy import select

from blog.posts.models import Post
from tests.cast.site import Browser, Site
from tests.feeds.test_forms import ATOM, FORMS, JSON, RSS
from tests.importers.messy import HIDDEN
from tests.importers.two_blogs import POSTS, Moved
from tests.stories.test_hostile_everywhere import FORBIDDEN, check_feed

COMMENTS, ALL = "/feeds/comments/default", "/feeds/posts/default"


def id_of(blog: Site, path: str) -> int:
    with blog.reading() as db:
        found: int = db.scalars(select(Post.id).where(Post.permalink == path)).one()
        return found


def test_every_feed_of_an_imported_blog_is_valid_in_every_form(blog: Site, moved: Moved) -> None:
    """A3, A4, A10, X6, X9: with all that an export can hold in titles, names and bodies."""
    reader = blog.visitor()
    tagged = f"{ALL}/-/{moved.tag.rpartition('/')[2]}"
    for path in (ALL, tagged, COMMENTS, f"/feeds/{id_of(blog, moved.at(1))}/comments/default"):
        ids = []
        for alt, (check, media_type, version) in FORMS.items():
            page = reader.get(path + alt)
            assert (page.status, page.headers["content-type"]) == (200, f"{media_type}; charset=utf-8"), path
            ids.append(check(blog, path, page.html))
            assert reader.get(path + alt, **{"if-none-match": page.headers["etag"]}).status == 304
            assert not FORBIDDEN.search(page.html), (path, alt)
            assert not [word for word in HIDDEN if word in page.html], (path, alt)
            if version:
                read = feedparser.parse(page.html.encode())
                assert (read.bozo, read.version) == (False, version), (path, alt, read.get("bozo_exception"))
                assert len(read.entries) == len(ids[-1])
        assert ids[0] == ids[1] == ids[2]
        assert len(set(ids[0])) == len(ids[0]) > 5, path
        check_feed(reader.get(path).html, path)


def test_feed_readers_find_the_feed_where_they_have_it_from(blog: Site, moved: Moved) -> None:
    """A3, E4: in one step, and the posts under the ids that they know them by."""
    reader = blog.visitor()
    for old, place in moved.feeds.items():
        place = place.replace("{1}", str(id_of(blog, moved.at(1))))
        answer = reader.get(old)
        assert (answer.status, answer.location) == (301, place), old
        assert reader.get(place).status == 200
    newest = [number for number, _, _ in POSTS][-3:]
    known = [moved.key.format(number) for number in newest]
    for alt, around in ((ATOM, "<id>{}</id>"), (RSS, ">{}</guid>"), (JSON, '"{}"')):
        text = reader.get(ALL + alt).html
        assert [key for key in known if around.format(key) not in text] == [], alt
        assert text.index(known[2]) < text.index(known[1]) < text.index(known[0])


def test_every_address_in_an_imported_feed_answers(blog: Site, moved: Moved) -> None:
    """E4: of entries and of their comments, anchors and all."""
    reader = blog.visitor()
    for feed in (ALL, f"{COMMENTS}?alt=rss"):
        entries = feedparser.parse(reader.get(feed).html.encode()).entries
        for link in {entry.link for entry in entries}:
            assert link.startswith(f"{blog.url}/"), link
            page = reader.open(urlsplit(link)._replace(scheme="", netloc="", fragment="").geturl())
            assert page.status == 200
            assert not urlsplit(link).fragment or f'id="{urlsplit(link).fragment}"' in page.html, link


def test_a_decision_on_what_came_along_shows_in_every_feed_at_once(blog: Site, ada: Browser, moved: Moved) -> None:
    """F9: and on its page, and in the search."""
    reader = blog.visitor()
    ways = (moved.at(1), *(COMMENTS + alt for alt in FORMS), "/search?q=pelican", "/")

    def shown() -> list[bool]:
        return ["Pia" in reader.get(path).html for path in ways]

    assert not any(shown())
    [card] = [
        part.split('"')[0]
        for part in ada.open("/desk/comments").html.split('name="comment" value="')[1:]
        if "pelican" in part.partition('name="comment"')[0]
    ]
    assert ada.post("/desk/decisions", {"comment": card, "decision": "approved"}).status == 303
    thread = re.findall(r'href="([^"#]*)#[^"]*"', reader.get("/search?q=pelican").html)[0].replace("&amp;", "&")
    assert "pelican" in reader.open(thread).html
    assert all(shown()[1:5]), dict(zip(ways, shown(), strict=True))
    assert ada.open("/desk/comments").send("/desk/undos").status == 303
    assert not any(shown())
