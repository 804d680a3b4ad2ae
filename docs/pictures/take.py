"""Takes the pictures of the README from the demo: `.venv/bin/python docs/pictures/take.py` (needs Chromium)."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from playwright.sync_api import sync_playwright  # noqa: E402 - the path above makes the checkout importable

from tests.cast.serving import Served, run_blog  # noqa: E402

PASSWORD = "a few plain words"  # noqa: S105 - of a person who lives as long as the picture takes


def main() -> None:
    """Serve a fresh demo, photograph the newest post and the desk."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "var"
        run_blog(data, "demo")
        words = ("account", "add", "mo@example.org", "--name", "Mo", "--role", "moderator", "--password-stdin")
        run_blog(data, *words, stdin=f"{PASSWORD}\n")
        with Served(data) as served, sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=shutil.which("chromium"))
            page = browser.new_page(viewport={"width": 1280, "height": 1500})
            page.goto(served.url)
            page.click("article h2 a")
            page.screenshot(path=HERE / "post.png")
            client = served.client()
            client.sign_in("mo@example.org", PASSWORD)
            cookies = [{"name": c.name, "value": c.value or "", "url": served.url} for c in client.http.cookies.jar]
            page.context.add_cookies(cookies)
            page.set_viewport_size({"width": 1280, "height": 900})
            page.goto(f"{served.url}/desk/comments")
            page.screenshot(path=HERE / "desk.png")
            browser.close()


if __name__ == "__main__":
    main()
