"""Writing: drafts, publishing, scheduling, moving, withdrawing and deleting posts through the one form."""

from __future__ import annotations

import pytest

from tests.cast.site import Browser, Site


def test_a_draft_is_nobodys_business(blog: Site, ada: Browser) -> None:
    page = ada.post("/desk/posts/new", {"title": "Not yet", "body": "Words.", "permalink": "/not-yet.html"})
    assert page.status == 303
    assert blog.visitor().get("/not-yet.html").status == 404
    assert "Not yet" not in blog.visitor().open("/").words
    assert "Not yet" in ada.open("/desk/posts").words


def test_an_old_page_is_pasted_with_its_own_date(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada, title="HARROW Meeting 2009", published_at="2009-08-07")
    assert path == "/2009/08/harrow-meeting-2009.html"
    page = blog.visitor().open(path)
    assert page.status == 200
    assert "August 7, 2009" in page.words
    assert "Friday" in page.words
    assert "No comments:" in page.words


def test_a_moved_post_leaves_a_signpost(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada)
    edit = ada.open("/desk/posts/1")
    assert ada.follow(edit.send("title", "publish", permalink="/kettles.html")).status == 200
    moved = blog.visitor().get(path)
    assert (moved.status, moved.location) == (301, "/kettles.html")
    assert blog.visitor().get("/kettles.html").status == 200


def test_saving_a_published_post_changes_nothing_readers_see(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada, title="First title", body="First body.")
    date = ada.open("/desk/posts/1").form("title").value("published_at")
    ada.open("/desk/posts/1").send("title", "save", title="Second title", body="Second body.", tags="New")
    page = blog.visitor().open(path)
    assert "First title" in page.words
    assert "Second" not in page.words
    edit = ada.open("/desk/posts/1").form("title")
    assert (edit.value("title"), edit.value("tags")) == ("Second title", "New")
    blog.clock.step(days=3)
    ada.open("/desk/posts/1").send("title", "publish")
    page = blog.visitor().open(path)
    assert "Second title" in page.words
    assert "New" in page.words
    assert ada.open("/desk/posts/1").form("title").value("published_at") == date


def test_a_scheduled_post_appears_by_itself(blog: Site, ada: Browser) -> None:
    fields = {"title": "Friday", "body": "Soup.", "permalink": "/friday.html", "action": "schedule"}
    page = ada.post("/desk/posts/new", {**fields, "published_at": "2026-10-09T14:00:00+00:00"})
    assert page.status == 303, page.words
    assert blog.visitor().get("/friday.html").status == 404
    assert blog.work() == 0
    blog.clock.step(hours=2, seconds=1)
    assert blog.work() == 1
    assert blog.visitor().get("/friday.html").status == 200
    assert "Friday" in blog.visitor().open("/").words


def test_what_is_saved_after_scheduling_appears_once_it_is_kept_with_the_schedule(blog: Site, ada: Browser) -> None:
    fields = {"title": "Friday", "body": "Old soup.", "permalink": "/friday.html", "action": "schedule"}
    ada.post("/desk/posts/new", {**fields, "published_at": "2026-10-09T14:00:00+00:00"})
    saved = ada.follow(ada.open("/desk/posts/1").send("title", "save", body="New soup."))
    assert "What appears by itself is still the one before" in saved.words
    page = ada.open("/desk/posts/1")
    assert "What appears by itself is an older version" in page.words
    page = ada.follow(page.send("title", "publish"))
    assert "an older version" not in page.words
    assert blog.visitor().get("/friday.html").status == 404
    blog.clock.step(hours=2, seconds=1)
    assert blog.work() == 1
    assert "New soup." in blog.visitor().open("/friday.html").words


def test_publishing_with_a_future_time_schedules(blog: Site, ada: Browser) -> None:
    path = "/later.html"
    fields = {"title": "Later", "permalink": path, "published_at": "2027-01-01"}
    ada.post("/desk/posts/new", {**fields, "action": "publish"})
    assert blog.visitor().get(path).status == 404
    assert "Scheduled" in ada.open("/desk/posts").words


def test_withdrawn_is_not_found_and_deleted_is_gone(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada)
    ada.open("/desk/posts/1").send("title", "withdraw")
    assert blog.visitor().get(path).status == 404
    ada.open("/desk/posts/1").send("title", "publish")
    assert blog.visitor().get(path).status == 200
    ada.open("/desk/posts/1").send("title", "delete")
    gone = blog.visitor().get(path)
    assert gone.status == 410
    assert "taken down" in gone.words
    assert ada.get("/desk/posts/1").status == 404


def test_a_deleted_post_can_be_put_back(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    listed = ada.follow(ada.open("/desk/posts/1").send("title", "delete"))
    assert "it can be put back" in listed.words
    assert nia.post("/desk/posts/1/restorations", {}).status == 404
    back = ada.follow(listed.send("/desk/posts/1/restorations"))
    assert "Put back as a draft" in back.words
    assert blog.visitor().get(path).status == 404
    back.send("title", "publish")
    assert blog.visitor().get(path).status == 200
    assert ada.post("/desk/posts/1/restorations", {}).status == 404


def test_what_was_deleted_is_a_list_of_its_own_among_the_others(blog: Site, ada: Browser) -> None:
    empty = ada.open("/desk/posts?status=deleted")
    assert "The trash is empty." in empty.words and 'href="/desk/posts"' in empty.html
    for number in range(12):
        blog.clock.step(minutes=1)
        blog.publish(ada, title=f"Number {number}")
        ada.open(f"/desk/posts/{number + 1}").send("title", "delete")
    below = ada.open("/desk/posts")
    assert 'href="/desk/posts?status=deleted"' in below.html
    assert below.words.count("Put it back") == 10 and "All of the trash" in below.words
    trash = ada.open("/desk/posts?status=deleted")
    assert trash.words.count("Put it back") == 12 and 'aria-current="true">Trash</a>' in trash.html
    assert "Nothing is written yet" not in trash.words
    found = ada.open("/desk/posts?status=deleted&q=number+3")
    assert found.words.count("Put it back") == 1
    assert "Put back as a draft" in ada.follow(found.send("/desk/posts/4/restorations")).words
    assert "Number 3" not in ada.open("/desk/posts?status=deleted").words
    assert "Nothing here is like that." in ada.open("/desk/posts?status=deleted&q=zeppelin").words


def test_an_address_taken_meanwhile_stays_with_its_new_post(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada)
    ada.open("/desk/posts/1").send("title", "delete")
    assert blog.publish(ada, title="Another", permalink=path) == path
    ada.post("/desk/posts/1/restorations", {})
    assert ada.open("/desk/posts/1").form("title").value("permalink") == ""
    assert "Another" in blog.visitor().open(path).words


def test_a_schedule_is_dropped_by_emptying_the_time(blog: Site, ada: Browser) -> None:
    fields = {"title": "Soon", "permalink": "/soon.html", "published_at": "2027-01-01", "action": "publish"}
    ada.post("/desk/posts/new", fields)
    edit = ada.open("/desk/posts/1")
    assert "appears by itself on Friday, January 1, 2027, 00:00 (UTC)" in edit.words
    edit.send("title", "publish", published_at="")
    assert blog.visitor().get("/soon.html").status == 200


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"title": ""}, 422, "A post needs a title"),
        ({"title": " \u200b "}, 422, "A post needs a title"),
        ({"title": "x" * 201}, 422, "longer than 200"),
        ({"permalink": "no-slash.html"}, 422, "begins with a slash"),
        ({"permalink": "/desk/mine"}, 422, "uses that address itself"),
        ({"permalink": "/Search"}, 422, "uses that address itself"),
        ({"permalink": "/2026/10/"}, 422, "uses that address itself"),
        ({"permalink": "/2026"}, 422, "uses that address itself"),
        ({"permalink": "/a b"}, 422, "begins with a slash"),
        ({"permalink": "/a//b"}, 422, "begins with a slash"),
        ({"permalink": "/../etc"}, 422, "begins with a slash"),
        ({"permalink": "/taken.html"}, 409, "Another post stands"),
        ({"published_at": "yesterday"}, 422, "Write the time like"),
        ({"published_at": "2026-13-01"}, 422, "Write the time like"),
        ({"action": "schedule"}, 422, "lies in the future"),
        ({"action": "schedule", "published_at": "2020-01-01"}, 422, "lies in the future"),
        ({"comments": "perhaps"}, 422, "open, moderated, closed or hidden"),
        ({"tags": ",".join(f"t{n}" for n in range(21))}, 422, "at most 20 tags"),
    ],
)
def test_a_refused_post_is_shown_again_with_everything_kept(
    blog: Site, ada: Browser, fields: dict[str, str], status: int, words: str
) -> None:
    blog.publish(ada, permalink="/taken.html")
    sent = {"title": "A title", "body": "Words that must not be lost.", "tags": "Kept", "action": "publish", **fields}
    page = ada.post("/desk/posts/new", sent)
    assert page.status == status
    assert words in page.words
    form = page.form("title")
    assert form.value("body") == "Words that must not be lost."
    assert form.value("permalink") == fields.get("permalink", "")
    assert ada.get("/desk/posts/2").status == 404
    assert blog.visitor().get("/2026/10/a-title.html").status == 404


def test_a_preview_stores_nothing(blog: Site, ada: Browser) -> None:
    page = ada.post("/desk/posts/new", {"title": "Seen first", "body": "*Slanted.*", "action": "preview"})
    assert page.status == 200
    assert "<em>Slanted.</em>" in page.html
    assert page.form("title").value("body") == "*Slanted.*"
    assert "Seen first" not in ada.open("/desk/posts").words


def test_two_people_never_overwrite_each_other(blog: Site, ada: Browser) -> None:
    blog.publish(ada)
    first, second = ada.open("/desk/posts/1"), ada.open("/desk/posts/1")
    assert first.send("title", "save", body="The first to save.").status == 303
    late = second.send("title", "save", body="The second to save.")
    assert late.status == 409
    assert late.form("title").value("body") == "The second to save."
    assert late.send("title", "save").status == 303


def test_closed_and_hidden_comments(blog: Site, ada: Browser) -> None:
    closed = blog.publish(ada, title="Closed", comments="closed")
    hidden = blog.publish(ada, title="Hidden", comments="hidden")
    page = blog.visitor().open(closed)
    assert "No comments:" in page.words
    assert 'id="comment-form"' not in page.html
    page = blog.visitor().open(hidden)
    assert "omments:" not in page.words
    assert 'id="comment-form"' not in page.html


def test_an_author_sees_only_own_posts_and_a_moderator_none(blog: Site, ada: Browser, nia: Browser) -> None:
    blog.publish(ada)
    writer = blog.staff("Rut", "author")
    assert "The second kettle" not in writer.open("/desk/posts").words
    assert writer.get("/desk/posts/1").status == 404
    assert writer.post("/desk/posts/1", {"title": "Mine", "action": "publish"}).status == 404
    assert nia.get("/desk/posts").status == 404
    own = blog.publish(writer, title="By Rut")
    assert blog.visitor().get(own).status == 200


def test_a_contributor_writes_but_does_not_publish(blog: Site) -> None:
    writer = blog.staff("Kim", "contributor")
    refused = writer.post("/desk/posts/new", {"title": "Mine", "body": "Kept words.", "action": "publish"})
    assert refused.status == 403
    assert refused.form("title").value("body") == "Kept words."
    saved = writer.post("/desk/posts/new", {"title": "Mine", "body": "Kept words."})
    assert saved.status == 303
    assert "Publish" not in [label for _, _, label in writer.open(saved.location).form("title").buttons]


def test_home_archives_tags_and_feed_show_what_is_published(blog: Site, ada: Browser) -> None:
    for number in range(12):
        blog.publish(ada, title=f"Post {number}", tags="Every", published_at=f"2026-09-{number + 1:02d}")
    home = blog.visitor().open("/")
    assert "Post 11" in home.words
    assert "Post 1 " not in home.words + " "
    for path in ("/2026/", "/2026/09/", "/tags/every"):
        assert "Post 11" in blog.visitor().open(path).words, path
    assert blog.visitor().get("/2025/").status == 404
    assert blog.visitor().get("/tags/none").status == 404
    feed = blog.visitor().get("/feeds/posts/default")
    assert feed.headers["content-type"].startswith("application/atom+xml")
    again = blog.visitor().get("/feeds/posts/default", **{"If-None-Match": feed.headers["etag"]})
    assert again.status == 304


def test_tags_and_address_alone_wait_as_the_words_do(blog: Site, ada: Browser) -> None:
    """A published post: Save keeps back what readers do not see yet, and loses nothing of it."""
    path = blog.publish(ada, title="Garden notes", tags="garden")
    form = ada.open("/desk/posts/1")
    saved = ada.follow(form.send("title", "save", tags="garden, school", permalink="/2026/11/garden.html"))
    kept = saved.form("title")
    assert (kept.value("tags"), kept.value("permalink")) == ("garden, school", "/2026/11/garden.html")
    assert "a newer version waits" in ada.open("/desk/posts").words
    assert blog.visitor().get(path).status == 200
    assert "school" not in blog.visitor().open(path).words
    assert ada.follow(saved.send("title", "save")).status == 200
    assert ada.follow(ada.open("/desk/posts/1").send("title", "publish")).status == 200
    assert blog.visitor().get(path).status == 301
    assert "school" in blog.visitor().open(path).words
    assert "a newer version waits" not in ada.open("/desk/posts").words


def test_saving_the_rule_for_comments_says_that_it_holds_at_once(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada)
    saved = ada.follow(ada.open("/desk/posts/1").send("title", "save", comments="hidden"))
    assert "What this post says about comments holds at once" in saved.words
    assert "Post a Comment" not in blog.visitor().open(path).words
    assert "a newer version waits" not in ada.open("/desk/posts").words
