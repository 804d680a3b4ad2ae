"""What the owner has the blog say to machines: whom to tell of a hole, and which hub passes new posts on."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from blog.site.addresses import read_contact, read_hub
from tests.cast.site import Browser, Page, Site

AT = "/.well-known/security.txt"
HUB = "https://hub.example/?a=1&b=2"
ATOM_LINK = "{http://www.w3.org/2005/Atom}link"


@pytest.fixture
def owner(blog: Site) -> Browser:
    return blog.staff("Ona", "owner")


def choose(owner: Browser, **chosen: str) -> Page:
    return owner.open("/desk/settings").send("tagline", **chosen)


def test_whom_to_tell_stands_where_it_is_looked_for(blog: Site, owner: Browser) -> None:
    reader = blog.visitor()
    assert reader.get(AT).status == 404
    assert choose(owner, security_contact="safe@blog.example").status == 303

    first = reader.get(AT)
    blog.clock.step(hours=1)
    later = reader.get(AT)
    blog.clock.step(days=1)
    next_day = reader.get(AT)

    fields = dict(line.split(": ", 1) for line in first.html.splitlines())
    assert first.headers["content-type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == "mailto:safe@blog.example"
    assert fields["Canonical"] == f"{blog.settings.url}{AT}"
    assert fields["Preferred-Languages"] == "en"
    assert later.headers["etag"] == first.headers["etag"] != next_day.headers["etag"]


def test_an_address_stands_there_as_it_was_written(blog: Site, owner: Browser) -> None:
    choose(owner, security_contact="https://blog.example/holes?a=1&b=2")

    assert blog.visitor().get(AT).html.startswith("Contact: https://blog.example/holes?a=1&b=2\nExpires: 2027-")


def test_the_log_says_that_it_was_changed(owner: Browser) -> None:
    choose(owner, security_contact="https://blog.example/holes?a=1&b=2")

    assert "Whom to tell of a security hole: — → https://blog.example/holes?a=1&b=2" in owner.open("/desk/log").words


@pytest.mark.parametrize("path", ["/feeds/posts/default", "/feeds/comments/default"])
def test_feeds_name_the_hub_in_every_form(blog: Site, owner: Browser, path: str) -> None:
    assert "hub" not in blog.visitor().get(path).html
    choose(owner, websub_hub=HUB)

    atom, rss, made = (blog.visitor().get(path + form) for form in ("", "?alt=rss", "?alt=json"))

    for feed in (atom, rss):
        root = ElementTree.fromstring(feed.html)  # noqa: S314 - written by us a moment ago
        assert [link.get("href") for link in root.iter(ATOM_LINK) if link.get("rel") == "hub"] == [HUB]
    assert json.loads(made.html)["hubs"] == [{"type": "WebSub", "url": HUB}]
    assert rss.headers["link"] == f'<{HUB}>; rel="hub", <{blog.settings.url}{path}?alt=rss>; rel="self"'


def test_what_is_no_address_is_refused_and_kept(owner: Browser) -> None:
    page = choose(owner, security_contact="call me", websub_hub="http://hub.example/")

    assert page.status == 422
    assert 'value="call me"' in page.html
    assert 'value="http://hub.example/"' in page.html


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", ""),
        ("a@b.example", "mailto:a@b.example"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("https://b.example/x", "https://b.example/x"),
        ("http://b.example/x", None),
        ("javascript:alert(1)", None),
        ("https://b.example/\nContact: evil", None),
        ("a@b@c", None),
        ("https://b.example/" + "x" * 300, None),
    ],
)
def test_a_contact_is_mail_or_https(typed: str, read: str | None) -> None:
    assert read_contact(typed) == read


@pytest.mark.parametrize(
    "typed", ["http://hub.example/", "hub", 'https://hub.example/>; rel="evil"', "https://h.example/#x"]
)
def test_a_hub_is_https_and_stays_inside_its_header(typed: str) -> None:
    assert read_hub(typed) is None
