"""What the staff is told, when, and how a letter decides: as moderators read it on their phones."""

from __future__ import annotations

import email
import email.policy
from typing import Any

import pytest
from sqlalchemy import select

from blog.accounts.models import Account
from blog.comments.models import CommentRevision
from blog.jobs.models import Job
from blog.moderation import desk_letters, digests
from blog.site.settings import change_site
from blog.working import make_worker, plan_the_night
from tests.cast.desk_letters import Mailbox, links_in, words_of
from tests.cast.site import Browser, Page, Site
from tests.stories.test_first_day import waiting

NIGHT = {"hours": 20}


@pytest.fixture
def box(blog: Site, ada: Browser, nia: Browser) -> Mailbox:
    """Nia's, on a blog with one post and one comment that waits."""
    blog.say(blog.publish(ada, "Kettles"), body="Who has the second kettle?")
    return Mailbox(blog, "nia")


def press(blog: Site, link: str, decision: str = "approved") -> Page:
    reader = blog.visitor()
    return reader.follow(reader.post(link, {"decision": decision}))


def test_one_letter_comes_in_the_morning_and_none_when_nothing_waits(blog: Site, nia: Browser, box: Mailbox) -> None:
    assert box.look() == []
    letter = box.only(**NIGHT)
    assert str(letter["Date"]).endswith("08:00:00 +0000")
    assert "1 comment that is probably good waits for you on A new blog." in words_of(letter)
    assert len(box.look(hours=23)) == 1, "it still waits"
    assert press(blog, links_in(letter)[0]).status == 200
    assert box.look(days=3) == []


def test_the_morning_is_that_of_the_blogs_own_time_zone(blog: Site, box: Mailbox) -> None:
    blog.house.database.write(lambda db: change_site(db, blog.clock(), None, time_zone="Pacific/Auckland"))
    # Noon in UTC is one at night there: seven is six hours away.
    assert box.look(hours=5) == []
    assert len(box.look(hours=1, minutes=1)) == 1


def test_each_chooses_how_often(blog: Site, nia: Browser, box: Mailbox) -> None:
    assert "Once a day" in nia.open("/desk/you").words
    page = nia.follow(nia.open("/desk/you").send("pace", pace="hourly"))
    assert page.status == 200
    assert "Saved." in page.words
    assert len(box.look(hours=1)) == 1
    assert len(box.look(hours=1)) == 1, "every hour while it waits"
    assert box.look(minutes=10) == []
    assert len(box.look(hours=9)) == 1, "in the evening"
    assert box.look(hours=7) == [], "nobody is woken"
    assert len(box.look(hours=3)) == 1
    assert nia.post("/desk/you", {"pace": "never"}).status == 303
    assert box.look(days=3) == []
    assert nia.post("/desk/you", {"pace": "often"}).status == 422


def test_each_chooses_their_own_hours(blog: Site, nia: Browser, box: Mailbox) -> None:
    """D17: it is noon when a comment begins to wait."""
    page = nia.follow(nia.open("/desk/you").send("pace", pace="hourly", first_hour="15", last_hour="16"))
    assert "From 15:00 to 16:00" in page.words
    assert box.look(hours=2, minutes=50) == []
    assert [len(box.look(hours=1)) for _ in range(3)] == [1, 1, 0]
    nia.post("/desk/you", {"pace": "daily", "first_hour": "20", "last_hour": "22"})
    assert (len(box.look(hours=4)), len(box.look(hours=20))) == (1, 0)
    for first, last in (("17", "16"), ("24", "24"), ("-1", "3"), ("x", "9")):
        assert nia.post("/desk/you", {"pace": "daily", "first_hour": first, "last_hour": last}).status == 422
    assert "At 20:00" in nia.get("/desk/you").words


def test_at_once_is_a_letter_a_comment(blog: Site, ada: Browser, nia: Browser) -> None:
    nia.post("/desk/you", {"pace": "now"})
    path, box = blog.publish(ada, "Kettles"), Mailbox(blog, "nia")
    for body in ("One.", "Two."):
        blog.say(path, body=body)
        letter = box.only()
        assert letter["Subject"] == "A comment waits: Kettles"
        assert f"    {body}\n" in words_of(letter)
        blog.clock.step(minutes=1)


def test_an_author_is_told_of_own_posts_only(blog: Site, ada: Browser) -> None:
    ann = blog.staff("Ann", "author")
    own, foreign = blog.publish(ann, "Spoons"), blog.publish(ada, "Kettles")
    blog.say(foreign, body="To Ada.")
    box = Mailbox(blog, "ann")
    assert box.look(**NIGHT) == []
    blog.say(own, body="To Ann.")
    words = words_of(box.only(days=1))
    assert "To Ann." in words
    assert "To Ada." not in words
    assert "As an author you are told of comments on your own posts." in ann.open("/desk/you").words


def test_whoever_decides_nothing_has_nothing_to_choose(blog: Site) -> None:
    con = blog.staff("Con", "contributor")
    assert "you decide on no comments" in con.open("/desk/you").words


def test_a_clock_that_was_wrong_for_a_while_silences_nobody(blog: Site, ada: Browser, nia: Browser) -> None:
    """N5"""
    path, box = blog.publish(ada, "Kettles"), Mailbox(blog, "nia")
    blog.clock.step(days=400)
    blog.say(path, body="From the future.")
    assert box.look() == []
    blog.clock.step(days=-400)
    blog.say(path, body="From today.")
    assert len(box.look(**NIGHT)) == 1


def test_what_waited_before_an_upgrade_is_told(blog: Site, box: Mailbox) -> None:
    with blog.house.database.writing() as db:
        db.connection().exec_driver_sql("DELETE FROM outbox")
    plan_the_night(blog.house)
    plan_the_night(blog.house)
    assert len(box.look(**NIGHT)) == 1


def test_a_wait_that_is_too_long_is_told_once_a_crossing(blog: Site, ada: Browser, nia: Browser) -> None:
    path, box = blog.publish(ada, "Kettles"), Mailbox(blog, "nia")
    nia.post("/desk/you", {"pace": "hourly"})

    def escalated(**later: float) -> int:
        """Hour after hour, as a worker goes."""
        found = 0
        for _ in range(int(later["hours"])):
            found += sum("has waited for more than" in str(one["Subject"]) for one in box.look(hours=1))
        return found

    blog.say(path, body="First.")
    blog.clock.step(minutes=1)
    assert escalated(hours=47) == 0
    assert "have waited" not in nia.open("/desk/comments").words
    blog.say(path, body="Second.")
    assert escalated(hours=2) == 1
    assert "1 has waited for more than 2 days" in nia.open("/desk/comments").words
    assert escalated(hours=50) == 0, "while one is late, another is no news"
    for key in waiting(nia):
        assert nia.post("/desk/decisions", {"comment": key, "decision": "approved"}).status == 303
    assert escalated(hours=3) == 0
    blog.say(path, body="Third.")
    assert escalated(hours=49) == 1


def test_probable_spam_never_escalates(blog: Site, ada: Browser, nia: Browser, box: Mailbox) -> None:
    with blog.house.database.writing() as db:
        for revision in db.scalars(select(CommentRevision)):
            revision.lane = "spam"
    letters = box.look(days=3) + box.look(days=1)
    assert not [one for one in letters if "has waited" in str(one["Subject"])]


def test_the_letter_reads_as_one_wants_it_on_a_phone(blog: Site, box: Mailbox) -> None:
    words = words_of(box.only(**NIGHT))
    lines = words.split("\n")
    assert lines[0].startswith("1 comment that is probably good waits")
    assert "-- " in lines
    assert lines[lines.index("-- ") + 1].startswith("This letter comes once a day")


def test_a_worker_that_dies_in_the_middle_leaves_nothing_half_and_doubles_nothing(
    blog: Site, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """N2: at each of the three rows, the transaction goes back whole, and the next try finishes it once."""
    for name in ("plan", "put_letter"):
        whole = getattr(digests, name)

        def dies(*given: Any, whole: Any = whole, **named: Any) -> None:
            whole(*given, **named)
            raise RuntimeError("the light went out")

        monkeypatch.setattr(digests, name, dies)
        assert box.look(hours=10) == []
        with blog.reading() as db:
            written = db.scalars(select(Job.kind).where(Job.kind == digests.LETTER)).all()
        assert list(written) == []
        monkeypatch.setattr(digests, name, whole)
    assert len(box.look(hours=7)) == 1
    with blog.reading() as db:
        payload = db.scalars(select(Job.payload).where(Job.kind == digests.LETTER)).first()
    house = blog.house
    write = desk_letters.make_writer(house.database, house.keys, house.settings, house.clock)
    before = sorted(path.read_bytes() for path in (blog.settings.data / "mail").iterdir())
    write(payload)
    assert sorted(path.read_bytes() for path in (blog.settings.data / "mail").iterdir()) == before


def test_a_letter_that_went_out_late_tells_only_what_still_waits(blog: Site, ada: Browser, nia: Browser) -> None:
    path, box = blog.publish(ada, "Kettles"), Mailbox(blog, "nia")
    for body in ("Decided soon.", "Waits on."):
        blog.say(path, body=body)
        blog.clock.step(minutes=1)
    blog.clock.step(**NIGHT)
    with blog.house.database.writing() as db:
        digests.plan_all(db, blog.clock())
        nia_id = db.scalars(select(Account.id).where(Account.name == "Nia")).one()
        digests.send(db, {"account": nia_id, "slot": digests.DAY, "new": True}, blog.clock())
    first = waiting(nia)[0]
    assert nia.post("/desk/decisions", {"comment": first, "decision": "approved"}).status == 303
    words = "".join(words_of(letter) for letter in box.look())
    assert "Decided soon." not in words
    assert "Waits on." in words


def test_a_flood_is_counted_and_hides_nobody_who_waited_before(blog: Site, ada: Browser, nia: Browser) -> None:
    """M6, M9"""
    path, box = blog.publish(ada, "Kettles"), Mailbox(blog, "nia")
    blog.say(path, body="A friend who came first.")
    for number in range(digests.IN_A_LETTER + 5):
        blog.clock.step(minutes=1)
        blog.say(path, body=f"Flood {number}.", name=f"N{number}")
    letter = box.only(**NIGHT)
    words = words_of(letter)
    assert str(letter["Subject"]) == f"A new blog: {digests.IN_A_LETTER + 6} comments wait"
    assert "A friend who came first." in words
    assert "And 6 more." in words
    assert len(links_in(letter)) == digests.IN_A_LETTER


def test_without_a_mail_server_a_comment_is_a_file_at_once(blog: Site, ada: Browser) -> None:
    """It is read by whoever looks into the folder; what is probably spam makes none."""
    path = blog.publish(ada)
    blog.say(path, "Who has the second kettle?")
    blog.say(path, "Pills.", subject="a trap")
    make_worker(blog.house).do_all()
    files = list((blog.settings.data / "mail").glob("*.eml"))
    letters = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]
    assert [str(letter["To"]) for letter in letters] == ["ada@example.org"]
    assert "Who has the second kettle?" in words_of(letters[0])
    assert "Such letters come at once" in words_of(letters[0]), "and not once a day"
