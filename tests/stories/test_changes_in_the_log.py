"""What the log says of the blog's menu and of who signs a post: the old and the new, proved like every entry."""

from __future__ import annotations

import csv
import io
import json

from sqlalchemy import update

from blog.checkup.results import State
from blog.checkup.tallies import check_log
from blog.moderation import log
from blog.moderation.models import LogEntry
from tests.cast.site import Browser, Site
from tests.checkup.subjects import subject_of
from tests.stories.test_bylines import draft_of, number_at, sign
from tests.stories.test_pages import MENU, put_up

LONG = "A name as long as names may be, so that thirty of them fill it"[:58]


def entries(desk: Browser, kind: str) -> list[str]:
    """What the log shows of a kind, the newest first: what was done, and the words about it."""
    html = desk.open(f"/desk/log?kind={kind}").html.partition('<ol class="entries log">')[2].partition("</ol>")[0]
    found = []
    for one in html.split("<li>")[1:]:
        words = " ".join("".join(part.partition(">")[2] for part in f">{one}".split("<")).split())
        found.append(words.rpartition(" Ada, ")[0])
    return found


def test_the_log_says_each_change_of_the_menu_with_what_was_before(blog: Site, ada: Browser, nia: Browser) -> None:
    about = put_up(ada)
    ada.post(MENU, {"action": "add", "where": "address", "address": "https://a.example/", "label": "Friends"})
    ada.post(MENU, {"action": "add", "where": "home"})
    ada.post(MENU, {"action": "name", "entry": "2", "label": "Neighbours"})
    ada.post(MENU, {"action": "up", "entry": "2"})
    ada.post(MENU, {"action": "remove", "entry": "3"})
    # Nothing is changed by these.
    ada.post(MENU, {"action": "up", "entry": "2"})
    ada.post(MENU, {"action": "name", "entry": "2", "label": "Neighbours"})
    assert ada.post(MENU, {"action": "remove", "entry": "99"}).status in (404, 409)
    ada.post(MENU, {"action": "let-go"})

    page, friends, neighbours = (
        f"“About” ({about})",
        "“Friends” (https://a.example/)",
        "“Neighbours” (https://a.example/)",
    )
    assert entries(nia, "menu") == [
        f"menu by itself {neighbours}, {page} → {page}",
        "link taken out of the menu /",
        f"link moved in the menu {page}, {neighbours}, / → {neighbours}, {page}, /",
        f"link renamed in the menu {friends} → {neighbours}",
        "link added to the menu /",
        f"menu by itself → becomes link added to the menu {friends}",
    ]
    with blog.reading() as db:
        assert log.verify(db) == []


def test_a_menu_too_long_for_a_line_stands_whole_beside_it(blog: Site, ada: Browser) -> None:
    for number in range(6):
        ada.post(MENU, {"action": "add", "where": "address", "address": f"/{number}/", "label": f"{LONG} {number}"})
    ada.post(MENU, {"action": "down", "entry": "1"})
    newest = entries(ada, "menu")[0]
    assert newest.count(LONG) >= 12
    assert "…" in newest


def test_the_log_says_who_signs_a_post_and_who_did(blog: Site, ada: Browser, nia: Browser) -> None:
    kim = blog.staff("Kim", "author")
    blog.staff("Omar", "author")
    post = number_at(blog, blog.publish(ada))
    sign(blog, ada, post, "Kim", "Ada")
    sign(blog, ada, post, "Kim", "Ada")
    sign(blog, ada, post, "Ada", "Omar")
    assert ada.post(f"{post}/authors", {"author": "999"}).status == 422
    assert entries(nia, "byline") == [
        "authors of a post changed “The second kettle”: Kim, Ada → Ada, Omar",
        "authors of a post changed “The second kettle”: Ada → Kim, Ada",
    ]
    draft = draft_of(kim, "A secret of mine")
    sign(blog, kim, draft, "Kim", "Omar")
    shown = nia.open("/desk/log").words
    assert "A secret" not in shown
    assert f"{draft}: Kim → Kim, Omar" in shown
    with blog.reading() as db:
        assert log.verify(db) == []


def test_such_entries_stand_in_the_files_and_the_check_proves_them(blog: Site, ada: Browser) -> None:
    blog.staff("Kim", "author")
    sign(blog, ada, number_at(blog, blog.publish(ada)), "Ada", "Kim")
    ada.post(MENU, {"action": "add", "where": "home", "label": "=Home"})
    rows = list(csv.DictReader(io.StringIO(ada.get("/desk/log/file?kind=menu&format=csv").html)))
    assert [(row["kind"], row["new"], row["reason"]) for row in rows] == [("menu", "link added", "“=Home” (/)")]
    lines = [json.loads(line) for line in ada.get("/desk/log/file?kind=byline&format=jsonl").html.splitlines()]
    assert [(line["kind"], line["reason"]) for line in lines] == [("byline", "“The second kettle”: Ada → Ada, Kim")]
    assert check_log(subject_of(blog)).state is State.WELL
    with blog.house.database.writing() as db:
        db.execute(update(LogEntry).where(LogEntry.subject.like("byline:%")).values(reason="Somebody else"))
    assert check_log(subject_of(blog)).state is State.ILL
