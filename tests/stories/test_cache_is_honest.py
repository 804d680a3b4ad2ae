"""The page cache is never wrong: whatever happens to the blog, a kept page is what a fresh one would be."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from httpx2 import Response
from sqlalchemy import select
from starlette.testclient import TestClient

from blog.app import make_app, make_house
from blog.posts.models import Post
from blog.web.pagecache import PageCache
from tests.cast.site import Browser, Site
from tests.cast.soon import soon

STEPS = 30


class Town:
    """A blog in which things happen at random, and every address readers may know."""

    def __init__(self, blog: Site, author: Browser, moderator: Browser, seed: int) -> None:
        self.blog = blog
        self.author = author
        self.moderator = moderator
        self.chance = random.Random(seed)
        self.receipts: list[tuple[Browser, str]] = []
        self.paths = ["/", "/feeds/posts/default", "/2026/", "/2026/10/", "/tags/kettles", "/moderation", "/-/comments"]
        self.posts = 0

    def step(self) -> str:
        """Let one thing happen; its name."""
        happenings: tuple[Callable[[], object], ...] = (
            *(self.publish, self.comment, self.comment, self.decide, self.decide, self.decide, self.edit_comment),
            *(
                self.withdraw_comment,
                self.undo,
                self.pin,
                self.change_post,
                self.move_post,
                self.rule,
                self.title,
                self.wait,
            ),
            *(self.tag_rule, self.site_rule, self.wait_for_an_age, self.put_up_page, self.menu, self.tag),
        )
        happening = self.chance.choice(happenings)
        happening()
        return happening.__name__

    def publish(self) -> None:
        self.posts += 1
        # Those that share a tag name each other at their feet.
        tags = self.chance.choice(("Kettles", "Kettles, Pots", "Pots", ""))
        path = self.blog.publish(self.author, title=f"Post {self.posts}", tags=tags)
        self.paths += [path, f"{path}?order=newest", f"{path}?order=answered"]

    def put_up_page(self) -> None:
        """It stands in the head of every page."""
        self.posts += 1
        fields = {"kind": "page", "title": f"Page {self.posts}", "action": self.chance.choice(("publish", "save"))}
        self.author.post("/desk/posts/new", fields)

    def menu(self) -> None:
        entry = self.chance.choice(self.author.open("/desk/menu").forms[1:])
        ways = {"entry": ("up", "down", "remove", "name"), "where": ("add",)}
        mark = next((name for name in ways if name in entry.names), None)
        action = self.chance.choice(ways[mark]) if mark else "let-go"
        label = {"label": f"L{self.chance.randrange(99)}"} if "label" in entry.names else {}
        self.author.post("/desk/menu", [*entry.filled(**label)[:-1], ("action", action)])

    def comment(self) -> None:
        path = self.chance.choice(self.paths[7:])
        page = self.blog.visitor().get(path)
        if page.status == 200 and 'id="comment-form"' in page.html:
            sent = page.send("comment-form", body=f"Said at {self.blog.clock.now} {self.chance.random()}", name="Sol")
            if sent.status == 303:
                self.receipts.append((sent.browser, sent.location))

    def decide(self) -> None:
        status = self.chance.choice(("pending", "approved", "rejected", "spam"))
        html = self.moderator.open(f"/desk/comments?status={status}").html
        keys = [part.split('"')[0] for part in html.split('name="comment" value="')[1:]]
        if keys:
            decision = self.chance.choice(("approved", "approved", "rejected", "spam", "deleted", "pending"))
            self.moderator.post("/desk/decisions", {"comment": self.chance.choice(keys), "decision": decision})

    def pin(self) -> None:
        html = self.moderator.open("/desk/comments?status=approved").html
        keys = [part.split('"')[0] for part in html.split('name="comment" value="')[1:]]
        if keys:
            field = self.chance.choice(("pin", "pin", "unpin"))
            self.moderator.post("/desk/pins", {field: self.chance.choice(keys).split("@")[0]})

    def edit_comment(self) -> None:
        if self.receipts:
            browser, path = self.chance.choice(self.receipts)
            browser.post(path, {"action": "edit", "body": f"Edited {self.chance.random()}"})

    def withdraw_comment(self) -> None:
        if self.receipts:
            browser, path = self.chance.choice(self.receipts)
            browser.post(path, {"action": self.chance.choice(("withdraw", "restore"))})

    def undo(self) -> None:
        self.moderator.post("/desk/undos", {})

    def change_post(self) -> None:
        action = self.chance.choice(("save", "publish", "publish", "withdraw", "delete"))
        title = f"Changed {self.chance.randint(1, 99)}"
        tags = self.chance.choice(({}, {"tags": "Kettles"}, {"tags": "Pots, Pans"}, {"tags": ""}))
        self.author.post(self._some_post(), {"title": title, "body": "Other words.", "action": action, **tags})

    def move_post(self) -> None:
        path = f"/moved-{self.chance.randint(1, 9)}.html"
        fields = {"title": "Moved", "body": "Words.", "permalink": path, "action": "publish"}
        if self.author.post(self._some_post(), fields).status == 303:
            self.paths.append(path)

    def rule(self) -> None:
        rule = self.chance.choice(("open", "closed", "hidden", "moderated"))
        self.author.post(self._some_post(), {"title": "Ruled", "comments": rule, "action": "save"})

    def title(self) -> None:
        fields = {"title": f"Blog {self.chance.randint(1, 99)}", "tagline": "", "language": "en", "time_zone": "UTC"}
        self.author.post("/desk/settings", fields)

    def tag_rule(self) -> None:
        rule = self.chance.choice(("", "open", "closed", "hidden", "moderated"))
        self.author.post("/desk/tags", {"rule-1": rule, "was-1": "another"})

    def tag(self) -> None:
        """Described, renamed, merged into another or deleted; the first post to come makes it again."""
        number, name = self.chance.randint(1, 3), self.chance.choice(("Kettles", "Pots", "Pans"))
        described = {"name": name, "was-name": "", "description": f"About *{name}*", "was-description": ""}
        one = self.chance.choice((described, described, {"action": "merge", "into": name}, {"action": "delete"}))
        self.author.post(f"/desk/tags/{number}", {**one, "sure": "yes"})

    def site_rule(self) -> None:
        fields = {"title": "Ruled", "comments_rule": self.chance.choice(("open", "open", "closed", "hidden"))}
        fields |= {"comments_after_days": str(self.chance.choice((0, 1, 1))), "comments_after_rule": "closed"}
        self.author.post("/desk/settings", fields)

    def wait_for_an_age(self) -> None:
        """To the second in which the oldest post that has not come to it yet is a day old, or just before it."""
        with self.blog.reading() as db:
            times = [at + timedelta(days=1) for at in db.scalars(select(Post.published_at)) if at is not None]
        coming = [at for at in times if at > self.blog.clock.now + timedelta(seconds=1)]
        if coming:
            self.blog.clock.now = min(coming) - timedelta(seconds=self.chance.choice((0, 1)))

    def wait(self) -> None:
        self.blog.clock.step(minutes=self.chance.randint(1, 90))

    def _some_post(self) -> str:
        return f"/desk/posts/{self.chance.randint(1, max(1, self.posts))}"


class Reader:
    """Reads through the app's cache, and the same page made afresh by the app behind it."""

    def __init__(self, site: Site) -> None:
        self.house = make_house(site.settings, site.clock)
        self.cached = make_app(self.house, with_worker=False)
        assert isinstance(self.cached, PageCache)
        self.through = TestClient(self.cached, base_url=site.url, follow_redirects=False)
        self.afresh = TestClient(self.cached._app, base_url=site.url, follow_redirects=False)

    def check(self, path: str, at_once: bool) -> None:
        """What another process committed is noticed at once on SQLite, and within moments on PostgreSQL."""
        for packing in ("identity", "gzip"):
            self.house.known_site = self.house.known_menu = None
            right = told(self.afresh.get(path, headers={"accept-encoding": packing}))
            kept = told(self.through.get(path, headers={"accept-encoding": packing}))
            if not at_once and kept != right:
                soon(lambda: told(self.through.get(path, headers={"accept-encoding": packing})) == right)  # noqa: B023
                kept = told(self.through.get(path, headers={"accept-encoding": packing}))
            assert kept == right, path

    def ready(self) -> None:
        """A watcher on PostgreSQL listens a moment after it was made."""
        watcher = self.house.watcher
        while watcher is None or watcher.generation() is None:
            continue


def told(answer: Response) -> tuple[int, bytes, str]:
    """What must be the same: status, body, and the ETag but for its packing."""
    return answer.status_code, answer.content, answer.headers.get("etag", "").replace("-gzip", "")


@pytest.fixture
def readers(blog: Site) -> Iterator[list[Reader]]:
    """Two apps on one database, as two processes are."""
    both = [Reader(blog), Reader(blog)]
    yield both
    for reader in both:
        reader.house.close()


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_a_kept_page_is_what_a_fresh_one_would_be(
    blog: Site, ada: Browser, nia: Browser, readers: list[Reader], seed: int
) -> None:
    town = Town(blog, ada, nia, seed)
    for reader in readers:
        reader.ready()
    town.publish()
    happened = []
    for _ in range(STEPS):
        happened.append(town.step())
        assert None not in [reader.house.watcher and reader.house.watcher.generation() for reader in readers]
        for path in town.paths:
            for reader in readers:
                reader.check(path, at_once=blog.house.database.is_sqlite)
    assert len(set(happened)) > 5
