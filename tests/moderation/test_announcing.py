"""The staff is told of every comment that waits, whatever is in it."""

from __future__ import annotations

import email
import email.policy
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.accounts import paces
from blog.comments.models import Lane, Status
from blog.jobs.models import Job
from blog.mail.sending import make_postman
from blog.moderation import desk_letters, digests
from blog.moderation.announcing import NOTICE, tell_staff
from blog.moderation.decisions import Actor, decide
from blog.settings import read_settings
from blog.signing import Keys
from tests.moderation.makers import NOW, edit, make_account, make_comment, make_post, newest_of

URL = "https://blog.example.org"
KEYS = Keys(("a key for tests",))


def payloads(db: Session, kind: str) -> list[dict[str, Any]]:
    return [job.payload for job in db.scalars(select(Job).where(Job.kind == kind).order_by(Job.id))]


def keep_promises(db: Session) -> None:
    for payload in payloads(db, NOTICE):
        digests.gather(db, payload, NOW)


def letters(db: Session) -> list[dict[str, Any]]:
    """What would go out if the digests that are planned were due."""
    for payload in payloads(db, digests.DIGEST):
        digests.send(db, payload, NOW)
    return [desk_letters.compose(db, KEYS, URL, payload) or {} for payload in payloads(db, digests.LETTER)]


def test_everyone_who_may_decide_gets_one_letter_and_nobody_else(db: Session) -> None:
    for name, role in (("Olga", "owner"), ("Ed", "editor"), ("Nia", "moderator"), ("Con", "contributor")):
        make_account(db, name, role)
    ann, gone = make_account(db, "Ann", "author"), make_account(db, "Gone", "moderator")
    make_account(db, "Other", "author")
    quiet = make_account(db, "Quiet", "moderator")
    paces.choose(db, quiet, paces.NEVER, NOW)
    gone.disabled_at = NOW
    post = make_post(db, ann, title="Kettles")
    for words in ("Line one.\n\nLine two.", "Another."):
        comment = make_comment(db, post, words, name="Sol")
        tell_staff(db, comment, newest_of(db, comment), NOW)
    keep_promises(db)
    found = letters(db)
    assert sorted(letter["to"] for letter in found) == [f"{name}@example.org" for name in ("ann", "ed", "nia", "olga")]
    words = found[0]["words"]
    assert "Sol wrote under “Kettles”, less than a minute ago:\n\n    Line one.\n\n    Line two.\n" in words
    assert f"{URL}/desk/comments" in words


def test_a_letter_about_an_edit_says_that_it_is_one(db: Session) -> None:
    nia = make_account(db)
    comment = make_comment(db, make_post(db, title="Kettles"), name="Sol")
    decide(db, comment, Status.APPROVED, Actor("moderator", nia), NOW)
    tell_staff(db, comment, edit(db, comment, "Said better."), NOW)
    keep_promises(db)
    [letter] = letters(db)
    assert "Sol changed a comment under “Kettles”, less than a minute ago; readers still see" in letter["words"]
    assert "    Said better.\n" in letter["words"]


def test_what_is_decided_already_needs_no_promise(db: Session) -> None:
    nia = make_account(db)
    comment = make_comment(db, make_post(db))
    decide(db, comment, Status.APPROVED, Actor("moderator", nia), NOW)
    tell_staff(db, comment, newest_of(db, comment), NOW)
    assert payloads(db, NOTICE) == []


def test_what_is_decided_before_the_letter_goes_out_is_not_told_and_an_empty_queue_sends_none(db: Session) -> None:
    nia = make_account(db)
    comment = make_comment(db, make_post(db))
    tell_staff(db, comment, newest_of(db, comment), NOW)
    keep_promises(db)
    decide(db, comment, Status.APPROVED, Actor("moderator", nia), NOW)
    assert letters(db) == []


def test_probable_spam_is_one_number_and_told_once(db: Session) -> None:
    make_account(db)
    post = make_post(db)
    for number in range(3):
        comment = make_comment(db, post, f"Buy {number}.", lane=Lane.SPAM)
        tell_staff(db, comment, newest_of(db, comment), NOW)
    keep_promises(db)
    [letter] = letters(db)
    assert "3 comments wait on A new blog, and all of them are probably spam." in letter["words"]
    assert "Buy" not in letter["words"]
    # The next digest would say nothing new.
    digests.send(db, {"account": 1, "slot": digests.DAY, "new": False}, NOW)
    assert len(payloads(db, digests.LETTER)) == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Sol\r\nBcc: all@example.org", "Words."),
        ("=?utf-8?q?a=0ABcc:_all@example.org?=", "=?utf-8?b?Cg==?="),
        ("%(words)s %s %d {0}", "100 % %(name)s {{ 7 * 7 }}"),
        ("x" * 80, "x" * 8000),
        ("雅" * 80, "‮.\n.\n..\r\n.\r\nQUIT"),
        ("<b>Sol</b>", "<script>alert(1)</script>"),
        ("😀", "\n".join("a" * 2000 for _ in range(3))),
        ("From Sol", "From here on.\nTo: you\n\n--\nBcc: them"),
    ],
)
def test_no_words_can_keep_a_letter_from_going_out_or_change_whom_it_goes_to(
    db: Session, tmp_path: Path, name: str, words: str
) -> None:
    """M9, X11"""
    make_account(db)
    comment = make_comment(db, make_post(db, title="Kettles"), words, name=name)
    other = make_comment(db, make_post(db, title="Spoons"), "A word of a friend.", name="Kim")
    for one in (comment, other):
        tell_staff(db, one, newest_of(db, one), NOW)
    keep_promises(db)
    settings = read_settings({"BLOG_DATA": str(tmp_path / "mails"), "BLOG_SECRET_KEY": "k" * 20, "BLOG_URL": URL})
    [payload] = letters(db)
    make_postman(settings)(payload)
    [path] = (tmp_path / "mails" / "mail").iterdir()
    letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert [str(value) for value in letter.get_all("To", [])] == ["nia@example.org"]
    assert letter["Bcc"] is None
    assert letter["Subject"] == "A new blog: 2 comments wait"
    assert letter.get_content_type() == "text/plain"
    said = str(letter.get_content())
    assert "    A word of a friend." in said
    assert said.count("/-/decide/") == 2


def test_a_comment_that_cannot_be_quoted_is_told_of_all_the_same(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """M9"""
    make_account(db)
    for words in ("Fine.", "Breaks."):
        comment = make_comment(db, make_post(db, title="Kettles"), words)
        tell_staff(db, comment, newest_of(db, comment), NOW)
    keep_promises(db)

    def breaks(text: str, most: int = 0) -> str:
        if text == "Breaks.":
            raise ValueError(text)
        return text

    monkeypatch.setattr(desk_letters, "quote", breaks)
    [letter] = letters(db)
    assert "Fine." in letter["words"]
    assert "A comment that cannot be shown in a letter waits, too." in letter["words"]


def test_reader_text_leads_nowhere_from_our_address(db: Session) -> None:
    """X11: every link in the letter is the blog's own."""
    make_account(db)
    comment = make_comment(
        db, make_post(db), "See HTTPS://evil.example/x and www.evil.example.", name="http://n.example"
    )
    tell_staff(db, comment, newest_of(db, comment), NOW)
    keep_promises(db)
    words = letters(db)[0]["words"]
    assert "HTTPS[:]//evil[.]example/x and www[.]evil[.]example" in words
    assert words.count("://") == words.count(f"{URL}/")
