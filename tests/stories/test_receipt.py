"""The receipt promises only what is true: when, why, how long, and what its writer can still do."""

from __future__ import annotations

import re

import pytest

from blog.comments.reasons import REASONS
from blog.moderation.waits import ENOUGH
from tests.cast.site import Browser, Page, Site
from tests.stories.test_first_day import waiting


def decide_all(nia: Browser, decision: str = "approved", reason: str = "") -> None:
    for key in waiting(nia):
        nia.post("/desk/decisions", {"comment": key, "decision": decision, "reason": reason})


def send_many(blog: Site, path: str, number: int) -> None:
    for one in range(number):
        blog.say(path, body=f"Word {one} of {number}, at {blog.clock.now}.", name=f"Reader {one}")
        blog.clock.step(seconds=30)


@pytest.mark.parametrize(
    ("after", "words"),
    [
        ({"minutes": 20}, "no more than an hour"),
        ({"hours": 3}, "no more than a few hours"),
        ({"hours": 20}, "no more than a day"),
        ({"days": 3}, "no more than a few days"),
        ({"days": 7}, "no more than a week"),
        ({"days": 30}, "may well take more than a week"),
    ],
)
def test_the_usual_wait_is_told_in_coarse_words(blog: Site, ada: Browser, after: dict[str, float], words: str) -> None:
    """C10"""
    path = blog.publish(ada)
    send_many(blog, path, ENOUGH)
    blog.clock.step(**after)
    decide_all(blog.staff("Nia", "moderator"))
    receipt = blog.say(path, body="And mine?")
    assert words in receipt.words
    assert not re.search(r"\b(line|ahead|position|\d+ (min|h|hours|days))\b", receipt.words)


def test_nothing_is_said_of_the_usual_wait_before_enough_is_known(blog: Site, ada: Browser, nia: Browser) -> None:
    """Nineteen decisions of people on readers' comments; spam, and what the desk writes itself, do not count."""
    path = blog.publish(ada)
    send_many(blog, path, ENOUGH - 1)
    decide_all(nia, "rejected")
    for number in range(3):
        blog.clock.step(minutes=20)
        ada.open(path).send("comment-form", body=f"From the house {number}.", name="Ada")
        blog.say(path, body=f"Buy {number}.")
        decide_all(nia, "spam")
    assert "Usually" not in blog.say(path, body="And mine?").words
    decide_all(nia)
    assert "Usually it takes no more than an hour." in blog.say(path, body="And this one?").words


def test_who_has_waited_longer_than_usual_is_not_told_the_usual(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    send_many(blog, path, ENOUGH)
    decide_all(nia)
    receipt = blog.say(path, body="And mine?")
    blog.clock.step(hours=2)
    later = receipt.browser.open(receipt.path)
    assert "Usually it" not in later.words
    assert "It takes longer this time than it usually does." in later.words


@pytest.mark.parametrize(
    ("settings", "post", "sentence"),
    [
        ({}, {}, "Every reader’s comment here waits until a moderator has read it."),
        ({"comments_rule": "moderated"}, {}, "Every comment here waits until a moderator has read it."),
        ({}, {"comments": "moderated"}, "Every comment on this post waits until a moderator has read it."),
        (
            {"comments_after_days": "3", "comments_after_rule": "moderated"},
            {},
            "This post is older than 3 days. Every comment on it waits until a moderator has read it.",
        ),
    ],
)
def test_why_it_waits_follows_from_the_policy_in_force(
    blog: Site, ada: Browser, settings: dict[str, str], post: dict[str, str], sentence: str
) -> None:
    path = blog.publish(ada, **post)
    ada.open("/desk/settings").send("title", **settings)
    blog.clock.step(days=4)
    receipt = blog.say(path)
    assert sentence in receipt.words
    # Nobody reads there what any check thinks of it.
    assert not re.search(r"points|e-mail address was given|nothing to go on|spam", receipt.words)


def test_a_tag_that_makes_comments_wait_is_named(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada, tags="Kettles")
    tags = ada.open("/desk/tags")
    tags.send("rule-1", **{"rule-1": "moderated"})
    assert "Under posts about “Kettles” every comment waits" in blog.say(path).words


def test_a_rejected_comment_says_when_and_why_from_the_public_list(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    receipt = blog.say(path, body="You are a spoon. https://pills.example")
    blog.clock.step(minutes=30)
    queue = nia.open("/desk/comments")
    for code, words in REASONS.items():
        assert f'<option value="{code}">{words}</option>' in queue.html
        assert str(words) in blog.visitor().open("/moderation").words
    decide_all(nia, "rejected", "insult")
    seen = receipt.browser.open(receipt.path)
    assert "Status: rejected" in seen.words
    assert "Reason It attacks a person instead of what was said." in seen.words
    assert "Decided: rejected Oct 9, 12:30" in seen.words
    assert 'href="https://pills.example' not in seen.html
    # Withdrawing and putting back hides nothing of it.
    back = withdraw_and_restore(seen)
    assert "It attacks a person instead of what was said." in back.words


def withdraw_and_restore(page: Page) -> Page:
    gone = page.browser.follow(page.browser.post(page.path, {"action": "withdraw"}))
    assert "You took your comment back" in gone.words
    return page.browser.follow(page.browser.post(page.path, {"action": "restore"}))


def test_links_in_a_waiting_text_are_not_live_and_come_alive_with_the_approval(
    blog: Site, ada: Browser, nia: Browser
) -> None:
    path = blog.publish(ada)
    receipt = blog.say(path, body="See https://kettle.example/ and [this](https://kettle.example/b).")
    assert 'href="https://kettle.example' not in receipt.html
    assert "https://kettle.example/" in receipt.words
    decide_all(nia)
    assert 'href="https://kettle.example/b"' in receipt.browser.open(receipt.path).html
    edited = receipt.browser.follow(receipt.browser.open(receipt.path).send("body", body="Now https://other.example/"))
    assert 'href="https://other.example' not in edited.html


def test_a_receipt_is_the_same_whatever_the_screening_thinks(blog: Site, ada: Browser) -> None:
    """It must not tell a spammer what to change."""
    path = blog.publish(ada)
    plain = blog.say(path, body="A word about kettles.")
    form = blog.visitor().open(path)
    caught = form.browser.follow(form.send("comment-form", body="A word about pills.", name="Sol", subject="a trap"))
    clean = [re.sub(r"kettles|pills", "", page.words) for page in (plain, caught)]
    assert clean[0] == clean[1]
