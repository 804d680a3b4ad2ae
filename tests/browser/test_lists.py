"""Pages that list posts, as they are laid out."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize("width", [1280, 360])
def test_what_stands_under_the_heading_of_a_year_does_not_stand_upon_it(look: Any, width: int) -> None:
    window = look(width)
    page = window.open("/2026/")
    heading, months = page.locator("main h1").bounding_box(), page.locator(".months").bounding_box()
    assert heading["y"] + heading["height"] <= months["y"]
    first = page.locator("article.entry").first.bounding_box()
    assert months["y"] + months["height"] <= first["y"]
    window.check_quiet()
