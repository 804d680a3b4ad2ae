"""S4: a browser that has signed in before is not locked out by strangers, and can be forgotten."""

from __future__ import annotations

from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from sqlalchemy import select

from blog.accounts import changing, devices
from blog.accounts.models import KnownDevice
from tests.accounts.signing_in import ADA, attempt, right, wait_of
from tests.accounts.test_throttle import guess
from tests.cast.site import PASSWORD, Browser, Site

COOKIE = "afterword-device"


def leave(browser: Browser) -> Browser:
    """Sign out; the browser stays known."""
    browser.post("/sign-out", {}, origin="http://localhost:8000")
    return browser


def with_cookie(blog: Site, value: str) -> Browser:
    browser = blog.visitor()
    browser.client.headers["cookie"] = f"{COOKIE}={value}"
    return browser


def device_of(browser: Browser) -> str:
    value = browser.client.cookies.get(COOKIE)
    assert value is not None
    return value


def test_a_known_browser_gets_in_while_strangers_guess(blog: Site, ada: Browser) -> None:
    leave(ada)
    guess(blog, 6)
    assert right(blog.visitor()).status == 429
    assert right(ada).status == 303
    assert guess(blog, 1) == [429], "the strangers go on waiting"


def test_a_known_browser_has_an_allowance_of_its_own_and_no_more(blog: Site, ada: Browser) -> None:
    leave(ada)
    assert [attempt(ada).status for _ in range(6)] == [403] * 5 + [429]
    assert wait_of(right(ada)) == 15 * 60
    assert right(blog.visitor()).status == 303, "its wrong passwords are not held against the account"


def test_a_known_browser_is_known_for_its_own_account_only(blog: Site, ada: Browser, nia: Browser) -> None:
    guess(blog, 5, "nia@example.org")
    assert right(leave(ada), "nia@example.org").status == 429
    assert right(leave(nia), "nia@example.org").status == 303


def test_a_browser_of_two_people_is_known_for_both(blog: Site, ada: Browser, nia: Browser) -> None:
    assert right(leave(ada), "nia@example.org").status == 303
    guess(blog, 5)
    guess(blog, 5, "nia@example.org")
    assert (right(ada).status, right(ada, "nia@example.org").status) == (303, 303)


def test_the_cookie_is_set_by_a_sign_in_only_and_changes_with_each(blog: Site, ada: Browser) -> None:
    pages = [blog.visitor().get("/sign-in"), attempt(blog.visitor()), ada.get("/desk"), leave(ada).get("/sign-in")]
    assert not any(COOKIE in page.headers.get("set-cookie", "") for page in pages)
    before = device_of(ada)
    assert right(ada).status == 303
    assert device_of(ada) != before
    guess(blog, 5)
    assert right(with_cookie(blog, before)).status == 429, "the former cookie is nobody's"
    assert blog.count(KnownDevice) == 1


@pytest.mark.parametrize(
    ("url", "name"), [("http://localhost:8000", COOKIE), ("https://b.example", f"__Secure-{COOKIE}")]
)
def test_the_cookie_goes_to_the_sign_in_page_alone(tmp_path: Path, migrated_url: str, url: str, name: str) -> None:
    blog = Site(tmp_path, migrated_url, url)
    browser = blog.staff("Ada", "owner")
    page = attempt(browser, PASSWORD)
    cookie = SimpleCookie()
    for header in page.headers.get_list("set-cookie"):  # type: ignore[attr-defined]
        cookie.load(header)
    morsel = cookie[name]
    assert (morsel["path"], morsel["samesite"], morsel["domain"]) == ("/sign-in", "lax", "")
    assert morsel["httponly"]
    assert bool(morsel["secure"]) == url.startswith("https")
    assert int(morsel["max-age"]) == 400 * 24 * 3600
    blog.close()


def test_only_its_hash_is_kept(blog: Site, ada: Browser) -> None:
    secret = blog.house.keys.read(devices.PURPOSE, device_of(ada))
    with blog.reading() as db:
        [row] = db.scalars(select(KnownDevice))
    assert isinstance(secret, str) and len(secret) >= 43
    assert secret not in repr(vars(row))


def test_forged_torn_and_foreign_cookies_are_no_known_device(blog: Site, ada: Browser) -> None:
    good, session = device_of(ada), ada.client.cookies["afterword"]
    leave(ada)
    guess(blog, 5)
    for value in ("", "x", good[:-1], "x" + good, session, good.split(".")[0], good.swapcase()):
        assert right(with_cookie(blog, value)).status == 429, value
    assert right(with_cookie(blog, good)).status == 303


def test_a_forgotten_or_old_device_waits_like_everybody(blog: Site, ada: Browser) -> None:
    leave(ada)
    blog.house.database.write(lambda db: changing.sign_out(db, ADA, blog.clock()))
    guess(blog, 5)
    assert right(ada).status == 429
    blog.clock.step(days=2)
    assert right(ada).status == 303
    leave(ada)
    blog.clock.step(days=401)
    guess(blog, 5)
    assert right(ada).status == 429
