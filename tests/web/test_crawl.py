"""F3: GET and HEAD never write, wherever a stranger, the owner or a mail program goes."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import pytest

from blog.accounts import tokens
from blog.demo.filling import fill_demo
from blog.routes import ROUTES
from tests.cast.rows import everything
from tests.cast.site import Browser, Site
from tests.web.paths import filled

MOST = 600
LINK = re.compile(r'(?:href|src|action)="([^"]+)"')


@pytest.fixture
def demo(blog: Site) -> Site:
    blog.house.database.write(lambda db: fill_demo(db, blog.house.keys, blog.clock()))
    return blog


def starts(blog: Site) -> list[str]:
    """Every GET route with something in its places, the one-time links, and what stands in the mails."""
    found = [filled(route.path) for route in ROUTES if route.method == "GET"]
    for page, purpose in (("owner", tokens.OWNER_LINK), ("setup", tokens.SET_UP)):
        found.append(f"/-/{page}?token={tokens.make_token(blog.house.keys, purpose, blog.clock())}")
    for letter in sorted((blog.settings.data / "mail").glob("*.eml")):
        text = letter.read_text("utf-8").replace("=\n", "").replace("=3D", "=")
        found += [urlsplit(link)._replace(scheme="", netloc="").geturl() for link in re.findall(r"https?://\S+", text)]
    return found


def crawl(blog: Site, browser: Browser) -> set[str]:
    """GET and HEAD everything that can be reached from the starts; every path that was answered."""
    waiting, seen = starts(blog), set[str]()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        assert len(seen) <= MOST, "the crawl has no end"
        answer = browser.client.get(path)
        assert answer.status_code < 500, path
        assert browser.client.head(path).status_code == answer.status_code, path
        links = [*LINK.findall(answer.text), answer.headers.get("location", "")]
        for link in links:
            address = urlsplit(urljoin(f"{blog.url}{path}", link.replace("&amp;", "&")))
            if f"{address.scheme}://{address.netloc}" == blog.url and not address.path.startswith("/static/"):
                waiting.append(address._replace(scheme="", netloc="", fragment="").geturl() or "/")
    return seen


def test_going_everywhere_changes_nothing(demo: Site) -> None:
    owner = demo.visitor()
    token = tokens.make_token(demo.house.keys, tokens.OWNER_LINK, demo.clock())
    assert owner.get(f"/-/owner?token={token}").send("token").status == 303
    receipt = demo.say("/2026/10/the-second-kettle.html", body="One more.").path
    demo.clock.step(hours=20)
    demo.work()
    assert "/-/decide/" in " ".join(starts(demo)), "a letter to the staff is among what is crawled"
    seen: set[str] = set()
    for browser, least in ((demo.visitor(), 30), (owner, 50)):
        before = everything(demo)
        seen = crawl(demo, browser)
        assert len(seen) >= least, sorted(seen)
        assert browser.client.get(receipt).status_code == 200
        assert everything(demo) == before
    assert any(path.startswith("/desk/posts/") for path in seen)
