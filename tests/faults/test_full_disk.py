"""N3: the disk is full; what was written is kept in the answer, readers notice nothing, and it ends by itself."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.cast.serving import Client, Served
from tests.conftest import do_without
from tests.faults.stage import Stage, log_of

pytestmark = pytest.mark.faults

Full = Callable[[Served], AbstractContextManager[None]]


def comment(client: Client, form: dict[str, str], body: str) -> tuple[int, str]:
    answer = client.http.post("/comments", data={**form, "name": "Sol", "body": body})
    return answer.status_code, answer.text


@contextlib.contextmanager
def no_file_grows(served: Served) -> Iterator[None]:
    """The database, its log of writes, mail files and the log of the process: none takes another byte."""
    _, hard = resource.prlimit(served.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(served.process.pid, resource.RLIMIT_FSIZE, (1, hard))
    yield
    resource.prlimit(served.process.pid, resource.RLIMIT_FSIZE, (hard, hard))


def play(stage: Stage, served: Served, full: AbstractContextManager[None]) -> None:
    client = served.client()
    form = client.comment_form(stage.path)
    assert comment(client, form, "Before.")[0] == 303
    with full:
        for number in range(3):
            status, page = comment(client, form, f"Words that must not be lost, {number}.")
            assert status == 503
            assert f"Words that must not be lost, {number}." in page
            assert "Traceback" not in page
        for path in ("/", stage.path, "/moderation", "/feeds/posts/default", "/healthz"):
            assert client.http.get(path).status_code == 200, path
        # A page that nobody has asked for before is made from the database.
        assert client.http.get(f"{stage.path}?never=seen").status_code == 200
    assert comment(client, form, "Words that must not be lost, 1.")[0] == 303
    assert sorted(stage.typed()) == ["Before.", "Words that must not be lost, 1."]


def test_a_full_disk_loses_no_word_and_stops_no_reader(small_stage: Stage) -> None:
    with small_stage.serve() as served:
        play(small_stage, served, no_file_grows(served))
        assert served.stop() == 0
    assert small_stage.rows("PRAGMA integrity_check") == [("ok",)]
    torn = 0
    for line in log_of(served):
        try:
            json.loads(line)
        except ValueError:
            torn += 1
    assert torn <= 1, "a line that the disk cut off is the only one that is no JSON"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with a few megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        do_without("no small disk: only root in a container that allows it may mount one", "BLOG_REQUIRE_MOUNT")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextlib.contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Not a block is left."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    assert shutil.disk_usage(folder).free == 0
    yield
    ballast.unlink()


def test_a_disk_without_a_free_block_is_lived_through(small_disk: Path, migrated_file: Path) -> None:
    """ENOSPC for the database, the mail files and the log at once."""
    data = small_disk / "var"
    data.mkdir()
    shutil.copyfile(migrated_file, data / "blog.db")
    stage = Stage(data, f"sqlite:///{data}/blog.db")
    with stage.serve() as served:
        play(stage, served, filled(small_disk))
        assert served.stop() == 0
    assert stage.rows("PRAGMA integrity_check") == [("ok",)]
