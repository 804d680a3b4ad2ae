"""An owner's own accent: whatever colour is typed, every pair of colours that meet can be read."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.site.accents import LEAST, contrast, fit, read_accent, sheet_of_accent
from blog.site.looks import LOOKS, SCHEMES, schemes_of
from tests.cast.site import Browser, Page, Site

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
ENDS = ("#000000", "#ffffff", "#ffff00", "#0000ff", "#00ff00", "#ff0000", "#808080", "#767676")
LINK = re.compile(r'<link rel="stylesheet" href="(/-/accent/[^"]+)">')


def faint(accent: str, look: str) -> list[str]:
    """The pairs of an accent and a look that have too little contrast."""
    found: list[str] = []
    for scheme in schemes_of(look):
        fitted = fit(accent, scheme)
        papers = (scheme.paper, scheme.sheet, scheme.ground, scheme.raised, fitted.wash)
        pairs = [(one, paper) for one in fitted[:2] for paper in (*papers, scheme.on_accent)]
        pairs += [(ink, fitted.wash) for ink in (scheme.ink, scheme.ink_2)]
        found += [
            f"{one} on {other}: {contrast(one, other):.2f}" for one, other in pairs if contrast(one, other) < LEAST
        ]
    return found


@pytest.mark.parametrize("look", LOOKS)
@given(accent=COLOURS)
def test_whatever_colour_is_typed_can_be_read(look: str, accent: str) -> None:
    assert faint(accent, look) == []


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("accent", ENDS)
def test_the_ends_and_the_middle_can_be_read_too(look: str, accent: str) -> None:
    assert faint(accent, look) == []


def test_a_colour_that_can_be_read_stays_as_it_was_typed() -> None:
    light, dark = SCHEMES["proof"]
    assert fit("#0b5e46", light).accent == "#0b5e46"
    assert fit("#ffcc00", dark).accent == "#ffcc00"


def test_one_that_cannot_keeps_its_hue() -> None:
    yellow, blue = fit("#ffcc00", SCHEMES["proof"][0]).accent, fit("#000080", SCHEMES["proof"][1]).accent
    assert int(yellow[1:3], 16) > int(yellow[3:5], 16) > int(yellow[5:7], 16)
    assert int(blue[5:7], 16) > int(blue[1:3], 16)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", ""),
        ("#0b5e46", "#0b5e46"),
        ("#FFCC00", "#ffcc00"),
        ("#fc0", None),
        ("0b5e46", None),
        ("red", None),
        ("#0b5e46; } body { display: none", None),
        ("#0b5e4g", None),
        ("#０b5e46", None),
        ("#0b5e46aa", None),
    ],
)
def test_an_accent_is_six_digits(typed: str, read: str | None) -> None:
    assert read_accent(typed) == read


def test_what_is_stored_otherwise_has_no_sheet() -> None:
    assert sheet_of_accent("red; }", "proof") == ("", "")


def choose(ada: Browser, accent: str, **other: str) -> Page:
    return ada.open("/desk/settings").send("tagline", accent=accent, **other)


def test_a_chosen_accent_stands_on_every_page_at_once(blog: Site, ada: Browser, sol: Browser) -> None:
    assert LINK.search(sol.get("/").html) is None
    assert choose(ada, "#FFCC00").status == 303

    [sheet] = LINK.findall(sol.get("/").html)
    answer = sol.get(sheet)

    assert LINK.findall(ada.get("/desk").html) == LINK.findall(sol.get("/nothing").html) == [sheet]
    assert (answer.status, answer.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert "immutable" in answer.headers["cache-control"]
    assert "--accent: light-dark(#" in answer.html
    assert "style-src 'self';" in answer.headers["content-security-policy"]
    assert 'style="' not in sol.get("/").html


def test_another_colour_or_look_has_another_address(blog: Site, ada: Browser, sol: Browser) -> None:
    choose(ada, "#ffcc00")
    [first] = LINK.findall(sol.get("/").html)
    choose(ada, "#ffcc00", look="almanac")
    [second] = LINK.findall(sol.get("/").html)
    choose(ada, "#ff0000")
    [third] = LINK.findall(sol.get("/").html)

    assert len({first, second, third}) == 3
    assert (sol.get(first).status, sol.get(first).location) == (302, third)


def test_taken_out_again_the_look_has_its_own(blog: Site, ada: Browser, sol: Browser) -> None:
    choose(ada, "#ffcc00")
    [sheet] = LINK.findall(sol.get("/").html)
    choose(ada, "")
    assert LINK.findall(sol.get("/").html) == []
    assert sol.get(sheet).status == 404


def test_the_card_of_a_post_has_it_too(blog: Site, ada: Browser, sol: Browser) -> None:
    path = blog.publish(ada)
    before = re.findall(r"/-/card/[^\"]+", sol.get(path).html)
    choose(ada, "#ffcc00")
    assert re.findall(r"/-/card/[^\"]+", sol.get(path).html) != before


def test_what_is_no_colour_is_refused_and_kept(ada: Browser) -> None:
    page = choose(ada, "bottle green")
    assert page.status == 422
    assert 'value="bottle green"' in page.html
    assert "such as #0b5e46, or nothing" in page.words


def test_the_log_says_that_it_was_changed(ada: Browser) -> None:
    choose(ada, "#FFCC00")
    assert "Accent colour: — → #ffcc00" in ada.open("/desk/log").words
