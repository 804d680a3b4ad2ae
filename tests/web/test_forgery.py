"""Forged forms: every form POST of the route table, and every way a browser can say where a form came from."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import pytest

from blog.routes import ROUTES
from tests.cast.rows import everything
from tests.cast.site import Browser, Site
from tests.web.paths import filled

POSTS = [route for route in ROUTES if route.method == "POST" and not route.access.ignores_cookies]
FORGED = {
    "a foreign origin": {"origin": "https://evil.example"},
    "an origin of null": {"origin": "null"},
    "our host on another port": {"origin": "http://localhost:9999"},
    "our host by another scheme": {"origin": "https://localhost:8000"},
    "a cross-site fetch": {"sec-fetch-site": "cross-site", "origin": "http://localhost:8000"},
    "a same-site fetch": {"sec-fetch-site": "same-site", "origin": "http://localhost:8000"},
    "a foreign referer": {"referer": "https://evil.example/localhost:8000"},
    "no origin, with a session": {"x-nothing": "1"},
}
TEXT = "Words that must not be lost."


class Target(NamedTuple):
    """A blog, its owner, and its rows, which no forged form has changed."""

    blog: Site
    ada: Browser
    rows: dict[str, list[Any]]


@pytest.fixture(scope="module")
def target(blog_for_all: Site) -> Target:
    """One for all forged forms, which leave it as it is, on each database."""
    ada = blog_for_all.staff("Ada", "owner")
    assert blog_for_all.publish(ada)
    return Target(blog_for_all, ada, everything(blog_for_all))


@pytest.mark.parametrize("route", POSTS, ids=lambda route: route.name)
def test_a_forged_form_changes_nothing_and_keeps_the_text(target: Target, route: Any) -> None:
    """F1, F2"""
    for words, headers in FORGED.items():
        page = target.ada.post(filled(route.path), {"body": TEXT, "title": TEXT, "name": "Sol"}, **headers)
        assert page.status == 403, words
        # A file that was sent along is not even read.
        assert route.uploads or TEXT in page.words, words
    assert everything(target.blog) == target.rows


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://localhost:8000"},
        {"origin": "http://127.0.0.1:8000"},
        {"origin": "http://[::1]:8000"},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"referer": "http://localhost:8000/some/page"},
        {"x-nothing": "an old browser, or a program"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_our_own_forms_are_taken_and_unknown_ones_without_a_session(
    blog: Site, ada: Browser, headers: dict[str, str]
) -> None:
    path = blog.publish(ada)
    form = blog.visitor().open(path).form("comment-form").filled(body=TEXT, name="Sol")
    assert blog.visitor().post("/comments", form, **headers).status == 303


def test_a_comment_without_an_origin_says_so_on_its_card(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    form = blog.visitor().open(path).form("comment-form").filled(body=TEXT, name="Sol")
    blog.visitor().post("/comments", form, **{"user-agent": "a program"})
    assert "+0.5" in nia.open("/desk/comments").words


def stamp_cases(blog: Site, ada: Browser) -> dict[str, str]:
    own, other = blog.publish(ada), blog.publish(ada, title="Another post")
    stamp = blog.visitor().open(own).form("comment-form").value("stamp")
    foreign = blog.visitor().open(other).form("comment-form").value("stamp")
    return {"none": "", "nonsense": "nonsense", "torn": stamp[:-3], "of another post": foreign, "changed": "x" + stamp}


def test_a_forged_stamp_is_refused_with_the_text_and_a_fresh_form(blog: Site, ada: Browser) -> None:
    """F1"""
    for words, stamp in stamp_cases(blog, ada).items():
        reader = blog.visitor()
        page = reader.post("/comments", {"post": "1", "stamp": stamp, "body": TEXT, "name": "Sol"})
        assert page.status == 403, words
        assert page.form("comment-form").value("body") == TEXT
        assert page.send("comment-form").status == 303, "the form on the refused page works"


def test_an_old_stamp_is_only_a_signal(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada)
    form = blog.visitor().open(path).form("comment-form").filled(body=TEXT, name="Sol")
    blog.clock.step(days=40)
    assert blog.visitor().post("/comments", form).status == 303


def test_every_answer_carries_the_security_headers(blog: Site, ada: Browser) -> None:
    """F4"""
    path = blog.publish(ada)
    style = re.search(r'href="(/static/[^"]+)"', blog.visitor().open(path).html)
    assert style is not None
    for address in ("/", path, style.group(1), "/static/none.css", "/nothing", "/desk", "/sign-in", "/healthz"):
        page = ada.get(address)
        policy = page.headers["content-security-policy"]
        assert "unsafe-inline" not in policy
        assert "frame-ancestors 'none'" in policy
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["referrer-policy"] == "strict-origin-when-cross-origin"
        assert page.headers["cross-origin-opener-policy"] == "same-origin"
    assert blog.visitor().post("/nothing", {}).headers["content-security-policy"]


def test_a_foreign_host_is_answered_400_and_told_which_settings(blog: Site) -> None:
    """F6"""
    for host in ("evil.example", "localhost", "localhost:8001", ""):
        page = blog.visitor().get("/", host=host)
        assert page.status == 400
        assert "BLOG_URL" in page.html
        assert "BLOG_HOSTS" in page.html


def test_forwarded_headers_change_nothing(blog: Site, ada: Browser) -> None:
    """F6, F8"""
    path = blog.publish(ada)
    plain = blog.visitor().get(path)
    forwarded = {"x-forwarded-host": "evil.example", "forwarded": "host=evil.example", "x-forwarded-proto": "https"}
    for name, value in forwarded.items():
        assert blog.visitor().get(path, **{name: value}).html == plain.html


def test_public_pages_set_no_cookie_and_are_the_same_for_staff(blog: Site, ada: Browser) -> None:
    """F7"""
    path = blog.publish(ada)
    for address in ("/", path, "/moderation", "/feeds/posts/default"):
        stranger, staff = blog.visitor().get(address), ada.get(address)
        assert "set-cookie" not in stranger.headers
        assert stranger.html == staff.html
        assert stranger.headers["cache-control"] == "no-cache"
        assert stranger.headers["etag"]


@pytest.mark.parametrize("path", ["/desk/x.css", "/desk;a.js", "/desk/%2e%2e/", "/desk/comments.css"])
def test_what_looks_like_the_desk_is_not_the_desk(blog: Site, ada: Browser, path: str) -> None:
    """F7"""
    page = ada.get(path)
    assert page.status == 404
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS"])
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.name}")
def test_other_methods_are_answered_405(blog_once: Site, route: Any, method: str) -> None:
    """L8"""
    path = re.sub(r"\{\w+:(int|long)\}", "1", route.path)
    path = re.sub(r"\{\w+(:path)?\}", "x", path)
    response = blog_once.visitor().client.request(method, path)
    assert response.status_code == 405
    assert "GET" in response.headers["allow"] or "POST" in response.headers["allow"]


def test_head_is_answered_like_get_without_a_body(blog: Site, ada: Browser) -> None:
    """L8"""
    path = blog.publish(ada)
    for address in ("/", path, "/desk", "/nothing", "/healthz", "/feeds/posts/default", "/sign-in"):
        got, headed = ada.client.get(address), ada.client.head(address)
        assert (headed.status_code, headed.content) == (got.status_code, b"")
