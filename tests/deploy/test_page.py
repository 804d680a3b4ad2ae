"""The page for servers shows the very files of deploy/, and names only what there is."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from blog.cli import main
from blog.settings import SETTINGS
from tests.deploy.running import plain_environment
from tests.deploy.samples import DATA, DEPLOY, PROGRAM, PYTHON, ROOT, blocks, page, sample
from tests.deploy.samples import SETTINGS as SETTINGS_FILE

FILES = sorted(path.name for path in DEPLOY.iterdir())


@pytest.mark.parametrize("name", FILES)
def test_the_page_shows_each_file_as_it_is(name: str) -> None:
    assert f"`deploy/{name}`:\n\n```" in page()
    assert sample(name) in blocks()


def test_the_page_names_only_settings_that_exist() -> None:
    named = set(re.findall(r"BLOG_[A-Z_]+", page() + "".join(map(sample, FILES))))
    assert named <= {name for name, _, _ in SETTINGS}


def test_the_page_names_only_commands_that_exist(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    known = set(re.findall(r"^    (\w+)", capsys.readouterr().out, re.MULTILINE))
    named = set(re.findall(r"(?:^|\| |`|-m )blog ([a-z]+)", page(), re.MULTILINE))
    assert {"serve", "migrate", "account", "backup", "restore", "check", "work"} <= named
    assert named <= known


def test_the_page_names_only_targets_of_the_makefile() -> None:
    named = set(re.findall(r"(?:`|&& |^)make (?:-C \S+ )?([a-z]+)", page(), re.MULTILINE))
    assert {"setup", "wheel"} <= named
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert [name for name in named if not re.search(rf"^{name}:", makefile, re.MULTILINE)] == []


def test_the_page_installs_files_that_deploy_holds() -> None:
    commands = "".join(blocks("sh"))
    beside = re.findall(r"^install -m \d+ (?:-g afterword )?([\w.]+) ", commands, re.MULTILINE)
    by_path = re.findall(rf"{PROGRAM}/deploy/(\S+)", commands)
    assert {*beside, *by_path} == set(FILES) - {"Containerfile"}


@pytest.mark.parametrize("number", range(len(blocks("sh"))))
def test_every_block_of_commands_can_be_read_by_a_shell(number: int) -> None:
    read = subprocess.run(["sh", "-n"], input=blocks("sh")[number], text=True, capture_output=True, check=False)
    assert read.returncode == 0, read.stderr


def test_the_page_is_the_way_from_the_readme() -> None:
    assert "(docs/server.md)" in (ROOT / "README.md").read_text("utf-8")


def test_the_little_script_runs_the_command_with_the_settings_of_the_service(tmp_path: Path) -> None:
    settings = tmp_path / "afterword.env"
    settings.write_text(sample("afterword.env").replace(DATA, str(tmp_path / "var")), "utf-8")
    script = sample("blog").replace(SETTINGS_FILE, shlex.quote(str(settings))).replace(PYTHON, sys.executable)
    # Becoming another user is root's business; what is left is run as whoever runs the tests.
    script = script.replace("runuser -u afterword -- ", "").replace(PROGRAM, shlex.quote(str(ROOT)))
    ran = subprocess.run(
        ["sh", "-c", script, "blog", "migrate"],
        cwd=tmp_path,
        env=plain_environment(),
        text=True,
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "var" / "blog.db").stat().st_mode & 0o077 == 0
    assert os.access(DEPLOY / "blog", os.X_OK)


def test_the_caddyfile_is_five_lines_as_caddy_itself_would_set_them() -> None:
    lines = sample("Caddyfile").splitlines()
    depth = 0
    assert len(lines) == 5
    for line in lines:
        depth -= line.strip() == "}"
        assert line == "\t" * depth + line.strip()
        depth += line.endswith(" {")
    assert depth == 0
