"""What moderators who look on are told, and what is not theirs to hear."""

from __future__ import annotations

import contextlib
import re
import time
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from sqlalchemy import select

from blog.accounts.models import Account
from blog.accounts.people import add_account
from blog.accounts.presence import Presence
from blog.comments.models import Comment
from blog.moderation.live import QUEUE, READING, Came, Decided, Lookout, Reads, reads, words_for
from tests.cast.serving import Served, run_blog
from tests.cast.site import PASSWORD, PASSWORD_HASH, Browser, Site

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


def person(site: Site, name: str) -> Account:
    with site.reading() as db:
        found: Account = db.scalars(select(Account).where(Account.name == name)).one()
    return found


def pick(browser: Browser) -> str:
    found = re.search(r'name="comment" value="([^"]+)"', browser.open("/desk/comments").html)
    assert found is not None
    return found[1]


def test_arrivals_and_decisions_are_found_once(blog: Site, ada: Browser, nia: Browser) -> None:
    lookout = Lookout(blog.house.database)
    path = blog.publish(ada)
    blog.say(path, "Before anybody looked.")
    assert lookout.look() == []

    blog.say(path, "A word.")
    blog.say(path, "Pills", subject="a trap")
    owner = person(blog, "Ada")
    assert lookout.look() == [Came((owner.id,), good=1, spam=1, at=blog.clock())]
    assert lookout.look() == []

    card = pick(nia)
    nia.post("/desk/decisions", {"comment": card, "decision": "approved"})
    found = lookout.look()
    assert found == [Decided(card.split("@")[0], (owner.id,), person(blog, "Nia").id, "Nia", "approved")]


def test_nobody_is_told_of_their_own_doings_nor_of_what_is_not_theirs(blog: Site, ada: Browser, nia: Browser) -> None:
    blog.house.database.write(
        lambda db: add_account(db, "ivo@example.org", "Ivo", "author", PASSWORD_HASH, blog.clock())
    )
    nia_, ivo, owner = person(blog, "Nia"), person(blog, "Ivo"), person(blog, "Ada")
    decided = Decided("abcdefgh", (owner.id,), nia_.id, "Nia", "spam")

    assert words_for(nia_, decided) is None
    assert words_for(ivo, decided) is None
    assert words_for(ivo, Came((owner.id,), 1, 0, NOON)) is None
    at = int(NOON.timestamp() * 1000)
    assert words_for(ivo, Came((owner.id, ivo.id), 1, 0, NOON)) == {"kind": "came", "good": 1, "spam": 0, "at": at}
    said = words_for(owner, decided)
    assert said is not None
    assert str(said["words"]) == "Handled by Nia: spam"
    assert words_for(ivo, Reads("abcdefgh", nia_.id, "Nia")) is None


def test_reading_is_told_and_forgotten(blog: Site, nia: Browser, omar: Browser) -> None:
    presence, nia_, omar_ = Presence(), person(blog, "Nia"), person(blog, "Omar")

    said = words_for(omar_, reads(presence, nia_, "abcdefgh", blog.clock()))

    assert said is not None
    assert str(said["words"]) == "Nia is reading this"
    blog.clock.step(seconds=READING.total_seconds() + 1)
    reads(presence, omar_, "other", blog.clock())
    assert presence.others(omar_, QUEUE, "abcdefgh", blog.clock()) == []
    assert [one.name for one in presence.others(nia_, QUEUE, "other", blog.clock())] == ["Omar"]
    gone = words_for(omar_, reads(presence, nia_, "", blog.clock()))
    assert gone == {"kind": "reads", "comment": "", "who": str(nia_.id), "words": ""}


def test_only_a_stream_is_a_stream(nia: Browser) -> None:
    """L8: whoever asks in another way is answered at once."""
    assert nia.get("/desk/events").status == 204
    assert nia.client.head("/desk/events", headers={"accept": "text/event-stream"}).status_code == 200
    assert nia.post("/desk/reading", {"comment": "x" * 5000}).status == 204


@pytest.fixture
def served(tmp_path: Any) -> Any:
    data = tmp_path / "var"
    for name in ("Nia", "Omar"):
        words = ("account", "add", f"{name}@example.org", "--name", name, "--role", "owner", "--password-stdin")
        assert run_blog(data, *words, stdin=f"{PASSWORD}\n").returncode == 0
    with Served(data) as blog:
        yield blog


def test_a_stream_tells_of_another_moderator_and_ends_with_the_server(served: Served) -> None:
    """N12: a stream never keeps the server from ending."""
    nia, omar = served.client(), served.client()
    nia.sign_in("nia@example.org", PASSWORD)
    omar.sign_in("omar@example.org", PASSWORD)
    form = omar.comment_form(omar.publish("A post"))
    assert served.client().http.post("/comments", data={**form, "body": "A word.", "name": "Sol"}).status_code == 303

    lines: list[str] = []
    with nia.http.stream("GET", "/desk/events", headers={"accept": "text/event-stream"}) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        assert stream.headers["cache-control"] == "no-store"
        incoming = stream.iter_lines()
        assert next(incoming).startswith("retry:")
        omar.http.post("/desk/reading", data={"comment": "abcdefgh"})
        while not any("reads" in line for line in lines):
            lines.append(next(incoming))
        [card] = omar.waiting()
        omar.http.post("/desk/decisions", data={"comment": card, "decision": "approved"})
        while not any("decided" in line for line in lines):
            lines.append(next(incoming))
        assert any("Handled by Omar: approved" in line for line in lines)
        begun = time.monotonic()
        assert served.stop() == 0
        assert time.monotonic() - begun < 5
        with contextlib.suppress(httpx2.TransportError):
            assert "data:" not in "".join(incoming)


def test_nothing_of_a_decision_is_told_to_strangers(served: Served) -> None:
    answer = served.client().http.get("/desk/events", headers={"accept": "text/event-stream"}, follow_redirects=False)

    assert answer.status_code == 303


def test_a_comment_is_named_as_on_the_page(blog: Site, ada: Browser) -> None:
    """The script finds the card by it."""
    path = blog.publish(ada)
    blog.say(path)
    with blog.reading() as db:
        name = db.scalars(select(Comment.public_id)).one()
    assert f'id="pick-{name}"' in ada.open("/desk/comments").html
