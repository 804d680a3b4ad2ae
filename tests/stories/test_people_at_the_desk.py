"""What the desk knows and notes of people, its reasons and its log."""

from __future__ import annotations

import csv
import io
import json
import re

from sqlalchemy import select

from blog.comments.models import Comment
from blog.moderation.models import LogEntry
from tests.cast.site import Browser, Site
from tests.stories.desk import EMAIL, decide, id_of, write


def test_notes_are_added_changed_and_deleted_by_who_wrote_them(
    blog: Site, ada: Browser, nia: Browser, omar: Browser
) -> None:
    """D18."""
    path = blog.publish(ada)
    receipt = write(blog, blog.visitor(), path, "Words.", email=EMAIL)
    place = nia.open(f"/desk/people/{id_of(receipt)}").path
    assert nia.get(place).send("note", "note", note="Is always kind <b>here</b>.").status == 303
    assert "Note: Is always kind <b>here</b>. (Nia)" in omar.get("/desk/comments").words
    assert "kind" not in receipt.browser.get(receipt.path).words
    number = nia.get(place).form("number").value("number")
    assert 'name="number"' not in omar.get(place).html
    for action in ("change-note", "delete-note"):
        assert omar.post(place, {"action": action, "number": number, "note": "Mine."}).status == 404
    assert nia.post(place, {"action": "change-note", "number": number, "note": "Was kind."}).status == 303
    assert "Was kind." in omar.get("/desk/comments").words
    assert nia.post(place, {"action": "note", "note": "x" * 2001}).status == 422
    assert nia.post(place, {"action": "delete-note", "number": number}).status == 303
    assert "Was kind." not in omar.get(place).words


def test_what_the_desk_notes_is_not_for_authors_whoever_looked_before(blog: Site, ada: Browser, nia: Browser) -> None:
    """A1: a card that is remembered is remembered for those who may see all of it."""
    bea = blog.staff("Bea", "author")
    receipt = write(blog, blog.visitor(), blog.publish(bea), "Words.", email=EMAIL)
    place = nia.open(f"/desk/people/{id_of(receipt)}").path
    assert nia.post(place, {"action": "note", "note": "Once shouted."}).status == 303
    assert "Once shouted." in nia.get("/desk/comments").words
    hers = bea.get("/desk/comments")
    assert "Words." in hers.words
    assert "shouted" not in hers.html
    assert "/desk/people/" not in hers.html
    assert "Once shouted." in nia.get("/desk/comments").words


def test_the_list_of_reasons_changes_and_old_decisions_stay_readable(blog: Site, ada: Browser, nia: Browser) -> None:
    """D18."""
    path = blog.publish(ada)
    receipt = write(blog, blog.visitor(), path, "Words.")
    page = nia.get("/desk/reasons")
    assert nia.follow(page.send("words", "rename", words="It wanders off.")).status == 200
    words = blog.visitor().get("/moderation").words
    assert "It wanders off." in words and "something else than the post" not in words
    decide(nia, blog, receipt, "rejected", reason="It wanders off.", note="Third time.")
    nia.post("/desk/reasons", {"action": "retire", "value": "It wanders off."})
    assert "It wanders off." not in blog.visitor().get("/moderation").words
    seen = receipt.browser.get(receipt.path).words
    assert "It wanders off." in seen and "Third time." not in seen
    assert "Note: Third time." in nia.get("/desk/comments?status=rejected").words
    assert nia.post("/desk/reasons", {"words": "It attacks a person instead of what was said."}).status == 422
    assert nia.post("/desk/reasons", {"words": "It is too loud."}).status == 303
    nia.post("/desk/reasons", {"action": "up", "value": "It is too loud."})
    write(blog, blog.visitor(), path, "One to decide on.")
    assert "It is too loud." in nia.get("/desk/comments").html
    assert nia.post("/desk/reasons", {"action": "retire", "value": "nonsense"}).status == 404


def test_the_log_is_narrowed_and_taken_along_as_a_file(blog: Site, ada: Browser, nia: Browser, omar: Browser) -> None:
    """D8, V12."""
    path = blog.publish(ada)
    notes = ("=cmd|' /C calc'!A0", "@sum", "fine, “quoted”\nand more", "+1+1")
    for desk, note in zip((nia, nia, omar, omar), notes, strict=True):
        decide(desk, blog, write(blog, blog.visitor(), path, f"Words for {note}."), "approved", note=note)
    assert nia.get("/desk/log").words.count("Note:") == 4
    with blog.reading() as db:
        omar_id = db.scalars(select(LogEntry.account_id).order_by(LogEntry.id.desc()).limit(1)).one()
    only = nia.get(f"/desk/log?who={omar_id}&kind=approved&since=2026-01-01&until=2030-01-01").words
    assert only.count("Note:") == 2 and "+1+1" in only
    assert "Nothing like that" in nia.get("/desk/log?until=1999-01-01").words
    with blog.reading() as db:
        last = db.scalars(select(Comment.public_id).order_by(Comment.id.desc()).limit(1)).one()
    about = nia.get(f"/desk/log?about={last}").words
    assert about.count("Note:") == 1 and "+1+1" in about
    assert nia.get("/desk/log?about=nobody").status == 404
    assert nia.get("/desk/log?who=zzz&kind=%27&since=never&before=-1").status == 200
    file = nia.get("/desk/log/file?format=csv")
    assert "attachment" in file.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(file.html)))
    assert [row["note"] for row in rows][:3] == ["'=cmd|' /C calc'!A0", "'@sum", "fine, “quoted”\nand more"]
    assert rows[3]["note"] == "'+1+1"
    lines = [json.loads(line) for line in nia.get("/desk/log/file?format=jsonl").html.splitlines()]
    assert [line["note"] for line in lines][:2] == ["=cmd|' /C calc'!A0", "@sum"] and lines[0]["who"] == "Nia"
    assert "sol" not in file.html.lower()


def test_a_persons_page_tells_what_is_known_and_leads_into_the_queue(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    first = write(blog, blog.visitor(), path, "The first of Sol.", email=EMAIL)
    decide(nia, blog, first, "approved")
    second = write(blog, blog.visitor(), path, "The second of Sol.", email=EMAIL)
    other = write(blog, blog.visitor(), path, "Of somebody else.", email="kim@example.org", name="Kim")
    page = nia.open(f"/desk/people/{id_of(second)}")
    assert "The first of Sol." in page.words and "Of somebody else." not in page.words
    assert "not proved" in page.words and "First seen October" in page.words
    assert f'href="/desk/people/{id_of(other)}"' in nia.get("/desk/comments").html
    for place in re.findall(r'href="(/desk/comments\?[^"]+)"', page.html):
        assert "of Sol." in nia.get(place.replace("&amp;", "&")).words
    nameless = write(blog, blog.visitor(), path, "Without an address.")
    bare = nia.open(f"/desk/people/{id_of(nameless)}")
    assert "Nothing says who wrote this" in bare.words
    assert nia.post(bare.path, {"action": "note", "note": "To nobody."}).status == 422
    for hostile in ("%00", "a" * 300, "..%2f", "1"):
        assert nia.get(f"/desk/people/{hostile}").status == 404


def test_an_author_finds_none_of_this(blog: Site, ada: Browser) -> None:
    """A1: an author decides on own posts' comments and sees no people, bans or log."""
    mia = blog.staff("Mia", "author")
    path = blog.publish(mia)
    receipt = write(blog, blog.visitor(), path, "Under Mia's post.", email=EMAIL)
    page = mia.get("/desk/comments")
    assert "/desk/people" not in page.html and "/desk/bans" not in page.html
    for place in (f"people/{id_of(receipt)}", "bans", "reasons", "log", "log/file", "emergency"):
        assert mia.get(f"/desk/{place}").status == 404
        assert blog.visitor().get(f"/desk/{place}").status == 303
