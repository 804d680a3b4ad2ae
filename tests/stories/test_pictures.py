"""Pictures are brought, described, shown in posts, found again, and taken away when nothing shows them."""

from __future__ import annotations

import io
import json
import re

import pytest
from PIL import Image

from blog.media.models import Picture
from tests.cast.site import Browser, Site
from tests.media.drawing import CAMERA, as_a_camera, draw, saved
from tests.stories.pictures import bring, line_of


def test_a_picture_is_brought_described_and_shown(blog: Site, ada: Browser) -> None:
    page = ada.follow(bring(ada, draw(), alt="A red kettle"))
    assert "The picture is kept." in page.words
    path = blog.publish(ada, body=line_of(page))
    shown = re.findall(r'<img src="(/media/[^"]+)" alt="A red kettle"[^>]*>', blog.visitor().open(path).html)
    picture = blog.visitor().get(shown[0])
    assert picture.status == 200
    assert picture.headers["content-type"] == "image/png"
    assert picture.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in picture.headers["content-security-policy"]
    assert "immutable" in picture.headers["cache-control"]
    assert "The second kettle · Published" in ada.open("/desk/media/1").words


def test_where_and_with_what_it_was_taken_stays_behind(blog: Site, ada: Browser) -> None:
    """V4"""
    photo = Image.new("RGB", (60, 40), "teal")
    sent = saved(photo, "JPEG", exif=as_a_camera(orientation=6))
    assert CAMERA.encode() in sent
    bring(ada, sent, "../../etc/IMG_1.jpg")
    with blog.reading() as db:
        kept = db.query(Picture).one()
    content = (blog.settings.data / "media" / kept.name).read_bytes()
    assert CAMERA.encode() not in content
    with Image.open(io.BytesIO(content)) as drawn:
        assert not drawn.getexif()
        assert drawn.size == (40, 60), "it stands upright"
    assert "/" not in kept.title


@pytest.mark.parametrize(
    "content",
    [
        *(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"<html><script>alert(1)</script>"),
        *(b"GIF89a<script>alert(1)</script>", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, draw()[:60], b"", b"%PDF-1.7"),
        b"\xff\xd8\xff\xe0",
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(blog: Site, ada: Browser, content: bytes) -> None:
    """V5"""
    page = bring(ada, content, "<b>evil</b>.png")
    assert page.status == 422
    assert "<b>evil" not in page.html
    assert "picture" in page.words
    assert blog.count(Picture) == 0
    folder = blog.settings.data / "media"
    assert not folder.exists() or list(folder.iterdir()) == []
    assert bring(ada, content, answer="json").status == 422


def test_the_script_is_answered_with_the_line(blog: Site, ada: Browser) -> None:
    answer = json.loads(bring(ada, draw("WEBP"), answer="json").html)
    assert re.fullmatch(r"/media/[0-9a-f]{32}\.webp", answer["pictures"][0]["path"])
    assert answer["problems"] is False


def test_a_picture_that_says_nothing_is_named_so(blog: Site, ada: Browser) -> None:
    page = ada.follow(bring(ada, draw()))
    assert "Says nothing of what it shows" in page.words
    post = ada.follow(ada.post("/desk/posts/new", {"title": "Silent", "body": f"{line_of(page)}\n\n![a](/b.png)"}))
    assert "1 picture says nothing of what it shows." in post.words
    described = ada.follow(page.send("alt", "describe", alt="A [red]\n kettle"))
    assert line_of(described).startswith("![A \\[red\\] kettle]")
    assert "Says nothing" not in described.words
    assert ada.post("/desk/media/1", {"alt": "x" * 1001}).status == 422


def test_what_a_post_shows_cannot_be_taken_away(blog: Site, ada: Browser) -> None:
    page = ada.follow(bring(ada, draw(), alt="A kettle"))
    blog.publish(ada, body=line_of(page))
    with blog.reading() as db:
        file = blog.settings.data / "media" / db.query(Picture).one().name
    assert ada.post("/desk/media/1", {"action": "remove"}).status == 409
    # Not while it stands among the deleted ones either: they may be put back.
    ada.open("/desk/posts/1").send("title", "delete")
    assert ada.post("/desk/media/1", {"action": "remove"}).status == 409
    ada.post("/desk/posts/1/restorations", {})
    ada.open("/desk/posts/1").send("title", "publish", body="Without it.")
    ada.post("/desk/unsaved", {"title": "Next", "body": line_of(page), "draft": "a" * 16})
    assert ada.post("/desk/media/1", {"action": "remove"}).status == 409
    ada.post("/desk/unsaved/away", {"draft": "a" * 16})
    assert file.is_file()
    gone = ada.follow(ada.post("/desk/media/1", {"action": "remove"}))
    assert "The picture is gone." in gone.words
    assert not file.exists()
    assert ada.get("/desk/media/1").status == 404


def test_each_has_own_pictures_and_an_editor_all(blog: Site, ada: Browser, nia: Browser) -> None:
    """A1"""
    rut, kim = blog.staff("Rut", "author"), blog.staff("Kim", "contributor")
    # The same bytes from two people are two pictures: neither takes the other's away.
    for browser in (rut, kim):
        bring(browser, draw(), f"of-{browser is rut}.png")
    assert blog.count(Picture) == 2
    assert "of-True.png" in rut.open("/desk/media").words
    assert "of-False.png" not in rut.open("/desk/media").words
    assert rut.get("/desk/media/2").status == 404
    assert rut.post("/desk/media/2", {"action": "remove"}).status == 404
    assert "of-False.png" in ada.open("/desk/media").words
    assert nia.get("/desk/media").status == 404
    assert bring(nia, draw()).status == 404
    assert bring(blog.visitor(), draw()).status == 303
    assert blog.count(Picture) == 2


def test_pictures_are_found_by_name_and_description(blog: Site, ada: Browser) -> None:
    bring(ada, draw(colour="red"), "summer.png", alt="Boats")
    bring(ada, draw(colour="blue"), "winter.png", alt="100% snow")
    for search, found in (("SUMM", "summer"), ("boats", "summer"), ("100%", "winter"), ("snow winter", "winter")):
        words = ada.open(f"/desk/media?q={search.replace('%', '%25')}").words
        assert f"{found}.png" in words
        assert words.count(".png") == 1
    for search in ("_", "%25", "' OR 1=1 --", "x" * 500, "%00"):
        page = ada.get(f"/desk/media?q={search}")
        assert page.status == 200
    assert "No picture is called" in ada.open("/desk/media?q=autumn").words


def test_many_pictures_stand_on_pages(blog: Site, ada: Browser) -> None:
    with blog.house.database.writer_session() as db:
        for number in range(30):
            db.add(
                Picture(
                    name=f"{number:032x}.png", type="image/png", size=1, title=f"p{number}", created_at=blog.clock()
                )
            )
        db.commit()
    page = ada.open("/desk/media")
    assert page.html.count("<img") == 24
    older = re.findall(r'href="(/desk/media\?before=\d+)"', page.html)
    assert ada.open(older[0]).html.count("<img") == 6
