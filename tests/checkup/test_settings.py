"""What the environment says is well or ill: address, proxies, limits, key."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from blog.checkup.addresses import check_address, check_limits, check_proxies
from blog.checkup.keys import check_key
from blog.checkup.results import State, Subject
from tests.cast.site import Site
from tests.checkup.subjects import settings_with, subject_of

HTTPS = "https://blog.example.org"


@pytest.fixture
def bare(blog_once: Site) -> Subject:
    return subject_of(blog_once)


def told(subject: Subject, folder: Path, **environ: str) -> Subject:
    return replace(subject, settings=settings_with(folder, **environ))


@pytest.mark.parametrize(
    ("url", "hosts", "state", "word"),
    [
        (HTTPS, "", State.WELL, "encrypted"),
        (HTTPS, "www.example.org, blog.example.net:8443", State.WELL, "encrypted"),
        ("http://localhost:8000", "", State.WARNING, "only this machine"),
        ("http://127.0.0.2:8000", "", State.WARNING, "only this machine"),
        ("http://[::1]:8000", "", State.WARNING, "only this machine"),
        ("http://192.168.1.5", "", State.WARNING, "network you trust"),
        ("http://attic", "", State.WARNING, "network you trust"),
        ("http://kettle.local", "", State.WARNING, "network you trust"),
        ("http://blog.example.org", "", State.ILL, "unencrypted"),
        ("http://203.0.113.5.example.org", "", State.ILL, "unencrypted"),
        (HTTPS, "https://www.example.org", State.ILL, "“https://www.example.org”"),
        (HTTPS, "www.example.org/blog", State.ILL, "no host"),
        (HTTPS, "bücher.example", State.ILL, "xn--"),
    ],
)
def test_the_address_is_one_that_readers_can_use(
    bare: Subject, tmp_path: Path, url: str, hosts: str, state: State, word: str
) -> None:
    result = check_address(told(bare, tmp_path, BLOG_URL=url, BLOG_HOSTS=hosts))
    assert (result.state, word in str(result.sentence)) == (state, True), result.sentence


@pytest.mark.parametrize(
    ("url", "proxies", "state", "word"),
    [
        (HTTPS, "127.0.0.1, ::1", State.WELL, "127.0.0.1/32, ::1/128"),
        ("http://localhost:8000", "", State.WELL, "none is needed"),
        (HTTPS, "", State.WARNING, "look like one"),
        ("http://localhost:8000", "127.0.0.1", State.WARNING, "not https"),
        (HTTPS, "0.0.0.0/0", State.ILL, "0.0.0.0/0"),
        (HTTPS, "127.0.0.1, ::/0", State.ILL, "::/0"),
        (HTTPS, "10.0.0.0/7", State.ILL, "no limit holds"),
        (HTTPS, "10.0.0.0/8", State.WELL, "10.0.0.0/8"),
    ],
)
def test_proxies_are_trusted_where_one_stands_and_nowhere_else(
    bare: Subject, tmp_path: Path, url: str, proxies: str, state: State, word: str
) -> None:
    result = check_proxies(told(bare, tmp_path, BLOG_URL=url, BLOG_TRUSTED_PROXIES=proxies))
    assert (result.state, word in str(result.sentence)) == (state, True), result.sentence


@pytest.mark.parametrize(("limits", "state"), [("on", State.WELL), ("off", State.WARNING)])
def test_limits_that_are_off_warn(bare: Subject, tmp_path: Path, limits: str, state: State) -> None:
    assert check_limits(told(bare, tmp_path, BLOG_LIMITS=limits)).state is state


@pytest.mark.parametrize(("key", "state"), [("k" * 32, State.WELL), ("k" * 31, State.WARNING), ("k" * 15, State.ILL)])
def test_a_key_is_long(bare: Subject, tmp_path: Path, key: str, state: State) -> None:
    result = check_key(told(bare, tmp_path, BLOG_SECRET_KEY=key))
    assert result.state is state
    assert key not in str(result)


def test_the_shortest_of_several_keys_counts(bare: Subject, tmp_path: Path) -> None:
    assert check_key(told(bare, tmp_path, BLOG_SECRET_KEY="guess-me," + "k" * 40)).state is State.ILL


@pytest.mark.parametrize(
    ("mode", "years", "state", "word"),
    [
        (0o600, 0, State.WELL, "only the blog’s user"),
        (0o400, 1, State.WELL, "only the blog’s user"),
        (0o640, 0, State.ILL, "chmod 600"),
        (0o604, 0, State.ILL, "0604"),
        (0o600, 4, State.WARNING, "4 years old"),
    ],
)
def test_the_key_in_its_file_is_closed_and_not_too_old(
    bare: Subject, tmp_path: Path, mode: int, years: int, state: State, word: str
) -> None:
    subject = told(bare, tmp_path)
    file = tmp_path / "secret.key"
    made = subject.now.timestamp() - years * 366 * 86400
    os.utime(file, (made, made))
    file.chmod(mode)
    result = check_key(subject)
    assert (result.state, word in str(result.sentence)) == (state, True), result.sentence
    assert file.read_text().strip() not in str(result)


def test_a_file_whose_key_is_not_in_use_says_nothing(bare: Subject, tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("an old key that nobody uses any more")
    (tmp_path / "secret.key").chmod(0o644)
    assert check_key(told(bare, tmp_path, BLOG_SECRET_KEY="k" * 40)).state is State.WELL
