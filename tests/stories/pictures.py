"""Bringing pictures, and what of them is shown where."""

from __future__ import annotations

import re

from tests.cast.site import Browser, Page, Site


def bring(browser: Browser, content: bytes, name: str = "kettle.png", **fields: str) -> Page:
    files = {"picture": (name, content, "image/png")}
    response = browser.client.post("/desk/media", data=fields, files=files, headers={"origin": "http://localhost:8000"})
    return Page(browser, response)


def line_of(page: Page) -> str:
    found = re.findall(r'value="(!\[[^"]*)"', page.html)
    assert found, page.words
    return str(found[0])


def picture_of(page: Page) -> str:
    return str(re.findall(r"\((/media/[^)]+)\)", line_of(page))[0])


def seen_by(blog: Site, path: str) -> int:
    return blog.visitor().get(path).status


def replace(ada: Browser, content: bytes, number: int = 1) -> Page:
    files = {"picture": ("new.webp", content, "image/webp")}
    answer = ada.client.post(f"/desk/media/{number}/file", files=files, headers={"origin": "http://localhost:8000"})
    return Page(ada, answer)
