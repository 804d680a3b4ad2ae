"""Hostile text in a real browser, without the content security policy: nothing runs, nothing grows too wide."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cast.people import add_person
from tests.cast.serving import Served
from tests.cast.site import PASSWORD
from tests.stories.test_hostile_everywhere import BODIES, EVIL, NAMES, WEBSITES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog

OLIVE = "olive@example.org"
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
LONG = ("w" * 7900, "W" * 79, "https://w.example/" + "w" * 400)
# Markdown alone knows no word that is too long for it: a post may have one of sixty thousand letters.
POST = f"{EVIL}\n\n{'p' * 60_000}\n\n```\n{'c' * 5000}\n```\n\n| {'t' * 3000} | b |\n|-|-|\n| c | d |\n"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, list[str], Any]]:
    """A blog with a hostile post and comments: it, the addresses to look at, and the cookies of its owner."""
    data = tmp_path_factory.mktemp("hostile") / "var"
    add_person(data, OLIVE, "Olive", "owner")
    with Served(data, BLOG_LIMITS="off") as served:
        olive, reader = served.client(), served.client()
        olive.sign_in(OLIVE, PASSWORD)
        sent = {"title": f"{EVIL[:150]} {'t' * 49}", "body": POST, "permalink": "/hostile.html", "action": "publish"}
        assert olive.http.post("/desk/posts/new", data=sent).status_code == 303
        receipts = []
        said = [*zip(NAMES, WEBSITES, BODIES, strict=True), (LONG[1], LONG[2], LONG[0])]
        for name, website, body in said:
            form = {**reader.comment_form("/hostile.html"), "name": name, "website": website, "body": body}
            answer = reader.http.post("/comments", data=form)
            assert answer.status_code == 303, answer.text
            receipts.append(answer.headers["location"])
            [card] = olive.waiting()
            form = {"comment": card, "decision": "approved", "reason": EVIL, "note": LONG[0][:900]}
            assert olive.http.post("/desk/decisions", data=form).status_code == 303
        reader.http.post("/comments", data={**reader.comment_form("/hostile.html"), "name": NAMES[0], "body": EVIL})
        cookies = [{"name": one.name, "value": one.value, "url": served.url} for one in olive.http.cookies.jar]
        yield served, ["/", "/hostile.html", *receipts], cookies


@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_of_a_hostile_text_runs_or_widens_a_page(
    chromium: Browser, hostile: tuple[Served, list[str], Any], width: int
) -> None:
    """X1, X2, T5"""
    served, addresses, cookies = hostile
    context = chromium.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    context.add_cookies(cookies)
    page = context.new_page()
    heard: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        heard.append(dialog.message)
        dialog.dismiss()

    page.expose_function("hit", lambda: heard.append("hit"))
    page.on("dialog", dismiss)
    page.on("request", lambda request: heard.extend([request.url] * (not request.url.startswith(served.url))))
    desk = ["/desk", "/desk/comments", "/desk/comments?status=approved", "/desk/posts", "/desk/posts/1"]
    for address in (*addresses, *desk):
        page.goto(served.url + address)
        for field in page.locator("main input:visible, main textarea:visible").all()[:6]:
            field.focus()
        assert not page.evaluate(WIDE), (address, width)
        assert page.evaluate("document.querySelectorAll('#hit, [onerror], [onload], [onclick], [onfocus]').length") == 0
    context.close()
    assert [what for what in heard if "/hit" not in what] == []


def test_the_trap_of_this_test_would_snap(chromium: Browser, tmp_path: Path) -> None:
    context = chromium.new_context(bypass_csp=True)
    page, heard = context.new_page(), []
    page.expose_function("hit", lambda: heard.append("hit"))
    page.set_content(f"<body>{EVIL.replace('/hit', 'data:,')}</body>")
    for _ in range(100):
        page.evaluate("0")
    context.close()
    assert heard
