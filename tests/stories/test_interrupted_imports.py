"""An import that ends half-way, or that nobody works on: the page says so, and it goes on or goes away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from blog.comments.models import Comment
from blog.importers import storing
from blog.importers.models import Import
from blog.importers.refusals import BrokenArchive
from blog.languages.sentences import say
from blog.posts.models import Post
from blog.working import make_nightwatch
from tests.cast.site import Browser, Site
from tests.importers.bringing import PNG, THREAD, is_sound, takeout
from tests.importers.exports import takeout_files, takeout_post, write_zip
from tests.stories.test_importing_in_the_desk import send, uploads

PAGE = "/desk/imports/1"


def work(blog: Site) -> None:
    make_nightwatch(blog.house).do_all()


def planned(blog: Site, ada: Browser, folder: Path) -> None:
    send(ada, takeout(folder, *THREAD).read_bytes())
    work(blog)


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """Have the next import end with an error once its posts are here."""

    def break_with(error: Exception) -> None:
        def no_comments(*_: object) -> None:
            raise error

        monkeypatch.setattr(storing, "Threads", no_comments)

    return break_with


def test_one_that_fails_half_way_says_so_and_can_be_undone(
    blog: Site, ada: Browser, tmp_path: Path, breaking: Callable[[Exception], None]
) -> None:
    planned(blog, ada, tmp_path)
    breaking(BrokenArchive(say("A file in the archive is damaged.")))
    ada.post(PAGE, {"action": "import"})
    work(blog)
    page = ada.open(PAGE)
    assert "A file in the archive is damaged." in page.words
    assert "It ended half-way" in page.words
    assert blog.count(Post) == 5
    assert ada.post(PAGE, {"action": "forget"}).status == 409, "what it brought would be nobody's"

    ada.post(PAGE, {"action": "undo"})
    work(blog)

    assert "is gone" in ada.open(PAGE).words
    assert (blog.count(Post), blog.count(Comment), uploads(blog)) == (0, 0, [])
    is_sound(blog)


def test_one_that_fails_half_way_can_go_on(
    blog: Site, ada: Browser, tmp_path: Path, breaking: Callable[[Exception], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    planned(blog, ada, tmp_path)
    breaking(BrokenArchive(say("A file in the archive is damaged.")))
    ada.post(PAGE, {"action": "import"})
    work(blog)
    monkeypatch.undo()

    ada.post(PAGE, {"action": "go-on"})
    work(blog)

    assert "Imported" in ada.open(PAGE).words
    assert (blog.count(Post), blog.count(Comment), blog.count(Import)) == (5, 6, 1)
    is_sound(blog)


def test_an_error_nobody_thought_of_is_said_with_when_it_is_tried_again(
    blog: Site, ada: Browser, tmp_path: Path, breaking: Callable[[Exception], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    planned(blog, ada, tmp_path)
    breaking(OSError("No space left on device"))
    ada.post(PAGE, {"action": "import"})
    work(blog)
    page = ada.open(PAGE)
    assert "It was stopped by an error." in page.words
    assert "It is tried again by itself at" in page.words
    assert "No space left on device" in page.words
    monkeypatch.undo()

    ada.post(PAGE, {"action": "go-on"})
    work(blog)
    assert "Imported" in ada.open(PAGE).words
    assert blog.count(Comment) == 6


def test_one_stopped_by_an_error_can_be_undone_instead(
    blog: Site, ada: Browser, tmp_path: Path, breaking: Callable[[Exception], None]
) -> None:
    planned(blog, ada, tmp_path)
    breaking(OSError("No space left on device"))
    ada.post(PAGE, {"action": "import"})
    assert ada.post(PAGE, {"action": "undo"}).status == 303, "no worker has begun it yet"
    work(blog)
    assert "is gone" in ada.open(PAGE).words
    assert (blog.count(Post), uploads(blog)) == (0, [])


def test_a_worker_that_is_closed_is_said(blog: Site, ada: Browser, tmp_path: Path) -> None:
    planned(blog, ada, tmp_path)
    ada.post(PAGE, {"action": "import"})
    assert "Nobody works on it" not in ada.open(PAGE).words
    blog.clock.step(minutes=1)

    page = ada.open(PAGE)

    assert "Nobody works on it at the moment." in page.words
    assert 'http-equiv="refresh"' in page.html, "without scripts the page looks again by itself"
    work(blog)
    assert 'http-equiv="refresh"' not in ada.open(PAGE).html


def test_an_archive_in_several_parts_is_sent_at_once(blog: Site, ada: Browser, tmp_path: Path) -> None:
    files = takeout_files(takeout_post(1, '<img src="http://1.bp.blogspot.com/x/kettle.png">'))
    first = write_zip(tmp_path / "takeout-20261125-001.zip", files)
    album = {"Takeout/Blogger/Albums/The Mending Circle/kettle.png": PNG}
    second = write_zip(tmp_path / "takeout-20261125-002.zip", album)
    sent = [("export", (path.name, path.read_bytes())) for path in (first, second)]
    headers = {"origin": str(ada.client.base_url)}
    assert ada.client.post("/desk/imports", files=sent, data={"host": ""}, headers=headers).status_code == 303
    work(blog)
    assert "1 found in the albums" in ada.open(PAGE).words

    assert ada.client.post("/desk/imports", files=sent[1:], data={"host": ""}, headers=headers).status_code == 303
    work(blog)
    assert "Not imported" in ada.open("/desk/imports/2").words, "pictures alone are no blog"


@pytest.mark.parametrize("name", ["../../evil.zip", "..", ".hidden", "a/b\\c.zip", "", "x" * 300, "con\x00.zip"])
def test_what_a_file_is_called_is_never_a_path(blog: Site, ada: Browser, tmp_path: Path, name: str) -> None:
    """V3"""
    export = takeout(tmp_path, *THREAD).read_bytes()
    answer = send(ada, export, name)
    folder = blog.settings.data / "uploads"
    assert answer.status in (303, 422, 400)
    kept = [path for path in folder.rglob("*") if path.is_file()]
    assert all(path.parent.parent == folder and not path.name.startswith(".") for path in kept)
    assert not (blog.settings.data.parent / "evil.zip").exists()
    if answer.status == 303:
        work(blog)
        assert "Ready to be imported" in ada.open(PAGE).words
