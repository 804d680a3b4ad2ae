"""Two authors in real browsers: what stands beside the words, the boxes that ask, and where the focus is then."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.conftest import Watched
from tests.browser.desk import save, says

OLIVE, RUT = "olive@example.org", "rut@example.org"


def begin(look: Any, title: str, width: int = 1280, scripts: bool = True, dark: bool = False) -> tuple[Watched, str]:
    """Olive's window with a published post of her own, and its path."""
    olive = look(width, scripts, dark)
    olive.sign_in(OLIVE)
    page = olive.open("/desk/posts/new")
    page.get_by_label("Title").fill(title)
    page.locator("#w-body").fill("The kettle is red.")
    save(page, "publish")
    path = page.url.removeprefix(olive.url).partition("?")[0]
    page.goto(olive.url + path)
    return olive, path


def rule(page: Any, name: str) -> None:
    page.locator(".more-settings summary").click()
    page.get_by_label(name, exact=True).check()


def colleague_rules(look: Any, path: str, name: str, scripts: bool = True) -> None:
    rut = look(1280, scripts)
    rut.sign_in(RUT)
    page = rut.open(path)
    rule(page, name)
    save(page)
    assert "holds at once" in page.locator(".saved").inner_text()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_rule_that_a_colleague_has_set_is_never_undone_unasked(look: Any, scripts: bool) -> None:
    olive, path = begin(look, f"Rules of two, {scripts}", scripts=scripts)
    page = olive.page
    colleague_rules(look, path, "Closed", scripts)
    page.locator("#w-body").fill("The kettle is blue.")
    if scripts:
        says(page, "Kept as you type")
    save(page, "publish")
    assert "Published." in page.locator(".saved").inner_text()
    assert page.locator("input[name=comments][value=closed]").is_checked()
    # Now both change it.
    page.goto(olive.url + path)
    colleague_rules(look, path, "Moderated", scripts)
    rule(page, "Hidden")
    save(page, "publish")
    box = page.locator(".clashes")
    assert "now it is\nModerated\nYours would be\nHidden" in box.inner_text().replace("\t", "\n")
    assert page.locator("input[name=comments][value=hidden]").is_checked(), "what was chosen is still chosen"
    box.get_by_role("button", name="Keep theirs").click()
    page.wait_for_load_state()
    assert "Published." in page.locator(".saved").inner_text()
    assert page.locator("input[name=comments][value=moderated]").is_checked()


def test_what_the_device_kept_undoes_nothing_when_it_is_taken_up(look: Any) -> None:
    olive, path = begin(look, "Kept on the device")
    page = olive.page
    page.locator("#w-body").fill("The kettle is blue.")
    says(page, "Kept as you type")
    page.close()
    colleague_rules(look, path, "Closed")
    olive.page = page = olive.context.new_page()
    page.goto(olive.url + path)
    page.locator(".kept:visible", has_text="kettle is blue").first.locator("text=Take it up").click()
    page.wait_for_load_state()
    assert page.locator("#w-body").input_value() == "The kettle is blue."
    save(page)
    page.goto(olive.url + path)
    assert page.locator("input[name=comments][value=closed]").is_checked()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_the_boxes_that_ask_are_well_in_every_light_and_have_the_focus(look: Any, width: int, dark: bool) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    olive, path = begin(look, f"Boxes {width} {dark}", width, dark=dark)
    page = olive.page

    def check(box: str) -> None:
        results = axe.Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        pytest.importorskip("playwright.sync_api").expect(page.locator(box)).to_be_focused()
        assert page.locator(box).get_attribute("role") in ("alert", "status"), "it is announced"

    colleague_rules(look, path, "Closed")
    rule(page, "Hidden")
    save(page)
    check(".clashes")
    page.get_by_role("button", name="Take mine").click()
    page.wait_for_load_state()
    # And another text.
    page.goto(olive.url + path)
    rut = look()
    rut.sign_in(RUT)
    other = rut.open(path)
    other.locator("#w-body").fill("The kettle is green.")
    save(other)
    page.locator("#w-body").fill("The kettle is white. " + "x" * 300)
    save(page)
    check(".errors")
    page.get_by_role("button", name="Bring both together").click()
    page.wait_for_load_state()
    check(".merged")
    olive.check_quiet()


def test_the_time_is_said_as_people_say_it_while_it_is_typed(look: Any) -> None:
    olive, _ = begin(look, "On a Friday")
    page, expect = olive.page, pytest.importorskip("playwright.sync_api").expect
    said = page.locator("[data-spoken]")
    page.locator("#w-published_at").fill("2031-10-10 15:00")
    expect(said).to_have_text("Friday, October 10, 2031, 15:00")
    for nonsense in ("2031-02-30 10:00", "soon", ""):
        page.locator("#w-published_at").fill(nonsense)
        expect(said).to_be_hidden()
    olive.check_quiet()


def test_who_comes_near_the_longest_text_is_told_before_it_is_sent(look: Any) -> None:
    olive, _ = begin(look, "A whole book", 360)
    page, expect = olive.page, pytest.importorskip("playwright.sync_api").expect
    room = page.locator("[data-room]")
    page.locator("#w-body").fill("Two words. " * 100)
    expect(page.locator("[data-number]")).to_have_text("200")
    expect(room).to_be_hidden()
    page.locator("#w-body").fill("word " * 92_000)
    expect(room).to_have_text(re.compile("at most 500,?000 characters. This has so many: 460,000"))
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    page.locator("#w-body").fill("Two words.")
    expect(room).to_be_hidden()
