"""Takes a contact sheet of the whole blog: `.venv/bin/python docs/pictures/sheet.py sheet.png` (needs Chromium).

Pages from top to bottom; each look, in light and in dark, on a desktop and on a phone, from the left. It makes a demo
of its own in a temporary folder, and ends its server.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PIL import Image
from playwright.sync_api import sync_playwright

from blog.site.looks import LOOKS
from tests.cast.serving import Client, Served, run_blog

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PASSWORD = "a few plain words"  # noqa: S105 - of a person who lives as long as the sheet takes
READERS = (
    "/",
    "{post}",
    "{post}#comment-form",
    "{reply}",
    "{receipt}",
    "/2026/",
    "/tags/meetings",
    "/search?q=kettle",
    "/search?q=nothing-says-this",
    "/nothing-here.html",
    "/moderation",
    "/-/own-data",
    "/sign-in",
)
DESK = (
    "/desk",
    "/desk/comments",
    "/desk/comments?status=reported",
    "/desk/posts",
    "/desk/posts/new",
    "/desk/media",
    "/desk/people",
    "/desk/settings",
)
DESKTOP, PHONE = (1280, 1600), (390, 1600)
SCALE = 0.36
GAP = 12


def main(target: Path, only: str = "") -> None:
    """`only`: a part of the addresses that the sheet shows; empty shows all."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        data = Path(folder) / "var"
        run_blog(data, "demo")
        words = ("account", "add", "olive@example.org", "--name", "Olive", "--role", "owner", "--password-stdin")
        run_blog(data, *words, stdin=f"{PASSWORD}\n")
        with Served(data, BLOG_LIMITS="off") as served:
            owner = served.client()
            owner.sign_in("olive@example.org", PASSWORD)
            browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            pages = [path for path in _addresses(served) if only in path]
            rows: list[list[Image.Image]] = [[] for _ in pages]
            for look in LOOKS:
                _choose(owner, look)
                for row, picture in _photographed(browser, served, owner, pages):
                    rows[row].append(picture)
            browser.close()
    _mounted(rows).save(target)


def _addresses(served: Served) -> list[str]:
    """The pages, with the newest post that has comments, an answer to one of them, and a receipt in their places."""
    reader = served.client()
    post = re.findall(r'<h2[^>]*><a href="([^"]*second-kettle[^"]*)"', reader.http.get("/").text)[0]
    fields = {**reader.comment_form(post), "body": "A word for the receipt.", "name": "Sol"}
    receipt = reader.http.post("/comments", data=fields).headers["location"]
    reply = re.findall(r'href="(/-/reply/[a-z0-9]+)', reader.http.get(post).text)[0]
    places = {"post": post, "receipt": receipt, "reply": reply}
    return [path.format(**places) for path in (*READERS, *DESK)]


def _choose(owner: Client, look: str) -> None:
    answer = owner.http.post("/desk/settings", data={"look": look})
    assert answer.status_code == 303, answer.text


def _photographed(
    browser: Browser, served: Served, owner: Client, pages: list[str]
) -> Iterator[tuple[int, Image.Image]]:
    """Every page in light and dark, on desktop and phone, each with the number of its row."""
    for scheme in ("light", "dark"):
        for width, height in (DESKTOP, PHONE):
            for row, path in enumerate(pages):
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme="dark" if scheme == "dark" else "light",
                    # Without it the first card of the queue is caught between two colours.
                    reduced_motion="reduce",
                )
                if path.startswith("/desk"):
                    jar = owner.http.cookies.jar
                    context.add_cookies([{"name": c.name, "value": c.value or "", "url": served.url} for c in jar])
                page = context.new_page()
                page.goto(served.url + path)
                picture = Image.open(BytesIO(page.screenshot()))
                context.close()
                yield row, picture.resize((round(width * SCALE), round(height * SCALE)))


def _mounted(rows: list[list[Image.Image]]) -> Image.Image:
    """The pictures on one grey board."""
    wide = max(sum(picture.width + GAP for picture in row) for row in rows) + GAP
    high = sum(max(picture.height for picture in row) + GAP for row in rows) + GAP
    board = Image.new("RGB", (wide, high), "#888888")
    y = GAP
    for row in rows:
        x = GAP
        for picture in row:
            board.paste(picture, (x, y))
            x += picture.width + GAP
        y += max(picture.height for picture in row) + GAP
    return board


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "sheet.png"), *sys.argv[2:3])
