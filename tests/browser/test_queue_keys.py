"""The queue by keys: ten dear readers and a page of spam decided, one key a decision and without a page load."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import Watched
from tests.cast.serving import Served, run_blog
from tests.cast.site import PASSWORD

GOOD, SPAM = 10, 24
# The page glides to where a key has sent it.
END = "scrollY + innerHeight >= document.documentElement.scrollHeight - 2"


@pytest.fixture(scope="module")
def flooded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A blog on the morning after: ten good comments and a page of spam wait."""
    data = tmp_path_factory.mktemp("flooded") / "var"
    for name, role in (("Mo", "moderator"), ("Omar", "moderator"), ("Olive", "owner")):
        words = ("account", "add", f"{name.lower()}@example.org", "--name", name, "--role", role, "--password-stdin")
        assert run_blog(data, *words, stdin=f"{PASSWORD}\n").returncode == 0
    with Served(data, BLOG_LIMITS="off") as served:
        owner = served.client()
        owner.sign_in("olive@example.org", PASSWORD)
        path = owner.publish("The second kettle")
        reader = served.client()
        form = reader.comment_form(path)
        for number in range(GOOD):
            said = {"body": f"Word number {number} about kettles.", "name": f"Reader {number}"}
            assert reader.http.post("/comments", data={**form, **said}).status_code == 303
        for number in range(SPAM):
            said = {"body": f"Buy pills {number}", "name": f"Seller {number}", "subject": "a trap"}
            assert reader.http.post("/comments", data={**form, **said}).status_code == 303
        yield served


@pytest.fixture
def window(chromium: Any, flooded: Served, request: pytest.FixtureRequest) -> Iterator[Watched]:
    context = chromium.new_context(viewport={"width": getattr(request, "param", 1280), "height": 900})
    watched = Watched(context, flooded)
    watched.sign_in("mo@example.org")
    yield watched
    context.close()


def settle(page: Any, words: str) -> None:
    """Until the queue says it."""
    page.get_by_role("heading", level=1, name=words).wait_for()


def test_a_morning_is_decided_by_keys_alone(window: Watched) -> None:
    """D3, D4: at most 1.1 keys a decision, no page load; what was done can be taken back."""
    page = window.open("/desk/comments")
    loads: list[str] = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    settle(page, "10 comments are waiting")
    keys = 0

    for number in range(GOOD - 1):
        page.locator("article.card.current", has_text=f"Word number {number} ").wait_for()
        page.keyboard.press("a")
        keys += 1
    settle(page, "1 comment is waiting")
    page.keyboard.press("z")
    settle(page, "2 comments are waiting")
    page.keyboard.press("a")
    settle(page, "1 comment is waiting")
    page.keyboard.press("n")
    settle(page, "Nothing is waiting")
    page.keyboard.press("Shift+S")
    keys += 4
    page.locator("article.card").first.wait_for(state="detached")
    page.get_by_text("Nobody is kept waiting.").wait_for()

    assert loads == []
    assert keys <= 1.1 * (GOOD + SPAM)
    assert page.locator("nav.tabs a", has_text="Spam").inner_text().endswith(str(SPAM))
    assert page.locator("nav.tabs a", has_text="Rejected").inner_text().endswith("1")
    window.check_quiet()

    page.keyboard.press("z")
    page.locator("article.card.dense").first.wait_for()
    assert page.locator("article.card.dense").count() == SPAM


def test_keys_move_tick_and_explain_themselves_and_can_be_turned_off(window: Watched) -> None:
    """WCAG 2.1.4"""
    page = window.open("/desk/comments")
    first, second = page.locator("article.card").nth(0), page.locator("article.card").nth(1)

    page.keyboard.press("j")
    assert "current" in (second.get_attribute("class") or "")
    page.keyboard.press("k")
    page.keyboard.press("x")
    box = first.locator("input[type=checkbox]")
    ticked = box.is_checked()
    page.keyboard.press("x")
    assert box.is_checked() is not ticked

    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()
    page.get_by_label("Decide with single keys").uncheck()
    page.get_by_role("button", name="Close").click()
    before = page.locator("article.card").count()
    page.keyboard.press("s")
    page.keyboard.press("d")
    assert page.locator("article.card").count() == before
    page.keyboard.press("?")
    page.get_by_label("Decide with single keys").check()
    page.get_by_role("button", name="Close").click()


def until(page: Any, what: str, card: Any = None) -> None:
    """Until it is so; Playwright's own waiting for a function evaluates words, which the page forbids."""
    again = "requestAnimationFrame(look)"
    page.evaluate(f"card => new Promise(done => {{ const look = () => ({what}) ? done() : {again}; look(); }})", card)


def test_a_key_means_what_the_mouse_was_moved_onto(window: Watched) -> None:
    """One key a decision for whoever reads with a mouse in the hand, too; where the keys lead again they are meant."""
    page = window.open("/desk/comments")
    cards, current = page.locator("article.card"), page.locator("article.card.current")

    cards.nth(2).hover()
    assert "current" in (cards.nth(2).get_attribute("class") or "")
    assert current.count() == 1
    page.keyboard.press("j")
    assert "current" in (cards.nth(3).get_attribute("class") or "")
    # The mouse rests: the wheel is for reading on, and takes nothing from the keys.
    page.mouse.wheel(0, 60)
    until(page, "scrollY >= 60")
    assert "current" in (cards.nth(3).get_attribute("class") or "")
    cards.nth(4).hover()
    assert "current" in (cards.nth(4).get_attribute("class") or "")
    page.mouse.wheel(0, 400)
    until(page, "scrollY >= 400")
    until(page, "document.querySelector('.card.current:hover')")
    assert "current" not in (cards.nth(4).get_attribute("class") or "")


def test_nothing_is_decided_out_of_sight(window: Watched) -> None:
    page = window.open("/desk/comments")
    before = page.locator("article.card:visible").count()
    first = page.locator("article.card.current").element_handle()
    page.mouse.move(2, 300)
    page.keyboard.press("End")
    until(page, END)
    assert first.evaluate("card => card.getBoundingClientRect().bottom < 0")

    page.keyboard.press("s")
    until(page, "card.getBoundingClientRect().top > 0", first)
    assert page.locator("article.card:visible").count() == before

    page.keyboard.press("End")
    until(page, END)
    assert first.evaluate("card => card.getBoundingClientRect().bottom < 0")
    page.keyboard.press("k")
    until(page, "document.querySelector('.card.current').getBoundingClientRect().top > 0")
    assert first.get_attribute("class") != page.locator("article.card.current").get_attribute("class")


def test_typing_a_reason_decides_nothing(window: Watched) -> None:
    page = window.open("/desk/comments")
    before = page.locator("article.card").count()
    page.locator(".reasons summary").first.click()

    page.locator("input[name=note]").first.press_sequentially("said and done")
    page.locator("article.card").nth(1).hover()
    page.keyboard.type("!")

    assert page.locator("article.card").count() == before
    assert page.locator("input[name=note]").first.input_value() == "said and done!"


def test_what_cannot_be_sent_comes_back_and_is_said(window: Watched) -> None:
    page = window.open("/desk/comments")
    before = page.locator("article.card").count()
    window.context.set_offline(True)

    page.keyboard.press("s")
    page.get_by_text("That could not be sent").wait_for()

    assert page.locator("article.card:visible").count() == before
    window.context.set_offline(False)


def test_two_moderators_see_each_other(window: Watched, chromium: Any, flooded: Served) -> None:
    """D16, D21: who reads what, what is handled, and what has come in, without a page load."""
    other = Watched(chromium.new_context(viewport={"width": 1280, "height": 900}), flooded)
    other.sign_in("omar@example.org")
    mo, omar = window.open("/desk/comments"), other.open("/desk/comments")
    mo.get_by_text("Omar is reading this").first.wait_for()

    card = omar.locator("article.card.current")
    name = card.locator("input[name=comment]").get_attribute("id") or ""
    omar.keyboard.press("s")
    handled = mo.locator("article.card.handled", has_text="Handled by Omar: spam")
    handled.wait_for()
    assert mo.locator(f"#{name}").count() == 0
    # Nobody's keys go on by themselves to the next one; a step does.
    mo.keyboard.press("j")
    assert "handled" not in (mo.locator("article.card.current").get_attribute("class") or "")

    reader = flooded.client()
    path = reader.http.get("/").text.split("<h2")[1].split('href="')[1].split('"')[0]
    sent = {**reader.comment_form(path), "body": "A late word.", "name": "Late"}
    assert reader.http.post("/comments", data=sent).status_code == 303
    mo.get_by_role("button", name="Show them").click()
    mo.get_by_text("A late word.").wait_for()
    window.check_quiet()
    other.context.close()
