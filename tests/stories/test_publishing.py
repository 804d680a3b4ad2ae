"""Publishing by the clock and moving about: once each, also after a long sleep, and every old address leads on."""

from __future__ import annotations

from blog.posts.models import Post, PostRevision
from tests.cast.site import Browser, Site


def schedule(ada: Browser, name: str, at: str) -> None:
    fields = {"title": name, "body": "Soup.", "permalink": f"/{name}.html", "published_at": at, "action": "schedule"}
    page = ada.post("/desk/posts/new", fields)
    assert page.status == 303, page.words


def test_what_came_due_while_the_blog_slept_is_published_once(blog: Site, ada: Browser) -> None:
    for day in (10, 11, 12):
        schedule(ada, f"day-{day}", f"2026-10-{day} 09:00")
    schedule(ada, "later", "2027-10-01 09:00")
    blog.clock.step(days=30)
    assert blog.work() == 3
    assert blog.work() == 0
    for day in (10, 11, 12):
        page = blog.visitor().open(f"/day-{day}.html")
        assert f"October {day}, 2026" in page.words, "it keeps the time it was meant for"
    assert blog.visitor().get("/later.html").status == 404


def test_a_schedule_that_was_moved_or_withdrawn_is_not_kept(blog: Site, ada: Browser) -> None:
    schedule(ada, "moved", "2026-10-10 09:00")
    schedule(ada, "withdrawn", "2026-10-10 09:00")
    ada.open("/desk/posts/1").send("title", "schedule", published_at="2026-10-20 09:00")
    ada.open("/desk/posts/2").send("title", "withdraw")
    blog.clock.step(days=4)
    blog.work()
    assert [blog.visitor().get(path).status for path in ("/moved.html", "/withdrawn.html")] == [404, 404]
    blog.clock.step(days=10)
    assert blog.work() == 1
    assert blog.visitor().get("/moved.html").status == 200


def test_the_time_zone_stands_beside_the_time(blog: Site, ada: Browser) -> None:
    ada.open("/desk/settings").send("title", time_zone="Pacific/Auckland")
    assert "(Pacific/Auckland)" in ada.open("/desk/posts/new").words
    schedule(ada, "there", "2026-10-10 09:00")
    edit = ada.open("/desk/posts/1")
    assert "appears by itself on Saturday, October 10, 09:00 (Pacific/Auckland)" in edit.words
    assert edit.form("title").value("published_at") == "2026-10-10 09:00"
    assert "Saturday, October 10, 09:00 Like 2026-10-09 15:00" in edit.words
    assert "Scheduled Saturday, October 10, 09:00 (Pacific/Auckland)" in ada.open("/desk/posts").words
    assert "there Saturday, October 10, 09:00" in ada.open("/desk").words
    assert "Times are those of Pacific/Auckland." in ada.open("/desk").words
    with blog.reading() as db:
        stored = db.query(PostRevision).one()
        assert stored.published_at == blog.clock(), "when somebody said so, and not when it appears"


def test_a_published_post_says_when_as_people_say_it_and_the_field_has_no_seconds(blog: Site, ada: Browser) -> None:
    blog.clock.step(seconds=42)
    blog.publish(ada)
    edit = ada.open("/desk/posts/1")
    assert "Published on Friday, October 9, 12:00 (UTC)." in edit.words
    assert edit.form("title").value("published_at") == "2026-10-09 12:00"
    assert "Published Friday, October 9, 2026" in ada.open("/desk/posts").words
    with blog.reading() as db:
        before = db.query(Post).one().published_at
    # Also from a program that sends only what it has read.
    sent = {"title": "T", "body": "Other.", "published_at": "2026-10-09 12:00", "action": "publish"}
    assert ada.post("/desk/posts/1", sent).status == 303
    with blog.reading() as db:
        assert db.query(Post).one().published_at == before
    ada.post("/desk/posts/new", {"title": "Plan", "published_at": "2027-01-02T03:04:05+00:00"})
    assert ada.open("/desk/posts/2").form("title").value("published_at") == "2027-01-02 03:04"


def test_every_former_address_leads_on_in_one_step(blog: Site, ada: Browser) -> None:
    paths = [blog.publish(ada), "/second.html", "/third.html", "/fourth.html"]
    for path in paths[1:]:
        ada.open("/desk/posts/1").send("title", "publish", permalink=path)
    for path in paths[:-1]:
        moved = blog.visitor().get(path)
        assert (moved.status, moved.location) == (301, "/fourth.html")
    ada.open("/desk/posts/1").send("title", "delete")
    assert [blog.visitor().get(path).status for path in paths] == [410, 410, 410, 410]
    ada.post("/desk/posts/1/restorations", {})
    ada.open("/desk/posts/1").send("title", "publish")
    assert blog.visitor().get(paths[0]).location == "/fourth.html"
