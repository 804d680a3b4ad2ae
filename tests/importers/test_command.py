"""The command `blog import`, as a program of its own: what it prints, how it ends, and that it survives its death."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cast.serving import ROOT, Served, run_blog
from tests.importers.bringing import takeout
from tests.importers.exports import SETTINGS, takeout_comment, takeout_feed, takeout_post, write_folder

ENTRIES = (takeout_post(1), takeout_comment(11, 1), takeout_comment(12, 1, status="PENDING_MODERATION"))


def test_json_is_one_object_and_nothing_else(tmp_path: Path) -> None:
    export = str(takeout(tmp_path, *ENTRIES))
    dry = run_blog(tmp_path / "var", "import", "blogger", export, "--dry-run", "--json")
    real = run_blog(tmp_path / "var", "import", "blogger", export, "--json")

    assert (dry.returncode, real.returncode, real.stderr) == (0, 0, "")
    assert real.stdout.count("\n") == 1
    said = json.loads(real.stdout)
    assert said["kinds"]["comments"] == {
        "in": 2, "created": 2, "updated": 0, "unchanged": 0, "merged": 0, "held": 0, "dropped": 0,
    }  # fmt: skip
    assert json.loads(dry.stdout) == {**said, "dry_run": True}


def test_for_people_it_is_a_table_and_a_last_word(tmp_path: Path) -> None:
    export = str(takeout(tmp_path, *ENTRIES))
    dry = run_blog(tmp_path / "var", "import", "blogger", export, "--dry-run")
    real = run_blog(tmp_path / "var", "import", "blogger", export)

    assert dry.stdout.splitlines()[-1] == "Nothing was written: this was a dry run."
    assert real.stdout.splitlines()[-1] == "Import 1 is done."
    assert "comments           2         2" in real.stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["blogger", "nowhere.zip"], "There is no file or folder “nowhere.zip”."),
        (["disqus", "x.xml"], "“disqus” cannot be imported yet. Now there is: blogger, wordpress."),
        (["bloggr", "x.xml"], "“bloggr” is no format we know. Now there is: blogger, wordpress."),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_exit_1(tmp_path: Path, words: list[str], says: str) -> None:
    done = run_blog(tmp_path / "var", "import", *words, "--json")

    assert (done.returncode, done.stdout, done.stderr) == (1, "", says + "\n")


def test_wrong_usage_is_exit_2(tmp_path: Path) -> None:
    assert run_blog(tmp_path / "var", "import", "blogger").returncode == 2


def test_several_blogs_are_listed_and_one_can_be_named(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {}
    for name in ("One", "Two"):
        files[f"Blogs/{name}/feed.atom"] = takeout_feed([takeout_post(1)], name)
        files[f"Blogs/{name}/settings.csv"] = SETTINGS
    folder = str(write_folder(tmp_path / "export", files))

    refused = run_blog(tmp_path / "var", "import", "blogger", folder)
    named = run_blog(tmp_path / "var", "import", "blogger", folder, "--blog", "Two", "--host", "old.example.org")

    assert refused.returncode == 1
    assert "“One”, “Two”" in refused.stderr
    assert named.returncode == 0, named.stderr


@pytest.mark.faults
@pytest.mark.slow
def test_kill_9_in_the_middle_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    """Killed while the blog is served, then run again: the same as if it had run once."""
    entries = [takeout_comment(10_000 + n, n % 50 + 1, body=f"<b>Comment</b> number {n}") for n in range(4_000)]
    export = str(takeout(tmp_path, *entries, *(takeout_post(n + 1) for n in range(50))))
    data = tmp_path / "var"
    command = [sys.executable, "-m", "blog", "import", "blogger", export, "--json"]
    with Served(data) as served:
        reader = served.client()
        killed = 0
        for wanted in (500, 2_000):
            process = subprocess.Popen(
                command, cwd=ROOT, env={"BLOG_DATA": str(data), "PATH": ""}, stdout=subprocess.DEVNULL
            )
            while process.poll() is None and _count(data) < wanted:
                assert reader.http.get("/").status_code == 200
            process.send_signal(signal.SIGKILL)
            killed += process.wait() == -signal.SIGKILL
        last = run_blog(data, "import", "blogger", export, "--json")

    assert killed >= 1
    assert last.returncode == 0, last.stderr
    assert json.loads(last.stdout)["kinds"]["comments"]["created"] == 4_000
    with sqlite3.connect(data / "blog.db") as db:
        assert db.execute("SELECT count(*), count(DISTINCT source_key) FROM comments").fetchone() == (4_000, 4_000)
        assert db.execute("SELECT sum(comment_count) FROM posts").fetchone() == (4_000,)
        assert db.execute("SELECT count(*), min(state) FROM imports").fetchone() == (1, "done")
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()


def _count(data: Path) -> int:
    with sqlite3.connect(f"file:{data / 'blog.db'}?mode=ro", uri=True) as db:
        number: int = db.execute("SELECT count(*) FROM comments").fetchone()[0]
    db.close()
    return number


def test_pictures_are_fetched_by_the_number_of_the_import(tmp_path: Path) -> None:
    run_blog(tmp_path / "var", "import", "blogger", str(takeout(tmp_path, *ENTRIES)))
    none = run_blog(tmp_path / "var", "fetch-pictures", "1")
    unknown = run_blog(tmp_path / "var", "fetch-pictures", "9")

    assert (none.returncode, none.stdout) == (0, "0 of 0 pictures came, 0 did not, 0 were left.\n")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert unknown.stderr == "This import is not here, or not any more.\n"


def test_recleaning_says_what_it_did(tmp_path: Path) -> None:
    run_blog(tmp_path / "var", "import", "blogger", str(takeout(tmp_path, *ENTRIES)))
    with sqlite3.connect(tmp_path / "var" / "blog.db") as db:
        db.execute("UPDATE comment_revisions SET policy = 0, html = 'old' WHERE id = 1")
    again = run_blog(tmp_path / "var", "reclean")
    nothing = run_blog(tmp_path / "var", "reclean")

    assert again.stdout == "Rendered 1 texts anew; 1 look different, 0 stay as they were.\n"
    assert nothing.stdout == "All HTML is of this version already.\n"
