"""What pages are sent with, and what the sanitizer makes of attacks: well, and ill once a layer is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from blog.checkup import sanitizing
from blog.checkup.results import State
from blog.checkup.sanitizing import check_sanitizer
from blog.checkup.sending import check_sending
from blog.web.headers import HEADERS
from tests.cast.site import Site
from tests.checkup.subjects import subject_of

SENT = {name.lower(): value for name, value in HEADERS.items()}
COOKIE = "afterword=x; HttpOnly; Max-Age=60; Path=/; SameSite=lax"


def test_the_front_page_is_sent_with_all_that_protects_it(blog: Site) -> None:
    result = check_sending(subject_of(blog))
    assert result.state is State.WELL, result.sentence


def test_under_https_too(tmp_path: Path) -> None:
    site = Site(tmp_path, f"sqlite:///{tmp_path}/blog.db", "https://blog.example.org")
    result = check_sending(subject_of(site))
    site.close()
    assert result.state is State.WELL, result.sentence


def test_a_front_page_that_fails_is_ill(blog_once: Site) -> None:
    result = check_sending(subject_of(blog_once, answer=lambda: (503, SENT)))
    assert (result.state, result.figures["status"]) == (State.ILL, 503)


@pytest.mark.parametrize(
    ("spoil", "missing"),
    [
        (lambda sent: {**sent, "x-content-type-options": ""}, "nosniff"),
        (lambda sent: {**sent, "referrer-policy": "no-referrer"}, "referrer-policy"),
        (lambda sent: {k: v for k, v in sent.items() if k != "cross-origin-opener-policy"}, "cross-origin-opener"),
        (lambda sent: {k: v for k, v in sent.items() if k != "content-security-policy"}, "frame-ancestors 'none'"),
        (
            lambda sent: {**sent, "content-security-policy": sent["content-security-policy"] + " 'unsafe-inline'"},
            "without 'unsafe-inline'",
        ),
        (lambda sent: {**sent, "set-cookie": "a=b"}, "without set-cookie"),
    ],
)
def test_what_is_missing_from_a_page_is_named(
    blog_once: Site, spoil: Callable[[Mapping[str, str]], Mapping[str, str]], missing: str
) -> None:
    result = check_sending(subject_of(blog_once, answer=lambda: (200, spoil(SENT))))
    assert result.state is State.ILL
    assert missing in str(result.sentence)


@pytest.mark.parametrize("missing", ["HttpOnly", "SameSite=lax", "Path=/"])
def test_what_is_missing_from_the_cookie_is_named(blog_once: Site, missing: str) -> None:
    result = check_sending(subject_of(blog_once, cookie=lambda: COOKIE.replace(f"; {missing}", "")))
    assert result.state is State.ILL
    assert missing.lower() in str(result.sentence)


def test_under_https_the_cookie_is_secure_and_bound_to_the_host(tmp_path: Path) -> None:
    site = Site(tmp_path, f"sqlite:///{tmp_path}/blog.db", "https://blog.example.org")
    result = check_sending(subject_of(site, answer=lambda: (200, SENT), cookie=lambda: COOKIE))
    site.close()
    assert result.figures["missing"] == ["strict-transport-security", "cookie: secure", "cookie: __Host-"]


def test_the_sanitizer_is_run_and_well(blog_once: Site) -> None:
    assert check_sanitizer(subject_of(blog_once)).state is State.WELL


def test_a_sanitizer_that_lets_something_through_is_ill(blog_once: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    class Raw:
        def __init__(self, typed: str) -> None:
            self.html = typed

    monkeypatch.setattr(sanitizing, "render", Raw)
    result = check_sanitizer(subject_of(blog_once))
    assert result.state is State.ILL
    assert result.figures["wrong"] == len(sanitizing.COMMENTS)
