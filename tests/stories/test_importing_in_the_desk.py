"""The owner brings a Blogger blog in the desk: sends it, reads the plan, imports, reads the report, takes it back."""

from __future__ import annotations

from pathlib import Path

import pytest

from blog.comments.models import Comment
from blog.importers.models import Import
from blog.posts.models import Post
from blog.working import make_nightwatch
from tests.cast.site import Browser, Page, Site
from tests.importers.bringing import PNG, is_sound, takeout
from tests.importers.exports import (
    SETTINGS,
    takeout_comment,
    takeout_feed,
    takeout_files,
    takeout_post,
    write_zip,
)

PICTURE = '<img src="http://1.bp.blogspot.com/x/s320/kettle.png"><img src="http://1.bp.blogspot.com/x/lost.png">'
ENTRIES = (
    takeout_post(1, PICTURE),
    takeout_post(2, status="DRAFT", filename=""),
    takeout_comment(11, 1),
    takeout_comment(12, 1, status="PENDING_MODERATION"),
    takeout_comment(13, 1, status="SPAM_COMMENT"),
)


def send(browser: Browser, file: bytes, name: str = "takeout.zip", **headers: str) -> Page:
    """Send an export as the form does."""
    sent = {"origin": str(browser.client.base_url), **headers}
    files = {"export": (name, file)} if file else {"host": (None, "old.example.org")}
    return Page(browser, browser.client.post("/desk/imports", files=files, data={"host": ""}, headers=sent))


def work(blog: Site) -> None:
    make_nightwatch(blog.house).do_all()


def uploads(blog: Site) -> list[str]:
    folder = blog.settings.data / "uploads"
    return sorted(path.name for path in folder.rglob("*") if path.is_file()) if folder.exists() else []


def test_an_owner_brings_a_blog_and_takes_it_back(blog: Site, ada: Browser, tmp_path: Path) -> None:
    assert "Bring your blog" in ada.open("/desk").words
    export = takeout(tmp_path, *ENTRIES, kettle_png=PNG).read_bytes()

    page = ada.follow(send(ada, export))
    assert "The export is being read" in page.words
    work(blog)
    plan = ada.open(page.path)
    assert "Ready to be imported" in plan.words
    assert "2 posts 1 published, 1 draft" in plan.words
    assert "3 comments 1 approved, 1 waiting for a moderator, 1 spam" in plan.words
    assert "2 pictures shown 1 found in the albums, 1 not in it and shown as a link" in plan.words
    assert "1 old address keeps working" in plan.words
    assert (blog.count(Post), blog.count(Comment)) == (0, 0)

    assert "Being imported" in ada.follow(plan.send(page.path, "import")).words
    work(blog)
    report = ada.open(page.path)
    assert "Imported" in report.words
    assert "What came:" in report.words
    assert (blog.count(Post), blog.count(Comment)) == (2, 3)
    assert uploads(blog) == []
    assert "The Mending Circle" in ada.open("/desk/imports").words

    ada.follow(report.send(page.path, "undo"))
    work(blog)
    assert "is gone" in ada.open(page.path).words
    assert (blog.count(Post), blog.count(Comment)) == (0, 0)
    is_sound(blog)


def test_of_several_blogs_one_is_chosen(blog: Site, ada: Browser, tmp_path: Path) -> None:
    files = takeout_files(takeout_post(1), blog="One")
    files["Takeout/Blogger/Blogs/Two/feed.atom"] = takeout_feed([takeout_post(7, title="Of the second")], "Two")
    files["Takeout/Blogger/Blogs/Two/settings.csv"] = SETTINGS
    page = ada.follow(send(ada, write_zip(tmp_path / "two.zip", files).read_bytes()))
    work(blog)

    choice = ada.open(page.path)
    assert "Which blog?" in choice.words
    ada.follow(choice.send("blog", "choose", blog="Two"))
    work(blog)

    assert "Two:" in ada.open(page.path).words
    assert "1 post" in ada.open(page.path).words


def test_an_export_can_be_forgotten(blog: Site, ada: Browser, tmp_path: Path) -> None:
    page = ada.follow(send(ada, takeout(tmp_path, *ENTRIES).read_bytes()))
    work(blog)
    assert len(uploads(blog)) == 1

    assert 'value="forget"' in ada.open(page.path).html
    assert ada.post(page.path, {"action": "forget"}).location == "/desk/imports"

    assert (blog.count(Import), uploads(blog)) == (0, [])
    assert ada.get(page.path).status == 404


@pytest.mark.parametrize("file", [b"PK\x03\x04 torn", b"<feed>", b"\x00" * 100])
def test_what_is_no_export_is_said_in_a_sentence(blog: Site, ada: Browser, file: bytes) -> None:
    page = ada.follow(send(ada, file))
    work(blog)

    said = ada.open(page.path)
    assert "Not imported" in said.words
    assert (blog.count(Post), blog.count(Import)) == (0, 1)


def test_without_a_file_the_form_says_so(blog: Site, ada: Browser) -> None:
    page = send(ada, b"")

    assert page.status == 422
    assert "Choose the file that Google Takeout or WordPress made for you." in page.words
    assert uploads(blog) == []


def test_a_button_pressed_twice_does_it_once(blog: Site, ada: Browser, tmp_path: Path) -> None:
    page = ada.follow(send(ada, takeout(tmp_path, *ENTRIES).read_bytes()))
    work(blog)
    plan = ada.open(page.path)
    assert plan.send(page.path, "import").status == 303

    again = plan.send(page.path, "import")

    assert again.status == 409
    assert "The import has gone on meanwhile" in again.words


def test_nobody_but_the_owner_sends_a_file_and_it_is_not_even_read(
    blog: Site, nia: Browser, sol: Browser, tmp_path: Path
) -> None:
    export = takeout(tmp_path, *ENTRIES).read_bytes()

    assert send(nia, export).status == 404
    assert send(sol, export).location == "/sign-in?next=/desk"
    assert send(blog.staff("Ada", "owner"), export, origin="https://evil.example").status == 403
    assert not (blog.settings.data / "uploads").exists()
    assert nia.get("/desk/imports").status == 404


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x\r\n",
        b'--x\r\nContent-Disposition: form-data; name="export"; filename="a.zip"\r\n\r\nno end',
        b'--x\r\nContent-Disposition: form-data; name="host"\r\n\r\n' + b"h" * 100_000 + b"\r\n--x--\r\n",
        b'--x\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\n1\r\n'
        b'--x\r\nContent-Disposition: form-data; name="b"; filename="b"\r\n\r\n2\r\n--x--\r\n',
        b"".join(b'--x\r\nContent-Disposition: form-data; name="n"\r\n\r\n1\r\n' for _ in range(40)) + b"--x--\r\n",
    ],
)
def test_a_torn_upload_is_refused_and_leaves_nothing(blog: Site, ada: Browser, body: bytes) -> None:
    headers = {"origin": str(ada.client.base_url), "content-type": "multipart/form-data; boundary=x"}

    answer = ada.client.post("/desk/imports", content=body, headers=headers)

    assert answer.status_code in (400, 413)
    assert uploads(blog) == []
    assert blog.count(Import) == 0


def test_a_file_beyond_the_limit_is_refused_by_its_length_alone(blog: Site, ada: Browser) -> None:
    headers = {
        "origin": str(ada.client.base_url), "content-type": "multipart/form-data; boundary=x",
        "content-length": str(3 * 1024**3),
    }  # fmt: skip

    assert ada.client.post("/desk/imports", content=b"--x--", headers=headers).status_code == 413
