"""The WebSub hub is told what changed, by the worker alone; a hub that is away keeps nobody waiting."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qsl

import pytest
from sqlalchemy import select

from blog.checkup.chores import check_hub
from blog.checkup.results import State
from blog.jobs.models import Job
from blog.media import fetching
from blog.site import hub
from blog.working import make_herald
from tests.cast.site import Browser, Site
from tests.checkup.subjects import subject_of
from tests.media.internet import PUBLIC, Internet, reply

HUB = "https://hub.example/publish"
TAKEN, AWAY = reply(status="204 No Content"), reply(status="503 Service Unavailable")


class Hub(Internet):
    """A hub on the web; `answer` is what it says."""

    def __init__(self) -> None:
        super().__init__(lambda host, target: self.answer, {"hub.example": [[PUBLIC]]})
        self.answer = TAKEN

    def told(self) -> list[str]:
        """The addresses of the last form, without those in another form than Atom."""
        mode, *topics = parse_qsl(self.bodies[-1])
        assert mode == ("hub.mode", "publish")
        assert {name for name, _ in topics} == {"hub.url"}
        return [address for _, address in topics if "?alt=" not in address]


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Hub:
    made = Hub()
    monkeypatch.setattr(fetching, "Web", made.web)
    return made


@pytest.fixture
def set_hub(blog: Site, ona: Browser) -> Callable[[str], None]:
    def choose(address: str) -> None:
        assert ona.open("/desk/settings").send("tagline", websub_hub=address).status == 303

    choose(HUB)
    return choose


@pytest.fixture
def ona(blog: Site) -> Browser:
    return blog.staff("Ona", "owner")


def work(blog: Site, **later: float) -> int:
    blog.clock.step(**later)
    return make_herald(blog.house).do_all()


def jobs(blog: Site) -> list[Job]:
    with blog.reading() as db:
        return list(db.scalars(select(Job).where(Job.kind == hub.JOB)))


def at(blog: Site, *paths: str) -> list[str]:
    return [blog.settings.url + path for path in paths]


def test_a_blog_without_a_hub_tells_nobody(blog: Site, ada: Browser, web: Hub) -> None:
    blog.publish(ada)

    assert jobs(blog) == []
    assert check_hub(subject_of(blog)).state is State.WELL


@pytest.mark.usefixtures("set_hub")
def test_a_hub_is_told_of_a_new_post_in_every_form_of_its_feeds(blog: Site, ada: Browser, web: Hub) -> None:
    blog.publish(ada, tags="Soup & day")
    assert (work(blog), web.bodies) == (0, []), "never in a visit, and not before five seconds"

    assert work(blog, seconds=5) == 1
    assert web.told() == at(blog, "/feeds/posts/default", "/feeds/posts/default/-/soup-day", "/feeds/authors/ada")
    assert web.bodies[-1].count("hub.url=") == 9
    assert (web.connected, web.verified) == ([(PUBLIC, 443)], ["hub.example"])
    for address in web.told():
        assert blog.visitor().get(address.removeprefix(blog.settings.url)).status == 200


@pytest.mark.usefixtures("set_hub")
@pytest.mark.parametrize("action", ["publish", "withdraw", "delete"])
def test_a_hub_is_told_of_what_changes_and_what_goes(blog: Site, ada: Browser, web: Hub, action: str) -> None:
    blog.publish(ada)
    work(blog, seconds=5)
    ada.open("/desk/posts/1").send("title", action, body="Other words.")

    assert work(blog, seconds=5) == 1
    assert web.told()[0] == f"{blog.settings.url}/feeds/posts/default"


@pytest.mark.usefixtures("set_hub")
def test_drafts_and_pages_are_nothing_to_tell(blog: Site, ada: Browser) -> None:
    ada.post("/desk/posts/new", {"title": "A draft", "body": "Words.", "action": "save"})
    ada.post("/desk/posts/new", {"title": "A page", "body": "Words.", "action": "publish", "kind": "page"})

    assert jobs(blog) == []


@pytest.mark.usefixtures("set_hub")
def test_a_scheduled_post_is_told_of_when_it_appears(blog: Site, ada: Browser, web: Hub) -> None:
    blog.publish(ada, action="schedule", published_at=(blog.clock().replace(hour=23)).isoformat())
    assert jobs(blog) == []

    blog.clock.step(hours=12)
    blog.work()
    assert work(blog, seconds=5) == 1


@pytest.mark.usefixtures("set_hub")
def test_comments_are_told_of_once_a_minute(blog: Site, ada: Browser, nia: Browser, web: Hub) -> None:
    path = blog.publish(ada)
    work(blog, minutes=5)
    for body in ("One.", "Two."):
        blog.say(path, body)
    assert jobs(blog)[-1].about == "post:1", "what waits is nobody's news"
    for card in re.findall(r'name="comment" value="([^"]+)"', nia.open("/desk/comments").html):
        assert nia.post("/desk/decisions", {"comment": card, "decision": "approved"}).status == 303

    assert work(blog, seconds=60) == 1
    assert web.told() == at(blog, "/feeds/comments/default", "/feeds/1/comments/default")


@pytest.mark.usefixtures("set_hub")
def test_a_hub_that_is_away_is_tried_again_and_said(blog: Site, ada: Browser, web: Hub) -> None:
    web.answer = AWAY
    blog.publish(ada)
    work(blog, seconds=5)
    assert check_hub(subject_of(blog)).state is State.WELL
    for _ in range(8):
        work(blog, hours=1)
    assert "503" in str(jobs(blog)[0].last_error)
    found = check_hub(subject_of(blog))
    assert (found.state, "hub.example" in str(found.sentence)) == (State.WARNING, True)
    assert blog.visitor().get("/").status == 200

    ada.open("/desk/posts/1").send("title", "publish", body="Other words.")
    [job] = jobs(blog)
    assert job.attempts == 0, "news is tried at once, and twice the same news is one"
    web.answer = TAKEN
    assert work(blog, seconds=5) == 1
    assert check_hub(subject_of(blog)).state is State.WELL


@pytest.mark.usefixtures("set_hub")
def test_the_same_news_leaves_one_finished_row(blog: Site, ada: Browser, web: Hub) -> None:
    blog.publish(ada)
    for _ in range(3):
        work(blog, seconds=5)
        ada.open("/desk/posts/1").send("title", "publish", body="Other words.")

    assert len(jobs(blog)) == 1


@pytest.mark.parametrize("address", ["https://127.0.0.1/hub", "https://inside.example/hub"])
def test_a_hub_in_the_own_network_is_never_asked(
    blog: Site, ada: Browser, web: Hub, set_hub: Callable[[str], None], address: str
) -> None:
    web.names["inside.example"] = [["10.0.0.7"]]
    set_hub(address)
    blog.publish(ada)
    work(blog, seconds=5)

    assert web.connected == []
    assert jobs(blog)[0].last_error


def test_what_was_planned_for_a_hub_that_is_gone_ends_quietly(
    blog: Site, ada: Browser, web: Hub, set_hub: Callable[[str], None]
) -> None:
    blog.publish(ada)
    set_hub("")

    assert work(blog, seconds=5) == 1
    assert (web.connected, jobs(blog)[0].last_error) == ([], None)
