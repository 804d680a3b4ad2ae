"""S4, M1: guessing passwords is slow, whoever guesses and whatever they claim."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from blog.accounts import passwords, throttle
from tests.accounts.signing_in import ADA, WRONG, attempt, browser_at, right, wait_of
from tests.cast.serving import Served, run_blog
from tests.cast.site import PASSWORD, PASSWORD_HASH, Browser, Page, Site

QUARTER = 15 * 60
ADD_ADA = ("account", "add", ADA, "--name", "Ada", "--role", "owner", "--password-stdin")


@pytest.fixture(autouse=True)
def quick_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests guess at people who are not there by the dozen; what that costs is `test_hashing.py`'s matter."""
    monkeypatch.setattr(passwords, "_NOBODY", PASSWORD_HASH)


def guess(blog: Site, times: int, email: str = ADA) -> list[int]:
    return [attempt(blog.visitor(), email=email).status for _ in range(times)]


def test_the_sixth_guess_is_answered_429_and_so_is_the_right_password(blog: Site, ada: Browser) -> None:
    assert guess(blog, 7) == [403] * 5 + [429] * 2
    page = right(blog.visitor())
    assert wait_of(page) == QUARTER
    assert "Try again in 15 min." in page.words


def test_what_retry_after_says_is_true(blog: Site, ada: Browser) -> None:
    guess(blog, 5)
    blog.clock.step(seconds=QUARTER - 1)
    assert wait_of(right(blog.visitor())) == 1
    blog.clock.step(seconds=1)
    assert right(blog.visitor()).status == 303


def test_guesses_during_a_wait_do_not_make_it_longer(blog: Site, ada: Browser) -> None:
    guess(blog, 5)
    blog.clock.step(minutes=14)
    assert guess(blog, 30) == [429] * 30
    blog.clock.step(minutes=1)
    assert right(blog.visitor()).status == 303


def test_further_guesses_lengthen_the_wait_up_to_a_day(blog: Site, ada: Browser) -> None:
    guess(blog, 5)
    waits = []
    for _ in range(9):
        waits.append(wait_of(attempt(blog.visitor())))
        blog.clock.step(seconds=waits[-1])
        assert guess(blog, 1) == [403]
    minutes = [wait // 60 for wait in waits]
    assert minutes == [15, 30, 60, 120, 240, 480, 960, 1440, 1440]


def test_a_quiet_day_begins_it_all_anew(blog: Site, ada: Browser) -> None:
    guess(blog, 5)
    blog.clock.step(days=1, minutes=16)
    assert guess(blog, 6) == [403] * 5 + [429]


def test_four_guesses_in_each_quarter_are_no_five_in_one(blog: Site, ada: Browser) -> None:
    for _ in range(4):
        assert guess(blog, 4) == [403] * 4
        blog.clock.step(minutes=16)


def test_a_window_has_no_edge_to_hide_at(blog: Site, ada: Browser) -> None:
    guess(blog, 4)
    blog.clock.step(minutes=14)
    assert guess(blog, 2) == [403, 429]


def test_the_right_password_forgets_the_wrong_ones_of_that_account(blog: Site, ada: Browser) -> None:
    guess(blog, 4)
    assert right(blog.visitor()).status == 303
    assert guess(blog, 5) == [403] * 5


def test_any_spelling_of_the_address_is_the_same_account(blog: Site, ada: Browser) -> None:
    spellings = ("ada@example.org", "ADA@example.org", " ada@EXAMPLE.org ", "Ada@Example.Org", "aDa@example.org")
    assert [attempt(blog.visitor(), email=spelling).status for spelling in spellings] == [403] * 5
    assert guess(blog, 1) == [429]


def test_an_account_is_counted_whatever_address_is_claimed(blog: Site, ada: Browser) -> None:
    statuses = [attempt(browser_at(blog, f"198.51.{n}.1")).status for n in range(6)]
    assert statuses == [403] * 5 + [429]


def test_twenty_guesses_from_one_network_close_it_for_everybody_there(blog: Site, ada: Browser) -> None:
    pages = [attempt(browser_at(blog, f"203.0.113.{n}"), email=f"n{n}@example.org") for n in range(21)]
    assert [page.status for page in pages] == [403] * 20 + [429]
    assert right(browser_at(blog, "203.0.113.200")).status == 429
    assert right(browser_at(blog, "203.0.112.200")).status == 303


def test_ipv6_is_counted_by_its_64_bits_and_a_mapped_address_as_what_it_maps(blog: Site, ada: Browser) -> None:
    for n in range(20):
        attempt(browser_at(blog, f"2001:db8:1:2:{n:x}::1"), email=f"n{n}@example.org")
    assert right(browser_at(blog, "2001:db8:1:2:ffff::9")).status == 429
    assert right(browser_at(blog, "2001:db8:1:3::9")).status == 303
    for n in range(20):
        attempt(browser_at(blog, f"203.0.113.{n}"), email=f"m{n}@example.org")
    assert right(browser_at(blog, "::ffff:203.0.113.99")).status == 429


@pytest.mark.parametrize("name", ["x-forwarded-for", "forwarded", "x-real-ip", "cf-connecting-ip", "true-client-ip"])
def test_a_claimed_address_moves_nothing(blog: Site, ada: Browser, name: str) -> None:
    """M1"""
    claims = ["198.51.100.7", "::ffff:198.51.100.8", "for=198.51.100.9", "nonsense", "", "127.0.0.1, 10.0.0.1"]
    pages = [
        attempt(browser_at(blog, "203.0.113.1"), email=f"n{n}@example.org", **{name: claims[n % 6]}) for n in range(21)
    ]
    assert [page.status for page in pages] == [403] * 20 + [429]


def test_behind_a_named_proxy_every_network_counts_for_itself(tmp_path: Path, migrated_url: str) -> None:
    """M1"""
    blog = Site(tmp_path, migrated_url, BLOG_TRUSTED_PROXIES="203.0.113.0/24")
    blog.staff("Ada", "owner")
    for n in range(21):
        attempt(browser_at(blog, "203.0.113.1"), email=f"n{n}@example.org", **{"x-forwarded-for": "198.51.100.7"})
    honest = {"x-forwarded-for": "192.0.2.1"}
    assert attempt(browser_at(blog, "203.0.113.1"), email="x@example.org", **honest).status == 403
    spoofed = {"x-forwarded-for": "192.0.2.77, 198.51.100.9"}
    assert attempt(browser_at(blog, "203.0.113.1"), email="y@example.org", **spoofed).status == 429
    blog.close()


def test_an_account_of_ones_own_buys_no_guesses_at_others(blog: Site, ada: Browser, nia: Browser) -> None:
    for n in range(20):
        assert attempt(blog.visitor(), email=f"n{n}@example.org").status == 403
        assert n == 19 or right(blog.visitor(), "nia@example.org").status == 303
    assert attempt(blog.visitor(), email="one.more@example.org").status == 429


def test_fifty_guesses_at_once_are_answered_like_fifty_in_a_row(tmp_path: Path, migrated_url: str) -> None:
    """However many are under way together, five are told that they were wrong, and no more."""
    together = threading.Barrier(50)
    added = run_blog(tmp_path, *ADD_ADA, stdin=PASSWORD, BLOG_DATABASE_URL=migrated_url)
    assert added.returncode == 0, added.stderr
    with Served(tmp_path, BLOG_DATABASE_URL=migrated_url) as served:

        def guess_with_all(number: int) -> int:
            client = served.client()
            together.wait()
            return client.http.post("/sign-in", data={"email": ADA, "password": f"{WRONG} {number}"}).status_code

        with ThreadPoolExecutor(50) as pool:
            statuses = list(pool.map(guess_with_all, range(50)))
    assert sorted(statuses) == [403] * 5 + [429] * 45


def test_those_who_count_at_once_count_one_after_the_other(blog: Site) -> None:
    """However many processes serve: the room itself lets five through."""
    counters = throttle.counters_of(blog.house.keys, ADA, "203.0.113.0/24", None)
    together, now = threading.Barrier(16), blog.clock()

    def count(db: Session) -> bool:
        throttle.count_alone(db, counters)
        let = not throttle.seconds_to_wait(db, counters, now)
        if let:
            throttle.remember_wrong_password(db, counters, now)
        return let

    def count_with_all(number: int) -> bool:
        together.wait()
        return blog.house.database.write(count)

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(count_with_all, range(16))) == 5


def test_a_clock_that_ran_ahead_locks_nobody_out(blog: Site, ada: Browser) -> None:
    """N5"""
    blog.clock.step(days=400)
    guess(blog, 6)
    blog.clock.step(days=-400)
    assert right(blog.visitor()).status == 303


def test_limits_can_be_switched_off_for_benches(tmp_path: Path, migrated_url: str) -> None:
    blog = Site(tmp_path, migrated_url, BLOG_LIMITS="off")
    blog.staff("Ada", "owner")
    assert guess(blog, 8) == [403] * 8
    blog.close()


def same(one: Page, other: Page) -> bool:
    headers = [
        {name: value for name, value in page.headers.items() if name != "content-length"} for page in (one, other)
    ]
    return headers[0] == headers[1] and one.html.replace("ada@", "@") == other.html.replace("eve@", "@")


def test_known_and_unknown_people_get_the_same_bytes_all_the_way(blog: Site, ada: Browser) -> None:
    """S5"""
    for step in range(8):
        known, unknown = (attempt(blog.visitor(), email=email) for email in (ADA, "eve@example.org"))
        assert known.status == unknown.status == (403 if step < 5 else 429)
        assert same(known, unknown)
        assert WRONG not in known.html
