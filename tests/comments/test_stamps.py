"""The stamp: forged ones are found out, old ones are only old, and public pages keep theirs for an hour."""

from __future__ import annotations

from datetime import timedelta

import pytest

from blog.comments.stamps import PURPOSE, StampForged, make_stamp, read_stamp
from blog.signing import Keys
from tests.cast.clock import START
from tests.comments.room import KEYS


def test_a_stamp_tells_its_age() -> None:
    stamp = make_stamp(KEYS, 1, START, exact=True)
    read = read_stamp(KEYS, stamp, 1, START + timedelta(seconds=90))
    assert (read.age_seconds, read.exact) == (90, True)


def test_a_public_stamp_stays_the_same_for_an_hour() -> None:
    early, late = START + timedelta(minutes=1), START + timedelta(minutes=59)
    assert make_stamp(KEYS, 1, early, exact=False) == make_stamp(KEYS, 1, late, exact=False)
    assert make_stamp(KEYS, 1, late, exact=False) != make_stamp(KEYS, 1, late + timedelta(minutes=1), exact=False)
    assert not read_stamp(KEYS, make_stamp(KEYS, 1, late, exact=False), 1, late).exact


def test_an_old_stamp_and_one_from_the_future_are_only_signals() -> None:
    """N5"""
    stamp = make_stamp(KEYS, 1, START, exact=True)
    assert read_stamp(KEYS, stamp, 1, START + timedelta(days=900)).age_seconds == 900 * 86_400
    assert read_stamp(KEYS, stamp, 1, START - timedelta(hours=1)).age_seconds is None


@pytest.mark.parametrize(
    "stamp",
    [
        "",
        "forged",
        "a" * 9000,
        make_stamp(KEYS, 2, START, exact=True),
        make_stamp(KEYS, 1, START, exact=True)[:-1],
        make_stamp(Keys(("another-secret-of-somebody",)), 1, START, exact=True),
        KEYS.sign("receipt", {"post": 1, "at": 0, "exact": True}),
        KEYS.sign(PURPOSE, [1, 0, True]),
        KEYS.sign(PURPOSE, {"post": 1, "at": "0", "exact": True}),
        KEYS.sign(PURPOSE, {"post": 1}),
    ],
)
def test_a_forged_stamp_and_one_of_another_post_are_refused(stamp: str) -> None:
    """F1, S6"""
    with pytest.raises(StampForged):
        read_stamp(KEYS, stamp, 1, START)


def test_no_stamp_fits_no_post() -> None:
    with pytest.raises(StampForged):
        read_stamp(KEYS, KEYS.sign(PURPOSE, {"post": None, "at": 0, "exact": True}), None, START)
