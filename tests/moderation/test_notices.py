"""What a form of the queue may ask for, and what the next page says of it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from blog.comments.models import Status
from blog.errors import Refusal
from blog.moderation.decisions import Actor, decide, decide_many
from blog.moderation.notices import note_outcome, read_note, say_note, sign_note
from blog.moderation.picks import DecisionForm, DecisionUnknown, NothingPicked, PickTorn, ReasonTooLong
from blog.moderation.undoing import UNDO, undo
from blog.signing import Keys
from tests.moderation.makers import NOW, edit, later, make_account, make_comment, make_post

KEYS = Keys(("a key for tests that is long enough",))


class Sent:
    """A form as it was sent."""

    def __init__(self, **fields: str | list[str]) -> None:
        self._fields = fields

    def get(self, name: str) -> str:
        found = self.all(name)
        return found[0] if found else ""

    def all(self, name: str) -> list[str]:
        value = self._fields.get(name, [])
        return [value] if isinstance(value, str) else value


def test_a_form_names_comments_as_they_were_seen() -> None:
    form = DecisionForm.read(Sent(comment=["k7f2q@3", "b2b2b@14"], decision="spam", reason=" Adverts. "))
    assert form == DecisionForm([("k7f2q", 3), ("b2b2b", 14)], Status.SPAM, "Adverts.", "")


def test_a_cards_own_button_wins_over_what_is_ticked() -> None:
    form = DecisionForm.read(Sent(comment=["k7f2q@3", "b2b2b@14"], decision="spam", only="b2b2b@14:approved"))
    assert (form.picks, form.status) == ([("b2b2b", 14)], Status.APPROVED)


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        ({"comment": "k7f2q@3"}, DecisionUnknown),
        ({"comment": "k7f2q@3", "decision": "ban"}, DecisionUnknown),
        ({"comment": "k7f2q@3", "decision": "APPROVED"}, DecisionUnknown),
        ({"only": "k7f2q@3"}, DecisionUnknown),
        ({"only": "k7f2q@3:"}, DecisionUnknown),
        ({"decision": "spam"}, NothingPicked),
        ({"decision": "spam", "comment": ""}, NothingPicked),
        ({"decision": "spam", "comment": "k7f2q"}, PickTorn),
        ({"decision": "spam", "comment": "k7f2q@"}, PickTorn),
        ({"decision": "spam", "comment": "@3"}, PickTorn),
        ({"decision": "spam", "comment": "k7f2q@x"}, PickTorn),
        ({"decision": "spam", "comment": "k7f2q@-3"}, PickTorn),
        ({"decision": "spam", "comment": "k7f2q@9999999999"}, PickTorn),
        ({"decision": "spam", "comment": "K7F2Q@3"}, PickTorn),
        ({"decision": "spam", "comment": "k7f2q@3\n"}, PickTorn),
        ({"decision": "spam", "comment": ["k7f2q@3", "junk"]}, PickTorn),
        ({"decision": "spam", "comment": ["k7f2q@3", ""]}, PickTorn),
        ({"decision": "spam", "comment": "k7f2q@3", "reason": "x" * 201}, ReasonTooLong),
        ({"decision": "spam", "comment": "k7f2q@3", "note": "x" * 2001}, ReasonTooLong),
    ],
)
def test_a_form_that_cannot_be_understood_is_refused_with_a_sentence(
    sent: dict[str, Any], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal) as raised:
        DecisionForm.read(Sent(**sent))
    assert str(raised.value.sentence).endswith(".")


def test_a_reason_is_stored_without_what_no_database_takes() -> None:
    form = DecisionForm.read(Sent(comment="k7f2q@3", decision="spam", reason="Off\x00 topic\u202e.", note="a\r\nb"))
    assert (form.reason, form.note) == ("Off topic.", "a\nb")


def test_the_next_page_says_what_was_decided_and_who_was_faster(db: Session) -> None:
    nia, omar, post = make_account(db), make_account(db, "Omar"), make_post(db)
    mine, handled, edited, withdrawn, same = (make_comment(db, post, name=n) for n in "ABCDE")
    picks = [(c.public_id, c.seen) for c in (mine, handled, edited, withdrawn, same)]
    decide_many(db, omar, [picks[1]], Status.APPROVED, NOW)
    edit(db, edited)
    decide(db, withdrawn, Status.DELETED, Actor("writer"), NOW)
    decide_many(db, omar, [picks[4]], Status.SPAM, NOW)
    outcome = decide_many(db, nia, picks, Status.SPAM, later(minutes=5))
    token = sign_note(KEYS, note_outcome(outcome, Status.SPAM, nia), later(minutes=5))
    said = say_note(read_note(KEYS, token, nia, later(minutes=7)), later(minutes=7))
    assert [(notice.kind, str(notice.words)) for notice in said] == [
        ("done", "1 comment marked as spam."),
        ("done", "1 comment was so already."),
        ("left", "The comment by B was left alone. Handled by Omar: approved 7 min ago."),
        ("left", "The comment by C was left alone: its writer changed it meanwhile."),
        ("left", "The comment by D was left alone: its writer was faster, 7 min ago."),
    ]


def test_a_note_is_only_for_whom_it_was_made_and_not_for_long(db: Session) -> None:
    nia, omar, comment = make_account(db), make_account(db, "Omar"), make_comment(db, make_post(db))
    outcome = decide_many(db, nia, [(comment.public_id, comment.seen)], Status.SPAM, NOW)
    token = sign_note(KEYS, note_outcome(outcome, Status.SPAM, nia), NOW)
    assert read_note(KEYS, token, nia, NOW) is not None
    assert read_note(KEYS, token, omar, NOW) is None
    assert read_note(KEYS, token, nia, later(minutes=10)) is None
    assert read_note(KEYS, token[:-1], nia, NOW) is None
    assert read_note(KEYS, KEYS.sign("decided", {"for": nia.id}), nia, NOW) is None
    assert say_note(None, NOW) == []


def test_the_note_of_a_thousand_comments_still_fits_an_address(db: Session) -> None:
    nia, omar, post = make_account(db), make_account(db, "Omar"), make_post(db)
    omar.name = "雅" * 70
    comments = [make_comment(db, post, name=chr(0x4E00 + number) * 70) for number in range(400)]
    picks = [(c.public_id, c.seen) for c in comments]
    decide_many(db, omar, picks[:100], Status.APPROVED, NOW)
    outcome = decide_many(db, nia, picks, Status.SPAM, NOW)
    token = sign_note(KEYS, note_outcome(outcome, Status.SPAM, nia), NOW)
    assert len(token) < 6000
    said = [str(notice.words) for notice in say_note(read_note(KEYS, token, nia, NOW), NOW)]
    assert said[0] == "300 comments marked as spam."
    assert said[-1] == "88 more were left alone, too."


def test_an_undo_is_said_in_its_own_words(db: Session) -> None:
    nia, comment = make_account(db), make_comment(db, make_post(db))
    decide_many(db, nia, [(comment.public_id, comment.seen)], Status.SPAM, NOW)
    note = note_outcome(undo(db, nia, None, NOW), UNDO, nia)
    assert [str(notice.words) for notice in say_note(note, NOW)] == ["Undone for 1 comment."]
