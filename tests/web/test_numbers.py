"""Numbers in addresses: one that nothing has is not found, however many digits it has."""

from __future__ import annotations

import re

import pytest

from blog.routes import ROUTES
from tests.cast.site import Browser, Site

NUMBERED = sorted({route.path for route in ROUTES if route.method == "GET" and re.search(":(int|long)}", route.path)})
# Above what a column, a database and Python itself take for a number; and digits of other scripts.
NUMBERS = ("0", "9" * 10, "9" * 19, "9" * 20, "9" * 5000, "%D9%A3", "%C2%B2", "1_0", "-1", "+1", "1e3")


@pytest.fixture(scope="module")
def owner(blog_for_all: Site) -> Browser:
    """Who looks finds nothing and changes nothing, so one is enough for all."""
    return blog_for_all.staff("Ada", "owner")


@pytest.mark.parametrize("path", NUMBERED)
def test_a_number_that_nothing_has_is_not_found(owner: Browser, path: str) -> None:
    """L7: 5,000 digits were a ValueError in the router, and twenty an OverflowError in SQLite."""
    for number in NUMBERS:
        assert owner.get(re.sub(r"\{\w+:(int|long)\}", number, path)).status == 404, number[:30]
