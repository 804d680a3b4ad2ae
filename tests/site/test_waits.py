"""How long something has waited is said in words that people use."""

from __future__ import annotations

from datetime import timedelta

import pytest

from blog.languages.dates import wait_in_words


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (timedelta(seconds=-5), "less than a minute"),
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=47, minutes=59), "47 h 59 min"),
        (timedelta(days=59, hours=23), "59 days"),
        (timedelta(days=60), "2 months"),
        (timedelta(days=729), "24 months"),
        (timedelta(days=3904), "10 years"),
    ],
)
def test_a_wait_in_words(wait: timedelta, words: str) -> None:
    assert str(wait_in_words(wait)) == words
