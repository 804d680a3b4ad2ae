"""A served demo for the browser, with a moderator and an owner to sign in as."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cast.people import add_person
from tests.cast.serving import Client, Served, run_blog
from tests.cast.site import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

STAFF = (
    ("mo@example.org", "Mo", "moderator"),
    ("olive@example.org", "Olive", "owner"),
    ("rut@example.org", "Rut", "editor"),
)


def serve_demo(data: Path) -> Iterator[Served]:
    """The demo, served by a process of its own."""
    assert run_blog(data, "demo").returncode == 0
    for email, name, role in STAFF:
        add_person(data, email, name, role)
    with Served(data) as served:
        yield served


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    yield from serve_demo(tmp_path_factory.mktemp("browser") / "var")


@pytest.fixture(scope="session")
def newest(demo: Served) -> str:
    """The path of the newest post that takes comments."""
    match = re.search(r'<h2[^>]*><a href="([^"]*second-kettle[^"]*)"', demo.client().http.get("/").text)
    assert match is not None
    return match.group(1)


class Watched:
    """A browser page that remembers what the console said and what it asked of the network."""

    def __init__(self, context: BrowserContext, served: Served) -> None:
        self.context = context
        self.served = served
        self.url = served.url
        self.page: Page = context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.missed: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("requestfailed", self._note_failure)
        self.page.on("response", self._note_response)

    def _note_failure(self, request: Any) -> None:
        # Leaving a page ends what it was still asking for; that is no fault.
        if request.failure != "net::ERR_ABORTED":
            self.missed.append(f"{request.failure} {request.url}")

    def _note_response(self, response: Any) -> None:
        loaded = response.request.resource_type in ("stylesheet", "script", "image", "font", "manifest", "other")
        if loaded and response.status >= 400:
            self.missed.append(f"{response.status} {response.url}")

    def open(self, path: str) -> Page:
        self.page.goto(self.url + path)
        return self.page

    def sign_in(self, email: str) -> None:
        client = self.served.client()
        client.sign_in(email, PASSWORD)
        cookies: Any = [{"name": c.name, "value": c.value, "url": self.url} for c in client.http.cookies.jar]
        self.context.add_cookies(cookies)

    def check_quiet(self) -> None:
        """Nothing on the console (where a breach of the content policy is told too), nothing that a page loads
        missing, and nothing asked of anybody else."""
        # A page that is answered 404 or 422 is itself a line on the console; what it loads is in `missed`.
        assert [line for line in self.said if "Failed to load resource" not in line] == []
        assert self.missed == []
        assert [url for url in self.asked if not url.startswith(self.url)] == []


@pytest.fixture
def look(chromium: Browser, demo: Served) -> Iterator[Any]:
    """Opens browser windows: `look(width=360, scripts=False, dark=True)`."""
    opened: list[Watched] = []

    def open_window(width: int = 1280, scripts: bool = True, dark: bool = False) -> Watched:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
        )
        opened.append(Watched(context, demo))
        return opened[-1]

    yield open_window
    for window in opened:
        window.context.close()


@dataclass
class Quiet:
    served: Served
    owner: Client
    path: str

    def decide(self, decision: str) -> None:
        """Everything that waits."""
        fields = {"comment": self.owner.waiting(), "decision": decision}
        answer = self.owner.http.post("/desk/decisions", data=fields)
        assert answer.status_code == 303, answer.text


def add_owner(data: Path, name: str) -> None:
    """An owner of the blog in this folder; their address is name@example.org."""
    add_person(data, f"{name.lower()}@example.org", name, "owner")


def prepare_queue(data: Path, said: Iterable[Mapping[str, str]]) -> Path:
    """The folder of a blog of Mo's in whose queue these wait: the fields of each comment."""
    add_owner(data, "Mo")
    with Served(data, BLOG_LIMITS="off") as served:
        fill_queue(served, said)
    return data


@pytest.fixture
def queue_window(chromium: Any, prepared: Path, tmp_path: Path) -> Iterator[Any]:
    """The queue of the file's own `prepared` blog, of a copy of it, in a moderator's window, which has loaded once."""
    with window_on_copy(chromium, prepared, tmp_path / "var") as window:
        page = window.open("/desk/comments")
        page.locator("article.card.current", has_text="my own about lamps").wait_for()
        yield page


def fill_queue(served: Served, said: Iterable[Mapping[str, str]]) -> None:
    """A post of Mo's, and under it comments of one reader, which wait in this order: the fields of each."""
    owner = served.client()
    owner.sign_in("mo@example.org", PASSWORD)
    reader, path = served.client(), owner.publish("The second kettle")
    form = reader.comment_form(path)
    for one in said:
        assert reader.http.post("/comments", data={**form, **one}).status_code == 303


@contextlib.contextmanager
def window_on_copy(chromium: Any, prepared: Path, data: Path) -> Iterator[Watched]:
    """Mo's window on a copy of a prepared blog, in the folder `data`."""
    shutil.copytree(prepared, data)
    with Served(data, BLOG_LIMITS="off") as served:
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        window = Watched(context, served)
        window.sign_in("mo@example.org")
        yield window
        context.close()


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quiet]:
    """A blog with one post and nothing waiting."""
    data = tmp_path_factory.mktemp("quiet") / "var"
    add_owner(data, "Olive")
    with Served(data, BLOG_LIMITS="off") as served:
        owner = served.client()
        owner.sign_in("olive@example.org", PASSWORD)
        quiet = Quiet(served, owner, owner.publish("The second kettle"))
        sent = {**served.client().comment_form(quiet.path), "body": "What do you think?", "name": "Ruth"}
        assert served.client().http.post("/comments", data=sent).status_code == 303
        quiet.decide("approved")
        yield quiet


class Reader(Watched):
    """A reader's browser, on the quiet blog."""

    def __init__(self, context: Any, quiet: Quiet) -> None:
        super().__init__(context, quiet.served)
        self.path = quiet.path


@pytest.fixture
def reader(chromium: Any, quiet: Quiet) -> Iterator[Any]:
    opened: list[Reader] = []

    def open_window(width: int = 1280, scripts: bool = True, dark: bool = False) -> Reader:
        scheme = "dark" if dark else "light"
        size = {"width": width, "height": 800}
        context = chromium.new_context(viewport=size, java_script_enabled=scripts, color_scheme=scheme)
        opened.append(Reader(context, quiet))
        return opened[-1]

    yield open_window
    for window in opened:
        window.context.close()
