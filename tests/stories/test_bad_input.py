"""Bad input: the status of the contract, a sentence, the text kept, and nothing stored."""

from __future__ import annotations

import html
from typing import Any

import pytest

from blog.comments.models import Comment
from blog.jobs.models import Job
from tests.cast.forms import read_forms
from tests.cast.site import Browser, Page, Site

TEXT = "Words that must not be lost."


@pytest.fixture(scope="module")
def open_post(blog_for_all: Site) -> str:
    """Where a post takes comments; what is refused leaves nothing behind, so one is enough for all."""
    return blog_for_all.publish(blog_for_all.staff("Ada", "owner"))


def send(blog: Site, path: str, **changes: str) -> Page:
    form = dict(blog.visitor().open(path).form("comment-form").filled(body=TEXT, name="Sol"))
    return blog.visitor().post("/comments", {**form, **changes})


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("body", "", "this one is empty"),
        ("body", " \n\t ", "this one is empty"),
        ("body", "\u200b\u2060", "this one is empty"),
        ("body", "<b></b>", "Nothing of this comment would be visible"),
        ("body", "x" * 8001, "up to 8,000 fit"),
        ("body", "\U0001f600" * 8001, "up to 8,000 fit"),
        ("body", "y" * 250_000, "up to 8,000 fit"),
        ("name", "", "Write a name"),
        ("name", " \u200b ", "Write a name"),
        ("name", "n" * 81, "up to 80 fit"),
        ("email", "no-address", "e-mail"),
        ("email", "a" * 250 + "@example.org", "at most 254"),
        ("email", "two@at@example.org", ""),
        ("website", "javascript:alert(1)", ""),
        ("website", "javascript:123", ""),
        ("website", "data:text/html,x", ""),
        ("website", "ftp://example.org", ""),
        ("website", "https://" + "w" * 500 + ".example", ""),
        ("parent", "unknown", "not here any more"),
    ],
)
def test_a_comment_is_refused_with_422_and_kept(
    blog_for_all: Site, open_post: str, field: str, value: str, words: str
) -> None:
    page = send(blog_for_all, open_post, **{field: value})
    assert page.status == 422
    assert words in page.words
    assert "Your text is kept." in page.words
    form = page.form("comment-form")
    for name, kept in {"body": TEXT, "name": "Sol", field: value}.items():
        if name != "parent":
            assert form.value(name) == kept
    assert page.headers["cache-control"] == "no-store"
    assert blog_for_all.count(Comment) == 0
    assert blog_for_all.count(Job) == 0


def test_a_refused_comment_is_sent_once_it_is_mended(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada)
    page = send(blog, path, name="")
    assert page.send("comment-form", name="Sol").status == 303
    assert blog.count(Comment) == 1


def test_complaints_are_joined_to_their_fields(blog: Site, ada: Browser) -> None:
    page = send(blog, blog.publish(ada), name="", email="nowhere")
    assert 'role="alert"' in page.html
    assert 'aria-invalid="true"' in page.html
    assert page.html.count('href="#f-') >= 2


@pytest.mark.parametrize(
    ("body", "stored"),
    [
        ("<script>alert(1)</script>Said.", "Said."),
        ("<b onclick=x>Bold</b> and <i>slanted</i>", "Bold"),
        ("NUL \x00 here", "NUL"),
        ("</textarea><h1>Big</h1>", "Big"),
        ("a {{ 7*7 }} b", "{{ 7*7 }}"),
    ],
)
def test_html_is_cleaned_and_not_refused(blog: Site, ada: Browser, nia: Browser, body: str, stored: str) -> None:
    """X1, X8, V7"""
    path = blog.publish(ada)
    receipt = blog.visitor().follow(send(blog, path, body=body))
    assert receipt.status == 200
    assert stored in receipt.words
    for page in (receipt, nia.open("/desk/comments")):
        assert "<script>alert" not in page.html
        assert "<b onclick" not in page.html
        assert "\x00" not in page.html


@pytest.mark.parametrize("change", ["closed", "hidden", "withdraw", "delete", "unknown"])
def test_a_post_that_takes_no_more_keeps_the_text(blog: Site, ada: Browser, change: str) -> None:
    """A5"""
    path = blog.publish(ada)
    form = dict(blog.visitor().open(path).form("comment-form").filled(body=TEXT, name="Sol"))
    edit = ada.open("/desk/posts/1")
    if change in ("closed", "hidden"):
        edit.send("title", "publish", comments=change)
    elif change != "unknown":
        edit.send("title", change)
    post = "99" if change == "unknown" else form["post"]
    stamp = {"stamp": form["stamp"]} if change != "unknown" else {"stamp": ""}
    page = blog.visitor().post("/comments", {**form, "post": post, **stamp})
    assert page.status == (403 if change == "closed" else page.status)
    assert page.status in (403, 404)
    assert TEXT in html.unescape(page.html)
    assert blog.count(Comment) == 0


def test_replies_to_what_readers_cannot_see_are_refused(blog: Site, ada: Browser, nia: Browser) -> None:
    """A5"""
    path, other = blog.publish(ada), blog.publish(ada, title="Another")
    waiting_id = blog.say(path, body="It waits.").path.split("/")[2]
    assert send(blog, path, parent=waiting_id).status == 422
    queue = nia.open("/desk/comments")
    key = queue.html.split('name="comment" value="')[1].split('"')[0]
    nia.post("/desk/decisions", {"comment": key, "decision": "approved"})
    assert send(blog, path, parent=waiting_id).status == 303
    assert send(blog, other, parent=waiting_id).status == 422


def test_a_body_above_256_kb_is_not_read(blog: Site, ada: Browser) -> None:
    """L1"""
    path = blog.publish(ada)
    page = send(blog, path, body="z" * 1_000_000)
    assert page.status == 413
    assert "still in the browser" in page.words
    assert blog.count(Comment) == 0


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data"])
def test_what_is_no_form_is_answered_400(blog: Site, kind: str) -> None:
    """L3"""
    response = blog.visitor().client.post(
        "/comments", content=b'{"body": 1}', headers={"content-type": kind, "origin": blog.url}
    )
    assert response.status_code == 400


def test_a_form_with_1500_fields_is_answered_400(blog: Site) -> None:
    """L3"""
    assert blog.visitor().post("/comments", [(f"f{n}", "x") for n in range(1500)]).status == 400


def test_extra_fields_change_nothing(blog: Site, ada: Browser) -> None:
    """A2"""
    path = blog.publish(ada)
    extra = {"status": "approved", "role": "owner", "author": "1", "created_at": "2001-01-01", "account_id": "1"}
    receipt = blog.visitor().follow(send(blog, path, **extra))
    assert "pending" in receipt.words.lower()
    assert TEXT not in blog.visitor().open(path).words


@pytest.mark.parametrize("page", ["-1", "1e9", "abc", "%00", "[]", "99999999999999999999-1", "1-"])
def test_cursors_that_are_none_are_not_found(blog: Site, ada: Browser, page: str) -> None:
    """L7"""
    path = blog.publish(ada)
    assert blog.visitor().get(f"/?before={page}").status in (400, 404)
    assert blog.visitor().get(f"{path}?after={page}").status in (400, 404)
    for name in ("status=pending&after_good", "status=pending&after_spam", "status=approved&after"):
        assert ada.get(f"/desk/comments?{name}={page}").status in (400, 404)


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"decision": "approved"}, 422),
        ({"comment": "x@1"}, 422),
        ({"comment": "x@1", "decision": "published"}, 422),
        ({"comment": "no-seen", "decision": "approved"}, 422),
        ({"comment": "unknownid@1", "decision": "approved"}, 404),
    ],
)
def test_decisions_that_make_no_sense_are_a_sentence(
    blog: Site, nia: Browser, data: dict[str, str], status: int
) -> None:
    page = nia.post("/desk/decisions", data)
    assert page.status == status
    assert len(page.words) > 40


def test_a_wrong_password_is_the_same_for_known_and_unknown_people(blog: Site, ada: Browser) -> None:
    """S5"""
    known = blog.visitor().post("/sign-in", {"email": "ada@example.org", "password": "wrong words here"})
    unknown = blog.visitor().post("/sign-in", {"email": "eve@example.org", "password": "wrong words here"})
    assert (known.status, unknown.status) == (403, 403)
    assert known.html.replace("ada@", "") == unknown.html.replace("eve@", "")


def test_five_wrong_passwords_close_the_account_for_a_while(blog: Site, ada: Browser) -> None:
    """S4"""
    wrong: Any = {"email": "ada@example.org", "password": "wrong words here"}
    assert [blog.visitor().post("/sign-in", wrong).status for _ in range(6)] == [403] * 5 + [429]
    right = {"email": "ADA@example.org", "password": "a few plain words"}
    page = blog.visitor().post("/sign-in", right)
    assert page.status == 429
    assert int(page.headers["retry-after"]) > 0
    blog.clock.step(minutes=16)
    assert blog.visitor().post("/sign-in", right).status == 303


def test_the_429_of_a_flood_keeps_the_text_and_says_when(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada)
    pages = [send(blog, path, body=f"Number {n}.") for n in range(60)]
    statuses = [page.status for page in pages]
    assert statuses[:20] == [303] * 20
    assert statuses[-1] == 429
    last = pages[-1]
    assert int(last.headers["retry-after"]) > 0
    assert read_forms(last.html)
    assert "Number 59." in html.unescape(last.html)
