"""A page without pictures is light, with all that a browser loads for it, as it travels."""

from __future__ import annotations

from typing import Any

import pytest

MOST = 30_000


@pytest.mark.parametrize("where", ["/", "/moderation", "post"])
def test_a_page_without_pictures_weighs_at_most_30_kilobytes(look: Any, newest: str, where: str) -> None:
    """The bodies of the page, its style sheets, scripts and icon, compressed as they are sent; heads not counted."""
    window = look()
    answers: list[Any] = []
    window.page.on("requestfinished", lambda request: answers.append(request))
    page = window.open(newest if where == "post" else where)
    page.wait_for_load_state("networkidle")
    parts = {request.url: request.sizes() for request in answers}
    weights = {url: size["responseBodySize"] for url, size in parts.items()}
    assert len(weights) > 3, weights
    assert sum(weights.values()) <= MOST, (sum(weights.values()), weights)
    window.check_quiet()
