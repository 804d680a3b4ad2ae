"""The page's own commands: an upgrade in two lines keeps everything, and a backup is rehearsed beside the blog."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from tests.cast.serving import PATIENCE, free_port, run_blog
from tests.conftest import do_without
from tests.deploy.running import Running, plain_environment
from tests.deploy.samples import PROGRAM, ROOT, block_with
from tests.house.sources import project_files

GIT = ("git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false")


def git(folder: Path, *words: str) -> None:
    subprocess.run([*GIT, *words], cwd=folder, env=plain_environment(), capture_output=True, check=True)


@pytest.fixture
def upstream(tmp_path: Path) -> Path:
    """A repository that holds the project as it is now."""
    if shutil.which("git") is None:
        do_without("no git on PATH: apt install git brings it", "BLOG_REQUIRE_TOOLS")
    folder = tmp_path / "upstream"
    for path in project_files():
        target = folder / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=As it is")
    return folder


def start(checkout: Path, data: Path) -> Running:
    command = [str(checkout / ".venv" / "bin" / "python"), "-m", "blog", "serve"]
    return Running(command, checkout, data.with_suffix(".log"), BLOG_DATA=str(data))


def test_an_upgrade_is_two_lines_and_keeps_what_was_written(upstream: Path, tmp_path: Path) -> None:
    checkout, data = tmp_path / "program", tmp_path / "var"
    git(tmp_path, "clone", "--quiet", str(upstream), str(checkout))
    (checkout / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    assert run_blog(data, "demo").returncode == 0
    with start(checkout, data) as old:
        before = httpx2.get(old.url).text
        assert httpx2.get(f"{old.url}/static/new.txt").status_code == 404
    (upstream / "static" / "new.txt").write_text("A newer version.\n", "utf-8")
    git(upstream, "add", "--all")
    git(upstream, "commit", "--quiet", "--message=Newer")

    pull, restart = block_with("git pull").splitlines()
    assert restart == "systemctl restart afterword"
    pulled = subprocess.run(
        ["sh", "-c", pull.replace(PROGRAM, str(checkout))],
        env=plain_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert pulled.returncode == 0, pulled.stderr

    with start(checkout, data) as new:
        assert httpx2.get(f"{new.url}/static/new.txt").text == "A newer version.\n"
        titles = re.findall(r"<h2.*?</h2>", before, re.DOTALL)
        assert titles
        assert re.findall(r"<h2.*?</h2>", httpx2.get(new.url).text, re.DOTALL) == titles


def test_a_backup_is_rehearsed_beside_the_running_blog(tmp_path: Path) -> None:
    data, backup, port = tmp_path / "var", tmp_path / "night.zip", free_port()
    assert run_blog(data, "demo").returncode == 0
    assert run_blog(data, "backup", str(backup)).returncode == 0
    script = block_with("serve --port 8001")
    script = re.sub(r"/var/lib/afterword/backups/\S+", str(backup), script)
    script = script.replace(f"cd {PROGRAM}", f"cd {ROOT}").replace(".venv/bin/python", sys.executable)
    script = script.replace("8001", str(port))
    log = tmp_path / "rehearsal.log"
    with log.open("wb") as said:
        shell = subprocess.Popen(
            ["sh", "-e", "-c", script],
            env=plain_environment(TMPDIR=str(tmp_path)),
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
    try:
        home = first_answer(shell, f"http://localhost:{port}/", log)
    finally:
        os.killpg(shell.pid, signal.SIGINT)  # Ctrl-C reaches everything in front of the terminal.
        shell.wait(timeout=PATIENCE)
    assert "The second kettle" in home
    (rehearsed,) = tmp_path.glob("tmp.*/blog.db")
    assert rehearsed.parent.stat().st_mode & 0o077 == 0


def first_answer(shell: subprocess.Popen[bytes], url: str, log: Path) -> str:
    while shell.poll() is None:
        try:
            return httpx2.get(url, timeout=PATIENCE).text
        except httpx2.TransportError:
            # With a pause, which leaves the machine to what is to answer.
            with contextlib.suppress(subprocess.TimeoutExpired):
                shell.wait(timeout=0.02)
    raise AssertionError(log.read_text("utf-8"))
