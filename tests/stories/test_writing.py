"""The comment form, as a reader without scripts meets it: seen before it is sent, corrected, and never lost."""

from __future__ import annotations

import re

import pytest

from blog.comments.models import Comment
from tests.cast.site import Browser, Page, Site
from tests.stories.test_first_day import waiting

HOSTILE = (
    "We *kept* ours.\n\n> said https://kettle.example/a?b=1&c=2\n\n"
    '- `x < 1`\n- "quoted" <b title=x>b</b> &amp; \u2028 é'
)


def said(page: Page) -> list[str]:
    """The inside of every place where words of comments stand, byte for byte."""
    return re.findall(r'<div class="comment-body(?: e-content)?" dir="auto">(.*?)</div>', page.html, re.S)


def test_the_preview_is_byte_for_byte_what_readers_see_later(blog: Site, ada: Browser, nia: Browser) -> None:
    """C1; X4"""
    path = blog.publish(ada)
    sol = blog.visitor()
    preview = sol.open(path).send("comment-form", "preview", body=HOSTILE, name="Sol", website="kettle.example")
    assert preview.status == 200
    receipt = sol.follow(preview.send("comment-form", "send"))
    nia.post("/desk/decisions", {"comment": waiting(nia)[0], "decision": "approved"})
    [seen], [before] = said(blog.visitor().open(path)), said(preview)
    assert before == seen
    assert said(sol.open(receipt.path)) == [seen]
    name = r'<a href="https://kettle\.example" rel="nofollow ugc noopener"(?: class="p-name u-url")?><bdi>Sol</bdi></a>'
    assert re.search(name, preview.html)
    assert re.search(name, blog.visitor().open(path).html)


def test_house_rules_stand_above_every_form_once_there_are_some(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada)
    assert "House rules" not in blog.visitor().open(path).words
    rules = "Be *kind*.\n\n- No adverts\n- <script>alert(1)</script>"
    assert ada.open("/desk/settings").send("title", house_rules=rules).status == 303
    assert ada.open("/desk/settings").form("title").value("house_rules") == rules
    post = blog.visitor().open(path)
    for page in (post, post.send("comment-form", name=""), post.send("comment-form", "preview", body="A.", name="Sol")):
        assert "Be <em>kind</em>." in page.html
        assert "<li>No adverts</li>" in page.html
        assert "<script>alert" not in page.html
    ada.open("/desk/settings").send("title", house_rules=" ")
    assert "House rules" not in blog.visitor().open(path).words


def test_house_rules_that_are_too_long_are_kept_in_the_form(blog: Site, ada: Browser) -> None:
    long = "a" * 2001
    page = ada.open("/desk/settings").send("title", house_rules=long)
    assert page.status == 422
    assert "2,001 characters" in page.words
    assert page.form("title").value("house_rules") == long
    assert ada.open("/desk/settings").form("title").value("house_rules") == ""


def test_the_form_says_what_it_takes_and_what_browsers_may_fill_in(blog: Site, ada: Browser) -> None:
    page = blog.visitor().open(blog.publish(ada))
    for name, token in (("name", "name"), ("email", "email"), ("website", "url")):
        assert re.search(rf'<input id="f-{name}" name="{name}"[^>]* autocomplete="{token}"', page.html)
    assert "All you can write" in page.words
    assert "Up to 8,000 characters fit." in page.words


def test_characters_are_counted_composed_and_a_line_end_as_one(blog: Site, ada: Browser) -> None:
    """T7, X5"""
    path = blog.publish(ada)
    for fits in ("e\u0301" * 8000, "a\r\n" * 3999 + "aa", "\U0001f9f5" * 8000):
        blog.clock.step(minutes=1)
        assert "Status: pending" in blog.say(path, body=fits).words
    for over in ("e\u0301" * 8001, "a\r\n" * 4001, "\U0001f9f5" * 8001):
        page = blog.say(path, body=over)
        assert page.status == 422
        assert "up to 8,000 fit" in page.words


def test_an_error_summary_leads_to_its_fields_and_takes_the_focus(blog: Site, ada: Browser) -> None:
    page = blog.say(blog.publish(ada), body=" \u200b", name="", email="no", website="javascript:1")
    assert page.status == 422
    assert '<div class="errors" role="alert" tabindex="-1" autofocus>' in page.html
    for name in ("body", "name", "email", "website"):
        assert f'<a href="#f-{name}">' in page.html
        assert re.search(rf'id="f-{name}"[^>]*aria-invalid="true" aria-describedby="c-{name}', page.html)
        assert f'<p class="complaint" id="c-{name}">' in page.html


def test_without_a_mail_server_no_page_of_a_writer_speaks_of_letters(blog: Site, ada: Browser, nia: Browser) -> None:
    """Core 6: nothing is promised that nobody sends."""
    path = blog.publish(ada)
    post = blog.visitor().open(path)
    # Whatever a form of another blog may ask for beside the comment.
    wishes = {"name": "Sol", "email": "sol@example.org", "follow": "all"}
    typed = {**dict(post.form("comment-form").fields), "body": "A word.", **wishes}
    preview = post.browser.post("/comments", {**typed, "action": "preview"})
    receipt = post.browser.follow(post.browser.post("/comments", typed))
    pages = [post, post.send("comment-form", name=""), preview, receipt]
    for decision in ("approved", "rejected", "spam", "deleted", "pending"):
        nia.post("/desk/decisions", {"comment": key_of(blog, nia), "decision": decision, "reason": "insult"})
        pages.append(receipt.browser.open(receipt.path))
    for page in pages:
        words = page.words.replace("E-mail optional Never shown.", "").replace("Keep name, e-mail and website", "")
        assert not re.search(r"\b(mail|e-mail|letters?|tell me|told)\b", words, re.I), words


def key_of(blog: Site, nia: Browser) -> str:
    """ID@SEEN of the one comment there is, wherever it stands in the desk."""
    for status in ("pending", "approved", "rejected", "spam", "deleted"):
        found = re.findall(r'name="comment"[^>]*value="([^"]+)"', nia.open(f"/desk/comments?status={status}").html)
        if found:
            return str(found[0])
    raise AssertionError("no comment is anywhere")


def test_what_a_form_carries_beside_its_own_fields_is_not_looked_at(blog: Site, ada: Browser) -> None:
    """A2"""
    path, other = blog.publish(ada), blog.publish(ada, title="Elsewhere")
    page = blog.visitor().open(path)
    typed = {**dict(page.form("comment-form").fields), "body": "A word.", "name": "Sol"}
    more = {
        "status": "approved",
        "role": "owner",
        "author": "1",
        "account_id": "1",
        "created_at": "2001-01-01",
        "post_id": "2",
        "comment": "k7f2q@1",
        "decision": "approved",
        "verified": "yes",
    }
    receipt = page.browser.follow(page.browser.post("/comments", {**typed, **more}))
    assert "Status: pending" in receipt.words
    with blog.reading() as db:
        [stored] = db.query(Comment)
        assert (stored.status, stored.account_id, stored.verified_at) == ("pending", None, None)
        assert (stored.post.permalink, stored.created_at) == (path, blog.clock.now)
    for place in (path, other):
        assert "No comments:" in blog.visitor().open(place).words


@pytest.mark.parametrize(
    "website",
    [
        *(
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "javascript:123",
            "java\u200bscript:1",
            "vbscript:x",
            "data:text/html,x",
        ),
        *("blob:x", "//host", "/\\host", "https:host", "host:8000", "user@host", "ht\ttps://x"),
    ],
)
def test_what_is_no_website_is_no_link_in_preview_refusal_or_words(blog: Site, ada: Browser, website: str) -> None:
    """X1, X2, X3, X8"""
    evil = f'{website} [a]({website}) <a href="{website}">b</a> "><script>alert(1)</script></textarea></title>\u2028'
    page = blog.visitor().open(blog.publish(ada))
    for fields in ({"website": website, "body": evil, "name": evil[:70]}, {"body": evil, "name": "Sol"}):
        for button in ("preview", "send"):
            shown = page.browser.follow(page.send("comment-form", button, **fields))
            assert "<script>alert" not in shown.html
            hrefs = re.findall(r'href="([^"]*)"', shown.html)
            own = ("/", "#", "http://localhost:8000")
            assert [href for href in hrefs if not href.startswith(own)] == []
            assert not [href for href in hrefs if href.startswith(("//", "/\\"))]
