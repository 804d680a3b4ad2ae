"""Nothing typed is lost: kept while typing, two who write at once, and a session that ended meanwhile."""

from __future__ import annotations

import json
from typing import Any

import pytest

from blog.posts.models import PostRevision, Unsaved
from tests.cast.site import PASSWORD, Browser, Page, Site

DRAFT, OTHER = "0123456789abcdef", "fedcba9876543210"


def keep(browser: Browser, draft: str = DRAFT, **fields: str) -> Page:
    """What the form's script sends while somebody types."""
    sent = {"draft": draft, "title": "On the train", "body": "Every word.", **fields}
    return browser.post("/desk/unsaved", sent)


def test_what_was_typed_and_never_saved_is_offered_and_taken_up(blog: Site, ada: Browser) -> None:
    assert keep(ada, tags="Trains").status == 200
    assert keep(ada, body="Every word of it.", tags="Trains").status == 200
    assert blog.count(Unsaved) == 1
    for path in ("/desk/posts", "/desk/posts/new"):
        page = ada.open(path)
        assert "never saved:" in page.words
        assert "Every word of it." in page.words
    form = ada.open(f"/desk/posts/new?draft={DRAFT}").form("title")
    assert (form.value("title"), form.value("body"), form.value("tags")) == (
        "On the train",
        "Every word of it.",
        "Trains",
    )
    saved = ada.follow(ada.post("/desk/posts/new", form.filled("save")))
    assert "Saved." in saved.words
    assert "never saved" not in ada.open("/desk/posts").words


def test_a_slow_autosave_after_the_save_is_not_offered_again(blog: Site, ada: Browser) -> None:
    fields = {"title": "On the train", "body": "Every word.", "draft": DRAFT}
    ada.post("/desk/posts/new", fields)
    assert keep(ada).status == 409
    assert "never saved" not in ada.open("/desk/posts").words
    assert keep(ada, OTHER, body="And more.").status == 200


def test_what_is_put_away_is_found_for_a_while(blog: Site, ada: Browser) -> None:
    keep(ada)
    away = ada.follow(ada.open("/desk/posts").send("/desk/unsaved/away"))
    assert "Put away" in away.words
    assert "never saved" not in away.words
    form = ada.open(f"/desk/posts/new?draft={DRAFT}").form("title")
    assert form.value("body") == "Every word."
    assert form.value("draft") != DRAFT


def test_unsaved_words_are_nobody_elses(blog: Site, ada: Browser, nia: Browser) -> None:
    """A1"""
    keep(ada)
    rut = blog.staff("Rut", "editor")
    assert rut.get(f"/desk/posts/new?draft={DRAFT}").status == 404
    assert rut.post("/desk/unsaved/away", {"draft": DRAFT}).status == 404
    assert "Every word." not in rut.open("/desk/posts").words
    # The same name in somebody else's hand is another form.
    assert keep(rut, body="Mine.").status == 200
    assert "Every word." in ada.open(f"/desk/posts/new?draft={DRAFT}").html
    assert keep(nia).status == 404
    blog.publish(ada)
    assert keep(blog.staff("Kim", "contributor"), post="1").status == 404


def test_what_is_kept_is_bounded_and_old_forms_make_room(blog: Site, ada: Browser) -> None:
    for number in range(25):
        blog.clock.step(minutes=1)
        assert keep(ada, f"{number:016x}", body=f"Text {number}").status == 200
    assert blog.count(Unsaved) == 20
    assert keep(ada, OTHER, body="x" * 500_001).status == 422
    assert keep(ada, "no name").status == 409
    assert keep(ada, OTHER, title=" ", body="\n").status == 200
    assert blog.count(Unsaved) == 20
    blog.clock.step(days=91)
    ada.post("/sign-in", {"email": "ada@example.org", "password": PASSWORD})
    assert keep(ada, OTHER).status == 200
    assert blog.count(Unsaved) == 1


@pytest.mark.parametrize("post", ["x", "-1", "9" * 30, "1' OR 1", "\u0663"])
def test_a_form_that_names_no_post_is_a_new_one(blog: Site, ada: Browser, post: str) -> None:
    """A2"""
    assert keep(ada, post=post, account_id="2", ended_at="x").status == 200
    with blog.reading() as db:
        assert db.query(Unsaved).one().post_id is None


def test_the_script_is_told_of_a_newer_version(blog: Site, ada: Browser) -> None:
    blog.publish(ada)
    assert json.loads(keep(ada, post="1", revision="1").html) == {"newer": False}
    ada.open("/desk/posts/1").send("title", "save", body="Another.")
    assert json.loads(keep(ada, post="1", revision="1").html) == {"newer": True}


def test_who_comes_second_sees_both_texts_and_what_differs(blog: Site, ada: Browser) -> None:
    blog.publish(ada, body="The kettle is red.\n\nWe meet on Friday.")
    rut = blog.staff("Rut", "editor")
    late = rut.open("/desk/posts/1")
    ada.open("/desk/posts/1").send("title", "save", body="The kettle is blue.\n\nWe meet on Friday.", tags="Blue")
    blog.clock.step(minutes=1)
    page = late.send("title", "save", body="The kettle is red.\n\nWe meet on Sunday.")
    assert page.status == 409
    assert "Ada saved another version" in page.words
    assert "Tags there: Blue" in page.words
    assert "</span>blue" in page.html
    form = page.form("title")
    assert form.value("body") == "The kettle is red.\n\nWe meet on Sunday."
    # Save is what a form sent without a button does, here too.
    assert form.buttons[0][1] == "save"
    both = page.send("title", "merge")
    assert both.status == 200
    assert "you had changed different paragraphs" in both.words
    assert both.form("title").value("body") == "The kettle is blue.\n\nWe meet on Sunday."
    assert both.send("title", "save").status == 303
    with blog.reading() as db:
        texts = [one.typed for one in db.query(PostRevision).order_by(PostRevision.number)]
    assert texts[1:] == ["The kettle is blue.\n\nWe meet on Friday.", "The kettle is blue.\n\nWe meet on Sunday."]


TAGS = (
    # began with, the other one, mine, both
    ("Tea", "Tea, Blue", "Tea, Red", "Tea, Red, Blue"),
    ("Tea, Blue", "Tea", "Tea, Blue, Red", "Tea, Red"),
    ("Tea, Blue", "Blue, Red", "Tea, Green", "Green, Red"),
    ("Tea", "tea, Boats", "", "Boats"),
    ("", "Blue", "Blue, Red", "Blue, Red"),
)


@pytest.mark.parametrize("shown", [False, True])
@pytest.mark.parametrize(("began", "theirs", "mine", "both"), TAGS)
def test_tags_of_two_are_brought_together(
    blog: Site, ada: Browser, began: str, theirs: str, mine: str, both: str, shown: bool
) -> None:
    fields = {"title": "T", "body": "Words.", "tags": began, "action": "publish" if shown else "save"}
    ada.post("/desk/posts/new", fields)
    late = ada.open("/desk/posts/1")
    ada.open("/desk/posts/1").send("title", "save", tags=theirs, body="Words of another.")
    page = late.send("title", "save", tags=mine).send("title", "merge")
    assert page.status == 200
    assert "the other one had changed nothing" not in page.words
    assert page.form("title").value("tags") == both
    assert ("Tags, brought together:" in page.words) is (both != mine)
    assert page.send("title", "publish").status == 303
    assert ada.open("/desk/posts/1").form("title").value("tags") == both


def test_what_only_the_other_one_changed_beside_the_words_comes_along(blog: Site, ada: Browser) -> None:
    blog.publish(ada, title="Kettles", tags="Tea")
    late = ada.open("/desk/posts/1")
    other = {"title": "Red kettles", "tags": "Tea, Red", "excerpt": "About red ones.", "permalink": "/red.html"}
    ada.open("/desk/posts/1").send("title", "save", language="fr", published_at="2001-02-03 04:05", **other)
    page = late.send("title", "save", tags="Tea, Mine", permalink="/mine.html")
    assert page.status == 409
    # Nobody has changed the text, and there is still something to be brought together.
    assert "Bring both together" in page.words and "Tags there: Tea, Red" in page.words
    both = page.send("title", "merge")
    assert "the other one had changed nothing of the text" in both.words
    form = both.form("title")
    for name, value in {**other, "tags": "Tea, Mine, Red", "permalink": "/mine.html"}.items():
        assert form.value(name) == value
    assert (form.value("language"), form.value("published_at")) == ("fr", "2001-02-03 04:05")
    for told in ("Title, brought together:", "Excerpt, brought together:", "Language, brought together:"):
        assert told in both.words
    # Of an address there is one only: mine stays, and theirs is told.
    assert "Permalink there: /red.html" in both.words and "Title there" not in both.words
    assert both.send("title", "publish").status == 303
    assert "Red kettles" in blog.visitor().open("/mine.html").words


def test_what_nobody_knows_the_beginning_of_is_kept_from_both(blog: Site, ada: Browser) -> None:
    """A revision of an import, or of a program that says no tags, has planned nothing."""
    blog.publish(ada, tags="Tea")
    with blog.house.database.writer_session() as db:
        db.query(PostRevision).one().plan = {}
        db.commit()
    late = ada.open("/desk/posts/1")
    ada.open("/desk/posts/1").send("title", "save", body="Other.", tags="Blue")
    both = late.send("title", "save", tags="Tea, Red").send("title", "merge")
    assert both.form("title").value("tags") == "Tea, Red, Blue"


def test_the_second_takes_the_other_text_and_loses_none_of_theirs(blog: Site, ada: Browser) -> None:
    blog.publish(ada)
    late = ada.open("/desk/posts/1")
    ada.open("/desk/posts/1").send("title", "save", body="First.")
    page = late.send("title", "save", body="Second.")
    assert "You saved another version" in page.words
    taken = ada.follow(page.send("title", "theirs"))
    assert taken.form("title").value("body") == "First."
    assert "Second." in taken.words
    again = ada.open(f"/desk/posts/1?draft={page.form('title').value('draft')}")
    assert again.form("title").value("body") == "Second."
    # It was begun before the other was saved, so it still does not overwrite it unasked.
    assert again.send("title", "save").status == 409


def test_two_who_changed_one_passage_find_both_in_the_box(blog: Site, ada: Browser) -> None:
    blog.publish(ada, body="Red.")
    late = ada.open("/desk/posts/1")
    ada.open("/desk/posts/1").send("title", "save", body="Blue.")
    both = late.send("title", "save", body="Green.").send("title", "merge")
    assert both.form("title").value("body") == "Green.\n\nBlue."
    assert "stands there twice, yours first" in both.words


def test_a_form_that_names_no_version_is_taken_as_before(blog: Site, ada: Browser) -> None:
    blog.publish(ada)
    assert ada.post("/desk/posts/1", {"title": "Plain", "body": "Posted."}).status == 303
    assert ada.post("/desk/posts/1", {"title": "Plain", "body": "Again."}).status == 303


@pytest.mark.parametrize("base", ["999", "0", "x", "-1", "1e3", "\u0661", "9" * 40])
def test_a_version_that_never_was_is_a_conflict_and_nothing_is_lost(blog: Site, ada: Browser, base: str) -> None:
    blog.publish(ada)
    sent = {"title": "T", "body": "Kept.", "revision": base, "began": base}
    for action in ("save", "merge"):
        page = ada.post("/desk/posts/1", {**sent, "action": action})
        assert page.status == 409
        assert page.form("title").value("body") == "Kept."


@pytest.mark.parametrize("action", ["withdraw", "delete"])
def test_taking_a_post_down_keeps_what_was_typed_beside_it(blog: Site, ada: Browser, action: str) -> None:
    blog.publish(ada)
    ada.open("/desk/posts/1").send("title", action, body="Typed and not saved.")
    assert "Typed and not saved." in ada.open("/desk/posts").words


def ended(blog: Site, ada: Browser, page: Page, **fields: str) -> Page:
    """The form, sent after its sender was signed out in another window."""
    ada.post("/sign-out", {})
    return page.send("title", "save", **fields)


def test_a_session_that_ended_loses_nothing(blog: Site, ada: Browser) -> None:
    words = '\nBegins with a line.\r\n<b title="x">&amp;</textarea></b>\n'
    page = ended(blog, ada, ada.open("/desk/posts/new"), title="Kept", body=words)
    assert page.status == 403
    assert "You are not signed in any more" in page.words
    wrong = page.send("/sign-in", email="ada@example.org", password="not this one")
    assert wrong.status == 403
    right = wrong.send("/sign-in", email="ada@example.org", password=PASSWORD)
    assert (right.status, right.location) == (307, "/desk/posts/new")
    # A browser sends the same form on, to where it was meant for.
    sent = wrong.form("/sign-in").filled(email="ada@example.org", password=PASSWORD)
    saved = ada.follow(ada.post(right.location, sent))
    assert "Saved." in saved.words
    assert saved.form("title").value("body").replace("\r\n", "\n") == words.replace("\r\n", "\n")


@pytest.mark.parametrize(
    "again", ["//evil.example/desk/", "https://evil.example", "/", "/comments", "/desk\\x", "/désk/"]
)
def test_signing_in_sends_a_form_on_only_into_the_desk(blog: Site, ada: Browser, again: str) -> None:
    """F5"""
    fields: dict[str, Any] = {"email": "ada@example.org", "password": PASSWORD, "again": again, "body": "x"}
    page = blog.visitor().post("/sign-in", fields)
    assert (page.status, page.location) == (303, "/desk")


def test_the_live_preview_is_byte_for_byte_what_is_published(blog: Site, ada: Browser) -> None:
    """B1"""
    table = "| a | b |\n| - | - |\n| 1 | 2 |\n\n[^1]\n\n[^1]: note"
    body = f'A "word" -- and *more*.\n\n- [x] done\n\n<script>alert(1)</script>\n\n{table}'
    seen = ada.post("/desk/preview", {"body": body})
    assert (seen.status, seen.headers["cache-control"]) == (200, "no-store")
    path = blog.publish(ada, body=body)
    assert seen.html in blog.visitor().open(path).html
    assert "<script>alert" not in seen.html
    assert ada.post("/desk/preview", {"body": "x" * 500_001}).status == 422
    assert ada.post("/desk/preview", {"body": "<p>a *b*</p>", "format": "html"}).html == "<p>a *b*</p>"


def test_a_pasted_page_becomes_markdown(blog: Site, ada: Browser) -> None:
    page = ada.post("/desk/pasted", {"html": "<h1>Soup</h1><p>We <b>met</b>.</p>"})
    assert json.loads(page.html) == {"markdown": "## Soup\n\nWe **met**.", "lost": 0}
    assert json.loads(ada.post("/desk/pasted", {"html": "<ul><li>" * 5000}).html) == {"markdown": "", "lost": 0}
