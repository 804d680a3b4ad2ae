"""S1–S3: sessions begin anew, are kept as hashes, and end at once; no cookie but a whole one of ours is a session."""

from __future__ import annotations

from collections.abc import Callable
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from blog.accounts import changing, sessions, tokens
from blog.accounts.models import Account, StaffSession
from blog.demo.filling import fill_demo
from tests.accounts.signing_in import attempt, right
from tests.cast.site import PASSWORD, PASSWORD_HASH, Browser, Site

NIA = "nia@example.org"


def session_of(browser: Browser) -> str:
    return str(browser.client.cookies["afterword"])


def enters(blog: Site, cookie: str) -> bool:
    browser = blog.visitor()
    browser.client.headers["cookie"] = f"afterword={cookie}"
    return browser.get("/desk").status == 200


def test_the_session_is_replaced_at_sign_in(blog: Site, ada: Browser) -> None:
    before = session_of(ada)
    assert right(ada).status == 303
    assert session_of(ada) != before
    assert enters(blog, session_of(ada))
    assert not enters(blog, before)


def test_a_session_planted_by_somebody_else_is_not_taken_over(blog: Site, ada: Browser, nia: Browser) -> None:
    planted = session_of(nia)
    victim = blog.visitor()
    victim.client.headers["cookie"] = f"afterword={planted}"
    page = right(victim)
    assert planted not in page.headers["set-cookie"]
    assert not enters(blog, planted)


def test_the_one_time_link_replaces_the_session_too(blog: Site) -> None:
    blog.house.database.write(lambda db: fill_demo(db, blog.house.keys, blog.clock()))
    visitor = blog.visitor()
    cookies = []
    for _ in range(2):
        token = tokens.make_token(blog.house.keys, tokens.OWNER_LINK, blog.clock())
        assert visitor.get(f"/-/owner?token={token}").send("token").status == 303
        cookies.append(session_of(visitor))
    assert (enters(blog, cookies[0]), enters(blog, cookies[1])) == (False, True)


@pytest.mark.parametrize(
    ("url", "name"), [("http://localhost:8000", "afterword"), ("https://blog.example", "__Host-afterword")]
)
def test_the_cookie_has_every_flag_that_protects_it(tmp_path: Path, migrated_url: str, url: str, name: str) -> None:
    blog = Site(tmp_path, migrated_url, url)
    page = attempt(blog.staff("Ada", "owner"), PASSWORD)
    cookie = SimpleCookie()
    for header in page.headers.get_list("set-cookie"):  # type: ignore[attr-defined]
        cookie.load(header)
    morsel = cookie[name]
    assert (morsel["path"], morsel["samesite"], morsel["domain"]) == ("/", "lax", "")
    assert morsel["httponly"]
    assert bool(morsel["secure"]) == url.startswith("https")
    blog.close()


def test_a_session_has_256_random_bits_and_only_its_hash_is_kept(blog: Site, ada: Browser) -> None:
    secrets = set()
    for _ in range(20):
        right(ada)
        secret = blog.house.keys.read(sessions.PURPOSE, session_of(ada))
        assert isinstance(secret, str) and len(secret) == 43
        secrets.add(secret)
    assert len(secrets) == 20
    with blog.reading() as db:
        kept = repr([vars(row) for row in db.scalars(select(StaffSession))])
    assert not any(secret in kept for secret in secrets)


Ending = Callable[[Session, Site], Any]
ENDINGS: dict[str, Ending] = {
    "another password": lambda db, blog: changing.change_password(
        db, blog.house.keys, NIA, PASSWORD_HASH, blog.clock()
    ),
    "disabled": lambda db, blog: changing.disable_account(db, NIA, blog.clock()),
    "another role": lambda db, blog: changing.change_role(db, NIA, "editor", blog.clock()),
    "signed out everywhere": lambda db, blog: changing.sign_out(db, NIA, blog.clock()),
    "disabled behind our back": lambda db, blog: db.execute(
        update(Account).where(Account.email == NIA).values(disabled_at=blog.clock())
    ),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_session_of_the_person_ends_with_the_next_request(
    blog: Site, ada: Browser, nia: Browser, ending: str
) -> None:
    """S2"""
    again = blog.visitor()
    right(again, NIA)
    cookies = [session_of(nia), session_of(again)]
    assert [enters(blog, cookie) for cookie in cookies] == [True, True]
    blog.house.database.write(lambda db: ENDINGS[ending](db, blog))
    assert [enters(blog, cookie) for cookie in cookies] == [False, False]
    assert ada.get("/desk").status == 200
    blog.house.database.write(lambda db: changing.enable_account(db, NIA))
    assert ending == "disabled behind our back" or not any(enters(blog, cookie) for cookie in cookies)


def test_signing_out_ends_the_session_and_not_only_the_cookie(blog: Site, ada: Browser) -> None:
    cookie = session_of(ada)
    page = ada.get("/desk").send("/sign-out")
    assert "afterword=" in page.headers["set-cookie"]
    assert not enters(blog, cookie)


def test_a_session_ends_by_itself_after_a_month(blog: Site, ada: Browser) -> None:
    cookie = session_of(ada)
    blog.clock.step(days=29)
    assert enters(blog, cookie)
    blog.clock.step(days=1)
    assert not enters(blog, cookie)


def test_no_cookie_but_a_whole_one_of_ours_is_a_session(blog: Site, ada: Browser, nia: Browser) -> None:
    """S3"""
    good, other = session_of(ada), session_of(nia)
    payload, signature = good.rsplit(".", 1)
    keys = blog.house.keys
    with blog.reading() as db:
        stored = db.scalars(select(StaffSession.token_hash)).first()
    fakes = [payload, f"{payload}.", f".{signature}", f"{payload}.{other.rsplit('.', 1)[1]}", "x" + good, good + "x"]
    fakes += [good[: len(good) // 2], good[:-1], good.swapcase(), "", "null", "[]", "{}", "a" * 4000, f"{good}.{good}"]
    fakes += [str(ada.client.cookies["afterword-device"]), keys.sign("stamp", "x"), keys.sign("session", ["x"])]
    fakes += [keys.sign("session", None), keys.sign("session", {"id": 1}), keys.sign("session", stored)]
    for fake in fakes:
        assert not enters(blog, fake), fake
    assert enters(blog, good)
