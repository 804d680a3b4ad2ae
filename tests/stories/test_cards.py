"""The picture of a post where its address is passed on: a card, for what readers see and nothing else."""

from __future__ import annotations

import io
import re
from urllib.robotparser import RobotFileParser

import pytest
from PIL import Image, ImageFont

from blog.markup.spelling import HAS, MARKS, TURNED, spell
from blog.media.cards import MARGIN, draw_card
from blog.site.cards import HEIGHT, WIDTH, Card
from blog.site.looks import SCHEMES
from tests.cast.site import Browser, Page, Site


def meta(page: Page, name: str) -> str:
    found = re.search(rf'<meta (?:property|name)="{name}" content="([^"]*)">', page.html)
    return found[1] if found else ""


def card_at(blog: Site, path: str) -> str:
    """The path of a page's card."""
    image = meta(blog.visitor().get(path), "og:image")
    assert image.startswith(f"{blog.settings.url}/-/card/"), image
    return image.removeprefix(blog.settings.url)


def test_a_post_has_a_card_that_its_page_names_with_its_measures(blog: Site, ada: Browser, sol: Browser) -> None:
    page = sol.get(blog.publish(ada, title="The second kettle"))
    answer = sol.client.get(meta(page, "og:image"))

    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert picture.size == (WIDTH, HEIGHT)
    assert (meta(page, "og:image:width"), meta(page, "og:image:height")) == ("1200", "630")
    assert meta(page, "og:image:alt") == "The second kettle"
    assert meta(page, "twitter:card") == "summary_large_image"


def test_a_card_is_sent_as_it_is_whatever_is_taken(blog: Site, ada: Browser, sol: Browser) -> None:
    """A picture is as small as it gets."""
    path = card_at(blog, blog.publish(ada))
    answers = [sol.client.get(path, headers={"accept-encoding": taken}) for taken in ("gzip", "identity", "gzip")]
    assert not [answer for answer in answers if "content-encoding" in answer.headers]
    assert len({(answer.headers["etag"], answer.content) for answer in answers}) == 1
    known = {"accept-encoding": "gzip", "if-none-match": answers[0].headers["etag"]}
    again = sol.client.get(path, headers=known)
    assert (again.status_code, again.headers["etag"]) == (304, answers[0].headers["etag"])


def test_the_blog_has_one_too(blog: Site, ada: Browser) -> None:
    assert blog.visitor().get(card_at(blog, "/")).status == 200


def test_robots_that_show_a_page_elsewhere_may_ask_for_its_card(blog: Site, ada: Browser, sol: Browser) -> None:
    robots = RobotFileParser()
    robots.parse(sol.get("/robots.txt").html.splitlines())
    assert robots.can_fetch("Twitterbot", card_at(blog, blog.publish(ada)))
    assert robots.can_fetch("Googlebot", "/-/accent/a.css")
    assert not robots.can_fetch("Twitterbot", "/-/own-data")


def test_another_title_has_another_address_and_the_old_one_leads_there(blog: Site, ada: Browser, sol: Browser) -> None:
    path = blog.publish(ada, title="One")
    old = card_at(blog, path)
    ada.open("/desk/posts/1").send("title", "publish", title="Two")
    new = card_at(blog, path)

    assert old != new
    assert (sol.get(old).status, sol.get(old).location) == (302, new)


def test_another_look_has_another_address(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada)
    old = card_at(blog, path)
    ada.open("/desk/settings").send("tagline", look="almanac")
    assert card_at(blog, path) != old


def test_it_is_drawn_once_and_kept_as_pages_are(
    blog: Site, ada: Browser, sol: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Card] = []

    def draw(card: Card) -> bytes:
        drawn.append(card)
        return draw_card(card)

    monkeypatch.setattr("blog.media.cards.draw_card", draw)
    card = card_at(blog, blog.publish(ada))
    first, second = sol.client.get(card), sol.client.get(card)
    known = sol.client.get(card, headers={"if-none-match": first.headers["etag"]})
    head = sol.client.head(card)

    assert first.content == second.content
    assert "immutable" in first.headers["cache-control"]
    assert (known.status_code, head.status_code, head.content) == (304, 200, b"")
    assert len(drawn) == 1


@pytest.mark.parametrize(("button", "status"), [("withdraw", 404), ("delete", 410)])
def test_with_its_post_a_card_goes(blog: Site, ada: Browser, sol: Browser, button: str, status: int) -> None:
    card = card_at(blog, blog.publish(ada))
    assert sol.get(card).status == 200
    ada.open("/desk/posts/1").send("title", button)
    assert sol.get(card).status == status


def test_what_readers_do_not_see_has_none(blog: Site, ada: Browser, sol: Browser) -> None:
    ada.post("/desk/posts/new", {"title": "A draft", "action": "save"})
    ada.post("/desk/posts/new", {"title": "Later", "action": "schedule", "published_at": "2030-03-03 10:00"})
    for name in ("1", "2", "3", "99999999999999999", "0"):
        assert sol.get(f"/-/card/{name}-0123456789abcdef.png").status == 404
    for name in ("x.png", "1.png", "1-0123456789abcdef.jpg", "1-0123456789ABCDEF.png", "%00", "blog-.png"):
        assert sol.get(f"/-/card/{name}").status == 404


@pytest.mark.parametrize("title", ["茶壺的故事", "إبريق الشاي", "Tea 🫖", "Łódź", "Чайник"])
def test_a_title_that_the_font_cannot_draw_has_no_card(blog: Site, ada: Browser, sol: Browser, title: str) -> None:
    page = sol.get(blog.publish(ada, title=title))
    assert (meta(page, "og:image"), meta(page, "twitter:card")) == ("", "summary")
    assert sol.get("/-/card/1-0123456789abcdef.png").status == 404


def test_a_blog_whose_name_cannot_be_drawn_leaves_it_out(blog: Site, ada: Browser, sol: Browser) -> None:
    ada.open("/desk/settings").send("tagline", title="茶壺")
    card = card_at(blog, blog.publish(ada, title="A kettle"))
    assert sol.get(card).status == 200
    assert meta(sol.get("/"), "og:image") == ""


@pytest.mark.parametrize(
    "title",
    [
        "x",
        "W" * 500,
        "i" * 499,
        "a " * 250,
        "Ñ" * 300,
        "—" * 120,
        "¿Dónde está el niño? " * 20,
        "Donaudampfschifffahrtsgesellschaftskapitän und sein Wasserkessel",
        "“" * 500,
        "jgpqy" * 100,
    ],
)
def test_words_of_any_length_stay_inside(title: str) -> None:
    spelled = spell(title)
    assert spelled is not None
    light = SCHEMES["proof"][0]
    card = Card(spelled, spelled, spelled, light.paper, light.ink, light.ink_2, light.paper)
    with Image.open(io.BytesIO(draw_card(card))) as picture:
        drawn = picture.convert("L").point(lambda value: 255 if value < 200 else 0)
    box = drawn.getbbox()
    assert box is not None, "something is drawn"
    left, top, right, bottom = box
    assert left >= MARGIN - 12
    assert right <= WIDTH - MARGIN + 12
    assert top >= 40
    assert bottom <= HEIGHT - 30


def test_the_letters_said_to_be_in_the_font_are_in_it() -> None:
    font = ImageFont.load_default(40)
    missing = bytes(font.getmask("\uffff"))
    assert [sign for sign in sorted(HAS) if bytes(font.getmask(sign)) == missing] == []
    assert set("".join((*MARKS.values(), *TURNED.values()))) <= HAS


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("Tea", ("T", "e", "a")),
        ("é", ("e\N{COMBINING ACUTE ACCENT}",)),
        ("e\N{COMBINING ACUTE ACCENT}", ("e\N{COMBINING ACUTE ACCENT}",)),
        ("œ\N{NO-BREAK SPACE}?", ("o", "e", " ", "?")),
        ("", ()),
        ("ệ", None),
        ("\N{COMBINING ACUTE ACCENT}", None),
        ("\N{RIGHT-TO-LEFT OVERRIDE}x", None),
    ],
)
def test_words_are_spelled_with_what_the_font_has(text: str, spelled: tuple[str, ...] | None) -> None:
    assert spell(text) == spelled
