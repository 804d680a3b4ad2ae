"""The form that decides on a whole list, as people meet it: what it says, what it refuses, and how it goes on."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from blog.accounts.models import Account
from blog.moderation import sweeps
from blog.moderation.models import LogEntry
from blog.moderation.sweeps import Reach
from tests.cast.site import Browser, Site
from tests.moderation.makers import NOW


@pytest.fixture
def path(blog: Site, ada: Browser) -> str:
    return blog.publish(ada)


def test_a_list_is_decided_by_its_form_and_the_queue_says_so(blog: Site, path: str, nia: Browser) -> None:
    for number in range(3):
        blog.say(path, f"Kettle number {number}.")
    blog.say(path, "Of ferries.")
    seen = nia.open("/desk/comments?words=kettle")
    assert "Decide on all 3 that match" in seen.words
    answer = nia.post("/desk/sweeps", {**dict(seen.form("/desk/sweeps").fields), "decision": "spam"})
    assert answer.status == 303
    back = nia.follow(answer)
    assert "3 comments marked as spam." in back.words
    assert "Undone for 3 comments." in nia.follow(nia.post("/desk/undos", back.form("/desk/undos").filled())).words


def test_a_list_beyond_one_go_shows_its_progress_and_its_end(
    blog: Site, path: str, ada: Browser, nia: Browser, omar: Browser
) -> None:
    ada.open("/desk/settings").send("tagline", bulk_size="2")
    for number in range(3):
        blog.say(path, f"Kettle number {number}.")
    form = dict(nia.open("/desk/comments?words=kettle").form("/desk/sweeps").fields)
    back = nia.follow(nia.post("/desk/sweeps", {**form, "decision": "spam"}))
    assert "Marking 3 comments as spam: 0 are done." in back.words
    assert "goes on in the background" in back.words
    assert "Nia: Marking 3 comments as spam: 0 are done." in omar.open("/desk/comments").words
    assert back.form("/desk/undos").method == "post"
    blog.work()
    done = nia.open("/desk/comments").words
    assert "Marking" not in done
    assert "Your last decision: 3 comments marked as spam." in done


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"token": "", "decision": "spam"}, 422),
        ({"token": "nonsense", "decision": "spam"}, 422),
        ({"decision": "ban"}, 422),
        ({"decision": "pending"}, 422),
        ({"decision": "spam", "reason": "r" * 201}, 422),
        ({"token": "OMAR'S", "decision": "spam"}, 422),
    ],
)
def test_a_form_that_is_none_decides_nothing(
    blog: Site, path: str, nia: Browser, omar: Browser, fields: dict[str, str], status: int
) -> None:
    blog.say(path, "A kettle.")
    form = dict(nia.open("/desk/comments?words=kettle").form("/desk/sweeps").fields)
    other = omar.open("/desk/comments?words=kettle").form("/desk/sweeps").value("token")
    sent = {**form, **{name: value.replace("OMAR'S", other) for name, value in fields.items()}}
    assert nia.post("/desk/sweeps", sent).status == status
    assert blog.count(LogEntry) == 0


def test_a_list_of_yesterday_is_refused(blog: Site, path: str, nia: Browser) -> None:
    blog.say(path, "A kettle.")
    form = dict(nia.open("/desk/comments?words=kettle").form("/desk/sweeps").fields)
    blog.clock.step(hours=13)
    answer = nia.post("/desk/sweeps", {**form, "decision": "spam"})
    assert (answer.status, "shown too long ago" in answer.words) == (422, True)


def test_a_reach_survives_being_signed(blog: Site) -> None:
    reach = Reach("pending", {"words": "a b"}, 3, 4, 5, NOW.timestamp())
    nia = Account(id=7)
    token = sweeps.sign_reach(blog.house.keys, nia, reach)
    assert asdict(sweeps.read_reach(blog.house.keys, token, nia, NOW)) == asdict(reach)
