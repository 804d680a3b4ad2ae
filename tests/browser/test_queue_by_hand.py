"""The queue with scripts and a mouse, and where keys stop: nothing moves under the pointer, no key crosses a lane."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import Watched
from tests.cast.serving import Served, run_blog
from tests.cast.site import PASSWORD


@pytest.fixture
def desk(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """The window of a moderator whom two good comments and an advertisement wait for."""
    data = tmp_path_factory.mktemp("desk") / "var"
    words = ("account", "add", "mo@example.org", "--name", "Mo", "--role", "owner", "--password-stdin")
    assert run_blog(data, *words, stdin=f"{PASSWORD}\n").returncode == 0
    with Served(data, BLOG_LIMITS="off") as served:
        owner = served.client()
        owner.sign_in("mo@example.org", PASSWORD)
        reader, path = served.client(), owner.publish("The second kettle")
        form = reader.comment_form(path)
        for said in ({"body": "First word."}, {"body": "Second word."}, {"body": "Pills", "subject": "a trap"}):
            assert reader.http.post("/comments", data={**form, "name": "Sol", **said}).status_code == 303
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        window = Watched(context, served)
        window.sign_in("mo@example.org")
        yield window
        context.close()


def waits(page: Any, number: int) -> None:
    page.locator("nav.tabs a", has_text="Pending").get_by_text(str(number), exact=True).wait_for()


def test_the_key_that_decides_the_last_good_one_does_not_reach_the_spam(desk: Watched) -> None:
    page = desk.open("/desk/comments")
    page.locator("article.card.current", has_text="First word.").wait_for()
    page.keyboard.press("a")
    page.locator("article.card.current", has_text="Second word.").wait_for()
    page.keyboard.press("a")
    waits(page, 1)

    assert page.locator("article.card.current").count() == 0
    page.keyboard.press("a")
    page.keyboard.press("j")
    page.locator("article.card.current", has_text="Pills").wait_for()
    waits(page, 1)


def test_a_button_stays_under_the_pointer_that_presses_it(desk: Watched) -> None:
    page = desk.open("/desk/comments")
    page.locator("article.card.current", has_text="First word.").wait_for()
    button = page.locator("article.card", has_text="Second word.").get_by_role("button", name="Delete")
    before = button.bounding_box()
    assert before is not None
    page.mouse.move(before["x"] + 3, before["y"] + 3)
    page.mouse.down()
    assert button.bounding_box() == before
    page.mouse.up()
    waits(page, 2)
    assert page.locator("article.card", has_text="Second word.").count() == 0


def test_pin_leads_where_it_leads_without_scripts(desk: Watched) -> None:
    page = desk.open("/desk/comments")
    page.locator("article.card.current", has_text="First word.").wait_for()
    page.keyboard.press("a")
    waits(page, 2)
    page = desk.open("/desk/comments?status=approved")
    page.get_by_role("button", name="Pin above the thread").click()
    page.get_by_text("it stands above the thread").wait_for()
