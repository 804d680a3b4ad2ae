"""The log of decisions proves itself, and finds what was done to it."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.comments.models import Comment, Status
from blog.moderation import log
from blog.moderation.decisions import Actor, decide, decide_many
from blog.moderation.models import LogEntry
from tests.moderation.makers import NOW, later, make_account, make_comment, make_post


def fill(db: Session) -> list[LogEntry]:
    nia, omar, post = make_account(db), make_account(db, "Omar"), make_post(db)
    comments = [make_comment(db, post) for _ in range(4)]
    decide_many(db, nia, [(c.public_id, c.seen) for c in comments], Status.APPROVED, NOW, "Fine.")
    decide(db, comments[0], Status.SPAM, Actor("moderator", omar), later(minutes=1), "Not fine.")
    decide(db, comments[1], Status.DELETED, Actor("writer"), later(minutes=2))
    return list(db.scalars(select(LogEntry).order_by(LogEntry.id)))


def test_an_untouched_log_is_whole(db: Session) -> None:
    assert log.verify(db) == []
    assert len(fill(db)) == 6
    assert log.verify(db) == []


@pytest.mark.parametrize(
    "tampering",
    [
        "reason = 'Another.'",
        "note = 'Another.'",
        "new = 'rejected'",
        "old = 'spam'",
        "actor = 'policy'",
        "seen_after = 9",
        "new_shown_id = 99",
        "old_shown_id = 99",
        "at = '2020-01-01 00:00:00.000000'",
        "digest = replace(digest, substr(digest, 1, 1), 'x')",
        "chain = replace(chain, substr(chain, 1, 1), 'x')",
        "subject = 'somebody/1/1'",
        "account_id = (SELECT max(id) FROM accounts WHERE id <> moderation_log.account_id)",
        "comment_id = (SELECT max(id) FROM comments)",
        "revision_id = NULL, subject = 'somebody/1/'",
    ],
)
def test_a_changed_entry_is_found(db: Session, tampering: str) -> None:
    third = fill(db)[2]
    db.execute(text(f"UPDATE moderation_log SET {tampering} WHERE id = {third.id}"))
    db.expire_all()
    broken = log.verify(db)
    assert any(str(third.id) in sentence for sentence in broken) or len(broken) > 1


@pytest.mark.parametrize("place", [0, 2, 5])
def test_a_missing_entry_is_found(db: Session, place: int) -> None:
    gone = fill(db)[place]
    db.execute(delete(LogEntry).where(LogEntry.id == gone.id))
    db.expire_all()
    assert log.verify(db) != []


def test_deleting_a_salt_forgets_a_person_without_breaking_the_chain(db: Session) -> None:
    third = fill(db)[2]
    db.execute(update(LogEntry).where(LogEntry.id == third.id).values(salt=None, reason="", note="", account_id=None))
    db.expire_all()
    assert log.verify(db) == []


def test_a_log_outlives_the_comments_and_people_it_is_about(db: Session) -> None:
    fill(db)
    db.execute(delete(Comment))
    db.execute(delete(Account).where(Account.name == "Omar"))
    db.expire_all()
    assert log.verify(db) == []
    assert len(db.scalars(select(LogEntry)).all()) == 6
