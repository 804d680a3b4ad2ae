"""Every answer of every route, by whatever way it was reached: its headers, and that unkeyed ones change no byte."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from blog.database.versions import move_versions
from blog.jobs.models import Job
from blog.routes import ROUTES
from blog.web.access import ANYONE
from tests.cast.desk_letters import written
from tests.cast.site import PASSWORD, Browser, Site
from tests.web.paths import filled

STRICT = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
}
# None of these is part of the key that a cached page is found by, and none of them may change it.
UNKEYED = {
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "gopher",
    "x-forwarded-prefix": "/evil",
    "x-forwarded-for": "evil",
    "x-host": "evil.example",
    "x-original-url": "/evil",
    "x-rewrite-url": "/evil",
    "forwarded": "host=evil.example;proto=gopher",
    "x-http-method-override": "POST",
    "accept-language": "de-evil",
    "accept": "application/evil",
    "user-agent": "evil",
    "referer": "https://evil.example/",
    "cookie": "afterword=evil; evil=evil",
    "authorization": "Basic ZXZpbDpldmls",
    "cache-control": "no-transform",
    "if-modified-since": "Fri, 09 Oct 2026 12:00:00 GMT",
    "save-data": "on",
}
PUBLIC = [route for route in ROUTES if route.method == "GET" and route.access is ANYONE]


@pytest.fixture
def shop(tmp_path: Path, migrated_url: str) -> Iterator[Site]:
    """A blog that is reached by https."""
    site = Site(tmp_path, migrated_url, url="https://blog.example")
    yield site
    site.close()


def check_headers(page: Any, about: object) -> None:
    policy = page.headers["content-security-policy"]
    assert "unsafe-inline" not in policy and "frame-ancestors 'none'" in policy, about
    for name, value in STRICT.items():
        assert page.headers[name] == value, about
    cached = page.headers.get("cache-control", "")
    if "set-cookie" in page.headers:
        assert cached == "no-store", about
    if page.headers.get("content-type", "").startswith("text/html"):
        assert cached in ("no-store", "no-cache"), about


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_route_answers_strangers_and_owners_with_the_strict_headers(shop: Site, method: str) -> None:
    """F4, F7"""
    ada = shop.staff("Ada", "owner")
    shop.publish(ada)
    for route in ROUTES:
        if route.method != method:
            continue
        path = filled(route.path)
        for browser in (shop.visitor(), ada):
            page = browser.get(path) if method == "GET" else browser.post(path, {"body": "x"})
            check_headers(page, (path, page.status))
            assert page.headers["strict-transport-security"].startswith("max-age="), path
        ada.post("/sign-in", {"email": "ada@example.org", "password": PASSWORD})


def test_errors_of_every_kind_carry_the_strict_headers(
    blog: Site, ada: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F4"""
    path = blog.publish(ada)
    reader, statuses = blog.visitor(), set()
    form = dict(reader.get(path).form("comment-form").filled(body="A word.", name="Sol"))
    etag = reader.get(path).headers["etag"]
    pages = [
        reader.get(path, **{"if-none-match": etag}),
        reader.get("/", host="evil.example"),
        reader.get("/static/none.css"),
        reader.post("/comments", {**form, "stamp": ""}),
        reader.post("/comments", {**form, "name": ""}),
        reader.post("/comments", {**form, "body": "z" * 1_000_000}),
        reader.post("/comments", [(f"f{number}", "x") for number in range(1500)]),
        reader.post(path, {}),
        *(reader.post("/comments", {**form, "body": f"Number {number}."}) for number in range(42)),
    ]
    monkeypatch.setattr("blog.comments.submission.submit", _fail)
    pages.append(reader.post("/comments", form))
    for page in pages:
        check_headers(page, page.status)
        statuses.add(page.status)
    assert statuses == {303, 304, 400, 403, 404, 405, 413, 422, 429, 503}


def _fail(*args: object) -> None:
    raise OperationalError("SELECT 1", {}, Exception("taken away by the test"))


@pytest.mark.slow
def test_unkeyed_headers_change_no_byte_of_a_public_answer(blog: Site, ada: Browser) -> None:
    """F6, F8: neither on the page that is cached nor on the one that is cached because of them."""
    path = blog.publish(ada)
    blog.say(path)
    addresses = {path, "/2026/", *(filled(route.path) for route in PUBLIC), "/nothing"}
    addresses -= {"/healthz"}
    for address in sorted(addresses):
        for name, value in UNKEYED.items():
            blog.house.database.write(lambda db: move_versions(db, ["site"], blog.clock()))
            first = blog.visitor().get(address, **{name: value})
            plain = blog.visitor().get(address)
            assert (first.status, first.html, first.location) == (plain.status, plain.html, plain.location), name
            assert "evil" not in plain.html, (address, name)


def test_no_claimed_host_gets_into_a_letter_or_a_feed(blog: Site, ada: Browser) -> None:
    """F6"""
    blog.house.settings = dataclasses.replace(blog.house.settings, smtp_url="smtp://localhost:1")
    path = blog.publish(ada)
    claims = {"origin": blog.url, **{name: UNKEYED[name] for name in ("x-forwarded-host", "x-host", "forwarded")}}
    reader = blog.visitor()
    form = reader.get(path).form("comment-form").filled(body="A word.", name="Sol", email="sol@example.org")
    assert reader.post("/comments", form, **claims).status == 303
    reader.post("/-/own-data", {"email": "sol@example.org"}, **claims)
    with blog.reading() as db:
        sent = [str(job.payload) for job in db.scalars(select(Job).where(Job.kind == "mail"))]
    sent += [str(letter) for letter in written(blog)]
    assert len(sent) >= 2
    for letter in sent:
        assert blog.url in letter and "evil" not in letter
    for feed in ("/feeds/posts/default", "/feeds/comments/default", "/feeds/1/comments/default"):
        assert "evil" not in reader.get(feed, **claims).html


def test_static_files_are_sent_compressed_to_who_takes_that(blog_once: Site) -> None:
    reader = blog_once.visitor()
    whole = reader.get("/static/style/base.css")
    assert whole.headers["content-encoding"] == "gzip" and whole.headers["vary"] == "Accept-Encoding"
    plain = reader.get("/static/style/base.css", **{"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers and plain.html == whole.html
