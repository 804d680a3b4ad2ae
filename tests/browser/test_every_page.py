"""Every page in every light: nothing for axe to find, nothing wider than the screen, nothing on the console."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.lights import check_in_every_light
from tests.cast.serving import Served

POST = "the newest post"
RECEIPT = "a receipt"
REFUSED = "a refused comment"
REPORT = "a report"
PERSON = "a person of the queue"
PUBLIC = (
    "/",
    POST,
    "/moderation",
    "/-/own-data",
    "/-/own-data-gone",
    "/sign-in",
    "/sign-in/forgotten",
    "/2026/",
    "/tags/meetings",
    "/authors/ada-merrin",
    "/nothing-here.html",
    "/search?q=kettle",
    "/search?q=nothing-says-this",
    RECEIPT,
    REFUSED,
    REPORT,
)
DESK = (
    "/desk",
    "/desk/comments",
    "/desk/comments?status=approved",
    "/desk/comments?status=spam",
    "/desk/bans",
    "/desk/reasons",
    "/desk/log",
    "/desk/emergency",
    PERSON,
    "/desk/comments?words=a",
    "/desk/posts",
    "/desk/posts/new",
    "/desk/posts?kind=page",
    "/desk/posts/new?kind=page",
    "/desk/menu",
    "/desk/posts/1",
    "/desk/posts/1/revisions",
    "/desk/posts/1/links",
    "/desk/posts/1/cover",
    "/desk/media",
    "/desk/tags",
    "/desk/tags/1",
    "/desk/comments?status=reported",
    "/-/setup",
    "/desk/settings",
    "/desk/check",
    "/desk/outbox",
    "/desk/you",
    "/desk/you/signing-in",
    "/desk/you/profile",
    "/desk/posts/1/authors",
    "/desk/people",
    "/desk/people/1",
    "/desk/people/roles",
    "/desk/you/signing-in/codes",
    "/desk/imports",
    "/desk/imports/moving",
)


@pytest.fixture(scope="session")
def receipt(demo: Served, newest: str) -> str:
    client = demo.client()
    fields = {**client.comment_form(newest), "body": "A word for the receipt.", "name": "Sol"}
    return client.http.post("/comments", data=fields).headers["location"]


@pytest.fixture(scope="session")
def report(demo: Served, newest: str) -> str:
    """Where the first comment of the newest post is reported."""
    match = re.search(r'href="(/-/report/[a-z0-9]+)"', demo.client().http.get(newest).text)
    assert match is not None
    return match.group(1)


@pytest.mark.parametrize("path", [*PUBLIC, *DESK])
def test_a_page_is_well_in_every_light(look: Any, newest: str, receipt: str, report: str, path: str) -> None:
    window = look()
    if path in DESK:
        window.sign_in("olive@example.org")
    page = window.open(
        {POST: newest, RECEIPT: receipt, REFUSED: newest, REPORT: report, PERSON: "/desk/comments"}.get(path, path)
    )
    if path == PERSON:
        page.get_by_role("link", name="About this person").first.click()
    if path == REFUSED:
        page.get_by_role("button", name="Post a Comment").click()
    check_in_every_light(page)
    window.check_quiet()
