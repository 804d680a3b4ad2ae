"""Two authors and what stands beside the words: a form undoes nothing that it did not mean, and asks where both did."""

from __future__ import annotations

import json

import pytest

from blog.posts.models import Post
from tests.cast.site import Browser, Page, Site

PLACE = "/desk/posts/1"
DRAFT = "0123456789abcdef"


@pytest.fixture
def rut(blog: Site, ada: Browser) -> Browser:
    """Rut edits what Ada has published."""
    blog.publish(ada, title="Kettles", tags="Tea, Blue", body="The kettle is red.")
    return blog.staff("Rut", "editor")


def standing(browser: Browser, *names: str) -> list[str]:
    form = browser.open(PLACE).form("title")
    return [form.value(name) for name in names]


def test_a_form_that_did_not_change_the_rule_leaves_it_as_a_colleague_has_set_it(
    blog: Site, ada: Browser, rut: Browser
) -> None:
    late = ada.open(PLACE)
    rut.open(PLACE).send("title", "save", comments="closed")
    saved = ada.follow(late.send("title", "publish", body="The kettle is blue."))
    assert "Published." in saved.words
    assert standing(ada, "comments", "body") == ["closed", "The kettle is blue."]
    assert "Post a Comment" not in blog.visitor().open("/2026/10/kettles.html").words


@pytest.fixture
def clash(ada: Browser, rut: Browser) -> Page:
    """Ada has the form open while Rut closes the comments; then Ada hides them, and changes the text."""
    late = ada.open(PLACE)
    rut.open(PLACE).send("title", "save", comments="closed")
    return late.send("title", "publish", comments="hidden", body="The kettle is blue.", excerpt="About it.")


def test_where_both_have_set_the_rule_the_second_one_sees_both(ada: Browser, clash: Page) -> None:
    assert clash.status == 409
    assert "This was changed meanwhile, by somebody else or in another window." in clash.words
    assert "Comments: now it is Closed Yours would be Hidden Take mine Keep theirs" in clash.words
    form = clash.form("title")
    assert [form.value(name) for name in ("comments", "body", "excerpt")] == [
        "hidden",
        "The kettle is blue.",
        "About it.",
    ]
    assert standing(ada, "comments", "body") == ["closed", "The kettle is red."], "nothing is stored"


def press(page: Page, name: str, value: str, **changes: str) -> Page:
    """A button among several with one value."""
    form = page.form("title")
    fields = [one for one in form.filled(**changes) if one[0] != "action"]
    return page.browser.post(form.action, [*fields, (name, value)])


def test_mine_is_taken_with_all_else(ada: Browser, clash: Page) -> None:
    assert press(clash, "action", "publish").status == 303
    assert standing(ada, "comments", "body", "excerpt") == ["hidden", "The kettle is blue.", "About it."]


def test_theirs_is_kept_with_all_else(blog: Site, ada: Browser, clash: Page) -> None:
    done = ada.follow(press(clash, "keep", "publish"))
    assert "Published." in done.words
    assert standing(ada, "comments", "body", "excerpt") == ["closed", "The kettle is blue.", "About it."]
    assert "The kettle is blue." in blog.visitor().open("/2026/10/kettles.html").words


@pytest.mark.parametrize(("name", "left"), [("action", 409), ("keep", 303)])
def test_a_third_change_is_asked_about_too(rut: Browser, clash: Page, name: str, left: int) -> None:
    rut.open(PLACE).send("title", "save", comments="open")
    again = press(clash, name, "save")
    assert again.status == left
    assert ("now it is Open" in again.words) is (left == 409)
    assert standing(rut, "comments") == ["open"]


def test_the_same_outcome_is_no_clash(ada: Browser, rut: Browser) -> None:
    late = ada.open(PLACE)
    rut.open(PLACE).send("title", "save", comments="closed")
    assert late.send("title", "save", comments="closed").status == 303


def test_who_sees_another_text_is_told_of_the_rule_too(ada: Browser, rut: Browser) -> None:
    late, later = ada.open(PLACE), ada.open(PLACE)
    rut.open(PLACE).send("title", "save", comments="closed", body="The kettle is blue.")
    page = late.send("title", "save", body="The kettle is green.")
    assert page.status == 409 and "Comments, brought together:" in page.words
    assert page.form("title").value("comments") == "closed"
    assert page.send("title", "save").status == 303
    assert standing(ada, "comments", "body") == ["closed", "The kettle is green."]
    page = later.send("title", "save", body="The kettle is white.", comments="hidden")
    assert "Comments there: Closed" in page.words and page.form("title").value("comments") == "hidden"
    both = page.send("title", "merge")
    assert both.form("title").value("comments") == "hidden"
    assert both.send("title", "save").status == 303
    assert standing(ada, "comments") == ["hidden"]


def test_what_is_taken_up_later_undoes_nothing_either(blog: Site, ada: Browser, rut: Browser) -> None:
    form = ada.open(PLACE).form("title")
    typed = {"post": "1", "draft": DRAFT, "title": "Kettles", "body": "Typed on a train.", "revision": "1"}
    typed |= {"permalink": form.value("permalink"), "tags": "Tea, Blue", "published_at": form.value("published_at")}
    ada.post("/desk/unsaved", {**typed, "comments": "", "shown": form.value("shown")})
    rut.open(PLACE).send("title", "save", comments="closed")
    assert ada.open(f"{PLACE}?draft={DRAFT}").send("title", "save").status == 303
    assert standing(ada, "comments", "body") == ["closed", "Typed on a train."]
    # Kept before the form said what it was shown with: then the rule is as it stands.
    old = {**typed, "draft": DRAFT[::-1], "comments": "open", "revision": "2", "body": "Typed on an older train."}
    ada.post("/desk/unsaved", old)
    assert ada.open(f"{PLACE}?draft={DRAFT[::-1]}").form("title").value("comments") == "closed"


def test_tags_that_were_renamed_or_deleted_for_all_posts_do_not_come_back(ada: Browser, rut: Browser) -> None:
    late = ada.open(PLACE)
    tags = dict(zip(("Tea", "Blue"), (1, 2), strict=True))
    rut.open(f"/desk/tags/{tags['Tea']}").send("name", name="Infusions")
    rut.post(f"/desk/tags/{tags['Blue']}", {"action": "delete", "sure": "yes"})
    assert late.send("title", "publish", body="Words.", tags="Tea, Blue, Green").status == 303
    assert standing(ada, "tags") == ["Green, Infusions"]


def test_a_time_is_not_moved_by_whoever_left_it_alone(blog: Site, ada: Browser, rut: Browser) -> None:
    blog.clock.step(seconds=31)
    blog.publish(ada, title="To the second")
    late = ada.open("/desk/posts/2")
    assert late.form("title").value("published_at") == "2026-10-09 12:00"
    rut.post("/desk/posts/1", {"action": "delete"})
    with blog.reading() as db:
        at = {post.id: post.published_at for post in db.query(Post)}
    # The site keeps another time by now.
    ada.open("/desk/settings").send("title", time_zone="Pacific/Auckland")
    assert late.send("title", "publish", body="Other words.").status == 303
    with blog.reading() as db:
        assert {post.id: post.published_at for post in db.query(Post)} == at


def test_who_publishes_what_was_withdrawn_meanwhile_is_asked(blog: Site, ada: Browser, rut: Browser) -> None:
    late = ada.open(PLACE)
    rut.open(PLACE).send("title", "withdraw")
    asked = late.send("title", "publish", body="The kettle is blue.")
    assert asked.status == 409
    assert "State: now it is Draft Yours would be Published" in asked.words
    assert "Keep theirs saves your text, and leaves the post where it is." in asked.words
    assert blog.visitor().get("/2026/10/kettles.html").status == 404
    kept = ada.follow(press(asked, "keep", "save"))
    assert kept.form("title").value("body") == "The kettle is blue."
    assert blog.visitor().get("/2026/10/kettles.html").status == 404
    assert press(asked, "action", "publish").status == 409, "the text was saved meanwhile"


def test_mine_publishes_what_was_withdrawn(blog: Site, ada: Browser, rut: Browser) -> None:
    late = ada.open(PLACE)
    rut.open(PLACE).send("title", "withdraw")
    assert press(late.send("title", "publish"), "action", "publish").status == 303
    assert blog.visitor().get("/2026/10/kettles.html").status == 200


@pytest.mark.parametrize(("action", "would"), [("schedule", "Scheduled"), ("delete", "Deleted")])
def test_what_was_published_meanwhile_is_not_taken_from_readers_unasked(
    blog: Site, ada: Browser, rut: Browser, action: str, would: str
) -> None:
    ada.post("/desk/posts/new", {"title": "Draft", "body": "Words.", "permalink": "/draft.html"})
    late = ada.open("/desk/posts/2")
    rut.open("/desk/posts/2").send("title", "publish")
    at = {"published_at": "2027-01-01 10:00"} if action == "schedule" else {}
    asked = late.send("title", action, **at)
    assert asked.status == 409 and f"State: now it is Published Yours would be {would}" in asked.words
    assert blog.visitor().get("/draft.html").status == 200
    press(asked, "action", action)
    assert blog.visitor().get("/draft.html").status == (404 if action == "schedule" else 410)


def test_what_the_clock_has_published_is_nobodys_change(blog: Site, ada: Browser, rut: Browser) -> None:
    soon = {"title": "Soon", "body": "Words.", "published_at": "2026-10-09 13:00", "permalink": "/soon.html"}
    ada.post("/desk/posts/new", {**soon, "action": "schedule"})
    late = ada.open("/desk/posts/2")
    blog.clock.step(hours=2)
    assert blog.work() == 1
    assert late.send("title", "publish", body="Other words.").status == 303
    assert "Other words." in blog.visitor().open("/soon.html").words


@pytest.mark.parametrize("shown", ["", "{", "[]", "null", '{"comments": 7, "state": "x", "no": []}', "x" * 30_000])
def test_a_form_that_does_not_say_what_it_was_shown_with_is_taken_as_it_is(
    ada: Browser, rut: Browser, shown: str
) -> None:
    """A program's; and nonsense breaks nothing."""
    fields = {"title": "Kettles", "body": "Words.", "comments": "hidden", "revision": "1", "shown": shown}
    answer = ada.post(PLACE, {**fields, "keep": "save", "clashing": "comments tags no shown"})
    assert answer.status == 303 and standing(ada, "comments") == ["hidden"]
    assert set(json.loads(standing(ada, "shown")[0])) >= {"comments", "tags", "state"}
