"""The doors of commenters, through HTTP: every refusal keeps the text, and private pages stay private."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from blog.comments.models import Comment
from blog.posts.models import Post
from tests.cast.forms import PageForm
from tests.cast.site import Browser, Page, Site
from tests.comments.room import HOSTILE_IDS, public_id_of

TEXT = 'Kept: </textarea><script>alert(1)</script> "quoted" \u2028 line\n\n*and* more'


def sent(site: Site, path: str, **changes: str) -> Page:
    """A comment sent from the post's page with some fields changed; the answer as it came."""
    browser = site.visitor()
    fields = dict(browser.open(path).form("comment-form").filled(body=TEXT, name="Sol"))
    return browser.post("/comments", {**fields, **changes})


def kept(page: Page) -> PageForm:
    form = page.form("comment-form")
    assert form.value("body").replace("\u2028", "\n") == TEXT.replace("\u2028", "\n")
    assert "<script>alert" not in page.html
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-robots-tag"] == "noindex"
    return form


def test_a_comment_leads_to_its_receipt(site: Site, path: str) -> None:
    answer = sent(site, path)
    assert answer.status == 303
    receipt = site.visitor().open(answer.location)
    assert receipt.status == 200
    assert "Status: pending" in receipt.words
    assert receipt.form("body").value("body").startswith("Kept: </textarea>")
    assert "<script>alert" not in receipt.html
    assert receipt.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "Write a name"),
        ({"name": "a" * 81}, "The name has 81 characters"),
        ({"email": "no address"}, "does not look like an e-mail address"),
        ({"website": "javascript:alert(1)"}, "does not look like a website"),
        ({"parent": "nobody"}, "The comment you answered is not here any more"),
    ],
)
def test_what_stands_in_the_way_is_named_and_everything_is_kept(
    site: Site, path: str, changes: dict[str, str], words: str
) -> None:
    page = sent(site, path, **changes)
    assert page.status == 422
    assert words in page.words
    assert "Your text is kept." in page.words
    form = kept(page)
    for name, typed in changes.items():
        assert form.value(name) == ("" if name == "parent" else typed)
    assert site.count(Comment) == 0


def test_a_refused_form_can_be_corrected_and_sent(site: Site, path: str) -> None:
    page = sent(site, path, name="")
    assert page.send("comment-form", name="Sol").status == 303
    assert site.count(Comment) == 1


def test_a_body_that_is_much_too_long_is_kept_whole(site: Site, path: str) -> None:
    """L1, X5"""
    long = "wörd " * 20_000
    page = sent(site, path, body=long)
    assert page.status == 422
    assert page.form("comment-form").value("body") == long


@pytest.mark.parametrize("stamp", ["", "forged", "other"])
def test_a_forged_stamp_is_refused_and_the_form_that_comes_back_is_good(
    site: Site, writer: Browser, path: str, stamp: str
) -> None:
    """F1"""
    if stamp == "other":
        other = site.publish(writer, title="Elsewhere")
        stamp = site.visitor().open(other).form("comment-form").value("stamp")
    page = sent(site, path, stamp=stamp)
    assert page.status == 403
    kept(page)
    assert site.count(Comment) == 0
    assert page.send("comment-form").status == 303


@pytest.mark.parametrize("post", ["999999", "", "abc", "-1", "9" * 40, "\x00"])
def test_an_unknown_post_is_not_found_and_the_text_is_kept(site: Site, path: str, post: str) -> None:
    for name in ("Sol", ""):
        page = sent(site, path, post=post, name=name)
        assert page.status == 404
        assert "Kept: </textarea>" in page.words
        assert "comment-form" not in page.html


@pytest.mark.parametrize(("rule", "status"), [("closed", 403), ("hidden", 404)])
def test_a_post_that_takes_none_any_more_keeps_the_text(
    site: Site, writer: Browser, path: str, rule: str, status: int
) -> None:
    browser = site.visitor()
    page = browser.open(path)
    writer.open("/desk/posts/1").send("title", "publish", comments=rule)
    for name in ("Sol", ""):
        answer = page.send("comment-form", body=TEXT, name=name)
        assert answer.status == status
        assert "Your text is kept." in answer.words
        assert "Kept: </textarea>" in answer.words
    assert site.count(Comment) == 0


def test_a_form_from_another_site_changes_nothing_and_keeps_the_text(site: Site, path: str) -> None:
    """F1"""
    browser = site.visitor()
    fields = browser.open(path).form("comment-form").filled(body=TEXT, name="Sol")
    page = browser.post("/comments", fields, origin="https://evil.example")
    assert page.status == 403
    kept(page)
    assert site.count(Comment) == 0


def test_a_database_that_is_away_is_not_asked_and_the_text_is_kept(
    site: Site, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """N3"""
    browser = site.visitor()
    fields = browser.open(path).form("comment-form").filled(body=TEXT, name="Sol")
    monkeypatch.setattr("blog.comments.submission.submit", _fail)
    monkeypatch.setattr("blog.comments.unsent.keep", _fail)
    page = browser.post("/comments", fields)
    assert page.status == 503
    assert kept(page).value("stamp") == dict(fields)["stamp"]
    monkeypatch.undo()
    assert page.send("comment-form").status == 303


def _fail(*args: object) -> None:
    raise OperationalError("SELECT 1", {}, Exception("taken away by the test"))


def test_a_preview_stores_nothing(site: Site, path: str) -> None:
    page = sent(site, path, action="preview")
    assert page.status == 200
    assert "<em>and</em> more" in page.html
    kept(page)
    assert sent(site, path, action="preview", name="").status == 422
    assert sent(site, path, action="preview", stamp="forged").status == 200
    assert site.count(Comment) == 0
    assert page.send("comment-form").status == 303


def test_the_address_of_a_refused_form_leads_home(site: Site, path: str) -> None:
    assert site.visitor().get("/comments").location == "/"


def test_a_comment_of_somebody_who_may_decide_is_there_at_once(site: Site, writer: Browser, path: str) -> None:
    receipt = writer.follow(writer.open(path).send("comment-form", body="From the house.", name="Ada"))
    assert "Status: approved" in receipt.words
    assert "From the house." in site.visitor().open(path).words
    edited = writer.follow(receipt.send("body", body="Put better."))
    assert "Status: approved" in edited.words
    assert "Put better." in site.visitor().open(path).words


def test_where_everything_waits_the_house_waits_too(site: Site, writer: Browser) -> None:
    path = site.publish(writer, title="Moderated", comments="moderated")
    receipt = writer.follow(writer.open(path).send("comment-form", body="From the house.", name="Ada"))
    assert "Status: pending" in receipt.words


def test_a_moderator_who_opens_a_strangers_receipt_approves_nothing_by_editing(site: Site, path: str) -> None:
    nia = site.staff("Nia", "moderator")
    receipt = site.say(path)
    edited = nia.follow(nia.open(receipt.path).send("body", body="Other words."))
    assert "Status: pending" in edited.words


def test_an_answer_has_a_page_of_its_own_that_quotes_the_comment(site: Site, writer: Browser, path: str) -> None:
    writer.open(path).send("comment-form", body="A question?", name="Ada")
    link = f"/-/reply/{public_id_of(site)}"
    assert link in site.visitor().open(path).html
    page = site.visitor().open(link)
    assert "A question?" in page.words
    assert page.headers["x-robots-tag"] == "noindex"
    assert page.send("comment-form", body="An answer.", name="Sol").status == 303
    preview = page.send("comment-form", "preview", body="An answer.", name="Sol")
    assert preview.form("comment-form").value("parent") == public_id_of(site)


def test_an_answer_to_nothing_visible_is_not_found(site: Site, writer: Browser, path: str) -> None:
    """A5"""
    site.say(path, body="Waiting.")
    assert site.visitor().get(f"/-/reply/{public_id_of(site)}").status == 404
    for hostile in HOSTILE_IDS:
        assert site.visitor().get(f"/-/reply/{hostile}").status == 404


def test_nobody_learns_an_address_or_a_network_from_a_page(site: Site, writer: Browser, path: str) -> None:
    """A4"""
    site.say(path, email="sol.secret@example.org")
    site.house.database.write(lambda db: db.execute(update(Post).values(author_id=None)))
    writer.post("/desk/decisions", {"comment": f"{public_id_of(site)}@1", "decision": "approved"})
    page = site.visitor().open(path)
    assert "1 comment:" in page.words
    assert "sol.secret" not in page.html
    assert "sol.secret" not in site.visitor().open(f"/-/reply/{public_id_of(site)}").html
