"""What was done to people, and what was done in bulk, taken back from the log."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from blog.comments.models import Comment, Lane
from blog.moderation import log, notes
from blog.moderation.models import Action, Ban, LogEntry, PersonNote
from tests.cast.site import Browser, Page, Site
from tests.stories.desk import EMAIL, ban, id_of, newest, remembered, settle, write


def undo(desk: Browser, place: str = "/desk/log") -> Page:
    """Press the first Undo of the log, and see what the log then says."""
    return desk.follow(desk.get(place).send("back"))


def test_the_lifting_of_a_ban_is_taken_back_and_the_ban_holds_again(blog: Site, ada: Browser, nia: Browser) -> None:
    """D6."""
    path = blog.publish(ada)
    assert ban(nia, "email", write(blog, blog.visitor(), path, "The first.", email=EMAIL)).status == 303
    number = nia.get("/desk/bans").form("ban").value("ban")
    lifted = nia.follow(nia.post("/desk/bans", {"action": "lift", "ban": number}))
    assert "Lifted." in lifted.words
    assert "Undone: the ban holds again" in nia.follow(lifted.send("back")).words
    assert newest(blog, write(blog, blog.visitor(), path, "The second.", email=EMAIL)).lane == Lane.SPAM
    assert "ban lifted → becomes banned" in nia.get("/desk/log?kind=ban").words
    with blog.reading() as db:
        assert log.verify(db) == []


def test_a_network_stays_free_once_its_code_is_gone(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    receipt = write(blog, blog.visitor(), path, "From next door.")
    assert ban(nia, "network", receipt, days="7").status == 303
    number = nia.get("/desk/bans").form("ban").value("ban")
    nia.post("/desk/bans", {"action": "lift", "ban": number})
    with blog.house.database.writing() as db:
        code = db.scalars(select(Comment.prefix_hash)).one()
        db.scalars(select(Comment)).one().prefix_hash = None
        lift = db.scalars(select(Action.id).where(Action.decision == "lift")).one()
    assert f'name="action" value="{lift}"' not in nia.get("/desk/log").html
    assert nia.post("/desk/undos", {"action": str(lift), "back": "/desk/log"}).status == 409
    with blog.house.database.writing() as db:
        db.scalars(select(Comment)).one().prefix_hash = code
    assert "holds again" in undo(nia).words
    with blog.reading() as db:
        assert db.scalars(select(Ban.matter)).one() == code


def test_trust_given_by_hand_is_taken_back_from_the_log_by_who_gave_it(
    blog: Site, ada: Browser, nia: Browser, omar: Browser
) -> None:
    path = blog.publish(ada)
    settle(ada, waits="strangers")
    receipt = write(blog, remembered(blog, nia, path, 1), path, "Not trusted yet.")
    place = nia.open(f"/desk/people/{id_of(receipt)}").path
    done = nia.follow(nia.post(place, {"action": "trust", "reason": "A neighbour."}))
    assert "They are trusted from now on" in done.words and "trust lets nothing through" not in done.words
    assert 'value="/desk/log"' not in omar.get("/desk/log?kind=trust").html
    assert "Undone: trust is what it was before." in undo(nia, "/desk/log?kind=trust").words
    page = nia.get(place)
    assert "undone" in page.words and "Trust this person" in page.words
    assert nia.post(place, {"action": "trust", "reason": "All the same."}).status == 303
    assert nia.post(place, {"action": "distrust", "reason": "No."}).status == 303
    with blog.reading() as db:
        given, taken = db.scalars(select(Action.id).where(Action.undone_at.is_(None), Action.decision == "trust"))
    assert nia.post("/desk/undos", {"action": str(given)}).status == 409
    assert nia.post("/desk/undos", {"action": str(taken), "back": place}).status == 303
    assert "Take the trust away" in nia.get(place).words


def test_a_note_comes_back_as_it_was_until_it_is_purged(blog: Site, ada: Browser, nia: Browser) -> None:
    """Not a word of it stands in the log."""
    path = blog.publish(ada)
    place = nia.open(f"/desk/people/{id_of(write(blog, blog.visitor(), path, 'Words.', email=EMAIL))}").path
    assert "Kept." in nia.follow(nia.post(place, {"note": "Always kind."})).words
    number = nia.get(place).form("number").value("number")
    nia.post(place, {"action": "change-note", "number": number, "note": "Sometimes kind."})
    assert "the note is as it was before" in undo(nia, "/desk/log?kind=note").words
    assert "Always kind." in nia.get(place).html
    gone = nia.follow(nia.post(place, {"action": "delete-note", "number": number}))
    assert "The note is deleted." in gone.words and "Always kind." not in nia.get("/desk/comments").words
    assert "Undone" in nia.follow(gone.send("back")).words
    assert "Always kind." in nia.get("/desk/comments").words
    about = nia.get(f"/desk/log?about={place.rpartition('/')[2]}")
    assert about.words.count("note") >= 4 and "kind." not in about.words
    nia.post(place, {"action": "delete-note", "number": number})
    with blog.house.database.writing() as db:
        notes.forget_deleted(db, blog.clock() - timedelta(days=30))
        assert db.scalars(select(PersonNote.id)).all() != []
        notes.forget_deleted(db, blog.clock())
        assert db.scalars(select(PersonNote.id)).all() == []
    assert 'name="back"' not in nia.get("/desk/log?kind=note").html


def test_a_bulk_action_is_one_entry_that_unfolds_and_one_undo(blog: Site, ada: Browser, nia: Browser) -> None:
    """D5, D6, D8: the entries themselves are as ever, and can be proved."""
    path = blog.publish(ada)
    for word in ("one", "two", "three"):
        write(blog, blog.visitor(), path, f"Number {word} of the kettles.")
    with blog.reading() as db:
        picks = [f"{one.public_id}@{one.seen}" for one in db.scalars(select(Comment))]
    assert nia.post("/desk/decisions", {"comment": picks, "decision": "spam", "reason": "advertising"}).status == 303
    page = nia.get("/desk/log")
    words = page.words
    assert "3 comments: pending → becomes spam" in words and "3 entries" in words
    assert page.html.count('class="single"') == 1 and words.count("pending → becomes spam") == 4
    with blog.reading() as db:
        assert len(db.scalars(select(LogEntry.id)).all()) == 3
        action = db.scalars(select(Action.id)).one()
    single = nia.get(f"/desk/log?action={action}")
    assert 'class="single"' not in single.html and single.words.count("entry ") >= 3
    assert "Undone for 3 comments." in undo(nia).words
    words = nia.get("/desk/log").words
    assert "3 comments: spam → becomes pending" in words and "· undone " in words
    with blog.reading() as db:
        assert log.verify(db) == []


def test_an_undo_leads_back_only_to_pages_of_the_desk(blog: Site, ada: Browser, nia: Browser) -> None:
    """F5."""
    place = nia.open(f"/desk/people/{id_of(write(blog, blog.visitor(), blog.publish(ada), 'A.', email=EMAIL))}").path
    for hostile in ("https://evil.example/desk/log", "//evil.example", "/desk/log\\evil", "/desk/settings"):
        nia.post(place, {"note": "Words."})
        with blog.reading() as db:
            action = db.scalars(select(Action.id).order_by(Action.id.desc()).limit(1)).one()
        answer = nia.post("/desk/undos", {"action": str(action), "back": hostile})
        assert answer.status == 303 and answer.headers["location"].startswith("/desk/comments")
