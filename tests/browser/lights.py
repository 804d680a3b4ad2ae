"""A page in every light: wide and narrow, light and dark, there is nothing for axe to find and nothing too wide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Colours have arrived where they were going (or were called back), and what watches for sizes has seen the new ones.
SETTLED = """async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  await Promise.all(document.getAnimations().map((one) => one.finished.catch(() => 0)));
}"""
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def check_in_every_light(page: Page, narrow: int = 320) -> None:
    """As it stands there, turned about: loading it anew for every light took most of the time."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    for width, dark in ((1280, False), (1280, True), (narrow, True), (narrow, False)):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.evaluate(SETTLED)
        results = axe.Axe().run(page)
        assert results.violations_count == 0, (width, dark, results.generate_report())
        assert not page.evaluate(TOO_WIDE), (width, dark)
