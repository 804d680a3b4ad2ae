"""Signing in as the tests do it: from any network, with the right password or a wrong one."""

from __future__ import annotations

from starlette.testclient import TestClient

from tests.cast.site import PASSWORD, Browser, Page, Site

ADA = "ada@example.org"
WRONG = "not the right words"


def attempt(browser: Browser, password: str = WRONG, email: str = ADA, **headers: str) -> Page:
    sent = {"origin": str(browser.client.base_url).rstrip("/"), **headers}
    return browser.post("/sign-in", {"email": email, "password": password}, **sent)


def right(browser: Browser, email: str = ADA) -> Page:
    return attempt(browser, PASSWORD, email)


def browser_at(blog: Site, address: str) -> Browser:
    """A browser whose connection comes from this address."""
    browser = blog.visitor()
    browser.client = TestClient(blog.app, base_url=blog.url, follow_redirects=False, client=(address, 50000))
    return browser


def wait_of(page: Page) -> int:
    assert page.status == 429
    return int(page.headers["retry-after"])
