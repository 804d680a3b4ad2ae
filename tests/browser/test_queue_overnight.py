"""The morning after: two hundred pieces of spam and ten dear readers on an imported blog, in a browser."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from blog.database.engine import Database
from blog.moderation.resorting import sort_again
from tests.browser.conftest import add_owner, prepare_queue, window_on_copy
from tests.cast.serving import Served, run_blog
from tests.moderation.lessons import put_in_mind
from tests.stories.test_a_night_of_spam import FILLINGS, POST, READERS, archive_of, learn_all, offers

MOST_KEYS = 25
FIRST_LIST = "form.queue:not(.dense) article.card:visible"
# Offers of a kind that neither the blog nor its primer has ever met, no two alike: no links, only somebody's uncle.
WHO = [
    *("My uncle", "The lady from the corner", "Brother Samuel", "A stranger on the train", "Mr Adebayo", "Aunt Ro"),
    *("A family in my street", "The widow of a doctor", "Our neighbour Ines", "A man with one shoe", "Somebody's aunt"),
]
DOES = [
    *("sells __ out of a kitchen", "gave me __ for nothing", "healed my knee by __", "has made __ for thirty years"),
    *("knows the secret of __", "earned a house with __", "teaches __ by telephone", "was ill until __ came along"),
    *("sends __ to every country", "wins at __ each Friday", "has __ left for clever ones", "swears by __ before bed"),
]
THEN = [
    *("and you can have it too", "so write before it is gone", "ask for Rosa when you call", "say that I sent you"),
    *("look at my page", "nobody believes it", "the doctors do not like it", "come by, the first one is on us"),
    *("only this week", "my wife sings again", "people talk about it now", "you will thank me in spring"),
]
OFFER, OTHER = "Please subscribe to my channel and check out my songs", "Check out my channel, win $100 and subscribe"


def database_of(data: Path) -> Database:
    return Database(f"sqlite:///{data / 'blog.db'}")


def strange(number: int, seed: int) -> list[str]:
    pick = random.Random(seed).choice
    said = []
    for _ in range(number):
        parts = [(pick(WHO), pick(DOES), pick(THEN)) for _ in range(4)]
        said.append(". ".join(re.sub("__", pick(FILLINGS), " ".join(one)) for one in parts) + ".")
    return said


def night_on(folder: Path, archive: Path, spam: list[str]) -> Path:
    """The folder of a blog brought from elsewhere, which has learned what it could there; then the night came."""
    data = folder / "var"
    add_owner(data, "Mo")
    assert run_blog(data, "import", "blogger", str(archive), "--host", "kettle.example.org").returncode == 0
    learn_all(database_of(data))
    night = [(body, "Offer") for body in spam] + [(body, "Reader") for body in READERS]
    random.Random(3).shuffle(night)
    with Served(data, BLOG_LIMITS="off", BLOG_TRUSTED_PROXIES="127.0.0.1") as served:
        reader = served.client()
        form = reader.comment_form(POST)
        for number, (body, name) in enumerate(night):
            # Each from a network of its own, as such a night comes.
            here = {"X-Forwarded-For": f"198.51.{number}.7"}
            sent = reader.http.post("/comments", data={**form, "body": body, "name": name}, headers=here)
            assert sent.status_code == 303
    return data


@pytest.fixture(scope="module")
def overnight(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A blog that had seen such spam."""
    folder = tmp_path_factory.mktemp("overnight")
    return night_on(folder, archive_of(folder), offers(200, 2))


@pytest.fixture(scope="module")
def taken_by_surprise(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A blog that had never seen any spam, and now sees some that is like no other."""
    folder = tmp_path_factory.mktemp("surprise")
    return night_on(folder, archive_of(folder, spam=0), strange(200, 2))


@pytest.fixture
def morning(chromium: Any, overnight: Path, tmp_path: Path) -> Iterator[Any]:
    with window_on_copy(chromium, overnight, tmp_path / "var") as window:
        yield window.open("/desk/comments")


def test_the_night_is_over_in_twenty_five_keys_and_nothing_good_is_lost(morning: Any) -> None:
    """D3, D4: the ten first and one key each, then the spam by the page; one decision is taken back; no page loads."""
    page, pressed = morning, 0
    loads: list[str] = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))

    def press(key: str, on: str = "article.card.current") -> None:
        """The key, and until the card it was meant for is gone."""
        nonlocal pressed
        box = page.locator(f"{on} input[name=comment]").first.get_attribute("id")
        page.keyboard.press(key)
        page.locator(f"#{box}").wait_for(state="detached")
        pressed += 1

    while page.locator(FIRST_LIST).count():
        press("a" if page.locator(".current .who").inner_text().startswith("Reader") else "s")
    page.keyboard.press("z")
    page.locator(FIRST_LIST).wait_for()
    press("a")
    page.locator("form.dense article.card > input").first.focus()
    while page.locator("form.dense article.card:visible").count():
        press("Shift+S")

    assert loads == []
    assert pressed + 1 <= MOST_KEYS
    page.get_by_text("Nobody is kept waiting.").wait_for()
    assert page.locator("nav.tabs a", has_text="Approved").inner_text().endswith("50")


def test_a_night_like_no_other_is_over_in_as_many(chromium: Any, taken_by_surprise: Path, tmp_path: Path) -> None:
    """Readers lie far apart among the spam: a mouse says who is meant, a key decides; the rest goes as a whole."""
    data = tmp_path / "var"
    with window_on_copy(chromium, taken_by_surprise, data) as window:
        page, pressed, loads = window.open("/desk/comments"), [], []
        page.on("framenavigated", lambda frame: loads.append(frame.url))
        assert int(page.locator("main .wrap").get_attribute("data-good") or 0) > 200

        def press(card: Any, *keys: str) -> None:
            """The keys, and until the card is gone."""
            box = card.locator("input[name=comment]").first.get_attribute("id")
            for key in keys:
                page.keyboard.press(key)
                pressed.append(key)
            page.locator(f"#{box}").wait_for(state="detached")

        readers = page.locator(FIRST_LIST, has=page.locator(".who", has_text="Reader"))
        while page.locator(FIRST_LIST).count():
            while readers.count():
                readers.first.hover()
                press(page.locator("article.card.current", has_text="Reader"), "a")
            if page.locator(FIRST_LIST).count():
                press(page.locator(FIRST_LIST).first, "Shift+X", "Shift+S")
            if "z" not in pressed:
                # One decision is taken back, and then made after all.
                heading = page.locator("h1").inner_text()
                page.keyboard.press("z")
                pressed.append("z")
                page.locator("h1", has_not_text=heading).wait_for()
                press(page.locator(FIRST_LIST).first, "Shift+X", "Shift+S")
            # What the worker does within seconds.
            learn_all(database_of(data))
            sort_again(database_of(data))
        while page.locator("form.dense article.card:visible").count():
            press(page.locator("form.dense article.card:visible").first, "Shift+S")

        assert loads == []
        assert len(pressed) <= MOST_KEYS, pressed
        page.get_by_text("Nobody is kept waiting.").wait_for()
        assert page.locator("nav.tabs a", has_text="Approved").inner_text().endswith("50")


@pytest.fixture(scope="module")
def untaught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a blog that knows nothing, on which a reader, two offers and another reader wait in this order."""
    words = ["A word of my own about lamps.", OFFER, OTHER, "The handle of our kettle broke as well."]
    said = [{"name": f"Number {number}", "body": body} for number, body in enumerate(words)]
    return prepare_queue(tmp_path_factory.mktemp("untaught") / "var", said)


def test_the_card_that_keys_mean_stays_when_others_are_sorted_away(
    chromium: Any, untaught: Path, tmp_path: Path
) -> None:
    """A key that is pressed on an offer never falls on the reader behind it, whatever is learned in that moment."""
    with window_on_copy(chromium, untaught, tmp_path / "var") as window:
        page = window.open("/desk/comments")
        page.locator("article.card.current", has_text="about lamps").wait_for()
        database = database_of(tmp_path / "var")
        put_in_mind(database)
        assert sort_again(database) == 2

        page.keyboard.press("a")
        page.locator(".notice", has_text="1 comment approved").wait_for()
        page.get_by_text("they wait among the probable spam now").wait_for()
        first = page.locator(FIRST_LIST)
        assert [words.strip() for words in first.locator(".words").all_inner_texts()] == [
            OFFER,
            "The handle of our kettle broke as well.",
        ]
        assert page.locator("article.card.current", has_text=OFFER).count() == 1
        assert page.locator(f"article.card:has-text('{OFFER}')").count() == 1
        page.keyboard.press("s")
        page.locator(".notice", has_text="1 comment marked as spam").wait_for()
        assert page.locator("article.card.current", has_text="kettle broke").count() == 1
        assert page.locator("form.dense article.card").count() == 1


def test_a_whole_list_is_ticked_by_a_button(morning: Any) -> None:
    """What X does, for whoever has no keys: on a phone the good ones are approved and the rest is one decision."""
    page = morning
    page.get_by_role("button", name="Tick all").click()
    boxes = page.locator("form.queue:not(.dense) input[name=comment]")
    assert boxes.count() >= 10
    assert page.locator("form.queue:not(.dense) input[name=comment]:checked").count() == boxes.count()
    page.get_by_role("button", name="Tick all").click()
    assert page.locator("form.queue:not(.dense) input[name=comment]:checked").count() == 0
