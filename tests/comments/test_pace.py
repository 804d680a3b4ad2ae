"""How many comments a network may send: counted by where they come from, not by what they claim."""

from __future__ import annotations

from pathlib import Path

from blog.comments.models import Comment
from blog.comments.pace import COMMENTS
from tests.cast.site import Browser, Site

TEXT = "Words that must not be lost, number {0}."
CLAIMS = ("198.51.100.{0}", "::ffff:198.51.{0}.8", "for=198.51.100.{0}", "nonsense", "", "127.0.0.1, 10.0.0.{0}")
NAMES = ("x-forwarded-for", "forwarded", "x-real-ip", "cf-connecting-ip", "true-client-ip", "x-client-ip")


def browser_at(blog: Site, address: str) -> Browser:
    browser = blog.visitor()
    browser.client._transport.client = (address, 40000)  # type: ignore[attr-defined]
    return browser


def send(browser: Browser, path: str, number: int, **headers: str) -> int:
    form = browser.get(path).form("comment-form").filled(body=TEXT.format(number), name="Sol")
    origin = str(browser.client.base_url).rstrip("/")
    return browser.post("/comments", form, origin=origin, **headers).status


def test_a_claimed_address_moves_no_bucket(blog: Site, ada: Browser) -> None:
    """M1"""
    path = blog.publish(ada)
    sender = browser_at(blog, "203.0.113.1")
    claims = [CLAIMS[number % len(CLAIMS)].format(number) for number in range(COMMENTS.most + 1)]
    statuses = [send(sender, path, number, **dict.fromkeys(NAMES, claim)) for number, claim in enumerate(claims)]
    assert statuses == [303] * COMMENTS.most + [429]
    assert blog.count(Comment) == COMMENTS.most
    # And nobody is shut out by being named by somebody else.
    assert send(browser_at(blog, "198.51.100.1"), path, 99) == 303


def test_ipv6_is_counted_by_its_64_bits_and_a_mapped_address_as_what_it_maps(blog: Site, ada: Browser) -> None:
    """M1"""
    path = blog.publish(ada)
    for number in range(COMMENTS.most):
        assert send(browser_at(blog, f"2001:db8:1:2:{number:x}::1"), path, number) == 303
    assert send(browser_at(blog, "2001:db8:1:2:ffff::9"), path, 100) == 429
    assert send(browser_at(blog, "2001:db8:1:3::9"), path, 101) == 303
    for number in range(COMMENTS.most):
        assert send(browser_at(blog, f"203.0.113.{number}"), path, 200 + number) == 303
    assert send(browser_at(blog, "::ffff:203.0.113.99"), path, 300) == 429


def test_behind_a_named_proxy_every_network_has_its_own(tmp_path: Path, migrated_url: str) -> None:
    """M1"""
    blog = Site(tmp_path, migrated_url, BLOG_TRUSTED_PROXIES="203.0.113.0/24")
    path = blog.publish(blog.staff("Ada", "owner"))
    proxy = browser_at(blog, "203.0.113.1")
    crowd = [send(proxy, path, number, **{"x-forwarded-for": "198.51.100.7"}) for number in range(COMMENTS.most + 1)]
    assert crowd[-1] == 429
    assert send(proxy, path, 100, **{"x-forwarded-for": "192.0.2.1"}) == 303
    assert send(proxy, path, 101, **{"x-forwarded-for": "192.0.2.77, 198.51.100.9"}) == 429
    blog.close()
