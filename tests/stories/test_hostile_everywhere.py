"""Hostile text comes in by every form and is inert on every way out (X1, X2, X6, X8, X9, T1, T4)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import justhtml
import pytest

from blog.site.settings import change_site
from tests.cast.desk_letters import written
from tests.cast.site import URL, Browser, Site
from tests.privacy.room import letters
from tests.stories.test_first_day import waiting

ATOM = "{http://www.w3.org/2005/Atom}"
BREAKERS = "</textarea></title></script></style>--></a>\"'`>]]></bdi></article>"
EVIL = BREAKERS + "<script>hit()</script><img src=/hit onerror=hit()><svg onload=hit()><b id=hit style=color:red>Seen"
NAMES = (
    "</bdi><script>hit()</script>",
    "\"'` onfocus=hit() autofocus x=",
    "]]>&lt;script&gt; \u2028 & \ufffe\u0001",
    "\u202eSol\u2066 {{ 7 * 7 }} %(name)s",
)
WEBSITES = ("https://a.example/\"'`onmouseover=hit()", "https://a.example/?a=1&b=2]]", "", "")
BODIES = (
    EVIL,
    f"[{BREAKERS}](https://a.example/\"onmouseover=hit()) <a href='java&#x200b;script:hit()'>one</a>",
    "]]> \x01\x08\x0b \ufffe\uffff \U0001fffe \u2028 &#0; &#x202e; <![CDATA[ ]]> <?xml ?> <!DOCTYPE a>",
    "\u202eturned {{ 7 * 7 }} ${7*7} %(name)s \ud7ff",
)
HARMLESS = ("/", "#", "?", "http://", "https://", "mailto:sol@")
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def check_inert(html: str, where: str) -> None:
    """Read as a browser reads it: no script, handler, style, id or strange address of theirs."""
    assert not FORBIDDEN.search(html), where
    for node in justhtml.JustHTML(html, sanitize=False).query("*"):
        attributes = {name: value or "" for name, value in (node.attrs or {}).items()}
        if node.name == "script" and attributes.get("type") == "application/ld+json":
            # Data, which no browser runs; what it says ends where the page meant it to.
            assert isinstance(json.loads(node.to_text(strip=False)), dict), where
        elif node.name == "script":
            assert attributes.get("src", "").startswith("/static/"), where
        assert node.name not in ("style", "iframe", "object", "base"), where
        assert not [name for name in attributes if name.startswith("on") or name == "style"], where
        assert attributes.get("id") != "hit", where
        for name in ("href", "src", "action", "formaction"):
            assert attributes.get(name, "/").startswith(HARMLESS), (where, attributes)
        # A feed says the blog's own addresses whole.
        assert node.name != "img" or attributes.get("src", "").startswith(("/", f"{URL}/")), where


def check_feed(xml: str, where: str) -> None:
    feed = ElementTree.fromstring(xml.encode())  # noqa: S314 - written by us a moment ago
    entries = feed.findall(f"{ATOM}entry")
    assert entries, where
    for entry in entries:
        assert entry.findtext(f"{ATOM}title"), where
        check_inert(entry.findtext(f"{ATOM}content") or "", where)
        uri = entry.findtext(f"{ATOM}author/{ATOM}uri")
        assert uri is None or uri.startswith(("http://", "https://")), where


@pytest.fixture
def mailing(tmp_path: Path, migrated_url: str) -> Iterator[Site]:
    site = Site(tmp_path, migrated_url, BLOG_SMTP_URL="smtp://localhost:1", BLOG_LIMITS="off")
    yield site
    site.close()


def write(blog: Site, owner: Browser) -> tuple[str, list[str]]:
    """A hostile post with hostile comments, each shown with an edit that waits; (its path, the receipts)."""
    title = f"{BREAKERS} {{{{ 7 * 7 }}}} \u202e\x01\ufffe"
    path = blog.publish(owner, title=title, body=EVIL, tags="</a>\"'`>]]> tag")
    receipts = []
    for name, website, body in zip(NAMES, WEBSITES, BODIES, strict=True):
        blog.clock.step(minutes=1)
        receipt = blog.say(path, body, name=name, website=website, email="sol@example.org")
        assert receipt.status == 200, receipt.words
        receipts.append(receipt.path)
        reason = f"Because {EVIL}"
        for key in waiting(owner):
            form = {"comment": key, "decision": "approved", "reason": reason, "note": reason[:200]}
            assert owner.post("/desk/decisions", form).status == 303
        edited = receipt.send("body", body=f"{body} edited")
        assert edited.status == 303, edited.words
    return path, receipts


def test_hostile_text_is_inert_on_every_way_out(mailing: Site) -> None:
    owner = mailing.staff("Ada", "owner")
    path, receipts = write(mailing, owner)
    known = receipts[0].split("/")[2]
    reader = mailing.visitor()
    public = ("/", path, "/moderation", f"/-/reply/{known}", f"/-/report/{known}", *receipts, "/2026/", "/2026/10/")
    tags = re.findall(r'href="(/tags/[^"]+)"', reader.get(path).html)
    desk = ("/desk", "/desk/posts", "/desk/posts/1", "/desk/tags", "/desk/outbox", "/desk/check")
    queue = [f"/desk/comments?status={status}" for status in ("pending", "approved", "rejected", "spam", "deleted")]
    for browser, paths in ((reader, (*public, *tags)), (owner, (*desk, *queue))):
        for address in paths:
            page = browser.get(address)
            assert page.status == 200, address
            check_inert(page.html, address)
    for feed in ("/feeds/posts/default", "/feeds/comments/default", "/feeds/1/comments/default"):
        check_feed(reader.get(feed).html, feed)


def test_hostile_text_is_inert_in_what_is_shown_again_and_in_ones_own_data(mailing: Site) -> None:
    owner = mailing.staff("Ada", "owner")
    path, receipts = write(mailing, owner)
    reader = mailing.visitor()
    form = dict(reader.get(path).form("comment-form").filled(body=EVIL, name=NAMES[0]))
    for changes in ({"email": EVIL}, {"website": EVIL}, {"name": ""}, {"stamp": ""}, {"action": "preview"}):
        page = reader.post("/comments", {**form, **changes})
        check_inert(page.html, str(changes))
        assert page.form("comment-form").value("body") == EVIL
    check_inert(reader.post(receipts[0], {"body": ""}).html, "an edit")
    check_inert(reader.post("/sign-in", {"email": EVIL, "password": EVIL, "next": EVIL}).html, "signing in")
    refused = owner.post("/desk/posts/new", {"title": "", "body": EVIL, "tags": EVIL, "permalink": EVIL})
    check_inert(refused.html, "a post")
    assert refused.form("title").value("body") == EVIL
    asked = mailing.visitor()
    asked.follow(asked.open("/-/own-data").send("email", email="sol@example.org"))
    own = re.findall(r"/-/own-data/\S+", letters(mailing)[-1]["words"])[0]
    page = reader.open(own)
    assert page.status == 200
    check_inert(page.html, "own data")
    file = reader.get(f"{own}/file")
    assert "hit()" in file.html
    assert "attachment" in file.headers["content-disposition"]
    if "json" in file.headers["content-type"]:
        json.loads(file.html)
    else:
        check_inert(file.html, "the file")


def test_letters_about_hostile_text_are_plain_and_lead_nowhere_but_here(mailing: Site) -> None:
    """X11"""
    owner = mailing.staff("Ada", "owner")
    path, _ = write(mailing, owner)
    # Probable spam is only counted in them: here nothing is.
    mailing.house.database.write(lambda db: change_site(db, mailing.clock(), None, spam_threshold=1000.0))
    for name, website, body in zip(NAMES, WEBSITES, BODIES, strict=True):
        mailing.clock.step(minutes=1)
        assert mailing.say(path, body, name=name, website=website).status == 200
    sent = written(mailing)
    assert any("hit" in letter["words"] for letter in sent), "somebody was written to about it"
    for letter in sent:
        for address in re.findall(r"(?i)[a-z]+://\S+", letter["words"]):
            assert address.startswith(f"{mailing.url}/"), address
        assert "\n" not in letter["subject"]
