"""What a good designer would have seen: nothing touches, nothing dangles, and lines stand where colours do not."""

from __future__ import annotations

from typing import Any

import pytest


def box(place: Any) -> dict[str, float]:
    found: dict[str, float] = place.first.bounding_box()
    return found


def ground(place: Any) -> str:
    found: str = place.evaluate("one => getComputedStyle(one).backgroundColor")
    return found


def test_the_newest_comments_lie_on_one_sheet_from_the_top_to_the_foot(look: Any) -> None:
    page = look(1280).open("/-/comments")
    assert ground(page.locator(".after")) == "rgba(0, 0, 0, 0)"
    assert ground(page.locator("body")) != ground(look(1280).open("/").locator("body"))


def test_on_a_phone_a_date_and_who_wrote_it_share_a_line(look: Any) -> None:
    page = look(390).open("/")
    date, by = box(page.locator(".entry .hang time")), box(page.locator(".entry .hang .by"))
    assert abs(date["y"] - by["y"]) < 4
    assert date["x"] + date["width"] <= by["x"] + 1


@pytest.mark.parametrize("path", ["/search?q=kettle", "/nothing-here.html"])
@pytest.mark.parametrize("width", [320, 360])
def test_what_is_looked_for_and_its_button_share_a_line(look: Any, path: str, width: int) -> None:
    page = look(width).open(path)
    field, button = box(page.locator("#q")), box(page.locator(".seek button"))
    assert field["y"] < button["y"] + button["height"] / 2 < field["y"] + field["height"]
    assert field["width"] >= 128


def test_on_a_phone_what_a_page_is_stands_near_its_heading(look: Any) -> None:
    page = look(390).open("/nothing-here.html")
    what, heading = box(page.locator(".plain > .hang")), box(page.locator("h1"))
    assert 0 <= heading["y"] - what["y"] - what["height"] <= 16


def test_no_button_touches_the_field_above_it(look: Any) -> None:
    page = look(390).open("/sign-in")
    field, button = box(page.locator("#s-password")), box(page.locator("form.solo .btn"))
    assert button["y"] - field["y"] - field["height"] >= 12


def test_whom_a_comment_answers_is_said_in_the_ink_of_the_margin(look: Any, newest: str) -> None:
    page = look(1280).open(newest)
    margin = page.locator(".comment .hang").first
    # As it stands beside a comment of the fourth level.
    margin.evaluate("""one => one.insertAdjacentHTML("beforeend", '<span class="to">to <a href="/">Sol</a></span>')""")
    ink = "one => getComputedStyle(one).color"
    assert margin.locator(".to a").evaluate(ink) == margin.evaluate(ink)


def test_where_colours_are_forced_a_line_parts_the_sheets(look: Any, newest: str) -> None:
    page = look(1280).open(newest)
    width = "one => getComputedStyle(one).borderBlockStartWidth"
    assert page.locator(".after").evaluate(width) == "0px"
    page.emulate_media(forced_colors="active")
    assert page.locator(".after").evaluate(width) == "1px"


def test_on_paper_everything_keeps_the_measure(look: Any) -> None:
    page = look(760).open("/")
    page.emulate_media(media="print")
    measure = page.evaluate("38 * parseFloat(getComputedStyle(document.documentElement).fontSize)")
    for place in page.locator(".entry .excerpt, .entry h2, .lately p:not(.onward)").all():
        assert place.bounding_box()["width"] <= measure + 1


def test_on_paper_nobody_is_asked_to_answer(look: Any, newest: str) -> None:
    page = look(760).open(newest)
    page.emulate_media(media="print")
    assert page.locator("#comments h2").first.is_visible()
    page.evaluate("document.querySelectorAll('#comments .comment').forEach((one) => one.remove())")
    assert not page.locator("#comments h2").first.is_visible()


def test_each_paragraph_of_a_comment_reads_in_its_own_direction(look: Any, newest: str) -> None:
    body = look(1280).open(newest).locator(".comment .comment-body").first
    # An answer that begins in English and goes on in Arabic.
    body.evaluate("one => (one.innerHTML = '<p>I agree.</p><p>نعم، أوافق.</p>')")
    measured = body.evaluate("""one => [...one.querySelectorAll("p")].map((paragraph) => {
        const words = document.createRange();
        words.selectNodeContents(paragraph);
        const [inner, outer] = [words.getBoundingClientRect(), paragraph.getBoundingClientRect()];
        return [inner.left - outer.left, outer.right - inner.right];
    })""")
    assert [[left < 2, right < 2] for left, right in measured] == [[True, False], [False, True]]
