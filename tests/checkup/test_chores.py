"""Outbox, mail and backups: well, and ill once nobody does the work."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from blog.backups.newest import find_newest
from blog.backups.nightly import nightly
from blog.checkup import chores
from blog.checkup.chores import check_backups, check_mail, check_outbox
from blog.checkup.results import Result, State
from blog.jobs.models import Job
from blog.mail.carrying import knock
from tests.cast.clock import START
from tests.cast.serving import free_port
from tests.cast.site import Browser, Site
from tests.checkup.subjects import settings_with, subject_of

MINUTE = timedelta(minutes=1)


def put(blog: Site, **fields: Any) -> None:
    with blog.house.database.writing() as db:
        made = {"kind": "mail", "payload": {}, "created_at": START, "due_at": START, **fields}
        db.add(Job(**made))


@pytest.mark.parametrize(
    ("fields", "state", "word"),
    [
        ({"due_at": START + 60 * MINUTE}, State.WELL, "1 piece waits"),
        ({"due_at": START - 10 * MINUTE}, State.WELL, "1 piece waits"),
        ({"due_at": START - 60 * MINUTE, "done_at": START}, State.WELL, "0 pieces"),
        ({"due_at": START - 60 * MINUTE}, State.ILL, "due for 1 h"),
        ({"attempts": 6, "last_error": "refused"}, State.WARNING, "again and again"),
        ({"dead_at": START}, State.ILL, "laid aside"),
        ({"dead_at": START, "done_at": START}, State.WELL, "0 pieces"),
    ],
    ids=["to come", "just due", "done", "nobody does it", "fails", "dead", "dead and settled"],
)
def test_work_that_nobody_does_is_ill(blog: Site, fields: dict[str, Any], state: State, word: str) -> None:
    put(blog, **fields)
    result = check_outbox(subject_of(blog))
    assert (result.state, word in str(result.sentence)) == (state, True), result.sentence


def mail(blog: Site, folder: Path, url: str) -> Result:
    return check_mail(subject_of(blog, settings=settings_with(folder, BLOG_SMTP_URL=url)))


@pytest.fixture
def post_office() -> Iterator[Controller]:
    """A mail server that knows one password."""

    def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == b"right", handled=False)

    controller = Controller(object(), "127.0.0.1", free_port(), authenticator=authenticate, auth_require_tls=False)
    controller.start()
    yield controller
    controller.stop()


def test_a_mail_server_that_answers_is_well(blog_once: Site, tmp_path: Path, post_office: Controller) -> None:
    result = mail(blog_once, tmp_path, f"smtp://127.0.0.1:{post_office.port}")
    assert result.state is State.WELL, result.sentence
    assert result.figures["server"] == f"127.0.0.1:{post_office.port}"


@pytest.mark.parametrize(("password", "state"), [("right", State.WELL), ("wr0ng", State.ILL)])
def test_a_password_is_tried_and_never_said(
    blog_once: Site, tmp_path: Path, post_office: Controller, password: str, state: State
) -> None:
    result = mail(blog_once, tmp_path, f"smtp://ada:{password}@127.0.0.1:{post_office.port}")
    assert result.state is state, result.sentence
    assert password not in str(result)


def test_a_mail_server_that_is_not_there_is_ill(blog_once: Site, tmp_path: Path) -> None:
    result = mail(blog_once, tmp_path, f"smtp://127.0.0.1:{free_port()}")
    assert result.state is State.ILL
    assert "refused" in str(result.sentence)


def test_a_mail_server_that_says_nothing_is_not_waited_for(
    blog_once: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chores, "PATIENCE_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        result = mail(blog_once, tmp_path, f"smtp://127.0.0.1:{silent.getsockname()[1]}")
    assert result.state is State.ILL
    assert "does not answer" in str(result.sentence)


def test_a_silence_that_the_mail_library_ends_is_called_one_too(
    blog_once: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own limit may come a moment before ours, and then it speaks of a connection that was closed."""
    monkeypatch.setattr(chores, "knock", lambda url, seconds: knock(url, 0.1))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        result = mail(blog_once, tmp_path, f"smtp://127.0.0.1:{silent.getsockname()[1]}")
    assert result.state is State.ILL
    assert "does not answer" in str(result.sentence)


def test_letters_in_the_folder_warn(blog_once: Site, tmp_path: Path) -> None:
    assert mail(blog_once, tmp_path, "").state is State.WELL
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "a.eml").write_text("Dear Nia")
    result = mail(blog_once, tmp_path, "")
    assert (result.state, result.figures["files"]) == (State.WARNING, 1)


def test_a_new_blog_without_a_backup_is_only_told(blog: Site, ada: Browser) -> None:
    assert check_backups(subject_of(blog)).state is State.WARNING


def test_a_blog_of_three_days_without_a_backup_is_ill(blog: Site, ada: Browser) -> None:
    blog.clock.step(days=3)
    result = check_backups(subject_of(blog))
    assert (result.state, result.figures["newest"]) == (State.ILL, None)


def test_last_nights_backup_is_well_and_one_of_last_week_is_not(blog: Site) -> None:
    nightly(blog.settings, blog.house.database, blog.clock())
    blog.clock.step(hours=20)
    result = check_backups(subject_of(blog))
    assert result.state is State.WELL, result.sentence
    assert (result.figures["newest"], result.figures["age_hours"]) == ("2026-10-09.zip", 20)
    blog.clock.step(days=7)
    assert check_backups(subject_of(blog)).state is State.ILL


def test_a_flipped_byte_is_found_and_the_good_one_before_it_is_named(blog: Site) -> None:
    for _ in range(2):
        nightly(blog.settings, blog.house.database, blog.clock())
        blog.clock.step(days=1)
    newest = blog.settings.data / "backups" / "2026-10-10.zip"
    content = bytearray(newest.read_bytes())
    content[len(content) // 2] ^= 1
    newest.write_bytes(content)
    result = check_backups(subject_of(blog))
    assert (result.state, result.figures["newest"]) == (State.ILL, "2026-10-09.zip")
    assert "2026-10-10.zip is not a whole backup" in str(result.sentence)


def test_the_backup_before_a_migration_counts_by_its_hour(blog_once: Site, tmp_path: Path) -> None:
    settings = replace(blog_once.settings, data=tmp_path)
    nightly(settings, blog_once.house.database, START)
    folder = tmp_path / "backups"
    (folder / "2026-10-09.zip").rename(folder / "before-migration-2026-10-09T120000Z.zip")
    nightly(settings, blog_once.house.database, START - timedelta(hours=9))
    (folder / "2026-10-08.damaged.zip").write_bytes(b"set aside")
    (folder / "my own.zip").write_bytes(b"not ours")
    assert find_newest(settings).name == "before-migration-2026-10-09T120000Z.zip"
