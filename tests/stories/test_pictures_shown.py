"""Pictures in posts: for whom, in which sizes, and what becomes of them when another takes their place."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from html import unescape

from blog.media.copies import files_of
from blog.media.models import Picture
from blog.media.sweeping import sweep
from blog.posts import sizing
from blog.posts.models import PostRevision
from blog.working import make_nightwatch
from tests.cast.site import Browser, Site
from tests.media.drawing import draw
from tests.stories.pictures import bring, line_of, picture_of, replace, seen_by


def test_only_what_a_published_post_shows_is_public(blog: Site, ada: Browser, nia: Browser) -> None:
    """B7: in the transaction that publishes it becomes public, and private again with its last public use."""
    page = ada.follow(bring(ada, draw("JPEG", (1300, 900)), alt="A kettle"))
    path = picture_of(page)
    copy = path.replace(".jpg", "-480.webp")
    for name in (path, copy):
        assert seen_by(blog, name) == 404
        assert nia.get(name).status == 404, "a moderator writes no posts"
        own = ada.get(name)
        assert own.status == 200
        assert own.headers["cache-control"] == "private, no-store"
    body = line_of(page)
    ada.post("/desk/posts/new", {"title": "A draft", "body": body})
    assert seen_by(blog, path) == 404
    first, second = blog.publish(ada, "First", body=body), blog.publish(ada, "Second", body=body)
    assert first != second
    assert seen_by(blog, path) == seen_by(blog, copy) == 200
    assert "public" in blog.visitor().get(path).headers["cache-control"]
    ada.open("/desk/posts/2").send("title", "withdraw")
    assert seen_by(blog, path) == 200, "the other one still shows it"
    ada.open("/desk/posts/3").send("title", "publish", body="Without it.")
    assert seen_by(blog, path) == seen_by(blog, copy) == 404
    assert ada.get(path).status == 200


def test_a_scheduled_post_shows_its_picture_when_its_time_has_come(blog: Site, ada: Browser) -> None:
    page = ada.follow(bring(ada, draw()))
    time = (blog.clock() + timedelta(hours=1)).isoformat()
    fields = {"title": "Later", "body": line_of(page), "published_at": time, "action": "schedule"}
    ada.post("/desk/posts/new", fields)
    assert seen_by(blog, picture_of(page)) == 404
    blog.clock.step(hours=2)
    blog.work()
    assert seen_by(blog, picture_of(page)) == 200


def test_whoever_has_a_private_link_sees_the_pictures_until_it_ends(blog: Site, ada: Browser) -> None:
    page = ada.follow(bring(ada, draw()))
    ada.post("/desk/posts/new", {"title": "For a friend", "body": line_of(page)})
    path = picture_of(page)
    ada.post("/desk/posts/1/links", {"lifetime": "1"})
    lent = blog.visitor().get(path)
    assert (lent.status, lent.headers["cache-control"]) == (200, "private, no-store")
    ada.open("/desk/posts/1/links").send("end")
    assert seen_by(blog, path) == 404


def test_a_post_tells_browsers_how_large_its_pictures_are_and_feeds_where(blog: Site, ada: Browser) -> None:
    page = ada.follow(bring(ada, draw("JPEG", (1300, 900)), alt="A kettle"))
    path = picture_of(page)
    asked = ada.post("/desk/preview", {"body": line_of(page)}).html
    html = blog.visitor().open(blog.publish(ada, body=line_of(page))).html
    told = f'<img src="{path}" alt="A kettle" loading="lazy" decoding="async" srcset="'
    assert told in html
    assert told in asked, "the preview is what is published"
    assert 'width="1300" height="900"' in html
    for copy in re.findall(r"(/media/\S+) \d+w", html):
        assert seen_by(blog, copy) == 200
    feed = unescape(blog.visitor().get("/feeds/posts/default").html)
    assert f'<img src="http://localhost:8000{path}" alt="A kettle" width="1300" height="900">' in feed


def test_pictures_of_older_days_get_their_sizes_from_the_worker(blog: Site, ada: Browser) -> None:
    page = ada.follow(bring(ada, draw("JPEG", (1300, 900)), alt="A kettle"))
    post = blog.publish(ada, body=line_of(page))
    with blog.house.database.writer_session() as db:
        db.query(Picture).one().width = 0
        db.query(Picture).one().sizes = []
        html = db.query(PostRevision).one().html
        db.query(PostRevision).one().html = re.sub(" loading=[^>]*", "", html)
        db.commit()
    blog.house.database.write(lambda db: sizing.plan(db, blog.clock()))
    blog.house.database.write(lambda db: sizing.plan(db, blog.clock()))
    assert make_nightwatch(blog.house).do_all() == 1
    with blog.reading() as db:
        assert db.query(PostRevision).one().html == html
    assert "srcset" in blog.visitor().open(post).html


def test_another_picture_takes_its_place_in_every_post(blog: Site, ada: Browser) -> None:
    page = ada.follow(bring(ada, draw("JPEG", (1300, 900)), alt="A kettle"))
    old, body = picture_of(page), line_of(page)
    post = blog.publish(ada, body=f"{body}\n\n[whole]({old})")
    ada.post("/desk/posts/new", {"title": "A draft", "body": body})
    changed = ada.follow(replace(ada, draw("WEBP", (700, 500))))
    assert "The new picture is in its place." in changed.words
    new = picture_of(changed)
    assert new != old
    html = blog.visitor().open(post).html
    assert old not in html
    assert f'<a href="{new}">' in html
    assert 'width="700" height="500"' in html
    assert seen_by(blog, new) == 200
    # Whoever knows the old address is led on; its copies are nobody's.
    assert blog.visitor().get(old).location == new
    assert seen_by(blog, old.replace(".jpg", "-480.webp")) == 404
    # What was typed goes on working: the form still says the old name, and saving it shows the new picture.
    ada.open("/desk/posts/1").send("title", "publish", title="Again")
    assert new in blog.visitor().open(post).html
    assert "Again · Published" in ada.open("/desk/media/1").words
    assert "A draft · Draft" in ada.open("/desk/media/1").words
    assert ada.post("/desk/media/1", {"action": "remove"}).status == 409
    # And back again, and brought once more by itself: an old name always leads to what took its place.
    latest = picture_of(ada.follow(replace(ada, draw("WEBP", (700, 501)))))
    other = picture_of(ada.follow(bring(ada, draw("JPEG", (1300, 900)))))
    back = picture_of(ada.follow(replace(ada, draw("WEBP", (700, 500)))))
    assert len({old, new, latest, other, back}) == 5
    for former in (old, new, latest):
        assert blog.visitor().get(former).location == back
    assert seen_by(blog, back) == 200


def test_what_is_no_picture_replaces_nothing(blog: Site, ada: Browser) -> None:
    page = ada.follow(bring(ada, draw(), alt="A kettle"))
    path = picture_of(page)
    for content in (b"<svg/>", b"", draw()[:60]):
        refused = replace(ada, content)
        assert refused.status == 422
        assert picture_of(refused) == path
    rut = blog.staff("Rut", "author")
    assert replace(rut, draw("WEBP")).status == 404
    with blog.reading() as db:
        assert db.query(Picture).one().name == path.removeprefix("/media/")


def test_pictures_that_say_nothing_are_found_together(blog: Site, ada: Browser) -> None:
    bring(ada, draw(colour="red"), "summer.png", alt="Boats")
    bring(ada, draw(colour="blue"), "winter.png")
    page = ada.open("/desk/media")
    assert "Without a description: 1" in page.words
    silent = ada.open("/desk/media?show=silent").words
    assert "winter.png" in silent
    assert "summer.png" not in silent
    ada.post("/desk/media/2", {"alt": "Snow"})
    assert "Every picture says what it shows." in ada.open("/desk/media?show=silent").words


def test_what_was_replaced_leaves_the_folder_after_a_day(blog: Site, ada: Browser) -> None:
    bring(ada, draw("JPEG", (1300, 900)))
    replace(ada, draw("WEBP", (700, 500)))
    folder = blog.settings.data / "media"
    (folder / "notes.txt").write_text("somebody's own")
    fresh = sorted(folder.iterdir())
    assert sweep(blog.house.database, folder) == 0
    assert sorted(folder.iterdir()) == fresh
    for file in fresh:
        os.utime(file, (0, 0))
    assert sweep(blog.house.database, folder) == 3
    with blog.reading() as db:
        kept = db.query(Picture).one()
        known = {*files_of(kept.name, kept.sizes), "notes.txt"}
    assert {file.name for file in folder.iterdir()} == known
