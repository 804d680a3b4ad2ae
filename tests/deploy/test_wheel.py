"""A wheel in an empty venv serves the same blog from an empty folder as the checkout does."""

from __future__ import annotations

import re
import shutil
import site
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.cast.serving import PATIENCE
from tests.deploy.running import Running, plain_environment
from tests.deploy.samples import ROOT, URL
from tests.house.sources import project_files

KEY = "a key for tests that is long enough"


def run(*words: str, folder: Path, **environ: str) -> str:
    """Run a command to its good end; what it said."""
    ran = subprocess.run(
        words, cwd=folder, env=plain_environment(**environ), capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as `make wheel` builds it, from a copy of the project, with what the tests' venv holds."""
    copy = tmp_path_factory.mktemp("copy")
    for path in project_files():
        target = copy / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    # Its installed/ says that nothing is missing, so make asks no index.
    (copy / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    run("make", "--no-print-directory", "wheel", folder=copy)
    (built,) = (copy / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command `blog` of an empty venv with the wheel in it and what it needs in reach."""
    folder = tmp_path_factory.mktemp("empty-venv")
    venv.create(folder, system_site_packages=False, with_pip=False)
    python = folder / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python))
    run(*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel), folder=folder)
    (packages,) = (folder / "lib").glob("python*/site-packages")
    packages.joinpath("what-it-needs.pth").write_text("\n".join(site.getsitepackages()) + "\n", "utf-8")
    return folder / "bin" / "blog"


@pytest.fixture(scope="module")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nothing-here")


@pytest.fixture(scope="module")
def pair(command: Path, empty_folder: Path) -> Iterator[tuple[Running, Running]]:
    """The demo served by the wheel from an empty folder, and a copy of it served by the checkout."""
    settings = {"BLOG_URL": URL, "BLOG_SECRET_KEY": KEY}
    run(str(command), "demo", folder=empty_folder, **settings)
    copy = empty_folder.with_name("copied")
    shutil.copytree(empty_folder / "var", copy / "var")
    logs = empty_folder.with_name("logs")
    logs.mkdir()
    checkout = [sys.executable, "-m", "blog", "serve"]
    with (
        Running([str(command), "serve"], empty_folder, logs / "wheel.log", **settings) as installed,
        Running(checkout, ROOT, logs / "checkout.log", BLOG_DATA=str(copy / "var"), **settings) as original,
    ):
        yield installed, original


def fetch(running: Running, path: str) -> tuple[int, bytes]:
    host = URL.removeprefix("https://")
    answer = httpx2.get(running.url + path, headers={"host": host}, timeout=PATIENCE)
    return answer.status_code, answer.content


def test_the_wheel_holds_every_template_and_static_file(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    for folder in ("templates", "static"):
        files = [path for path in project_files() if path.is_relative_to(ROOT / folder)]
        assert files
        for path in files:
            assert inside[f"blog/_{path.relative_to(ROOT).as_posix()}"] == path.read_bytes()
    assert [name for name in inside if not name.startswith(("blog/", "afterword-"))] == []


def test_the_version_stands_in_one_place(wheel: Path, command: Path, empty_folder: Path) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert wheel.name.startswith(f"afterword-{version}-")
    asking = "from blog.backups.manifest import program_version; print(program_version())"
    assert run(str(command.with_name("python")), "-c", asking, folder=empty_folder).strip() == version
    sources = [path for path in project_files() if path.suffix == ".py" and path.is_relative_to(ROOT / "blog")]
    assert [path for path in sources if f'"{version}"' in path.read_text("utf-8")] == []


def test_the_command_is_the_wheel_s_own_and_not_the_checkout_s(command: Path, empty_folder: Path) -> None:
    where = run(
        str(command.with_name("python")), "-c", "import blog.app; print(blog.app.__file__)", folder=empty_folder
    )
    assert Path(where.strip()).is_relative_to(command.parents[1])


def test_a_page_and_its_style_sheets_are_the_same_bytes(pair: tuple[Running, Running]) -> None:
    installed, original = pair
    home = fetch(original, "/")[1].decode()
    post = re.findall(r'href="(/\d{4}/\d\d/[^"]+\.html)"', home)[0]
    sheets = re.findall(r'href="(/static/style/[^"]+)"', home)
    assert len(sheets) > 1
    for path in ("/", post, "/sign-in", "/feeds/posts/default", "/nowhere", *sheets):
        # The stamp of a comment form changes with the hour, and an hour may end between two answers.
        before, seen, after = fetch(original, path), fetch(installed, path), fetch(original, path)
        assert seen in (before, after), path
        assert len(seen[1]) > 200


def test_the_wheel_writes_only_into_its_var(pair: tuple[Running, Running], empty_folder: Path) -> None:
    assert fetch(pair[0], "/healthz")[0] == 200
    assert [path.name for path in empty_folder.iterdir()] == ["var"]
