"""S6, S7: every token × every purpose × what can be wrong with it: refused, and nothing has changed."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

import pytest

from blog.accounts import devices, sessions, tokens
from blog.accounts.models import UsedToken
from blog.comments.stamps import make_stamp
from blog.demo.filling import fill_demo
from tests.cast.rows import everything
from tests.cast.site import PASSWORD, Site

FORM = {
    "title": "The Reading Room",
    "name": "Rut Engel",
    "email": "rut@example.org",
    "language": "en",
    "time_zone": "Europe/Oslo",
    "password": PASSWORD,
}
PAGES = {"/-/owner": tokens.OWNER_LINK, "/-/setup": tokens.SET_UP}


@pytest.fixture
def demo(blog: Site) -> Site:
    blog.house.database.write(lambda db: fill_demo(db, blog.house.keys, blog.clock()))
    return blog


def wrong_tokens(blog: Site, purpose: str) -> dict[str, Any]:
    keys, now = blog.house.keys, blog.clock()
    good = tokens.make_token(keys, purpose, now)
    other = next(each for each in PAGES.values() if each != purpose)
    wrong: dict[str, Any] = {"missing": None, "empty": "", "blank": " ", "torn": good[:-2], "longer": good + "x"}
    wrong |= {"a list": ["nonsense", good], "an array": "[]", "an object": "{}", "swapped case": good.swapcase()}
    wrong |= {"for another purpose": tokens.make_token(keys, other, now), "huge": "x" * 9000, "nul": "\x00"}
    wrong |= {f"of {name}": keys.sign(name, {"jti": "x"}) for name in (sessions.PURPOSE, devices.PURPOSE, purpose)}
    wrong |= {"without a jti": keys.sign_until(purpose, {}, now.replace(year=2040))}
    wrong |= {"a jti that is a list": keys.sign_until(purpose, {"jti": ["x"]}, now.replace(year=2040))}
    wrong |= {"a stamp": make_stamp(keys, 1, now, exact=True)}
    wrong |= {"expired": keys.sign_until(purpose, {"jti": "x", "about": None}, now)}
    return wrong


@pytest.mark.parametrize("page", PAGES)
def test_a_token_that_is_not_good_is_refused_and_nothing_changes(demo: Site, page: str) -> None:
    before = everything(demo)
    for words, token in wrong_tokens(demo, PAGES[page]).items():
        fields = {**FORM, "token": token} if token is not None else FORM
        first = token[0] if isinstance(token, list) else token or ""
        assert demo.visitor().get(f"{page}?token={quote(first)}").status == 403, words
        answer = demo.visitor().post(page, fields)
        assert answer.status == 403, words
        assert "set-cookie" not in answer.headers
    assert everything(demo) == before


@pytest.mark.parametrize("page", PAGES)
def test_a_token_works_once_and_for_two_days(demo: Site, page: str) -> None:
    token = tokens.make_token(demo.house.keys, PAGES[page], demo.clock())
    demo.clock.step(days=2, seconds=-1)
    fields = {**FORM, "token": token}
    assert demo.visitor().post(page, fields).status == 303
    before = everything(demo)
    assert demo.visitor().post(page, fields).status in (403, 404)
    assert everything(demo) == before


def test_looking_at_a_mailed_link_changes_nothing(demo: Site) -> None:
    """S7"""
    before = everything(demo)
    for page, purpose in PAGES.items():
        token = tokens.make_token(demo.house.keys, purpose, demo.clock())
        for _ in range(3):
            assert demo.visitor().get(f"{page}?token={token}").status == 200
    assert everything(demo) == before


def test_of_many_who_use_a_token_at_once_one_succeeds(blog: Site) -> None:
    keys, now, together = blog.house.keys, blog.clock(), threading.Barrier(8)
    token = tokens.make_token(keys, tokens.OWNER_LINK, now)

    def use(number: int) -> bool:
        together.wait()
        return blog.house.database.write(lambda db: tokens.use_token(db, keys, tokens.OWNER_LINK, token, now))

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(use, range(8))) == [False] * 7 + [True]
    assert blog.count(UsedToken) == 1
