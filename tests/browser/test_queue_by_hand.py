"""The queue with scripts and a mouse, and where keys stop: nothing moves under the pointer, no key crosses a lane."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Watched, add_owner, window_on_copy
from tests.cast.serving import Served
from tests.cast.site import PASSWORD


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a blog on which two good comments and an advertisement wait; each test takes a copy."""
    data = tmp_path_factory.mktemp("prepared") / "var"
    for name in ("Mo", "Omar"):
        add_owner(data, name)
    with Served(data, BLOG_LIMITS="off") as served:
        owner = served.client()
        owner.sign_in("mo@example.org", PASSWORD)
        reader, path = served.client(), owner.publish("The second kettle")
        form = reader.comment_form(path)
        for said in ({"body": "First word."}, {"body": "Second word."}, {"body": "Pills", "subject": "a trap"}):
            assert reader.http.post("/comments", data={**form, "name": "Sol", **said}).status_code == 303
    return data


@pytest.fixture
def desk(chromium: Any, prepared: Path, tmp_path: Path) -> Iterator[Watched]:
    """The window of a moderator whom they wait for."""
    with window_on_copy(chromium, prepared, tmp_path / "var") as window:
        yield window


def waits(page: Any, number: int) -> None:
    """So many wait in both lanes together; the tab tells one from the other."""
    ways = [rf"{good}\s*\+\s*{number - good}:" for good in range(number)] + [f"{number}:"]
    page.locator("nav.tabs a", has_text=re.compile(rf"Pending\s+({'|'.join(ways)})")).wait_for()


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


def test_what_lies_folded_under_the_last_good_one_is_the_next_that_keys_mean(desk: Watched) -> None:
    reader = desk.served.client()
    path = re.search(r'href="([^"#]*second-kettle[^"#]*)"', reader.http.get("/").text)
    assert path is not None
    form = reader.comment_form(path[1])
    page = desk.open("/desk/comments")
    for number in range(2):
        page.locator("article.card.current").wait_for()
        page.keyboard.press("a")
        waits(page, 2 - number)
    said = "The kettle of the hall was mended on a Tuesday by three people with one spanner, and has not leaked since"
    for name in ("Ann", "Ben"):
        sent = {**form, "name": name, "body": f"{said}, {name}."}
        assert reader.http.post("/comments", data=sent).status_code == 303
    page = desk.open("/desk/comments")
    page.locator("article.card.current", has_text="and 1 more like it").wait_for()
    for left in (2, 1):
        page.locator("article.card.current", has_text="with one spanner").wait_for()
        page.keyboard.press("a")
        waits(page, left)
    assert page.locator("article.card.current").count() == 0


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


def test_an_answer_is_written_above_the_queue_and_kept_when_one_looks_away(desk: Watched) -> None:
    page = desk.open("/desk/comments")
    page.locator("article.card.current", has_text="First word.").wait_for()
    page.keyboard.press("r")
    field = page.get_by_label("Your reply")
    field.wait_for()
    page.keyboard.type("All of the words a j k s d may not decide.")
    page.keyboard.press("Escape")
    field.wait_for(state="hidden")
    page.keyboard.press("r")
    assert field.input_value() == "All of the words a j k s d may not decide."
    page.get_by_role("button", name="Approve and reply").click()
    page.get_by_text("Your reply to Sol is sent.").wait_for()
    waits(page, 2)
    page.locator("article.card.current", has_text="Second word.").wait_for()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_writing_above_the_queue_is_well_in_every_light(desk: Watched, width: int, dark: bool) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = desk.open("/desk/comments")
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if dark else "light")
    page.locator("article.card.current", has_text="First word.").wait_for()
    for key, label in (("r", "Your reply"), ("e", "The text")):
        page.keyboard.press(key)
        page.get_by_label(label, exact=True).wait_for()
        results = axe.Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        page.keyboard.press("Escape")
    for door in ("answer", "text"):
        with page.expect_navigation():
            page.evaluate(
                "door => location.assign(document.querySelector(`article.card a[href$='${door}']`).href)", door
            )
        results = axe.Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        desk.open("/desk/comments")
    desk.check_quiet()


def test_what_another_handles_moves_nothing_and_takes_no_key(desk: Watched) -> None:
    """A key on its way down must not meet the next comment."""
    page = desk.open("/desk/comments")
    page.locator("article.card.current", has_text="First word.").wait_for()
    key = page.locator("article.card.current > header input[name=comment]").get_attribute("value")
    second = page.locator("article.card", has_text="Second word.")
    before = second.bounding_box()
    other = desk.served.client()
    other.sign_in("omar@example.org", PASSWORD)
    assert other.http.post("/desk/decisions", data={"comment": key, "decision": "spam"}).status_code == 303
    page.locator("article.card.handled", has_text="Sol · Handled by Omar: spam").wait_for()
    assert second.bounding_box() == before
    assert page.locator("article.card.handled").get_by_role("button", name="Show the list as it is now").is_visible()
    page.keyboard.press("a")
    page.keyboard.press("j")
    page.locator("article.card.current", has_text="Second word.").wait_for()
    waits(page, 3)
    page.keyboard.press("a")
    page.get_by_text("1 comment approved.", exact=True).wait_for()


def test_with_nothing_ticked_the_queue_says_so(desk: Watched) -> None:
    page = desk.open("/desk/comments")
    page.locator("article.card.current", has_text="First word.").wait_for()
    page.locator(".bulk").first.get_by_role("button", name="Spam").click()
    page.get_by_text("Tick at least one comment first.").wait_for()
    waits(page, 3)


def test_z_takes_back_an_edit_as_well(desk: Watched) -> None:
    page = desk.open("/desk/comments")
    page.locator("article.card.current", has_text="First word.").wait_for()
    page.keyboard.press("e")
    page.get_by_label("The text", exact=True).fill("Another word.")
    page.keyboard.press("Control+Enter")
    page.locator("article.card", has_text="Another word.").wait_for()
    page.keyboard.press("z")
    page.get_by_text("The text by Sol is as it was before.").wait_for()
    page.locator("article.card", has_text="First word.").wait_for()


@pytest.mark.parametrize(("scripts", "width", "dark"), [(True, 1280, False), (False, 360, False), (False, 360, True)])
def test_what_a_signal_is_about_is_marked_in_the_text_with_its_letter(
    desk: Watched, scripts: bool, width: int, dark: bool
) -> None:
    """D7"""
    reader = desk.served.client()
    path = reader.http.get("/").text.split("<h2")[1].split('href="')[1].split('"')[0]
    said = {"body": "See *https://new-here.example/a* & <b>tell</b> me.", "name": "Sol"}
    assert reader.http.post("/comments", data={**reader.comment_form(path), **said}).status_code == 303
    browser = desk.context.browser
    assert browser is not None
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        java_script_enabled=scripts,
        color_scheme="dark" if dark else "light",
    )
    window = Watched(context, desk.served)
    window.sign_in("mo@example.org")
    page = window.open("/desk/comments")
    card = page.locator("article.card", has_text="tell me.")
    mark = card.locator(".words mark")
    assert mark.inner_text() == "new-here.example"
    letter = card.locator(".words mark + sup").inner_text()
    assert "no approved comment has led to" in card.locator(".signals li", has_text=letter).first.inner_text()
    assert card.locator(".words a").count() == 0
    box = mark.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    if scripts:
        page.keyboard.press("j")
    window.check_quiet()
    context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_what_lies_folded_is_decided_only_where_it_is_ticked(chromium: Any, desk: Watched, scripts: bool) -> None:
    """M6: nothing is decided that was hidden and could not be unticked."""
    reader = desk.served.client()
    path = reader.http.get("/").text.split("<h2")[1].split('href="')[1].split('"')[0]
    form = reader.comment_form(path)
    for number in range(4):
        words = f"Buy our very cheap and shiny kettles today at the shop of dreams, offer {number}"
        said = {"body": words, "name": f"Seller {number}", "subject": "a trap"}
        assert reader.http.post("/comments", data={**form, **said}).status_code == 303
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=scripts)
    window = Watched(context, desk.served)
    window.sign_in("mo@example.org")
    page = window.open("/desk/comments")
    head = page.locator("article.card.dense", has_text="Seller 0")
    assert head.locator(".fold input[name=comment]").count() == 3
    assert head.locator(".fold input:checked").count() == (3 if scripts else 0)
    head.locator("input[name=comment]").first.uncheck()
    assert head.locator(".fold input:checked").count() == 0
    page.get_by_role("button", name="Mark all that are ticked as spam").click()
    page.get_by_text("1 comment marked as spam.", exact=True).wait_for()
    assert page.locator("article.card.dense", has_text="Seller 0").count() == 1
    context.close()
