"""A day of each role: what a contributor, an author, a moderator, an editor and an owner come for, and where it ends.

That every other door stays shut is the table's work, in tests/web/test_access.py.
"""

from __future__ import annotations

import re

from tests.cast.site import Browser, Page, Site
from tests.stories.desk import decide, status_of, write


def offered(browser: Browser) -> list[str]:
    """What the bar of the desk leads to."""
    bar = re.search(r'<nav aria-label="Desk">(.*?)</nav>', browser.open("/desk").html, re.S)
    return re.findall(r">([^<]+)</a>", bar[1]) if bar else []


def begin(browser: Browser, title: str = "Soup", **fields: str) -> str:
    """A draft; where it stands in the desk."""
    page = browser.post("/desk/posts/new", {"title": title, "body": "Lentils.", "action": "save", **fields})
    assert page.status == 303, page.words
    return page.location.partition("?")[0]


def press(browser: Browser, place: str, button: str, **fields: str) -> Page:
    return browser.open(place).send("title", button, **fields)


def test_a_contributor_writes_and_leaves_publishing_to_others(blog: Site, ada: Browser) -> None:
    kim, rut = blog.staff("Kim", "contributor"), blog.staff("Rut", "editor")
    assert offered(kim) == ["Posts", "Pictures"]
    place = begin(kim)
    assert "Editors see it waiting on their desk" in kim.open(place).words
    assert place in rut.open("/desk").html, "the editor's desk leads to it"
    fields = dict(kim.open(place).form("title").fields)
    for action in ("publish", "schedule", "withdraw", "delete"):
        asked = kim.post(place, {**fields, "published_at": "2030-01-01 10:00", "action": action})
        assert asked.status == 403 and "Lentils." in asked.html, action
    published = press(rut, place, "publish")
    path = rut.open(published.location).form("title").value("permalink")
    assert "By Kim" in blog.visitor().open(path).words
    # What readers see is no longer theirs to change.
    assert kim.get(place).status == 404 and kim.post(place, {**fields, "body": "Beans."}).status == 404
    assert "Lentils." in blog.visitor().open(path).words
    receipt = write(blog, blog.visitor(), path, "How long do they cook?")
    assert decide(kim, blog, receipt, "approved").status == 404 and status_of(blog, receipt) == "pending"


def test_an_author_runs_their_own_posts_and_talks_under_them(blog: Site, ada: Browser) -> None:
    ines = blog.staff("Ines", "author")
    assert offered(ines) == ["Comments", "Posts", "Pictures"]
    mine, theirs = blog.publish(ines, title="By Ines"), blog.publish(ada, title="By Ada")
    here = write(blog, blog.visitor(), mine, "A word under the one.")
    there = write(blog, blog.visitor(), theirs, "Another one under the other.")
    queue = ines.open("/desk/comments").words
    assert "A word under the one." in queue and "Another one under the other." not in queue
    assert decide(ines, blog, here, "approved").status == 303 and status_of(blog, here) == "approved"
    assert decide(ines, blog, there, "approved").status == 404 and status_of(blog, there) == "pending"
    number = blog.visitor().open(theirs).form("comment-form").value("post")
    assert ines.get(f"/desk/posts/{number}").status == 404
    assert ines.post(f"/desk/posts/{number}", {"title": "Mine now", "action": "save"}).status == 404
    place = begin(ines, published_at="2026-10-16 09:00")
    assert "Scheduled." in ines.follow(press(ines, place, "schedule")).words
    assert "Withdr" in ines.follow(press(ines, place, "withdraw")).words
    for closed in ("/desk/tags", "/desk/bans", "/desk/log", "/desk/people", "/desk/settings"):
        assert ines.get(closed).status == 404, closed


def test_a_moderator_decides_everywhere_and_writes_no_posts(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    assert offered(nia) == ["Comments"]
    good = write(blog, blog.visitor(), path, "Thank you for this.")
    bad = write(blog, blog.visitor(), path, "Kettles for sale, kettles for all.")
    assert decide(nia, blog, good, "approved").status == 303
    assert decide(nia, blog, bad, "rejected", note="An advertisement.").status == 303
    assert "Thank you for this." in blog.visitor().open(path).words
    undone = nia.follow(nia.open("/desk/comments").send("/desk/undos"))
    assert undone.status == 200 and status_of(blog, bad) == "pending" and status_of(blog, good) == "approved"
    assert "approved" in nia.open("/desk/log").words
    assert nia.post("/desk/posts/new", {"title": "Mine", "body": "Words.", "action": "publish"}).status == 404
    number = blog.visitor().open(path).form("comment-form").value("post")
    assert nia.post(f"/desk/posts/{number}", {"title": "Mine", "action": "delete"}).status == 404
    for closed in ("/desk/posts", "/desk/media", "/desk/tags", "/desk/people", "/desk/settings"):
        assert nia.get(closed).status == 404, closed
    assert blog.visitor().open(path).status == 200


def test_an_editor_has_every_post_and_comment_and_not_the_house(blog: Site, ada: Browser) -> None:
    rut, kim = blog.staff("Rut", "editor"), blog.staff("Kim", "contributor")
    assert offered(rut) == ["Comments", "Posts", "Pictures", "Tags"]
    place = begin(kim, tags="Soups")
    published = rut.follow(press(rut, place, "publish", title="Friday’s soup"))
    path = published.form("title").value("permalink")
    assert "Friday’s soup" in blog.visitor().open(path).words
    receipt = write(blog, blog.visitor(), path, "Is it hot?")
    assert decide(rut, blog, receipt, "approved").status == 303
    assert "Soups" in rut.open("/desk/tags").words
    assert press(rut, place, "delete").status == 303 and blog.visitor().get(path).status == 410
    before = rut.open("/desk/tags").words
    for closed in ("/desk/people", "/desk/settings", "/desk/imports", "/desk/outbox", "/desk/check"):
        assert rut.get(closed).status == 404, closed
    assert rut.post("/desk/settings", {"title": "Rut’s own"}).status == 404
    assert rut.post("/desk/people", {"email": "lee@example.org", "role": "owner", "action": "invite"}).status == 404
    assert "Rut’s own" not in blog.visitor().open("/").words and before == rut.open("/desk/tags").words


def test_an_owner_keeps_the_house_and_hands_out_its_keys(blog: Site, ada: Browser, nia: Browser) -> None:
    assert offered(ada) == ["Comments", "Posts", "Pictures", "Tags", "People", "Settings", "Health"]
    ada.open("/desk/settings").send("tagline", title="The Long Table")
    assert "The Long Table" in blog.visitor().open("/").words
    invited = ada.follow(ada.open("/desk/people").send("email", "invite", email="kim@example.org", role="author"))
    link = re.search(r'id="i-link" value="http://localhost:8000([^"]+)"', invited.html)
    assert link is not None
    kim = blog.visitor()
    assert kim.post(link[1], {"name": "Kim", "password": "seven kettles on a shelf"}).status == 303
    assert offered(kim) == ["Comments", "Posts", "Pictures"]
    # Even who may everything cannot rewrite what was decided, nor be the one that nobody is left to open for.
    told = ada.open("/desk/log").words
    assert "joined the staff Kim" in told and "Title of the blog" in told
    for place in ("/desk/log", "/desk/log/file"):
        assert ada.post(place, {"action": "delete"}).status == 405, place
    me = re.search(r'href="(/desk/people/\d+)"><b dir="auto">Ada<', ada.open("/desk/people").html)
    assert me is not None and ada.post(me[1], {"action": "disable"}).status == 409
