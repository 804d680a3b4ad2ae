"""Whether the blog's key still opens the secrets of the apps that make codes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import select

from blog.accounts.models import Account
from blog.accounts.second_steps import begin, make_offer
from blog.checkup.keys import check_codes
from blog.checkup.results import State
from tests.cast.site import Browser, Site
from tests.checkup.subjects import settings_with, subject_of

OTHER = "another key that is as long as the first"


@pytest.fixture
def apps(blog: Site, ada: Browser, nia: Browser) -> list[str]:
    """Ada and Nia are asked for codes; the secrets of their apps."""
    secrets = []
    with blog.house.database.writing() as db:
        for account in db.scalars(select(Account).order_by(Account.id)):
            offer = make_offer(blog.house.keys, account, blog.clock())
            code = pyotp.TOTP(offer.secret).at(blog.clock() - timedelta(seconds=30))
            begin(db, blog.house.keys, account, offer, code, blog.clock())
            secrets.append(offer.secret)
    return secrets


def test_nobody_has_an_app(blog: Site, ada: Browser) -> None:
    result = check_codes(subject_of(blog))
    assert (result.state, result.figures) == (State.WELL, {"kept": 0, "locked_out": 0})


def test_the_key_opens_them(blog: Site, apps: list[str]) -> None:
    result = check_codes(subject_of(blog))
    assert (result.state, result.figures) == (State.WELL, {"kept": 2, "locked_out": 0})
    assert "the secret of every app" in str(result.sentence)


def test_another_key_opens_none_and_the_check_says_what_to_do(blog: Site, apps: list[str], tmp_path: Path) -> None:
    subject = replace(subject_of(blog), settings=settings_with(tmp_path, BLOG_SECRET_KEY=OTHER))
    result = check_codes(subject)
    assert (result.state, result.figures) == (State.WARNING, {"kept": 2, "locked_out": 2})
    said = str(result.sentence)
    for word in (
        "ada@example.org, nia@example.org",
        "before today’s in BLOG_SECRET_KEY",
        "blog account no-codes EMAIL",
    ):
        assert word in said
    assert not any(secret in said for secret in (OTHER, *apps))
    # As it says: with the former key before it, they open again.
    both = settings_with(tmp_path, BLOG_SECRET_KEY=f"{','.join(blog.settings.secret_keys)},{OTHER}")
    assert check_codes(replace(subject, settings=both)).state is State.WELL
