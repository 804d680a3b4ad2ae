"""The doors of the queue: what they answer, and that refused forms change nothing."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from blog.comments.models import Comment, Status
from blog.moderation.models import LogEntry
from tests.cast.site import Browser, Page, Site


def keys_on(page: Page) -> list[str]:
    return re.findall(r'name="comment"[^>]*value="([^"]+)"', page.html)


def statuses(blog: Site) -> list[str]:
    with blog.reading() as db:
        return list(db.scalars(select(Comment.status).order_by(Comment.id)))


@pytest.fixture
def path(blog: Site, ada: Browser) -> str:
    return blog.publish(ada)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"decision": "approved"}, 422),
        ({"decision": "ban", "comment": "KEY"}, 422),
        ({"comment": "KEY"}, 422),
        ({"decision": "approved", "comment": "junk"}, 422),
        ({"decision": "approved", "comment": ["KEY", "nosuchid@1"]}, 404),
        ({"decision": "approved", "comment": "KEY", "reason": "r" * 201}, 422),
        ({"decision": "approved", "comment": "ID@999"}, 409),
    ],
)
def test_a_decision_that_cannot_be_taken_is_refused_whole(
    blog: Site, path: str, nia: Browser, fields: dict[str, str | list[str]], status: int
) -> None:
    blog.say(path)
    [key] = keys_on(nia.open("/desk/comments"))
    named = fields.get("comment", [])
    named = [named] if isinstance(named, str) else named
    sent = [text.replace("KEY", key).replace("ID", key.split("@")[0]) for text in named]
    page = nia.post("/desk/decisions", {**fields, "comment": sent})
    assert page.status == status
    assert statuses(blog) == [Status.PENDING]
    assert blog.count(LogEntry) == 0
    if "reason" in fields:
        assert "r" * 201 in page.html


def test_a_decision_leads_back_to_its_tab_with_a_signed_account_of_it(blog: Site, path: str, nia: Browser) -> None:
    blog.say(path)
    [key] = keys_on(nia.open("/desk/comments"))
    nia.post("/desk/decisions", {"comment": key, "decision": "rejected"})
    tab = nia.open("/desk/comments?status=rejected")
    page = nia.post("/desk/decisions", {"only": f"{keys_on(tab)[0]}:approved", "status": "rejected"})
    assert page.status == 303
    assert page.location.startswith("/desk/comments?status=rejected&done=")
    assert "1 comment approved." in nia.follow(page).words
    torn = nia.open(page.location[:-3])
    assert (torn.status, "Your last decision: 1 comment approved." in torn.words) == (200, True)


def test_a_button_of_a_card_decides_that_card_alone(blog: Site, path: str, nia: Browser) -> None:
    blog.say(path, body="The first.")
    blog.say(path, body="The second.")
    keys = keys_on(nia.open("/desk/comments"))
    nia.post("/desk/decisions", {"comment": keys, "only": f"{keys[1]}:spam"})
    assert statuses(blog) == [Status.PENDING, Status.SPAM]


def test_what_was_overtaken_is_named_on_the_queue_itself(blog: Site, path: str, nia: Browser, omar: Browser) -> None:
    blog.say(path, body="The first.")
    blog.say(path, body="The second.")
    keys = keys_on(nia.open("/desk/comments"))
    omar.post("/desk/decisions", {"comment": keys[0], "decision": "approved"})
    both = nia.follow(nia.post("/desk/decisions", {"comment": keys, "decision": "spam"}))
    assert "1 comment marked as spam." in both.words
    assert "Handled by Omar: approved" in both.words
    none = nia.post("/desk/decisions", {"comment": keys[0], "decision": "spam"})
    assert none.status == 409
    assert "Handled by Omar: approved" in none.words
    assert none.form("/sign-out").method == "post"


def test_an_author_finds_only_comments_on_own_posts(blog: Site, path: str, ada: Browser) -> None:
    ann = blog.staff("Ann", "author")
    blog.say(path, body="On a post of Ada's.")
    blog.say(blog.publish(ann, title="Ann's own"), body="On a post of Ann's.")
    page = ann.open("/desk/comments")
    assert "On a post of Ann's." in page.words
    assert "On a post of Ada's." not in page.words
    foreign = next(key for key in keys_on(ada.open("/desk/comments")) if key not in keys_on(page))
    assert ann.post("/desk/decisions", {"comment": foreign, "decision": "approved"}).status == 404
    assert statuses(blog) == [Status.PENDING, Status.PENDING]


def test_a_contributor_finds_no_queue_and_a_stranger_is_led_to_sign_in(blog: Site) -> None:
    con = blog.staff("Con", "contributor")
    assert con.get("/desk/comments").status == 404
    assert con.post("/desk/decisions", {"comment": "a@1", "decision": "spam"}).status == 404
    assert con.post("/desk/undos", {}).status == 404
    assert blog.visitor().get("/desk/comments").location.startswith("/sign-in")


def test_undo_takes_back_once_and_then_has_nothing_to_take_back(blog: Site, path: str, nia: Browser) -> None:
    blog.say(path)
    nia.post("/desk/decisions", {"comment": keys_on(nia.open("/desk/comments"))[0], "decision": "spam"})
    form = nia.open("/desk/comments").form("/desk/undos").filled()
    page = nia.post("/desk/undos", form)
    assert page.status == 303
    assert "Undone for 1 comment." in nia.follow(page).words
    assert nia.post("/desk/undos", form).status == 409
    for action in ("x", "-1", "9" * 30, "１"):
        assert nia.post("/desk/undos", {"action": action}).status == 409
    assert statuses(blog) == [Status.PENDING]


@pytest.mark.parametrize(
    "query", ["status=all", "status=", "after_good=abc", "status=spam&after=%00", "after_spam=1e9"]
)
def test_an_address_the_queue_does_not_have_is_not_found(nia: Browser, query: str) -> None:
    assert nia.get(f"/desk/comments?{query}").status == 404


@pytest.mark.parametrize("done", ["", "x", "%00", "e" * 9000, "eyJ9.sig"])
def test_a_forged_account_of_a_decision_is_not_shown(nia: Browser, done: str) -> None:
    page = nia.get(f"/desk/comments?done={done}")
    assert page.status == 200
    assert 'class="done"' not in page.html


def test_a_pending_comment_is_inert_in_the_queue(blog: Site, path: str, nia: Browser) -> None:
    blog.say(path, body="See https://evil.example/ and <script>alert(1)</script>", name="<b>Sol</b>")
    html = nia.open("/desk/comments").html
    assert 'href="https://evil.example' not in html
    assert "<script>alert" not in html
    assert "<b>Sol</b>" not in html


def test_the_policy_page_counts_by_status_and_is_the_same_for_everybody(blog: Site, path: str, nia: Browser) -> None:
    blog.say(path)
    page = blog.visitor().get("/moderation")
    assert page.status == 200
    assert "Every comment waits until a moderator has read it." in page.words
    assert "Pending 1 Approved 0" in page.words
    assert "set-cookie" not in page.headers
    nia.post("/desk/decisions", {"comment": keys_on(nia.open("/desk/comments"))[0], "decision": "approved"})
    assert "Pending 0 Approved 1" in blog.visitor().get("/moderation").words
    assert nia.get("/moderation").html == blog.visitor().get("/moderation").html


def test_nothing_ticked_is_said_by_the_queue_itself(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada)
    blog.say(path, "Still here.")
    page = ada.post("/desk/decisions", {"decision": "spam", "status": "pending"})
    assert page.status == 422
    assert "Tick at least one comment first. Nothing was decided." in page.words
    assert "Still here." in page.words
    kept = ada.post("/desk/decisions", {"decision": "spam", "status": "pending", "note": "A long note."})
    assert (kept.status, "A long note." in kept.words) == (422, True)
