"""A post in a real browser: the connection goes, the browser goes, a colleague saves first, and no word is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.conftest import Watched
from tests.browser.desk import save, says

OLIVE, RUT = "olive@example.org", "rut@example.org"


def write(window: Watched, path: str = "/desk/posts/new") -> Any:
    window.sign_in(OLIVE)
    return window.open(path)


def test_written_on_a_train_and_published_at_home(look: Any) -> None:
    """The story of issue 7: writes, loses the connection, comes back and publishes."""
    window = look(360)
    page = write(window)
    page.get_by_label("Title").fill("From the train")
    # On a slow day the title is kept alone first, and that it is says nothing of the words behind it.
    with page.expect_response(lambda answer: "first+tunnel" in (answer.request.post_data or "")):
        page.locator("#w-body").fill("The first tunnel.")
    says(page, "Kept as you type")
    window.context.set_offline(True)
    page.locator("#w-body").fill("The first tunnel. The second tunnel.")
    says(page, "No connection")
    # The battery is empty: the window is gone, and nothing asked before it went.
    page.close()
    window.context.set_offline(False)
    window.page = page = window.context.new_page()
    page.goto(f"{window.url}/desk/posts/new")
    # Other tests of this blog may have left words of their own.
    offered = page.locator(".kept:visible", has_text="tunnel")
    assert offered.count() == 1
    assert "on this device" in offered.inner_text()
    offered.get_by_role("button", name="Take it up").click()
    assert page.locator("#w-body").input_value() == "The first tunnel. The second tunnel."
    says(page, "Kept as you type")
    save(page, "publish")
    assert "Published." in page.locator(".saved").inner_text()
    for path in ("/desk/posts/new", "/desk/posts"):
        page.goto(window.url + path)
        assert page.locator(".kept:visible", has_text="tunnel").all_inner_texts() == [], path


def test_what_was_taken_back_by_hand_is_not_offered_again(look: Any) -> None:
    window = look()
    page = write(window)
    page.get_by_label("Title").fill("A changed mind")
    says(page, "Kept as you type")
    with page.expect_response("**/desk/unsaved/away"):
        page.get_by_label("Title").fill("")
    page.locator(".keeping:empty").wait_for(state="attached")
    for path in ("/desk/posts/new", "/desk/posts"):
        page.goto(window.url + path)
        page.locator("h1").first.wait_for()
        assert page.locator(".kept", has_text="A changed mind").count() == 0, path
    page.goto(f"{window.url}/desk/posts/new")
    page.get_by_label("Title").fill("Another mind")
    says(page, "Kept as you type")


def test_another_device_finds_what_the_blog_kept(look: Any) -> None:
    page = write(look())
    page.locator("#w-body").fill("Typed on the first device.")
    says(page, "Kept as you type")
    home = look(scripts=False)
    elsewhere = write(home, "/desk/posts")
    elsewhere.get_by_role("link", name="Take it up").first.click()
    assert elsewhere.locator("#w-body").input_value() == "Typed on the first device."
    elsewhere.get_by_label("Title").fill("Two devices")
    save(elsewhere)
    assert "Saved." in elsewhere.locator(".saved").inner_text()
    # The first device types on: under another name, and it is told what happened when it saves.
    page.locator("#w-body").fill("Typed on the first device. And more.")
    says(page, "Kept as you type")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_two_authors_never_overwrite_each_other(look: Any, scripts: bool) -> None:
    olive = look(1280, scripts)
    page = write(olive)
    page.get_by_label("Title").fill(f"Two hands, {scripts}")
    page.locator("#w-body").fill("The kettle is red.\n\nWe meet on Friday.")
    save(page)
    path = page.url.removeprefix(olive.url).partition("?")[0]
    page.goto(olive.url + path)
    rut = look(1280, scripts)
    rut.sign_in(RUT)
    other = rut.open(path)
    other.locator("#w-body").fill("The kettle is blue.\n\nWe meet on Friday.")
    save(other)
    page.locator("#w-body").fill("The kettle is red.\n\nWe meet on Sunday.")
    if scripts:
        says(page, "Another version was saved meanwhile")
    save(page)
    assert "Rut saved another version" in page.locator(".conflict").inner_text()
    assert page.locator(".conflict ins").count() == 2
    assert page.locator("#w-body").input_value().endswith("Sunday.")
    page.get_by_role("button", name="Bring both together").click()
    page.wait_for_load_state()
    assert page.locator("#w-body").input_value() == "The kettle is blue.\n\nWe meet on Sunday."
    page.get_by_role("button", name="Save what is in the box").click()
    page.wait_for_load_state()
    page.goto(f"{olive.url}{path}/revisions")
    assert re.findall(r"Rut|Olive", page.locator(".revisions").inner_text()) == ["Olive", "Rut", "Olive"]


def test_a_session_that_ends_while_somebody_writes(look: Any) -> None:
    window = look()
    page = write(window)
    page.get_by_label("Title").fill("Outlives a session")
    window.context.clear_cookies()
    page.locator("#w-body").fill("Words.")
    says(page, "You are not signed in any more")
    save(page)
    page.get_by_label("E-mail").fill(OLIVE)
    page.get_by_label("Password").fill("a few plain words")
    page.get_by_role("button", name="Sign in and send it").click()
    page.wait_for_load_state()
    assert "Saved." in page.locator(".saved").inner_text()
    assert page.locator("#w-body").input_value() == "Words."


def test_a_browser_that_keeps_nothing_still_writes(look: Any) -> None:
    window = look()
    window.context.add_init_script("Storage.prototype.setItem = () => { throw new Error('full'); };")
    page = write(window)
    page.get_by_label("Title").fill("Full")
    says(page, "Kept as you type")
    save(page)
    assert "Saved." in page.locator(".saved").inner_text()
    window.check_quiet()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_conflict_and_versions_are_well_in_every_light(look: Any, width: int, dark: bool) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    window = look(width, dark=dark)
    page = write(window)

    def check() -> None:
        results = axe.Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    page.get_by_label("Title").fill(f"Lights {width} {dark}")
    page.locator("#w-body").fill("One.")
    save(page)
    path = page.url.partition("?")[0]
    late = window.context.new_page()
    late.goto(path)
    page.locator("#w-body").fill("Two.")
    save(page)
    late.locator("#w-body").fill("Three. " + "x" * 300)
    save(late)
    window.page = page = late
    check()
    page.goto(f"{path}/revisions?old=1&new=2")
    check()
    page.goto(f"{path}/links")
    page.get_by_role("button", name="Make a link").click()
    page.wait_for_load_state()
    check()
    page.get_by_role("link", name="Open it").click()
    page.wait_for_load_state()
    check()
    page.goto(path)
    check()
    page.goto(f"{window.url}/desk/posts")
    check()
