"""S5, S8: answers cost the same hashing for known and unknown people, and passwords are taken exactly."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from blog.accounts import passwords
from blog.accounts.models import Account
from blog.accounts.people import add_account
from tests.accounts.signing_in import ADA, attempt
from tests.cast.site import Browser, Site


@pytest.fixture
def hashings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hashes that a password was compared with, in order."""
    compared: list[str] = []
    hasher = passwords._hasher

    class Watched:
        def verify(self, stored: str, password: str) -> bool:
            compared.append(stored)
            return hasher.verify(stored, password)

    monkeypatch.setattr(passwords, "_hasher", Watched())
    return compared


def test_known_unknown_and_disabled_people_cost_the_same_hashing(
    blog: Site, ada: Browser, nia: Browser, hashings: list[str]
) -> None:
    disable = update(Account).where(Account.name == "Nia").values(disabled_at=blog.clock())
    blog.house.database.write(lambda db: db.execute(disable))
    costs: dict[str, list[int]] = {}
    for email in (ADA, "nia@example.org", "eve@example.org"):
        costs[email] = []
        for _ in range(7):
            before = len(hashings)
            attempt(blog.visitor(), email=email)
            costs[email].append(len(hashings) - before)
    assert list(costs.values()) == [[1] * 5 + [0] * 2] * 3


def test_the_hash_for_nobody_is_as_slow_as_anybodys() -> None:
    ours = passwords.hash_password("a few plain words").split("$")[:4]
    assert passwords._NOBODY.split("$")[:4] == ours
    assert not passwords.password_fits(None, "nobody has this password")


@pytest.mark.parametrize("length", [1001, 5_000, 1_000_000])
def test_a_password_that_is_far_too_long_is_400_without_hashing(
    blog: Site, ada: Browser, hashings: list[str], length: int
) -> None:
    """S8"""
    page = attempt(blog.visitor(), "x" * length)
    assert page.status == 400
    assert "x" * 100 not in page.html
    assert hashings == []


UNICODE = ("żółw " * 25)[:-1] + "🐢" * 10


@pytest.mark.parametrize("password", [UNICODE, "a" * 1000, " spaces on both ends ", "\u00e9" * 20, "tab\tand\x00nul"])
def test_passwords_are_taken_exactly(blog: Site, password: str) -> None:
    """S8"""
    stored = passwords.hash_password(password)
    now = blog.clock()
    blog.house.database.write(lambda db: add_account(db, "rut@example.org", "Rut", "owner", stored, now))
    others: list[Any] = [password[:-1], password + " ", password.strip() + "x", password.swapcase() + "?"]
    for other in others[:3]:
        assert attempt(blog.visitor(), other, "rut@example.org").status in (400, 403)
    assert attempt(blog.visitor(), password, "rut@example.org").status == 303


def test_a_password_in_another_normal_form_is_another_password(blog: Site) -> None:
    """What was typed is compared, byte for byte: nothing is folded that a person could not see."""
    assert passwords.password_fits(passwords.hash_password("caf\u00e9 au lait"), "caf\u00e9 au lait")
    assert not passwords.password_fits(passwords.hash_password("caf\u00e9 au lait"), "cafe\u0301 au lait")
