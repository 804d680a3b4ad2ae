"""F5: `next=` never leads away from this blog, by whatever spelling."""

from __future__ import annotations

from urllib.parse import quote, urljoin, urlsplit

import pytest

from tests.accounts.signing_in import ADA
from tests.cast.site import PASSWORD, Browser, Site

AWAY = (
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/\r\nLocation: https://evil.example",
    "/desk\r\nSet-Cookie: a=b",
    "http:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    ".evil.example",
    "http://localhost:8000@evil.example/",
    "http://localhost:8000.evil.example/",
    "//localhost:8000\\@evil.example",
    "/\x00/evil.example",
    "/\u2028/evil.example",
    "//\u3002evil.example",
    "/\u200b/evil.example",
    "?next=https://evil.example",
    "",
)


def lands_on(blog: Site, location: str) -> str:
    """The origin a browser would go to: it takes white space out, and a backslash for a slash."""
    typed = "".join(letter for letter in location if letter not in "\t\r\n").strip().replace("\\", "/")
    parts = urlsplit(urljoin(f"{blog.url}/sign-in", typed))
    return f"{parts.scheme}://{parts.netloc}"


@pytest.mark.parametrize("wanted", AWAY)
def test_signing_in_never_leads_elsewhere(blog_once: Site, wanted: str) -> None:
    blog = blog_once
    with blog.reading() as db:
        known = db.connection().exec_driver_sql("SELECT count(*) FROM accounts").scalar()
    if not known:
        blog.staff("Ada", "owner")
    fields = {"email": ADA, "password": PASSWORD}
    by_form = blog.visitor().post("/sign-in", {**fields, "next": wanted})
    by_address = blog.visitor().post(f"/sign-in?next={quote(wanted)}", fields)
    for page in (by_form, by_address):
        assert page.status == 303
        assert lands_on(blog, page.location) == blog.url
        assert len(page.headers.get_list("location")) == 1  # type: ignore[attr-defined]
        assert "a=b" not in page.headers["set-cookie"]
    signed_in = blog.visitor()
    signed_in.post("/sign-in", fields)
    led = signed_in.get(f"/sign-in?next={quote(wanted)}")
    assert led.status == 303
    assert lands_on(blog, led.location) == blog.url
    kept = blog.visitor().get(f"/sign-in?next={quote(wanted)}").form("/sign-in").value("next")
    assert lands_on(blog, kept) == blog.url


def test_own_pages_are_reached(blog: Site, ada: Browser) -> None:
    for wanted in ("/desk/posts", "/desk/comments?status=spam", "/2026/10/caf%C3%A9.html#comment-k7f2q"):
        page = blog.visitor().post("/sign-in", {"email": ADA, "password": PASSWORD, "next": wanted})
        assert page.location == wanted


@pytest.mark.parametrize("path", ["//evil.example/", "/%2f/evil.example", "/%5cevil.example", "//evil.example/desk"])
def test_no_address_of_ours_leads_elsewhere(blog: Site, path: str) -> None:
    page = blog.visitor().get(f"{blog.url}{path}")
    assert page.status in (400, 404)
    assert not page.location
