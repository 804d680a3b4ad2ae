"""The owner has the pictures fetched that an export did not hold; before that, nobody is asked for anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from sqlalchemy import select

from blog.importers import fetching
from blog.importers.models import MissingPicture
from blog.media.models import Picture
from blog.posts.models import Post, PostRevision
from blog.working import make_nightwatch
from tests.cast.site import Browser, Page, Site
from tests.importers.bringing import PNG, bring, is_sound, place_of, takeout
from tests.importers.exports import takeout_post
from tests.media.drawing import draw
from tests.media.internet import PUBLIC, Internet, reply

GOOGLE, OTHER = "1.bp.blogspot.com", "pictures.example.org"
BODY = (
    f'<p>Look.</p><a href="http://{GOOGLE}/-x/s1600-h/lost.png"><img src="http://{GOOGLE}/-x/s320/lost.png"></a>'
    f'<img src="http://{OTHER}/gone.png" alt="A cat"><img src="http://1.bp.blogspot.com/x/s320/kettle.png">'
)


def serve(host: str, target: str) -> Iterable[bytes]:
    if target.endswith("gone.png"):
        return reply(status="404 Not Found")
    return reply(draw(colour="olive"), content_type="image/png")


def internet(answer: Callable[[str, str], Iterable[bytes]] = serve) -> Internet:
    return Internet(answer, {GOOGLE: [[PUBLIC]], OTHER: [[PUBLIC]]})


def bring_in(blog: Site, folder: Path, *bodies: str) -> None:
    posts = [takeout_post(number, body) for number, body in enumerate(bodies or (BODY,), start=1)]
    bring(blog, takeout(folder, *posts, kettle_png=PNG))


def work(blog: Site, web: Internet, slept: list[float] | None = None) -> None:
    naps: list[float] = [] if slept is None else slept
    fetching.take_up(place_of(blog), 1, web.web(), naps.append, lambda: sum(naps))


def ask(ada: Browser) -> Page:
    return ada.follow(ada.open("/desk/imports/1/pictures").send("/desk/imports/1/pictures", "fetch"))


def html(blog: Site) -> str:
    with blog.reading() as db:
        return db.scalars(select(PostRevision.html).order_by(PostRevision.id)).first() or ""


def states(blog: Site) -> list[tuple[str, str | None]]:
    with blog.reading() as db:
        rows = db.scalars(select(MissingPicture).order_by(MissingPicture.id))
        return [(row.state, row.reason) for row in rows]


def test_what_is_missing_is_a_link_until_the_owner_has_it_fetched(blog: Site, ada: Browser, tmp_path: Path) -> None:
    """V1"""
    bring_in(blog, tmp_path)
    with blog.reading() as db:
        path = db.scalars(select(Post.permalink)).one() or ""
    reader = blog.visitor()
    assert "[Picture: A cat]" in reader.open(path).words
    page = ada.open("/desk/imports/1")
    assert "Fetch my pictures" in page.words
    before = ada.open("/desk/imports/1/pictures")
    assert "2 pictures that your posts show were not in the export" in before.words
    assert GOOGLE in before.words
    web = internet()
    work(blog, web)
    assert web.asked == [], "nobody has asked for it"

    assert "It begins in a moment" in ask(ada).words
    work(blog, web)

    assert web.asked == [(GOOGLE, "/-x/s0/lost.png"), (OTHER, "/gone.png")]
    done = ada.open("/desk/imports/1/pictures")
    assert "1 picture came" in done.words
    assert "The picture is gone from there." in done.words
    shown = reader.open(path)
    assert shown.html.count('<img src="/media/') == 2
    assert "[Picture: A cat]" in shown.words
    assert "s1600" not in shown.html, "the link around it leads to the picture, too"
    assert all(reader.get(f"/media/{name}").status == 200 for name in names(blog))
    is_sound(blog)


def names(blog: Site) -> list[str]:
    with blog.reading() as db:
        return list(db.scalars(select(Picture.name)))


def test_it_goes_by_states_and_nothing_is_asked_twice(blog: Site, ada: Browser, tmp_path: Path) -> None:
    bring_in(blog, tmp_path, BODY, BODY)
    web = internet()
    ask(ada)
    naps: list[float] = []
    work(blog, web, naps)
    work(blog, web)

    assert [target for _, target in web.asked] == ["/-x/s0/lost.png", "/gone.png"]
    assert states(blog) == [("shown", None), ("failed", "gone"), ("shown", None), ("failed", "gone")]
    ada.follow(ada.open("/desk/imports/1/pictures").send("/desk/imports/1/pictures", "fetch"))
    work(blog, web)
    assert [target for _, target in web.asked][2:] == ["/gone.png"], "only what did not come is asked for once more"


def test_one_server_is_asked_once_a_second_at_most(blog: Site, ada: Browser, tmp_path: Path) -> None:
    bring_in(blog, tmp_path, "".join(f'<img src="http://{OTHER}/{number}.png">' for number in range(6)))
    ask(ada)
    naps: list[float] = []
    work(blog, internet(), naps)

    assert naps == [1.0] * 5


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (reply(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", content_type="image/png"), "format"),
        (reply(b"<html>", content_type="text/html"), "format"),
        (reply(PNG[:40], content_type="image/png"), "broken"),
        (reply(status="403 Forbidden"), "refused"),
        (reply(b"\x89PNG\r\n\x1a\n" + bytes(64), content_type="image/png"), "broken"),
        (reply(PNG, content_encoding="gzip"), "answer"),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: nonsense\r\n\r\n"], "answer"),
        ([b"\x00\xff" * 100], "answer"),
        (reply(status="302 Found", location="http://169.254.169.254/latest/"), "address"),
        (reply(status="302 Found", location="http://inside.example.org/"), "closed"),
        (reply(PNG, content_length=str(10**9)), "large"),
    ],
)
def test_what_is_no_picture_or_leads_inside_stays_a_link(
    blog: Site, ada: Browser, tmp_path: Path, answer: list[bytes], reason: str
) -> None:
    """V1"""
    bring_in(blog, tmp_path, f'<img src="http://{OTHER}/a.png">')
    web = internet(lambda host, target: answer)
    web.names["inside.example.org"] = [["10.0.0.1"]]
    ask(ada)
    work(blog, web)

    assert states(blog) == [("failed", reason)]
    assert names(blog) == []
    assert {host for host, _ in web.connected} == {PUBLIC}
    assert f'<a href="http://{OTHER}/a.png"' in html(blog)
    assert "Ask once more" in ada.open("/desk/imports/1/pictures").words


def test_a_busy_server_is_asked_again_later_and_then_no_more(blog: Site, ada: Browser, tmp_path: Path) -> None:
    bring_in(blog, tmp_path, f'<img src="http://{OTHER}/a.png">')
    web = internet(lambda host, target: reply(status="503 Service Unavailable"))
    ask(ada)
    for asked in (1, 2, 3, 3):
        work(blog, web)
        assert len(web.asked) == asked
        work(blog, web)
        assert len(web.asked) == asked, "not before a minute has passed"
        blog.clock.step(minutes=1, seconds=1)

    assert states(blog) == [("failed", "busy")]


def test_a_server_that_is_silent_is_not_asked_for_all_the_rest(blog: Site, ada: Browser, tmp_path: Path) -> None:
    bring_in(blog, tmp_path, "".join(f'<img src="http://lost.example.org/{number}.png">' for number in range(40)))
    ask(ada)
    for _ in range(6):
        work(blog, internet())
        blog.clock.step(minutes=1, seconds=1)

    assert states(blog) == [("failed", "name")] * 40


def test_a_post_that_was_changed_here_stays_as_it_is(blog: Site, ada: Browser, tmp_path: Path) -> None:
    bring_in(blog, tmp_path)
    blog.clock.step(minutes=1)
    assert ada.open("/desk/posts/1").send("title", "publish", body="<p>Mine now.</p>").status == 303
    web = internet()
    ask(ada)
    work(blog, web)

    assert web.asked == []
    assert "2 were left" in ada.open("/desk/imports/1/pictures").words
    with blog.reading() as db:
        assert db.get_one(Post, 1).shown.html == "<p>Mine now.</p>"


def test_it_can_be_stopped_and_goes_on_later(blog: Site, ada: Browser, tmp_path: Path) -> None:
    bring_in(blog, tmp_path)
    page = ask(ada)
    ada.follow(page.send("/desk/imports/1/pictures", "stop"))
    web = internet()
    work(blog, web)
    assert web.asked == []
    assert page.send("/desk/imports/1/pictures", "stop").status == 409

    ada.post("/desk/imports/1/pictures", {"action": "fetch"})
    work(blog, web)
    assert names(blog)
    assert "1 picture came" in ada.open("/desk/imports/1/pictures").words


def test_undoing_takes_fetched_pictures_away_and_a_second_import_finds_them(
    blog: Site, ada: Browser, tmp_path: Path
) -> None:
    bring_in(blog, tmp_path)
    ask(ada)
    work(blog, internet())
    bring(blog, takeout(tmp_path, takeout_post(1, BODY), takeout_post(2, BODY), name="more.zip"))
    with blog.reading() as db:
        later = db.scalars(select(PostRevision.html).order_by(PostRevision.id.desc())).first() or ""
    assert later.count('<img src="/media/') == 1, "what was fetched once is here"

    for number in (2, 1):
        ada.post(f"/desk/imports/{number}", {"action": "undo"})
        make_nightwatch(blog.house).do_all()
    assert names(blog) == []
    assert list((blog.settings.data / "media").iterdir()) == []
    assert ada.post("/desk/imports/1/pictures", {"action": "fetch"}).status == 409
    is_sound(blog)
