"""The systemd unit: it starts what the page installs, gives the blog one folder to write to, and little else."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import do_without
from tests.deploy.conftest import Settled
from tests.deploy.samples import DATA, PROGRAM, PYTHON, SETTINGS, environment, page, sample, unit

# Out of 10, as `systemd-analyze security` counts; a unit that says nothing has 9.6.
MOST_EXPOSURE = 20

HARD = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "CapabilityBoundingSet": "",
    "MemoryDenyWriteExecute": "yes",
    "RestrictNamespaces": "yes",
    "RestrictSUIDSGID": "yes",
    "UMask": "0077",
}


@pytest.fixture
def judge() -> str:
    found = shutil.which("systemd-analyze")
    if found is None:
        do_without("no systemd-analyze on PATH: apt install systemd brings it", "BLOG_REQUIRE_TOOLS")
    return found


@pytest.fixture
def unit_file(tmp_path: Path) -> Path:
    """The unit with a Python that this machine has."""
    file = tmp_path / "afterword.service"
    file.write_text(sample("afterword.service").replace(PYTHON, sys.executable), "utf-8")
    return file


def test_every_line_is_a_section_a_comment_or_a_directive() -> None:
    lines = [line for line in sample("afterword.service").splitlines() if line]
    assert [line for line in lines if not re.fullmatch(r"#.*|\[(Unit|Service|Install)\]|[A-Z]\w+=.*", line)] == []
    assert [line for line in lines if line[0] == "["] == ["[Unit]", "[Service]", "[Install]"]


def test_the_unit_and_the_page_agree_on_places_and_names() -> None:
    said = unit()
    assert said["WorkingDirectory"] == [PROGRAM]
    assert said["EnvironmentFile"] == [SETTINGS]
    assert f"/var/lib/{said['StateDirectory'][0]}" == DATA == environment()["BLOG_DATA"]
    assert f"adduser --system --group --no-create-home --home {DATA} {said['User'][0]}\n" in page()


@pytest.mark.parametrize(("directive", "value"), HARD.items())
def test_the_unit_takes_away_what_a_blog_needs_not(directive: str, value: str) -> None:
    assert unit()[directive] == [value]


def test_only_one_folder_may_be_written_to() -> None:
    assert not {"ReadWritePaths", "LogsDirectory", "CacheDirectory", "RuntimeDirectory"} & set(unit())


def test_the_end_has_the_time_that_the_blog_takes() -> None:
    assert int(unit()["TimeoutStopSec"][0]) > 10


def test_systemd_reads_the_unit_without_a_complaint(judge: str, unit_file: Path) -> None:
    judged = subprocess.run([judge, "verify", str(unit_file)], capture_output=True, text=True, check=False)
    about = [line for line in judged.stderr.splitlines() if "afterword" in line]
    assert about == []


def test_systemd_counts_little_that_the_blog_could_do(judge: str, unit_file: Path) -> None:
    judged = subprocess.run(
        [judge, "security", "--offline=true", f"--threshold={MOST_EXPOSURE}", str(unit_file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert judged.returncode == 0, judged.stdout[-400:] + judged.stderr


def test_what_the_unit_starts_prints_the_link_that_the_page_looks_for(settled: Settled) -> None:
    assert "grep /-/setup | tail -n 1" in page()
    found = [line for line in settled.running.said.splitlines() if "/-/setup" in line]
    assert found[-1].startswith(f"{environment()['BLOG_URL']}/-/setup?token=")
