"""Two owners who change the same setting: the second one is shown both and chooses, and nothing typed is lost."""

from __future__ import annotations

import pytest

from tests.cast.site import Browser, Page, Site
from tests.posts.test_races import at_once

PLACE = "/desk/settings"


@pytest.fixture
def olive(blog: Site, ada: Browser) -> Browser:
    """Olive owns the blog, too."""
    return blog.staff("Olive", "owner")


def standing(browser: Browser, *names: str) -> list[str]:
    form = browser.open(PLACE).form("tagline")
    return [form.value(name).strip() for name in names]


@pytest.fixture
def clash(blog: Site, ada: Browser, olive: Browser) -> Page:
    """Ada has the page open while Olive changes three things on hers; then Ada saves."""
    page = ada.open(PLACE)
    olive.open(PLACE).send("tagline", tagline="Olive’s line.", waits="strangers", house_rules="Be kind.\nBe brief.")
    return page.send("tagline", tagline="Ada’s <b>line.", waits="scored", edit_hours="48")


def test_the_second_one_sees_both_and_nothing_is_stored(blog: Site, ada: Browser, clash: Page) -> None:
    assert clash.status == 409
    assert "Somebody else has changed the same settings meanwhile." in clash.words
    assert "Olive changed “Line under the title” (Oct 9, 12:00). Now it is Olive’s line." in clash.words
    assert "Yours would be Ada’s <b>line." in clash.words and "<b>line" not in clash.html
    assert clash.words.count("Olive changed") == 2, "what only one of them changed is no matter"
    form = clash.form("tagline")
    assert (form.value("tagline"), form.value("edit_hours")) == ("Ada’s <b>line.", "48"), "all that was typed is here"
    assert form.buttons[0][:2] == ("action", "mine")
    assert standing(ada, "tagline", "waits", "edit_hours") == ["Olive’s line.", "strangers", "24"]


def test_mine_is_taken_with_all_else_that_was_typed(blog: Site, ada: Browser, clash: Page) -> None:
    assert clash.send("tagline", "mine").status == 303
    assert standing(ada, "tagline", "waits", "edit_hours") == ["Ada’s <b>line.", "scored", "48"]
    assert standing(ada, "house_rules") == ["Be kind.\nBe brief."], "what only Olive changed stays"
    assert "Line under the title: Olive’s line. → Ada’s <b>line." in ada.open("/desk/log?kind=setting").words


def test_theirs_is_kept_with_all_else_that_was_typed(blog: Site, ada: Browser, clash: Page) -> None:
    assert clash.send("tagline", "theirs").status == 303
    assert standing(ada, "tagline", "waits", "edit_hours") == ["Olive’s line.", "strangers", "48"]


def test_it_is_asked_again_when_a_third_change_came_between(
    blog: Site, ada: Browser, olive: Browser, clash: Page
) -> None:
    olive.open(PLACE).send("tagline", tagline="Olive’s newer line.")
    again = clash.send("tagline", "mine")
    assert again.status == 409 and "Now it is Olive’s newer line." in again.words
    assert again.words.count("Olive changed") == 1, "of the other one Ada has decided"
    assert again.send("tagline", "mine").status == 303
    assert standing(ada, "tagline", "waits") == ["Ada’s <b>line.", "scored"]


def test_what_cannot_be_stored_is_said_first_and_theirs_is_not_forgotten(blog: Site, ada: Browser, clash: Page) -> None:
    refused = clash.send("tagline", "theirs", edit_hours="many")
    assert refused.status == 422 and refused.form("tagline").value("tagline") == "Olive’s line."
    assert refused.send("tagline", edit_hours="12").status == 303
    assert standing(ada, "tagline", "waits", "edit_hours") == ["Olive’s line.", "strangers", "12"]


def test_the_same_outcome_and_ones_own_earlier_change_are_no_clash(blog: Site, ada: Browser, olive: Browser) -> None:
    pages = [browser.open(PLACE) for browser in (ada, ada, olive)]
    assert pages[0].send("tagline", tagline="One line.", wait_from="1.5", faces="yes").status == 303
    assert pages[2].send("tagline", tagline="One line.", wait_from="1.50", faces="yes").status == 303
    assert pages[1].send("tagline", tagline="Another line.").status == 303
    assert standing(ada, "tagline", "wait_from") == ["Another line.", "1.5"]


def test_of_two_who_save_at_once_one_is_asked(blog: Site, ada: Browser, olive: Browser) -> None:
    pages = [browser.open(PLACE) for browser in (ada, olive)]
    sends = [
        lambda page=page, line=line: page.send("tagline", tagline=line) for page, line in zip(pages, "ab", strict=True)
    ]
    assert sorted(at_once(sends)) == [303, 409]


@pytest.mark.parametrize("shown", ["", "{", "[]", "null", '{"tagline": 7, "anonymous": "x", "no": []}'])
def test_a_page_that_does_not_say_what_it_showed_breaks_nothing(
    blog: Site, ada: Browser, clash: Page, shown: str
) -> None:
    for button in ("mine", "theirs"):
        sent = clash.form("tagline").filled(button, shown=shown, clashing="tagline")
        assert ada.post(PLACE, sent).status in (303, 409, 422)
    assert len(standing(ada, "tagline")[0]) > 0


def test_choices_are_said_as_the_page_says_them(blog: Site, ada: Browser, olive: Browser) -> None:
    page = ada.open(PLACE)
    olive.open(PLACE).send("tagline", comments_rule="closed")
    asked = page.send("tagline", comments_rule="hidden")
    assert asked.status == 409 and "Now it is Closed" in asked.words and "Yours would be Hidden" in asked.words
