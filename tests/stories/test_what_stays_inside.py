"""What readers must never meet on any public page: unpublished words, people's addresses, the blog's secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from blog.accounts.models import Account, StaffSession
from blog.comments.models import Comment
from blog.routes import ROUTES
from blog.web.access import ANYONE, GREETED
from tests.cast.site import PASSWORD_HASH, Browser, Site
from tests.stories.test_threads import say
from tests.web.paths import filled

OPEN = [route.path for route in ROUTES if route.method == "GET" and route.access in (ANYONE, GREETED)]
KEY, MAIL_PASSWORD = "a key for tests that is long enough", "mail-password-of-the-blog"
AGENT, NETWORK = "Solsbrowser/7.7", "203.0.113.77"
HIDDEN_STATUSES = ("rejected", "spam", "deleted")


@pytest.fixture
def blog(tmp_path: Path, migrated_url: str) -> Iterator[Site]:
    site = Site(tmp_path, migrated_url, BLOG_SMTP_URL=f"smtp://ada:{MAIL_PASSWORD}@127.0.0.1:1")
    yield site
    site.close()


def decide(blog: Site, moderator: Browser, receipt: str, decision: str) -> None:
    with blog.reading() as db:
        comment = db.scalars(select(Comment).where(Comment.public_id == receipt.split("/")[2])).one()
        pick = f"{comment.public_id}@{comment.seen}"
    assert moderator.post("/desk/decisions", {"comment": pick, "decision": decision}).status == 303


def public_addresses(blog: Site, path: str) -> set[str]:
    """Every public route, and everything a stranger is led to from there."""
    reader, waiting = blog.visitor(), {path, "/2026/", "/2026/10/", *(filled(route) for route in OPEN)}
    seen: set[str] = set()
    while waiting:
        address = waiting.pop()
        seen.add(address)
        assert len(seen) < 300, "the crawl has no end"
        page = reader.get(address)
        links = [*re.findall(r'(?:href|src)="(/[^"#]*)', page.html), page.location.split("#")[0]]
        links += re.findall(rf'"{blog.url}(/[^"#]*)', page.html)
        waiting |= {link.replace("&amp;", "&") for link in links if link.startswith("/")} - seen
    return {address for address in seen if not address.startswith("/static/")}


def test_no_public_page_says_what_is_not_published(blog: Site, ada: Browser) -> None:
    """A3"""
    path = blog.publish(ada)
    say(blog, ada, path, "Everybody may read this.", name="Kim")
    words = ["hidden-pending"]
    for status in HIDDEN_STATUSES:
        receipt = blog.say(path, body=f"A hidden-{status} word.", name=f"Name-hidden-{status}").path
        decide(blog, ada, receipt, "approved")
        decide(blog, ada, receipt, status)
        words.append(f"hidden-{status}")
        blog.clock.step(minutes=1)
    blog.say(path, body="A hidden-pending word.", name="Name-hidden-pending")
    edited = blog.say(path, body="Approved at first.")
    decide(blog, ada, edited.path, "approved")
    assert edited.send("body", body="A hidden-edit word.").status == 303
    posts = {"draft": {"action": "save"}, "later": {"action": "schedule", "published_at": "2030-01-01"}}
    for name, fields in posts.items():
        sent = {"title": f"Hidden-{name}", "body": f"hidden-{name}", "tags": f"hidden-{name}", **fields}
        assert ada.post("/desk/posts/new", sent).status == 303
    for action in ("withdraw", "delete"):
        gone = blog.publish(ada, title=f"Hidden-{action}", body=f"hidden-{action}", tags=f"hidden-{action}")
        blog.say(gone, body=f"Said under hidden-{action}.")
        listed = ada.open("/desk/posts").html
        number = re.findall(rf'href="(/desk/posts/\d+)"[^>]*>[^<]*Hidden-{action}', listed)[0]
        ada.open(number).send("title", action)
    addresses = public_addresses(blog, path)
    assert len(addresses) > 15
    for address in addresses:
        page = blog.visitor().get(address).html.lower().replace(address.lower(), "")
        found = re.findall(r"hidden-(?:pending|rejected|spam|deleted|edit|draft|later|withdraw|delete)\b", page)
        assert not found, (address, found)
    shown = blog.visitor().get(path)
    assert "2 comments:" in shown.words
    assert shown.words.count("Everybody may read this.") >= 1


def test_no_public_page_and_no_receipt_of_another_tells_who_a_commenter_is(blog: Site, ada: Browser) -> None:
    """A4"""
    path = blog.publish(ada)
    sol = blog.visitor()
    sol.client._transport.client = (NETWORK, 40000)  # type: ignore[attr-defined]
    sol.client.headers["user-agent"] = AGENT
    receipt = sol.follow(sol.open(path).send("comment-form", body="A word.", name="Sol", email="sol.k@example.org"))
    decide(blog, ada, receipt.path, "approved")
    other = blog.say(path, body="Another word.", email="kim@example.org").path
    for address in {*public_addresses(blog, path), other}:
        html = blog.visitor().get(address).html
        for secret in ("sol.k@", "sol.k%40", NETWORK, "203.0.113", AGENT, receipt.path.rsplit("/", 1)[1]):
            assert secret not in html, (address, secret)


def test_no_page_says_a_secret_of_the_blog_not_even_to_its_owner(blog: Site, ada: Browser) -> None:
    """V11"""
    path = blog.publish(ada)
    blog.say(path)
    with blog.reading() as db:
        token = ada.client.cookies["afterword"]
        hashes = [
            PASSWORD_HASH,
            *db.scalars(select(Account.password_hash)),
            *db.scalars(select(StaffSession.token_hash)),
        ]
    secrets = [KEY, MAIL_PASSWORD, token, *(found for found in hashes if isinstance(found, str))]
    desk = [filled(route.path) for route in ROUTES if route.method == "GET" and route.path.startswith("/desk")]
    for address in (*desk, "/desk/comments?status=approved", "/desk/nothing"):
        html = ada.get(address).html
        assert not [secret for secret in secrets if secret in html], address
    for address in public_addresses(blog, path):
        html = blog.visitor().get(address).html
        assert not [secret for secret in secrets if secret in html], address
