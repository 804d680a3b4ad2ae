"""N13: what cannot work is said in one sentence at start, and nothing is served."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from blog.cli import main
from tests.cast.serving import ROOT
from tests.conftest import do_without

pytestmark = pytest.mark.faults

Start = Callable[..., tuple[int, str]]


def start(data: Path, *words: str, **environ: str) -> tuple[int, str]:
    """Exit code and stderr of `blog serve`, which must end by itself; root first gives up what makes it root."""
    command = [sys.executable, "-m", "blog", *(words or ("serve", "--port", "18099"))]
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            do_without("no setpriv, and root may write everywhere: apt install util-linux", "BLOG_REQUIRE_RIGHTS")
        command = ["setpriv", "--bounding-set=-all", *command]
    known = {name: value for name, value in os.environ.items() if not name.startswith("BLOG_")}
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**known, "BLOG_DATA": str(data), **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr


@pytest.fixture
def start_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Start:
    """Like `start`, within this process: for what ends before anything is opened."""

    def run(*words: str, **environ: str) -> tuple[int, str]:
        monkeypatch.setenv("BLOG_DATA", str(tmp_path / "var"))
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        code = main(["serve", "--port", "18099", *words])
        return code, capsys.readouterr().err

    return run


def check(told: tuple[int, str], says: str) -> None:
    code, stderr = told
    assert code == 1
    assert says in stderr
    assert len(stderr.splitlines()) == 1, stderr
    assert "Traceback" not in stderr


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"BLOG_URL": "nonsense"}, "BLOG_URL"),
        ({"BLOG_URL": "http://[::1"}, "BLOG_URL"),
        ({"BLOG_URL": "https://blog.example.org/path"}, "BLOG_URL"),
        ({"BLOG_URL": "http://ex ample.org"}, "BLOG_URL"),
        ({"BLOG_URL": "http://blog.example.org:port"}, "BLOG_URL"),
        ({"BLOG_DATABASE_URL": "mysql://root@localhost/blog"}, "BLOG_DATABASE_URL"),
        ({"BLOG_DATABASE_URL": "sqlite://"}, "BLOG_DATABASE_URL"),
        ({"BLOG_DATABASE_URL": "postgresql://nobody:hush@example:nineteen/blog"}, "BLOG_DATABASE_URL"),
        ({"BLOG_SMTP_URL": "mail.example.org:hush"}, "BLOG_SMTP_URL"),
        ({"BLOG_SMTP_URL": "smtp://me:hush@mail.example.org:nineteen"}, "BLOG_SMTP_URL"),
        ({"BLOG_SECRET_KEY": "short"}, "BLOG_SECRET_KEY"),
        ({"BLOG_TRUSTED_PROXIES": "the proxy"}, "BLOG_TRUSTED_PROXIES"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(start_here: Start, environ: dict[str, str], says: str) -> None:
    told = start_here(**environ)
    check(told, says)
    assert "hush" not in told[1]


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://blog:hush@nowhere.invalid/blog",
        "postgresql://blog:hush@127.0.0.1:1/blog",
        "sqlite:////nowhere/hush/blog.db",
    ],
)
def test_a_database_that_is_not_there_is_said(tmp_path: Path, url: str) -> None:
    told = start(tmp_path / "var", BLOG_DATABASE_URL=url)
    check(told, "The database cannot be used")
    assert "hush" not in told[1]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    data = tmp_path / "var"
    data.mkdir(mode=0o500)
    check(start(data), "cannot be written to by this user")


def test_a_folder_that_is_a_file_is_named(tmp_path: Path, start_here: Start) -> None:
    (tmp_path / "var").write_text("")
    check(start_here(), "cannot be made")


@pytest.mark.parametrize(("name", "mode"), [("blog.db", 0o400), ("blog.db-wal", 0o400), ("write.lock", 0o400)])
def test_files_with_the_wrong_rights_are_said(tmp_path: Path, migrated_file: Path, name: str, mode: int) -> None:
    data = tmp_path / "var"
    data.mkdir()
    shutil.copyfile(migrated_file, data / "blog.db")
    (data / name).touch()
    (data / name).chmod(mode)
    check(start(data), "cannot be used")


@pytest.mark.parametrize("content", [b"", b"short", b"\xff\xfe" * 40, None])
def test_a_wrong_key_file_is_said(tmp_path: Path, start_here: Start, content: bytes | None) -> None:
    data = tmp_path / "var"
    data.mkdir()
    if content is None:
        (data / "secret.key").mkdir()
    else:
        (data / "secret.key").write_bytes(content)
    check(start_here(), "secret.key")


@pytest.mark.parametrize("damage", ["text", "half", "middle"])
def test_a_broken_database_file_is_said(tmp_path: Path, migrated_file: Path, damage: str) -> None:
    data, whole = tmp_path / "var", migrated_file.read_bytes()
    data.mkdir()
    broken = {
        "text": b"This is a letter to the editor, and no database. " * 100,
        "half": whole[: len(whole) // 2],
        "middle": whole[:4096] + os.urandom(len(whole) - 4096),
    }
    (data / "blog.db").write_bytes(broken[damage])
    check(start(data), "The database cannot be used")


def test_a_port_that_is_taken_is_said(start_here: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        check(start_here("--port", str(port)), f"Port {port} on 127.0.0.1 cannot be opened")


@pytest.mark.parametrize("words", [("--host", "nowhere.invalid"), ("--port", "70000"), ("--port", "0")])
def test_an_address_nobody_can_listen_on_is_said(start_here: Start, words: tuple[str, str]) -> None:
    check(start_here(*words), words[1])
