"""The way in for newcomers and CI: the Makefile explains itself, and the locks hold for everybody."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib
from typing import Any

import pytest

from tests.house.sources import ROOT

MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RUN = PROJECT["project"]["dependencies"]
GROUPS = PROJECT["dependency-groups"]
LOCKS: dict[str, list[str]] = {
    "requirements.txt": RUN,
    "requirements-test.txt": RUN + PROJECT["project"]["optional-dependencies"]["postgres"] + GROUPS["test"],
    "requirements-browser.txt": RUN + GROUPS["browser"],
}
PROMISED = {"help", "setup", "run", "test", "check", "bench", "lighthouse", "wheel", "lock"}
# Steps of other targets, never asked for by name.
STEPS = {"venv", "install-test", "install-browser", "install-playwright"}


def requirements_of(lock: str) -> list[str]:
    """One string a requirement, its hashes included."""
    return (ROOT / lock).read_text("utf-8").replace("\\\n", " ").splitlines()


def name_of(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement.strip())[0].lower().replace("_", "-").replace(".", "-")


def test_every_target_of_the_makefile_says_what_it_is_for() -> None:
    targets = dict(re.findall(r"^([a-z][a-z-]*):(?!=)(.*)$", MAKEFILE, re.MULTILINE))
    assert set(targets) >= PROMISED
    silent = {name for name, rest in targets.items() if not re.search(r"## \w", rest)}
    assert silent == STEPS, "add `## what it is for` after the target's name"


def test_make_alone_prints_the_help() -> None:
    said = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {line.split()[1] for line in said.splitlines()} >= PROMISED


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_requirement_has_an_exact_version_and_a_hash(lock: str) -> None:
    requirements = requirements_of(lock)
    assert requirements
    loose = [line for line in requirements if not re.search(r"^[a-z0-9._-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)]
    assert not loose, "make lock writes them anew"


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*--(?!hash)", text, re.MULTILINE), "options such as --index-url are everyone's own"


@pytest.mark.parametrize(("lock", "wanted"), LOCKS.items())
def test_a_lock_holds_what_the_project_asks_for(lock: str, wanted: list[str]) -> None:
    locked = {name_of(line) for line in requirements_of(lock)}
    assert {name_of(line) for line in wanted} <= locked, "make lock brings them in"


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-browser.txt"])
def test_all_locks_agree_on_versions(lock: str) -> None:
    # One .venv holds them all, so a second opinion would undo the first at every other make.
    versions = dict(line.split()[0].split("==") for line in requirements_of("requirements-test.txt"))
    assert {
        name: version
        for name, version in (line.split()[0].split("==") for line in requirements_of(lock))
        if versions.get(name, version) != version
    } == {}


def test_the_lock_of_what_is_no_python_names_no_host_either() -> None:
    folder = ROOT / "bench" / "lighthouse"
    text = (folder / "package-lock.json").read_text("utf-8")
    wanted = json.loads((folder / "package.json").read_text("utf-8"))["dependencies"]
    itself, *locked = json.loads(text)["packages"].values()
    assert "://" not in text, "make lock-lighthouse writes it without"
    assert itself["dependencies"] == wanted == {"lighthouse": "12.2.3"}
    assert all(re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", one["integrity"]) and one["version"] for one in locked)
    # A judgement by hand, on a machine that has nothing else to do, is no part of what every change has to pass.
    assert "lighthouse" not in MAKEFILE.split("\ncheck:")[1].split("\n\n")[0]


def test_ci_runs_what_people_run_and_skips_nothing() -> None:
    script = ROOT / ".ci" / "run"
    text = script.read_text("utf-8")
    assert os.access(script, os.X_OK)
    assert text.splitlines()[-1] == "make check"
    assert "set -euo pipefail" in text
    assert "BLOG_REQUIRE_BROWSER=1" in text
    assert "BLOG_REQUIRE_POSTGRES=1" in text


def test_checking_ends_with_the_tests_everybody_runs() -> None:
    steps = MAKEFILE.split("\ncheck:")[1].split("\n\n")[0].splitlines()
    assert steps[-1].endswith("$(MAKE) --no-print-directory test")
