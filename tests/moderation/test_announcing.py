"""The staff is told of every comment that waits, whatever is in it."""

from __future__ import annotations

import email
import email.policy
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.comments.models import Status
from blog.jobs.models import Job
from blog.mail.sending import make_postman
from blog.moderation.announcing import tell_staff
from blog.moderation.decisions import Actor, decide
from blog.settings import read_settings
from tests.moderation.makers import NOW, edit, make_account, make_comment, make_post, newest_of

URL = "https://blog.example.org"


def letters(db: Session) -> list[dict[str, Any]]:
    return [job.payload for job in db.scalars(select(Job).order_by(Job.id))]


def test_everyone_who_may_decide_gets_one_letter_and_nobody_else(db: Session) -> None:
    for name, role in (("Olga", "owner"), ("Ed", "editor"), ("Nia", "moderator"), ("Con", "contributor")):
        make_account(db, name, role)
    ann, gone = make_account(db, "Ann", "author"), make_account(db, "Gone", "moderator")
    make_account(db, "Other", "author")
    gone.disabled_at = NOW
    comment = make_comment(db, make_post(db, ann, title="Kettles"), "Line one.\n\nLine two.", name="Sol")
    tell_staff(db, comment, newest_of(db, comment), NOW, URL)
    assert sorted(letter["to"] for letter in letters(db)) == [
        f"{name}@example.org" for name in ("ann", "ed", "nia", "olga")
    ]
    words = letters(db)[0]["words"]
    assert "Sol wrote under “Kettles”:\n\n    Line one.\n\n    Line two.\n" in words
    assert f"{URL}/desk/comments" in words


def test_a_letter_about_an_edit_says_that_it_is_one(db: Session) -> None:
    nia = make_account(db)
    comment = make_comment(db, make_post(db, title="Kettles"), name="Sol")
    decide(db, comment, Status.APPROVED, Actor("moderator", nia), NOW)
    tell_staff(db, comment, edit(db, comment, "Said better."), NOW, URL)
    [letter] = letters(db)
    assert "Sol changed a comment under “Kettles”; readers still see the text from before." in letter["words"]
    assert "    Said better.\n" in letter["words"]


def test_what_is_decided_already_needs_no_letter(db: Session) -> None:
    nia = make_account(db)
    comment = make_comment(db, make_post(db))
    decide(db, comment, Status.APPROVED, Actor("moderator", nia), NOW)
    tell_staff(db, comment, newest_of(db, comment), NOW, URL)
    assert letters(db) == []


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
    make_account(db)
    comment = make_comment(db, make_post(db, title="Kettles"), words, name=name)
    tell_staff(db, comment, newest_of(db, comment), NOW, URL)
    settings = read_settings({"BLOG_DATA": str(tmp_path / "mails"), "BLOG_SECRET_KEY": "k" * 20, "BLOG_URL": URL})
    [payload] = letters(db)
    make_postman(settings)(payload)
    [path] = (tmp_path / "mails" / "mail").iterdir()
    letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert [str(value) for value in letter.get_all("To", [])] == ["nia@example.org"]
    assert letter["Bcc"] is None
    assert letter["Subject"] == "A comment waits: Kettles"
    assert letter.get_content_type() == "text/plain"


def test_reader_text_leads_nowhere_from_our_address(db: Session) -> None:
    make_account(db)
    comment = make_comment(
        db, make_post(db), "See HTTPS://evil.example/x and www.evil.example.", name="http://n.example"
    )
    tell_staff(db, comment, newest_of(db, comment), NOW, URL)
    words = letters(db)[0]["words"]
    assert "HTTPS[:]//evil[.]example/x and www[.]evil[.]example" in words
    assert words.count("://") == 1
