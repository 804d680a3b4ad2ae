"""What was decided goes for good after its days, unread things never, and everything else stays right."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from blog.comments.models import Comment, CommentRevision, Status
from blog.comments.totals import wrong_totals
from blog.importers.models import Import, Imported
from blog.importers.shapes import Kind
from blog.jobs.models import Job
from blog.moderation import log
from blog.moderation.models import LogEntry
from blog.privacy import purging
from blog.site.settings import change_site
from tests.cast.desk_letters import Mailbox
from tests.cast.site import PASSWORD, Browser, Site
from tests.stories.test_first_day import waiting

SECRET = "Zwiebelfisch und Kettenhemd"


def pick_of(blog: Site, words: str) -> str:
    with blog.reading() as db:
        query = select(Comment).join(CommentRevision, CommentRevision.comment_id == Comment.id)
        comment = db.scalars(query.where(CommentRevision.typed.contains(words))).unique().first()
        assert comment is not None
        return f"{comment.public_id}@{comment.seen}"


def say(blog: Site, path: str, body: str, **fields: str) -> str:
    blog.clock.step(minutes=1)
    return blog.say(path, body=body, **fields).path


def decide(blog: Site, moderator: Browser, words: str, decision: str) -> None:
    page = moderator.post("/desk/decisions", {"comment": pick_of(blog, words), "decision": decision})
    assert page.status == 303, page.words


def come_back(browser: Browser, name: str) -> Browser:
    """A session does not last for weeks."""
    assert browser.post("/sign-in", {"email": f"{name}@example.org", "password": PASSWORD}).status == 303
    return browser


def typed(blog: Site) -> set[str]:
    with blog.reading() as db:
        return set(db.scalars(select(CommentRevision.typed)))


def later(blog: Site, **by: float) -> dict[str, int]:
    blog.clock.step(**by)
    return dict(purging.purge(blog.house.database, blog.clock()))


def is_whole(blog: Site) -> None:
    with blog.reading() as db:
        assert wrong_totals(db) == []
        assert log.verify(db) == []


def files_with(blog: Site, words: str) -> list[str]:
    """Every file of the blog's folder, and the database wherever it is, that still holds the words."""
    found = [str(path) for path in sorted(blog.settings.data.rglob("*")) if path.is_file() and _holds(path, words)]
    with blog.reading() as db:
        for table in (CommentRevision, Comment, Job, LogEntry, Imported):
            columns: Any = table.__table__.c
            found += [table.__tablename__ for row in db.execute(select(*columns)) if words in str(tuple(row))]
    return found


def _holds(path: Path, words: str) -> bool:
    return words.encode() in path.read_bytes()


def test_spam_and_deleted_go_after_their_days_and_leave_everything_right(
    blog: Site, ada: Browser, nia: Browser
) -> None:
    path = blog.publish(ada)
    for body in (f"Buy {SECRET}.", "Told off.", "Kept.", "Waits.", "Turned down."):
        say(blog, path, body, email="sol@example.org")
    for words, decision in (
        (SECRET, "spam"), ("Told off", "deleted"), ("Kept", "approved"), ("Turned down", "rejected")
    ):  # fmt: skip
        decide(blog, nia, words, decision)
    assert later(blog, days=14) == {"spam": 0, "deleted": 0}
    assert later(blog, days=2) == {"spam": 1, "deleted": 0}
    assert later(blog, days=15) == {"spam": 0, "deleted": 1}
    assert typed(blog) == {"Kept.", "Waits.", "Turned down."}
    is_whole(blog)
    with blog.reading() as db:
        notes = [entry.note for entry in db.scalars(select(LogEntry).where(LogEntry.actor == purging.RETENTION))]
    assert notes == ["Purged for good after their time: 1 spam", "Purged for good after their time: 1 deleted"]
    assert "There is nothing here." in come_back(nia, "nia").open("/desk/comments?status=spam").words
    assert later(blog, days=400) == {"spam": 0, "deleted": 0}


def test_nothing_is_left_of_the_words_in_any_file(blog: Site, ada: Browser, nia: Browser) -> None:
    path, box = blog.publish(ada), Mailbox(blog, "nia")
    say(blog, path, f"Buy {SECRET}.", name="Zwiebelfisch")
    assert len(box.look(hours=20)) == 1
    assert files_with(blog, SECRET), "the letter quotes it"
    decide(blog, nia, SECRET, "spam")
    assert later(blog, days=16) == {"spam": 1, "deleted": 0}
    blog.work()
    assert files_with(blog, SECRET) == []
    assert files_with(blog, "Zwiebelfisch") == []


def test_what_nobody_has_decided_is_never_purged(blog: Site, ada: Browser, nia: Browser) -> None:
    """What only the screening has put among the spam waits, however long."""
    say(blog, blog.publish(ada), "cheap pills http://a.example http://b.example http://c.example", website="d.example")
    assert waiting(nia)
    assert later(blog, days=1000) == {"spam": 0, "deleted": 0}
    assert len(typed(blog)) == 1


def test_the_days_begin_anew_with_each_decision(blog: Site, ada: Browser, nia: Browser) -> None:
    say(blog, blog.publish(ada), "A word.")
    decide(blog, nia, "A word", "spam")
    blog.clock.step(days=10)
    assert nia.open("/desk/comments?status=spam").send("action").status == 303
    decide(blog, nia, "A word", "spam")
    assert later(blog, days=14) == {"spam": 0, "deleted": 0}
    assert later(blog, days=2) == {"spam": 1, "deleted": 0}


def test_undo_says_that_it_is_too_late(blog: Site, ada: Browser, nia: Browser) -> None:
    say(blog, blog.publish(ada), "A word.")
    decide(blog, nia, "A word", "spam")
    form = nia.open("/desk/comments?status=spam").form("/desk/undos")
    later(blog, days=16)
    page = nia.post("/desk/undos", form.filled(None))
    assert page.status == 409
    assert "its words are gone for good, and then it is too late" in page.words
    assert "Undo" not in nia.open("/desk/comments").words


def test_what_was_answered_leaves_a_stone_without_words_or_name(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    receipt = say(blog, path, "The question of Zora.", name="Zora", email="zora@example.org")
    decide(blog, nia, "The question", "approved")
    say(blog, path, "The answer.", parent=receipt.split("/")[2])
    decide(blog, nia, "The answer", "approved")
    decide(blog, nia, "The question", "deleted")
    assert later(blog, days=31) == {"spam": 0, "deleted": 1}
    page = blog.visitor().open(path)
    assert "The answer." in page.words
    assert "Zora" not in page.html
    is_whole(blog)
    with blog.reading() as db:
        stone = db.scalars(select(Comment).where(Comment.erased_at.is_not(None))).one()
        assert (stone.name, stone.email, stone.prefix_hash) == ("Anonymous", None, None)
    assert "Your comment is erased" in blog.visitor().open(receipt).words
    assert later(blog, days=31) == {"spam": 0, "deleted": 0}


def test_answers_that_go_too_leave_no_stone(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    receipt = say(blog, path, "Buy one.")
    decide(blog, nia, "Buy one", "approved")
    say(blog, path, "Buy two.", parent=receipt.split("/")[2])
    for words in ("Buy one", "Buy two"):
        decide(blog, nia, words, "spam")
    assert later(blog, days=16)["spam"] == 2
    assert blog.count(Comment) == 0
    is_whole(blog)


def test_what_its_writer_took_back_goes_too(blog: Site, ada: Browser) -> None:
    receipt = say(blog, blog.publish(ada), "Never mind.")
    assert blog.visitor().post(receipt, {"action": "withdraw"}).status == 303
    assert later(blog, days=31) == {"spam": 0, "deleted": 1}
    assert typed(blog) == set()
    is_whole(blog)


@pytest.mark.parametrize("days", [0, 3])
def test_the_owner_sets_the_days(blog: Site, ada: Browser, nia: Browser, days: int) -> None:
    say(blog, blog.publish(ada), "A word.")
    decide(blog, nia, "A word", "spam")
    page = ada.follow(ada.open("/desk/settings").send("spam_days", spam_days=str(days)))
    assert "Saved" in page.words
    assert later(blog, days=4).get("spam", 0) == (1 if days else 0)
    refused = ada.open("/desk/settings").send("spam_days", spam_days="soon")
    assert (refused.status, "Write a number of days, or 0 to keep them." in refused.words) == (422, True)


def test_imported_spam_waits_until_somebody_has_looked_through_it(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada)
    for body in ("Imported pills.", "Imported friend."):
        say(blog, path, body)
    assert "looked through them" not in ada.open("/desk/settings").words
    with blog.house.database.writing() as db:
        came = Import(source="wordpress", blog_key="b", blog_name="B", asked={}, started_at=blog.clock())
        db.add(came)
        db.flush()
        for number, comment in enumerate(db.scalars(select(Comment).order_by(Comment.id))):
            comment.source, comment.source_key = "wordpress", str(number)
            comment.status = Status.SPAM if number == 0 else Status.APPROVED
            line = {"source": "wordpress", "kind": Kind.COMMENTS, "key": str(number), "import_id": came.id}
            db.add(Imported(**line, last_import_id=came.id, last_outcome="created", row_id=comment.id, raw="pills"))
        for revision in db.scalars(select(CommentRevision)):
            revision.status = Status.SPAM if "pills" in revision.typed else Status.APPROVED
    assert later(blog, days=100)["spam"] == 0, "nobody has read it"
    page = ada.follow(come_back(ada, "ada").open("/desk/settings").send("/desk/retention"))
    assert "looked through them" not in page.words
    assert later(blog, days=14)["spam"] == 0
    assert later(blog, days=2)["spam"] == 1
    assert typed(blog) == {"Imported friend."}
    with blog.reading() as db:
        line = db.scalars(select(Imported).where(Imported.key == "0")).one()
        assert (line.raw, line.mark) == (None, "erased"), "an import that comes again does not bring it back"


def test_many_go_in_small_batches(blog: Site, ada: Browser, nia: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purging, "BATCH", 2)
    path = blog.publish(ada)
    for number in range(5):
        say(blog, path, f"Number {number}.")
        decide(blog, nia, f"Number {number}", "spam")
    assert later(blog, days=16)["spam"] == 5
    is_whole(blog)
    with blog.reading() as db:
        assert len(db.scalars(select(LogEntry).where(LogEntry.actor == purging.RETENTION)).all()) == 1


def test_the_night_does_it(blog: Site, ada: Browser) -> None:
    """A site's own days are read when the night comes."""
    with blog.house.database.writing() as db:
        change_site(db, blog.clock(), None, spam_days=1)
    assert purging.purge(blog.house.database, blog.clock() + timedelta(days=1)).total() == 0
