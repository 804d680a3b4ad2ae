"""An imported blog, and a night in which two hundred pieces of spam and ten dear readers came."""

from __future__ import annotations

import random
import re
from pathlib import Path

from sqlalchemy import func, select

from blog.comments.models import Comment, CommentRevision, Lane, Status
from blog.database.engine import Database
from blog.moderation.learning import learn, train
from tests.cast.site import Browser, Page, Site
from tests.importers.bringing import bring, takeout
from tests.importers.exports import takeout_comment, takeout_post

POST = "/2009/08/post-1.html"
# In the place of __ stands one of several words.
OFFERS = [
    "Hey friends, check out my new __ channel and subscribe please, we post __ every day at http://__.example/c",
    "I earn a lot of money with __ from home, click http://__.example/win and see how __ can change your life",
    "Cheap __ pills without prescription, order __ today at http://__.example and save",
    "Great article! Please visit my website about __ at http://__.example/visit for the best __ offers",
    "Subscribe to my __ channel for free gift cards and watch my videos about __ please",
    "Make money online with __, join now for free at http://__.example/join and tell your __",
]
FILLINGS = [
    *("crypto", "casino", "music", "garden", "travel", "beauty", "fitness"),
    *("gaming", "trading", "fashion", "loans", "movies", "cooking", "phones"),
]
READERS = [
    "My grandmother had the same kettle, and it sang in the same key.",
    "I think the handle breaks because the screw is too short.",
    "Thank you for writing this down; I had forgotten about the repair café.",
    "We have mended ours twice. The second time with a wooden spoon.",
    "Is the café still open on Saturdays? I would bring a lamp.",
    "What a lovely picture of the old table.",
    "I disagree about gas: our electric one is quicker and does not whistle.",
    "The enamel on mine is gone inside. Is it still safe to drink from?",
    "Jun, if you read this: I still have your screwdriver.",
    "It took me three evenings, and in the end my daughter found the leak.",
]
KNOWN = [
    "I liked reading about the {} you mended last week.",
    "Our {} broke in the same place, and nobody had a spare part.",
    "Where did you find the screws for the {}? Ours are too long.",
    "My brother repairs a {} every winter, just for the quiet of it.",
]
THINGS = ["toaster", "lamp", "radio", "bicycle", "clock", "chair", "mixer", "iron", "kettle", "sewing-machine"]


def offers(number: int, seed: int) -> list[str]:
    turns = random.Random(seed)
    return [re.sub("__", lambda _: turns.choice(FILLINGS), turns.choice(OFFERS)) + f" {n}" for n in range(number)]


def waiting(blog: Site) -> dict[Lane, dict[str, int]]:
    """How many wait, by lane and name."""
    number = select(Comment.name, func.count()).join(CommentRevision, CommentRevision.id == Comment.newest_revision_id)
    number = number.where(Comment.status == Status.PENDING).group_by(Comment.name)
    with blog.reading() as db:
        found = {lane: db.execute(number.where(CommentRevision.lane == lane)).all() for lane in Lane}
    return {lane: {row[0]: row[1] for row in rows} for lane, rows in found.items()}


def lanes(blog: Site) -> dict[tuple[str, str], int]:
    with blog.reading() as db:
        query = select(Comment.name, func.count(), Comment.status).group_by(Comment.name, Comment.status)
        return {(row[0], row[2]): row[1] for row in db.execute(query)}


def keys_of(html: str) -> list[str]:
    return re.findall(r'name="comment" value="([^"]+)"', html)


def archive_of(folder: Path, spam: int = 40) -> Path:
    """An export: forty comments that were approved there and so many that were spam."""
    good = [known.format(thing) for known in KNOWN for thing in THINGS]
    told = [(body, "LIVE") for body in good] + [(body, "SPAM_COMMENT") for body in offers(spam, 1)]
    entries = [takeout_comment(100 + n, 1, body=body, status=status) for n, (body, status) in enumerate(told)]
    return takeout(folder, takeout_post(1, title="The kettle"), *entries)


def learn_all(database: Database) -> None:
    """What the worker does by and by."""
    while learn(database):
        pass
    train(database)


def imported(blog: Site, folder: Path) -> None:
    bring(blog, archive_of(folder))
    learn_all(blog.house.database)


def good_lane(page: Page) -> str:
    return page.html.partition('id="spam-lane"')[0]


def test_the_ten_stand_first_and_the_spam_goes_by_the_page(blog: Site, nia: Browser, tmp_path: Path) -> None:
    """D3, D13, M6: nothing good is lost, few decisions are enough, and one of them is taken back."""
    imported(blog, tmp_path)
    night = [(body, "Offer") for body in offers(200, 2)] + [(body, "Reader") for body in READERS]
    random.Random(3).shuffle(night)
    for number, (body, name) in enumerate(night):
        blog.clock.step(minutes=2)
        assert blog.say(POST, body, name=name).status == 200, number
    page = nia.open("/desk/comments")

    by_lane = waiting(blog)
    assert by_lane[Lane.GOOD]["Reader"] == 10
    assert "Reader" not in by_lane[Lane.SPAM]
    assert by_lane[Lane.SPAM]["Offer"] >= 198
    assert all(words.split("'")[0] in good_lane(page) for words in READERS)

    decisions = 0
    while ticked := keys_of(page.html.partition('id="spam-lane"')[2]):
        assert nia.post("/desk/decisions", {"comment": ticked, "decision": "spam"}).status == 303
        page = nia.open("/desk/comments")
        decisions += 1
    assert decisions <= 3
    assert lanes(blog)["Reader", Status.PENDING] == 10
    nia.open("/desk/comments").send("/desk/undos")
    assert lanes(blog)["Offer", Status.PENDING] > 0
