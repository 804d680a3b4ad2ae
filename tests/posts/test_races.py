"""Writers at once, on both databases: one gets the address, tags are made once, nobody meets an error."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import func, select

from blog.posts.models import Post, PostRevision, Tag
from tests.cast.site import Browser, Site

ROUNDS = 6


def at_once(work: Iterable[Callable[[], Any]]) -> list[int]:
    """The statuses of requests that are sent together."""
    asked = list(work)
    start, statuses = threading.Barrier(len(asked)), [0] * len(asked)

    def run(number: int, send: Callable[[], Any]) -> None:
        start.wait()
        statuses[number] = send().status

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(asked)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(statuses)


def new(browser: Browser, **fields: str) -> Callable[[], Any]:
    form = {"title": "Kettles", "body": "Words.", "action": "publish", **fields}
    return lambda: browser.post("/desk/posts/new", form)


def test_of_two_posts_for_one_address_one_gets_it(blog: Site, ada: Browser) -> None:
    rut = blog.staff("Rut", "editor")
    for number in range(ROUNDS):
        path = f"/kettle-{number}.html"
        assert at_once([new(ada, permalink=path), new(rut, permalink=path)]) == [303, 409]
        moved = f"/moved-{number}.html"
        with blog.reading() as db:
            post = db.scalars(select(Post.id).where(Post.permalink == path)).one()
        form = {"title": "Moved", "body": "Words.", "permalink": moved, "action": "publish"}
        assert at_once([lambda: rut.post(f"/desk/posts/{post}", form), new(ada, permalink=moved)]) == [303, 409]  # noqa: B023


def test_one_title_and_one_new_tag_at_once_make_two_addresses_and_one_tag(blog: Site, ada: Browser) -> None:
    rut = blog.staff("Rut", "editor")
    for number in range(ROUNDS):
        tags = [f"a{number},b{number},c{number}", f"c{number},b{number},a{number}"]
        assert at_once([new(ada, tags=tags[0]), new(rut, tags=tags[1])]) == [303, 303]
    with blog.reading() as db:
        assert db.scalar(select(func.count(Post.permalink.distinct()))) == 2 * ROUNDS
        assert db.scalar(select(func.count()).select_from(Tag)) == 3 * ROUNDS


def test_of_two_versions_saved_at_once_one_is_stored_and_the_other_is_told(blog: Site, ada: Browser) -> None:
    rut = blog.staff("Rut", "editor")
    blog.publish(ada)
    for number in range(ROUNDS):
        opened = [browser.open("/desk/posts/1") for browser in (ada, rut)]
        sends = [
            lambda page=page, words=words: page.send("title", "publish", body=f"{words} {number}")  # noqa: B023
            for page, words in zip(opened, ("One", "Two"), strict=True)
        ]
        assert at_once(sends) == [303, 409]
    assert blog.count(PostRevision) == 1 + ROUNDS
