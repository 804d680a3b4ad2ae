"""What cards tell beside their comments: what an edit changes, against the text that stood or was decided on last."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from blog.comments.models import Status
from blog.markup.differences import Kind
from blog.moderation import background
from blog.moderation.asked import Asked
from blog.moderation.card import Card
from blog.moderation.decisions import Actor, decide
from blog.moderation.showing import queue_page
from blog.site.settings import SiteSettings
from tests.moderation.makers import NOW, edit, later, make_account, make_comment, make_post


def cards(db: Session, account: Any, status: Status = Status.PENDING) -> dict[str, Card]:
    found = queue_page(db, account, SiteSettings(), Asked(status), [], later(hours=3))
    return {card.id: card for card in [*found["good"], *found["spam"], *found["cards"]]}


def changed(card: Card) -> tuple[str, str]:
    """(what goes, what comes)."""
    assert card.change is not None
    by = {kind: "|".join(one.text for one in card.change.pieces if one.kind is kind) for kind in Kind}
    return by[Kind.GONE], by[Kind.NEW]


def test_an_edit_is_compared_with_the_text_that_readers_see(db: Session) -> None:
    nia, comment = make_account(db), make_comment(db, make_post(db), "A word about kettles and tea.")
    decide(db, comment, Status.APPROVED, Actor("moderator", nia), NOW)
    edit(db, comment, "A word about lamps and tea.")
    card = cards(db, nia)[comment.public_id]
    assert changed(card) == ("kettles", "lamps")
    assert str(card.change_words) == "1 word taken away, 1 word added"
    decide(db, comment, Status.REJECTED, Actor("moderator", nia), NOW)
    assert changed(cards(db, nia, Status.REJECTED)[comment.public_id]) == ("kettles", "lamps"), "as it was turned down"
    edit(db, comment, "A word about kettles and tea, and milk.")
    assert changed(cards(db, nia)[comment.public_id]) == ("", ", and milk")


def test_a_text_that_was_turned_down_is_compared_with_what_was_decided_on(db: Session) -> None:
    nia, comment = make_account(db), make_comment(db, make_post(db), "You are all fools, and tea is tea.")
    decide(db, comment, Status.REJECTED, Actor("moderator", nia), NOW)
    edit(db, comment, "You are all wrong, and tea is tea.")
    edit(db, comment, "You are all kind, and tea is tea.")
    card = cards(db, nia)[comment.public_id]
    assert changed(card) == ("fools", "kind"), "the one between nobody has decided on"
    assert str(card.why).startswith("It was decided on before, and is not shown.")


def test_a_row_of_the_probable_spam_begins_with_what_the_edit_adds(db: Session) -> None:
    """M4: its first words were good enough to be approved."""
    nia, comment = make_account(db), make_comment(db, make_post(db), "A good word about kettles.")
    decide(db, comment, Status.APPROVED, Actor("moderator", nia), NOW)
    edit(db, comment, "A good word about kettles. Win at https://casino.example/")
    card = cards(db, nia)[comment.public_id]
    assert card.glimpse == "Win at https://casino.example/"
    assert "the approved text stays up" in str(card.why)


def test_what_nobody_has_decided_on_yet_is_no_edit_to_a_moderator(db: Session) -> None:
    nia, comment = make_account(db), make_comment(db, make_post(db))
    edit(db, comment)
    assert cards(db, nia)[comment.public_id].change is None


def test_an_approved_edit_says_no_more_of_what_it_was(db: Session) -> None:
    nia, comment = make_account(db), make_comment(db, make_post(db))
    decide(db, comment, Status.APPROVED, Actor("moderator", nia), NOW)
    edit(db, comment)
    decide(db, comment, Status.APPROVED, Actor("moderator", nia), NOW)
    assert cards(db, nia, Status.APPROVED)[comment.public_id].change is None


def test_a_page_compares_only_so_much(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """L2: whoever fills the queue with the longest edits is read the old way."""
    monkeypatch.setattr(background, "MOST_CHARACTERS", 100)
    nia, post = make_account(db), make_post(db)
    made = [make_comment(db, post, "A word about kettles.", at=later(minutes=number)) for number in range(4)]
    for comment in made:
        decide(db, comment, Status.APPROVED, Actor("moderator", nia), NOW)
        edit(db, comment, "A word about tea.")
    found = cards(db, nia)
    assert [found[comment.public_id].change is not None for comment in made] == [True, True, False, False]
    assert found[made[3].public_id].approved_html == "<p>A word about kettles.</p>"
