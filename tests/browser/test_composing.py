"""The writing page with its scripts: marks, keys, the page as it will be, pasted pages and pictures."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest

from tests.browser.desk import PASTE, body, holds
from tests.media.drawing import draw

OLIVE = "olive@example.org"


def begin(window: Any) -> Any:
    window.sign_in(OLIVE)
    page = window.open("/desk/posts/new")
    page.get_by_label("Title").fill("Composed")
    page.locator("#w-body").focus()
    return page


def test_marks_by_button_and_key_and_the_page_as_it_will_be(look: Any) -> None:
    window = look()
    page = begin(window)
    page.keyboard.type("one")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+b")
    assert body(page) == "**one**"
    page.keyboard.press("Control+b")
    assert body(page) == "one"
    page.get_by_role("button", name="Heading").click()
    assert body(page) == "## one"
    page.keyboard.press("Control+z")
    assert body(page) == "one", "the browser's own undo takes a mark back"
    page.locator("#w-body").fill('She said "yes" -- twice.')
    page.locator("#preview .prose p", has_text="She said “yes” — twice.").wait_for()
    assert page.locator("#preview .title").inner_text() == "Composed"
    assert page.locator("[data-number]").inner_text() == "4"
    page.get_by_role("button", name="Only the words").click()
    assert not page.locator(".settings").is_visible()
    page.keyboard.press("Escape")
    assert page.locator(".settings").is_visible()
    page.keyboard.press("Control+s")
    page.wait_for_url("**/desk/posts/*done=saved")
    window.check_quiet()


def test_a_pasted_page_becomes_markdown_and_a_pasted_picture_asks_what_it_shows(look: Any) -> None:
    window = look()
    page = begin(window)
    page.evaluate(PASTE, ["html", "<h1>Soup</h1><p>We <b>met</b>.</p><img src=x onerror='document.title=1'>"])
    holds(page, re.compile(r"\*\*met\*\*"))
    assert body(page).startswith("## Soup\n\nWe **met**.")
    page.keyboard.press("Control+End")
    page.evaluate(PASTE, ["file", base64.b64encode(draw()).decode()])
    page.locator("[data-when=brought]:visible").wait_for()
    page.keyboard.type("A red kettle")
    assert "![A red kettle](/media/" in body(page)
    page.locator("#preview figure img[alt='A red kettle']").wait_for()
    assert page.evaluate("document.title") != "1"
    # The pasted page had a picture at an address of its own, which is not here; the preview may have asked for it.
    window.missed = [one for one in window.missed if not one.endswith("/desk/posts/x")]
    window.check_quiet()


def test_a_picture_is_chosen_and_asked_what_it_shows(look: Any) -> None:
    """B7: without dragging, on a telephone too; Enter there puts it in the text and saves nothing."""
    window = look(360)
    page = begin(window)
    page.locator("#w-body").fill("Before.")
    page.get_by_role("link", name="Add a picture").click()
    page.get_by_role("button", name="Put it in the text").click()
    page.get_by_text("Choose a picture first.").wait_for()
    file = {"name": "kettle.png", "mimeType": "image/png", "buffer": draw(colour="plum")}
    page.get_by_label("A picture from this device").set_input_files(file)
    page.get_by_label("What it shows").fill("A [red] kettle")
    page.get_by_label("What it shows").press("Enter")
    page.get_by_text("The picture is in the text.").wait_for()
    assert body(page).startswith("Before.\n\n![A \\[red\\] kettle](/media/")
    assert not page.get_by_label("What it shows").is_visible()
    assert page.url.endswith("/desk/posts/new")
    window.check_quiet()


def test_without_a_connection_the_plain_words_are_pasted(look: Any) -> None:
    window = look()
    page = begin(window)
    window.context.set_offline(True)
    page.evaluate(PASTE, ["html", "<p>We <b>met</b>.</p>"])
    holds(page, "plain words")
    page.evaluate(PASTE, ["file", base64.b64encode(draw()).decode()])
    page.locator("[data-when=unreached]:visible").wait_for()
    assert body(page) == "plain words"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_the_marks_and_a_picture_are_well_in_every_light(look: Any, width: int, dark: bool) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    window = look(width, dark=dark)
    page = begin(window)
    page.evaluate(PASTE, ["file", base64.b64encode(draw(colour="navy" if dark else "olive")).decode()])
    page.locator("[data-when=brought]:visible").wait_for()
    page.locator("#preview figure img").wait_for()

    def check() -> None:
        # A picture that says nothing is what the page itself complains of.
        results = axe.Axe().run(page, options={"rules": {"image-alt": {"enabled": False}}})
        assert results.violations_count == 0, results.generate_report()
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    page.get_by_role("link", name="Add a picture").click()
    check()
    page.goto(f"{window.url}/desk/media")
    check()
    page.locator(".pictures a").first.click()
    page.wait_for_load_state()
    check()


def test_the_buttons_are_one_stop_of_the_tab_key_and_keys_are_listed(look: Any) -> None:
    window = look()
    page = begin(window)
    bar = page.get_by_role("toolbar")
    assert bar.locator("button[tabindex='0']").count() == 1
    page.keyboard.type("one two")
    page.keyboard.press("Alt+F10")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == "Emphasis"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.textContent") == "Keys", "arrows go round"
    page.keyboard.press("Enter")
    assert page.get_by_text("To these buttons; arrows go through them").is_visible()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "w-body"
    page.get_by_role("button", name="Break").click()
    assert body(page) == "one two\n\n<!--more-->\n\n"
    page.locator("[data-minutes]", has_text="1").wait_for()
    page.evaluate(PASTE, ["html", '<p>A <b>kettle</b> <img src="file:///C:/a.png"></p>'])
    page.get_by_text("Pictures that could not be pasted: 1.").wait_for()
    window.check_quiet()


def test_signing_out_leaves_nothing_on_the_device_and_the_blog_has_the_words(look: Any) -> None:
    window = look()
    page = begin(window)
    page.locator("#w-body").fill("Typed a moment before leaving.")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(window.url + "/")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('afterword.writing'))") == []
    window.sign_in(OLIVE)
    assert "Typed a moment before leaving." in window.open("/desk/posts").locator("main").inner_text()
    # Put away again: the blog of these tests is one for all.
    page.locator(".kept", has_text="Typed a moment").get_by_role("button", name="Put it away").click()
    page.get_by_text("Put away. It is found here").wait_for()


def test_a_picture_from_elsewhere_is_told_as_soon_as_it_is_typed_and_no_longer_than_that(look: Any) -> None:
    """Readers' browsers would show none; so does this one, and says so on its console."""
    window = look()
    page = begin(window)
    told = page.locator("#preview [data-elsewhere]")
    page.keyboard.type("![Ours](/media/nothing.png)")
    page.locator("#preview img[alt='Ours']").wait_for(state="attached")
    assert told.is_hidden()
    page.keyboard.type(" ![Theirs](https://elsewhere.example/a.png)")
    told.wait_for()
    page.keyboard.press("Control+a")
    page.keyboard.type("Words alone.")
    told.wait_for(state="hidden")
