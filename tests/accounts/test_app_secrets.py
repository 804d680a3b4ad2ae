"""The app's secret lies locked in the database, and a new key locks nobody out."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select, update

from blog.accounts import app_secrets
from blog.accounts.models import Account, SecondStep
from blog.accounts.second_steps import begin, lock_all, make_offer
from blog.signing import Keys
from blog.working import plan_the_night
from tests.accounts.signing_in import right
from tests.cast.site import Browser, Page, Site

OLD, NEW = "an old key that is long enough", "a new key that is long enough"


@dataclass
class Held:
    """What Ada's telephone and her sheet of paper hold."""

    blog: Site
    secret: str
    paper: tuple[str, ...]

    def enter(self, code: str = "") -> Page:
        """The password and a code: of the app unless another is given."""
        self.blog.clock.step(seconds=30)
        now = pyotp.TOTP(self.secret).at(self.blog.clock())
        return right(self.blog.visitor()).send("code", code=code or now)

    def row(self) -> SecondStep:
        with self.blog.reading() as db:
            return db.scalars(select(SecondStep)).one()  # type: ignore[no-any-return]


@pytest.fixture
def held(blog: Site, ada: Browser) -> Held:
    """Ada is asked for codes from now on."""
    keys = blog.house.keys
    with blog.house.database.writing() as db:
        account = db.scalars(select(Account)).one()
        offer = make_offer(keys, account, blog.clock())
        begin(db, keys, account, offer, pyotp.TOTP(offer.secret).at(blog.clock() - timedelta(seconds=30)), blog.clock())
    return Held(blog, offer.secret, offer.recovery)


def keep_in_the_open(blog: Site, secret: str) -> None:
    """As earlier versions kept it."""
    with blog.house.database.writing() as db:
        db.execute(update(SecondStep).values(secret=secret))


def files_of(blog: Site) -> bytes:
    """All that a thief of the database's files finds."""
    return b"".join(path.read_bytes() for path in blog.settings.data.glob("blog.db*"))


def test_the_database_does_not_hold_the_secret(blog: Site, held: Held) -> None:
    """A2: nor what it is made of, however it is written."""
    kept, found = held.row().secret, files_of(blog)
    raw = base64.b32decode(held.secret)
    for form in (held.secret.encode(), held.secret.lower().encode(), raw, raw.hex().encode(), base64.b64encode(raw)):
        assert form not in found and form not in kept.encode()
    assert len(kept) == 64 and held.enter().status == 303


def test_a_secret_that_was_kept_in_the_open_works_and_is_locked_at_the_next_start(blog: Site, held: Held) -> None:
    keep_in_the_open(blog, held.secret)
    assert held.enter().status == 303
    plan_the_night(blog.house)
    assert held.row().secret != held.secret and held.secret.encode() not in _checkpointed(blog)
    assert held.enter().status == 303
    with blog.house.database.writing() as db:
        assert lock_all(db, blog.house.keys) == 0, "what is locked stays as it is"


def _checkpointed(blog: Site) -> bytes:
    """The files once the database has put its own in order, as it does by itself sooner or later."""
    if blog.house.database.is_sqlite:
        with blog.house.database.reader.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return files_of(blog)


def test_a_new_key_locks_nobody_out_and_the_old_one_can_go_after_a_start(blog: Site, held: Held) -> None:
    with blog.reading() as db:
        account = db.scalars(select(Account.id)).one()
    old, both, new = Keys((OLD,)), Keys((OLD, NEW)), Keys((NEW,))
    keep_in_the_open(blog, app_secrets.lock(old, account, held.secret))
    blog.house.keys = both
    assert held.enter().status == 303
    plan_the_night(blog.house)
    blog.house.keys = new
    assert held.enter().status == 303


def test_without_the_key_only_the_paper_opens(blog: Site, held: Held) -> None:
    """A stolen backup: neither the app's code nor the file says more than noise. And its owner has the paper."""
    blog.house.keys = Keys(("a key that somebody made up, long enough",))
    assert held.enter().status == 403
    assert held.enter(held.paper[0]).status == 303
    plan_the_night(blog.house)
    assert len(held.row().secret) == 64, "what cannot be opened is left for the day the key is found"


@pytest.mark.parametrize("kept", ["", "nonsense", "é" * 64, "A" * 64, "x" * 63 + "="])
def test_what_nobody_locked_opens_nothing(kept: str) -> None:
    assert app_secrets.unlock(Keys((OLD,)), 1, kept) is None
    assert app_secrets.lock_anew(Keys((OLD,)), 1, kept) is None


def test_it_is_locked_for_one_account_and_never_twice_the_same() -> None:
    keys, secret = Keys((OLD,)), pyotp.random_base32()
    one, other = (app_secrets.lock(keys, 1, secret) for _ in range(2))
    assert one != other and app_secrets.unlock(keys, 1, one) == app_secrets.unlock(keys, 1, other) == secret
    assert app_secrets.unlock(keys, 2, one) is None
    assert len(one) == 64, "as long as the column is wide"
