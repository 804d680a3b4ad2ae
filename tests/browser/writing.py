"""What a reader does with the form in a browser, for the tests of it."""

from __future__ import annotations

from typing import Any

from tests.browser.conftest import Reader

KEPT = "Object.fromEntries(Object.keys(localStorage).map((key) => [key, JSON.parse(localStorage.getItem(key))]))"


def begin(window: Reader, words: str = "") -> Any:
    """The post, as its reader opens it, with words in its form."""
    page = window.open(window.path)
    if words:
        page.get_by_label("Comment", exact=True).fill(words)
    return page


def body(page: Any) -> Any:
    return page.get_by_label("Comment", exact=True)


def send(page: Any) -> None:
    page.get_by_role("button", name="Post a Comment").click()
