"""The story of issue 7 from its first word to its last, in real browsers: one author, two devices, one colleague.

Nobody waits for Friday: the blog runs on a clock that is set forward.
"""

from __future__ import annotations

import base64
import contextlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.browser.conftest import Watched
from tests.browser.desk import PASTE, body, give_a_device, holds, save, says
from tests.browser.office import AS_MARKDOWN, FROM_A_WORD_PROCESSOR
from tests.browser.room import ZONE, Room, open_room
from tests.cast.site import PASSWORD
from tests.cast.soon import soon
from tests.media.drawing import draw

TRAIN = "\n\nThe train leaves the station."
TUNNEL = "\n\nAll of this was typed in a tunnel."
WORDS = re.compile(r'<div class="prose e-content">\n(.*?)\n</div>\n', re.S)


@pytest.fixture
def room(request: pytest.FixtureRequest, tmp_path: Path, chromium: Any) -> Iterator[Room]:
    yield from open_room(tmp_path, chromium, request.param)


def sign_in(window: Watched, email: str) -> Any:
    page = window.open("/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/desk")
    return page


def type_on(page: Any, words: str) -> None:
    page.locator("#w-body").focus()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(words)


@pytest.mark.parametrize("room", [1280, 390], indirect=True)
def test_from_an_old_text_to_two_hands_on_one_post(room: Room) -> None:
    author = room.open_window()
    paste_an_old_text(room, author)
    lose_the_connection(author, room.path)
    find_it_on_the_laptop(room)
    take_up_what_was_typed_in_the_tunnel(room, author)
    drop_in_a_photo(room, author)
    schedule_for_friday(room, author)
    show_a_friend(room, author)
    friday_comes(room)
    colleague = invite_a_colleague(room)
    edit_with_four_hands(room, author, colleague)


def paste_an_old_text(room: Room, author: Watched) -> None:
    page = sign_in(author, "ines@example.org")
    page.get_by_role("link", name="Posts").first.click()
    page.get_by_role("link", name="New post").click()
    # Only then has the script run that turns what is pasted into Markdown.
    page.wait_for_load_state()
    page.get_by_label("Title").fill("The old harbour")
    page.evaluate(PASTE, ["html", FROM_A_WORD_PROCESSOR])
    holds(page, AS_MARKDOWN)
    save(page)
    assert "Saved." in page.locator(".saved").inner_text()
    room.path = page.url.removeprefix(author.url).partition("?")[0]
    author.check_quiet()


def lose_the_connection(author: Watched, path: str) -> None:
    page = author.open(path)
    page.wait_for_load_state()
    # What the page says may still be about a keeping before this one.
    with page.expect_response(lambda answer: _keeps(answer, TRAIN.strip())):
        type_on(page, TRAIN)
    says(page, "Kept as you type")
    author.context.set_offline(True)
    type_on(page, TUNNEL)
    says(page, "No connection")
    # The battery is empty: a window that is closed would be online again for its last moment, and send all it has.
    with page.expect_event("crash"), contextlib.suppress(Exception):
        page.goto("chrome://crash", timeout=2000)
    page.close()


def find_it_on_the_laptop(room: Room) -> None:
    home = room.open_window()
    sign_in(home, "ines@example.org")
    page = home.open(room.path)
    page.locator(".kept:visible", has_text="never saved").get_by_role("link", name="Take it up").click()
    holds(page, AS_MARKDOWN + TRAIN)
    home.check_quiet()


def take_up_what_was_typed_in_the_tunnel(room: Room, author: Watched) -> None:
    author.context.set_offline(False)
    author.missed.clear()
    author.page = page = author.context.new_page()
    author.open(room.path)
    offered = page.locator(".kept:visible", has_text="on this device")
    offered.get_by_role("button", name="Take it up").click()
    holds(page, AS_MARKDOWN + TRAIN + TUNNEL)
    says(page, "Kept as you type")
    # The laptop finds it now, before anybody has saved.
    home = room.windows[1]
    home.open(room.path)

    home.page.get_by_role("link", name="Take it up").first.click()
    holds(home.page, AS_MARKDOWN + TRAIN + TUNNEL)
    save(page)
    assert "Saved." in page.locator(".saved").inner_text()
    assert body(author.open(room.path)) == AS_MARKDOWN + TRAIN + TUNNEL
    assert page.locator(".kept:visible").count() == 0


def drop_in_a_photo(room: Room, author: Watched) -> None:
    page = author.page
    type_on(page, "\n\n")
    page.evaluate(PASTE, ["file", base64.b64encode(draw()).decode()])
    page.get_by_text("Say between the brackets what it shows.").wait_for()
    with page.expect_response(lambda answer: _previews(answer, "A red kettle on the quay")) as answer:
        page.keyboard.insert_text("A red kettle on the quay")
    room.previewed = answer.value.body()
    page.locator("#preview figure img[alt='A red kettle on the quay']").wait_for()
    assert re.search(r"!\[A red kettle on the quay]\(/media/[^)]+\)", body(page))


def _keeps(answer: Any, words: str) -> bool:
    return answer.url.endswith("/desk/unsaved") and answer.ok and words in answer.request.post_data.replace("+", " ")


def _previews(answer: Any, words: str) -> bool:
    return answer.url.endswith("/desk/preview") and answer.ok and words in answer.request.post_data.replace("+", " ")


def schedule_for_friday(room: Room, author: Watched) -> None:
    page = author.page
    friday = next_friday()
    page.get_by_label(f"Published at ({ZONE})").fill(friday.strftime("%Y-%m-%d %H:%M"))
    save(page, "schedule")
    said = page.locator(".saved").inner_text()
    assert f"It appears by itself on Friday, {friday:%B} {friday.day}" in said
    assert f"09:00 ({ZONE})." in said
    room.permalink = page.get_by_label("Permalink").input_value()
    assert room.read(room.permalink).status_code == 404
    assert not room.read("/feeds/posts/default").text.count("The old harbour")


def next_friday() -> datetime:
    """The one that is at least an hour away, at nine in the morning where the blog is."""
    day = datetime.now(ZoneInfo(ZONE)).replace(hour=9, minute=0, second=0, microsecond=0)
    while day.weekday() != 4 or day < datetime.now(UTC) + timedelta(hours=1):
        day += timedelta(days=1)
    return day


def show_a_friend(room: Room, author: Watched) -> None:
    page = author.open(f"{room.path}/links")
    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_label("Address of the link").input_value()
    friend = room.open_window()
    read = friend.open(address.removeprefix(room.served.url))
    assert read.get_by_role("heading", level=1).inner_text() == "The old harbour"
    assert "All of this was typed in a tunnel." in read.locator(".prose").inner_text()
    assert friend.context.cookies() == []
    friend.check_quiet()
    page.get_by_role("button", name="End it").click()
    page.get_by_text("There is no private link to this post now.").wait_for()
    again = read.reload()
    assert again is not None and again.status == 404
    assert "tunnel" not in read.locator("body").inner_text()
    author.check_quiet()


def friday_comes(room: Room) -> None:
    friday = next_friday()
    room.clock.move_to(friday - timedelta(minutes=5))
    assert room.read(room.permalink).status_code == 404
    room.clock.move_to(friday + timedelta(minutes=1))
    assert soon(lambda: room.read(room.permalink).status_code == 200)
    assert words_of(room) == room.previewed, "the page is what its author saw"
    assert room.read("/feeds/posts/default").text.count("<entry>") == 1
    assert len(re.findall(r"<h2[^>]*><a href", room.read("/").text)) == 1
    assert f"{friday:%B} {friday.day}, {friday.year}" in room.read(room.permalink).text


def words_of(room: Room) -> bytes:
    """The published post, byte for byte."""
    found = WORDS.search(room.read(room.permalink).text)
    return found[1].encode() if found else b""


def invite_a_colleague(room: Room) -> Watched:
    owner = room.open_window()
    sign_in(owner, "olive@example.org")
    page = owner.open("/desk/people")
    page.get_by_label("E-mail").fill("kim@example.org")
    page.get_by_label("Role", exact=True).select_option(label="Editor")
    page.get_by_role("button", name="Invite").click()
    page.get_by_text("The letter is on its way").wait_for()
    owner.check_quiet()
    letters = [letter for to, letter in room.office.wait_for(1) if "kim@example.org" in to]
    link = re.search(rf"{re.escape(room.served.url)}(/-/invitations/\S+)", str(letters[0].get_content()))
    assert link is not None

    colleague = room.open_window()
    give_a_device(colleague)
    page = colleague.open(link[1])
    assert "Your role: Editor." in page.locator("main").inner_text()
    page.get_by_label("Your name").fill("Kim")
    page.get_by_label("Password").fill("seven kettles on a shelf")
    page.get_by_role("button", name="Come in").click()
    page.wait_for_url("**/desk")
    colleague.open("/desk/you/signing-in")
    page.get_by_label("Name of the new passkey").fill("Kim’s laptop")
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**?done=passkey")
    page.get_by_role("button", name="Sign out", exact=True).first.click()
    page.wait_for_url(f"{room.served.url}/")
    colleague.open("/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/desk")
    assert "Good to see you, Kim" in page.locator("main").inner_text()
    return colleague


def edit_with_four_hands(room: Room, author: Watched, colleague: Watched) -> None:
    """Both have it open; Kim is first, and Ines loses nothing."""
    page, other = author.open(room.path), colleague.open(room.path)
    before = body(page)
    theirs, mine = before.replace("The train", "The bus"), before.replace("in a tunnel", "under the sea")
    assert before not in (theirs, mine)
    other.locator("#w-body").fill(theirs)
    save(other)
    page.locator("#w-body").fill(mine)
    says(page, "Another version was saved meanwhile")
    save(page)
    assert "Kim saved another version" in page.locator(".conflict").inner_text()
    shown = {kind: page.locator(f".conflict {kind}").all_inner_texts() for kind in ("del", "ins")}
    assert any("bus" in words for words in shown["del"]) and any("train" in words for words in shown["ins"])
    assert body(page) == mine
    assert page.get_by_label("The other text whole").input_value() == theirs
    assert body(colleague.open(room.path)) == theirs, "nothing is overwritten"
    page.get_by_role("button", name="Bring both together").click()
    holds(page, mine.replace("The train", "The bus"))
    page.get_by_role("button", name="Save what is in the box").click()
    page.wait_for_url("**done=kept")
    both = colleague.open(room.path)
    assert "The bus" in body(both) and "under the sea" in body(both)
    assert words_of(room) == room.previewed, "readers keep what was published until somebody publishes"
    colleague.check_quiet()
