"""The posts most is said about, on the home page and under a year."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import update

from blog.posts.models import Post
from blog.posts.reading import most_discussed
from blog.site.settings import change_site, read_site
from tests.cast.site import Browser, Site


def discussed(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<li class="leaders"><a href="[^"]+#comments" dir="auto">(.+)</a> <small>(\d+) comments', html)


@pytest.mark.parametrize("path", ["/", "/2026/"])
def test_the_most_discussed_posts(blog: Site, ada: Browser, path: str) -> None:
    numbers = {"Quiet": 1, "Loud": 9, "Hidden": 12, "Withdrawn": 20, "Lively": 4, "Livelier": 4}
    for title in numbers:
        blog.clock.step(minutes=1)
        blog.publish(ada, title=title, **({"comments": "hidden"} if title == "Hidden" else {}))
    ada.post("/desk/posts/4", {"title": "Withdrawn", "body": "Words.", "action": "withdraw"})
    assert not discussed(blog.visitor().open(path).html), "one page shows by itself how much is said"

    def count(db: object) -> None:
        for place, number in enumerate(numbers.values(), 1):
            db.execute(update(Post).where(Post.id == place).values(comment_count=number))  # type: ignore[attr-defined]
        change_site(db, blog.clock(), None, posts_a_page=2)  # type: ignore[arg-type]

    blog.house.database.write(count)
    page = blog.visitor().open(path)
    assert discussed(page.html) == [("Loud", "9"), ("Livelier", "4"), ("Lively", "4")]
    older = re.findall(r'<link rel="next" href="([^"]+)">', page.html)
    assert not discussed(blog.visitor().open(older[0]).html)
    with blog.reading() as db:
        of_two = most_discussed(db, read_site(db), among=2)
    assert [one.title for one in of_two] == ["Livelier", "Lively"], "of many posts the newest are looked at"
