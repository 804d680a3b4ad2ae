"""The doors of the receipt, through HTTP: a seal opens it, an edit is kept or shown again, going back is safe."""

from __future__ import annotations

import pytest

from blog.comments.models import Comment, CommentRevision
from tests.cast.site import Browser, Site
from tests.comments.room import HOSTILE_IDS, public_id_of


def test_a_receipt_opens_for_its_seal_only(site: Site, path: str) -> None:
    """S6"""
    receipt = site.say(path)
    known = public_id_of(site)
    seal = receipt.path.rpartition("/")[2]
    for wrong in (f"{known}/{seal[:-1]}", f"{known}/", *(f"{hostile}/{seal}" for hostile in HOSTILE_IDS)):
        assert site.visitor().get(f"/comments/{wrong}").status == 404
        page = site.visitor().post(f"/comments/{wrong}", {"body": "Other words."})
        assert page.status in (404, 405)
    assert site.count(CommentRevision) == 1


@pytest.mark.parametrize(("body", "words"), [("", "this one is empty"), ("a" * 8001, "8,001 characters")])
def test_a_refused_edit_is_shown_again_on_the_receipt(site: Site, path: str, body: str, words: str) -> None:
    receipt = site.say(path)
    page = receipt.send("body", body=body)
    assert page.status == 422
    assert words in page.words
    assert page.form("body").value("body") == body
    assert site.count(CommentRevision) == 1


def test_an_edit_that_comes_too_late_keeps_the_text(site: Site, path: str) -> None:
    receipt = site.say(path)
    site.clock.step(hours=25)
    page = site.visitor().post(receipt.path, {"body": "Too late a thought."})
    assert page.status == 403
    assert "Too late a thought." in page.words
    assert site.count(CommentRevision) == 1


def test_an_edit_without_a_button_and_one_sent_twice_are_one_edit(site: Site, path: str) -> None:
    receipt = site.say(path)
    for _ in range(2):
        page = site.visitor().post(receipt.path, {"body": "Put better."})
        assert (page.status, page.location) == (303, receipt.path)
    assert site.count(CommentRevision) == 2


def test_taking_back_and_putting_back_twice_does_no_harm(site: Site, writer: Browser, path: str) -> None:
    writer.open(path).send("comment-form", body="Said too soon.", name="Ada")
    receipt = site.visitor().open(receipt_of(site))
    for _ in range(2):
        page = receipt.browser.follow(receipt.browser.post(receipt.path, {"action": "withdraw"}))
        assert "Status: deleted" in page.words
        assert "Said too soon." not in site.visitor().open(path).words
    assert receipt.browser.post(receipt.path, {"body": "Not while it is taken back."}).status == 403
    for _ in range(2):
        page = receipt.browser.follow(receipt.browser.post(receipt.path, {"action": "restore"}))
        assert "Status: approved" in page.words
        assert "Said too soon." in site.visitor().open(path).words


def receipt_of(site: Site) -> str:
    known = public_id_of(site)
    return f"/comments/{known}/{site.house.keys.seal('receipt', known)}"


def test_looking_changes_nothing(site: Site, path: str) -> None:
    """F3"""
    receipt = site.say(path)
    with site.reading() as db:
        before = [vars(row)["seen"] for row in db.query(Comment)]
    site.visitor().get(receipt.path)
    site.visitor().get(receipt.path + "?action=withdraw")
    with site.reading() as db:
        assert [vars(row)["seen"] for row in db.query(Comment)] == before
