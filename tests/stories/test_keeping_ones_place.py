"""Decisions without scripts: reading goes on where it was, ticks stay ticked, and Undo says what it takes back."""

from __future__ import annotations

import re

import pytest

from blog.comments.models import Lane
from tests.cast.site import Browser, Page, Site
from tests.moderation.makers import make_comment, make_post

CARDS = 30


@pytest.fixture
def long_list(blog: Site, nia: Browser) -> Page:
    """Nia's queue: 32 wait."""
    with blog.house.database.writing() as db:
        post = make_post(db)
        for number in range(CARDS + 2):
            make_comment(db, post, f"The word of number {number:02}, who is nobody else.")
    return nia.open("/desk/comments")


def boxes(page: Page) -> dict[str, bool]:
    """ID@SEEN of the cards in their order, and whether each is ticked."""
    found = re.findall(r'<input type="checkbox" name="comment" value="([^"]+)" id="[^"]+"( checked)? ', page.html)
    return {value: bool(ticked) for value, ticked in found}


def sent_from(page: Page, *ticked: str, only: str = "", decision: str = "") -> Page:
    """The form of the list with these ticked, by a card's own button or by one for all."""
    pressed = [("only", only)] if only else [("decision", decision)]
    kept = [(name, value) for name, value in page.form("order").fields if name not in ("comment", "reason", "note")]
    return page.browser.post("/desk/decisions", [*kept, *(("comment", one) for one in ticked), *pressed])


def test_reading_goes_on_at_the_next_card_and_ticks_stay(long_list: Page) -> None:
    first, second, third, *_, last = boxes(long_list)
    answer = sent_from(long_list, third, last, only=f"{first}:approved")
    assert answer.location.endswith(f"#pick-{second.partition('@')[0]}")
    after = long_list.browser.follow(answer)
    assert [pick for pick, ticked in boxes(after).items() if ticked] == [third, last]
    assert f'id="pick-{second.partition("@")[0]}"' in after.html

    answer = sent_from(after, only=f"{list(boxes(after))[-1]}:spam")
    assert answer.location.endswith(f"#pick-{last.partition('@')[0]}"), "behind the last is none"


def test_one_stays_on_the_page_one_has_come_to(long_list: Page) -> None:
    second = long_list.browser.open(
        re.findall(r'href="([^"]+)">More comments', long_list.html)[0].replace("&amp;", "&")
    )
    one, other = boxes(second)
    after = long_list.browser.follow(sent_from(second, only=f"{one}:approved"))
    assert list(boxes(after)) == [other] and "From the beginning" in after.words

    undone = long_list.browser.follow(after.send("action"))
    assert len(boxes(undone)) == 2
    end = long_list.browser.follow(sent_from(undone, *boxes(undone), decision="spam"))
    assert "Nothing waits further down this list." in end.words and "30 comments are waiting" in end.words
    assert boxes(end) == {}


def test_an_address_that_was_tampered_with_leads_to_the_beginning(long_list: Page) -> None:
    first = next(iter(boxes(long_list)))
    kept = [("status", "pending"), ("place", "after_good=nonsense&after=7-7-7"), ("only", f"{first}:approved")]
    answer = long_list.browser.post("/desk/decisions", kept)
    assert answer.status == 303 and "after" not in answer.location
    assert "31 comments are waiting" in long_list.browser.follow(answer).words


def test_a_whole_page_is_ticked_by_a_link(long_list: Page) -> None:
    link = re.findall(r'<noscript><a class="plain-link" href="([^"]+)">Tick all</a></noscript>', long_list.html)
    page = long_list.browser.open(link[0].replace("&amp;", "&"))
    assert list(boxes(page).values()) == [True] * CARDS
    after = long_list.browser.follow(sent_from(page, *boxes(page), decision="spam"))
    assert "30 comments marked as spam" in after.words and len(boxes(after)) == 2


def test_no_undo_of_something_else_is_offered_where_somebody_was_faster(
    long_list: Page, blog: Site, omar: Browser
) -> None:
    first, second, third = list(boxes(long_list))[:3]
    nia = long_list.browser
    nia.follow(sent_from(long_list, second, third, decision="spam"))
    sent_from(omar.open("/desk/comments"), only=f"{first}:approved")

    late = nia.follow(sent_from(long_list, only=f"{first}:approved"))
    assert "1 comment was so already." in late.words and "Undo" not in late.words
    assert "Your last decision: 2 comments marked as spam. Undo" in nia.open("/desk/comments").words


def test_what_is_left_after_the_readers_is_called_by_its_name(blog: Site, nia: Browser) -> None:
    with blog.house.database.writing() as db:
        make_comment(db, make_post(db), lane=Lane.SPAM)
    page = nia.open("/desk/comments")
    assert "What is left is probably spam." in page.words and "Nobody is kept waiting" not in page.words
    assert '<a href="#spam-lane">1 more is probably spam</a>' in page.html
