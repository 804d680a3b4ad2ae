"""Whatever can be pressed is large enough for a finger, or far enough from the next (WCAG 2.2, 2.5.8)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.targets import too_small
from tests.browser.test_every_page import DESK, PERSON, POST, PUBLIC, RECEIPT, REFUSED, REPORT, receipt, report

__all__ = ["receipt", "report"]

# What these two lead to is reached by pressing something; their forms stand on other pages of the list, too.
PRESSED = (PERSON, REFUSED)


@pytest.mark.parametrize("paths", [PUBLIC, DESK], ids=["public pages", "the desk"])
def test_every_target_can_be_hit(look: Any, newest: str, receipt: str, report: str, paths: tuple[str, ...]) -> None:
    """On a wide screen and on a narrow one."""
    window = look()
    if paths is DESK:
        window.sign_in("olive@example.org")
    named = {POST: newest, RECEIPT: receipt, REPORT: report}
    small = {}
    for path in (path for path in paths if path not in PRESSED):
        page = window.open(named.get(path, path))
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            if found := too_small(page):
                small[path, width] = found
    assert small == {}


def test_a_target_that_is_too_small_is_found(look: Any) -> None:
    page = look().open("/")
    page.evaluate("document.querySelector('main').innerHTML = '<button id=a>a</button><button id=b>b</button>'")
    page.evaluate("document.querySelectorAll('main button').forEach(it => it.style.cssText = 'padding:0;border:0')")
    assert too_small(page)
