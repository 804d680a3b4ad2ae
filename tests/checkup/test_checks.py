"""The list, the command `blog check`, and the document about them."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from blog import cli
from blog.app import make_house
from blog.checkup import checks
from blog.checkup.checks import CHECKS, check_up
from blog.checkup.results import State, Subject
from tests.cast.site import Browser, Site
from tests.checkup.subjects import subject_of

ROOT = Path(__file__).resolve().parents[2]
SECRETS = {
    "BLOG_SECRET_KEY": "a very secret key that is long enough",
    "BLOG_SMTP_URL": "smtp://ada:mail-password@127.0.0.1:1",
}


@pytest.fixture
def environment(blog: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The settings of a blog that is well but for its address."""
    monkeypatch.setenv("BLOG_DATA", str(tmp_path))
    monkeypatch.setenv("BLOG_DATABASE_URL", blog.settings.database_url)
    monkeypatch.setenv("BLOG_SECRET_KEY", SECRETS["BLOG_SECRET_KEY"])
    for name in ("BLOG_URL", "BLOG_HOSTS", "BLOG_SMTP_URL", "BLOG_TRUSTED_PROXIES", "BLOG_LIMITS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(cli, "make_house", partial(make_house, clock=blog.clock))
    return monkeypatch


def test_the_list_names_only_checks_that_come_before(blog_once: Site) -> None:
    names = [check.name for check in CHECKS]
    assert len(set(names)) == len(names)
    for number, check in enumerate(CHECKS):
        assert check.after is None or check.after in names[:number]


def test_every_check_stands_in_the_document_with_its_own_sentence() -> None:
    lines = (ROOT / "docs" / "checks.md").read_text("utf-8").splitlines()
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines if line.startswith("| `")]
    assert rows == [(f"`{c.name}`", c.about + (" In the desk only when asked for." if c.slow else "")) for c in CHECKS]


@pytest.mark.parametrize("name", [check.name for check in CHECKS])
def test_a_check_that_fails_is_itself_ill_and_says_no_secret(
    blog: Site, ada: Browser, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def fail(subject: Subject) -> Any:
        raise RuntimeError("the password is 12345")

    broken = tuple(replace(check, look=fail) if check.name == name else check for check in CHECKS)
    monkeypatch.setattr(checks, "CHECKS", broken)
    report = check_up(subject_of(blog))
    [result] = [result for check, result in report.found if check.name == name]
    assert (report.state, result.state) == (State.ILL, State.ILL)
    assert str(result.sentence) == "This check could not be made: RuntimeError."


def test_checking_changes_no_row(blog: Site, ada: Browser) -> None:
    def rows() -> dict[str, list[Any]]:
        with blog.house.database.reader.connect() as connection:
            return {
                table: [tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}"))]
                for table in ("accounts", "sessions", "outbox", "page_versions", "site_settings", "posts")
            }

    before = rows()
    check_up(subject_of(blog))
    assert rows() == before


def test_warnings_end_well(
    blog: Site, ada: Browser, environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.setenv("BLOG_LIMITS", "off")
    assert cli.main(["check"]) == 0
    said = capsys.readouterr()
    *lines, last = said.out.splitlines()
    assert [line[0] for line in lines].count("✕") == 0
    assert "! Limits: BLOG_LIMITS is off" in said.out
    assert "✓ Schema: The schema is this program’s." in lines
    assert last == f"Nothing is ill; 3 of {len(CHECKS)} checks warned."
    assert said.err == ""


def test_something_ill_ends_with_one_sentence_on_stderr(
    blog: Site, ada: Browser, environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.setenv("BLOG_URL", "http://blog.example.org")
    assert cli.main(["check"]) == 1
    said = capsys.readouterr()
    assert "✕ Address: " in said.out
    assert said.err == f"1 of {len(CHECKS)} checks found something ill, 1 warned: Address.\n"


def test_json_is_one_object_and_nothing_else(
    blog: Site, ada: Browser, environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["check", "--json"]) == 0
    said = capsys.readouterr()
    page = json.loads(said.out)
    assert [check["name"] for check in page["checks"]] == [check.name for check in CHECKS]
    assert {check["state"] for check in page["checks"]} == {"well", "warning"}
    assert (page["state"], page["left_out"], said.err) == ("warning", [], "")


def test_json_of_an_old_schema_names_what_was_left_out(
    blog: Site, environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with blog.house.database.writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert cli.main(["check", "--json"]) == 1
    said = capsys.readouterr()
    page = json.loads(said.out)
    assert page["state"] == "ill"
    assert page["left_out"] == [check.name for check in CHECKS if check.after == "schema"]
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("words", [["check"], ["check", "--json"]])
def test_no_secret_is_ever_said(
    blog: Site, environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    for name, value in SECRETS.items():
        environment.setenv(name, value)
    assert cli.main(words) == 1
    said = "".join(capsys.readouterr())
    assert "127.0.0.1:1" in said
    for secret in (SECRETS["BLOG_SECRET_KEY"], "mail-password", "ada:"):
        assert secret not in said
