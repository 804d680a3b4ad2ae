"""Related posts: those that share tags, rarer tags first, and nothing else."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from blog.posts import related
from blog.posts.filing import count_misfiled
from tests.cast.site import Browser, Site

# The tags of each post in the order of publication, those of the one that is read, and what stands under it.
SHOWN = [
    pytest.param(["Tea", "Rope"], "", "", id="a post without tags has none"),
    pytest.param(["Rope"], "Tea", "", id="nothing in common is nothing related"),
    pytest.param(["Tea", "Rope", "Tea"], "Tea", "20", id="newer ones first among equals"),
    pytest.param(["Tea, Rope", "Tea", "Tea"], "Tea, Rope", "021", id="who shares more comes first"),
    pytest.param(["Rope", "Tea", "Tea", "Tea"], "Tea, Rope", "032", id="a rare tag weighs more than a frequent one"),
    pytest.param(["Tea"] * 6, "Tea", "543", id="three at most"),
]


def shown(html: str) -> str:
    return "".join(re.findall(r'<dd class="kin"><a href="[^"]*">Post (\d)</a>', html))


@pytest.mark.parametrize(("tags", "own", "wanted"), SHOWN)
def test_related_posts(blog: Site, ada: Browser, tags: list[str], own: str, wanted: str) -> None:
    first = blog.publish(ada, title="Begin", tags="")
    read = blog.publish(ada, title="Read", tags=own, published_at="2020-01-01")
    for number, one in enumerate(tags):
        blog.clock.step(minutes=1)
        blog.publish(ada, title=f"Post {number}", tags=one)
    # What stands beside it in time stands there, and not a second time.
    blog.publish(ada, title="Earlier", published_at="2019-12-31", tags=own)
    blog.publish(ada, title="Later", published_at="2020-01-02", tags=own)
    page = blog.visitor().open(read)
    assert shown(page.html) == wanted
    assert ("Related" in page.words) is bool(wanted)
    assert first


def test_what_readers_do_not_see_is_not_related(blog: Site, ada: Browser) -> None:
    """Withdrawn, deleted, scheduled, drafts; and what is renamed is renamed there, in the very next answer."""
    read = blog.publish(ada, title="Read", tags="Tea", published_at="2020-01-01")
    blog.publish(ada, title="Between", published_at="2020-01-02")
    other = ada.post("/desk/posts/new", {"title": "Post 1", "body": "Words.", "tags": "Tea", "action": "publish"})
    ada.post("/desk/posts/new", {"title": "Post 2", "body": "Words.", "tags": "Tea", "action": "save"})
    later = {"title": "Post 3", "body": "Words.", "tags": "Tea", "action": "schedule", "published_at": "2039-01-01"}
    assert ada.post("/desk/posts/new", later).status == 303
    fields = {"body": "Words.", "tags": "Tea"}
    happened = [
        ({"title": "Post 1", "action": "withdraw"}, ""),
        ({"title": "Post 4", "action": "publish"}, "4"),
        ({"title": "Post 4", "action": "publish", "tags": "Rope"}, ""),
        ({"title": "Post 5", "action": "publish"}, "5"),
        ({"title": "Post 5", "action": "delete"}, ""),
    ]
    assert shown(blog.visitor().open(read).html) == "1"
    for change, wanted in happened:
        ada.post(other.location, {**fields, **change})
        assert shown(blog.visitor().open(read).html) == wanted, change
        with blog.reading() as db:
            assert count_misfiled(db) == 0
    blog.clock.step(days=5000)
    blog.work()
    assert shown(blog.visitor().open(read).html) == "3"


def test_of_a_frequent_tag_only_a_piece_of_the_index_is_read(blog: Site) -> None:
    """PostgreSQL chooses by what its tables hold, and a test's hold nothing: the stories above say that it is right."""
    given = {"id": 1, "weight": 1, "counted": 1, "looked_at": 1, "most": 1}
    if blog.house.database.is_sqlite:
        with blog.reading() as db:
            plan = [row[3] for row in db.execute(text(f"EXPLAIN QUERY PLAN {related.RELATED}"), given)]
        of_tags = [step for step in plan if step.startswith("SEARCH one ")]
        assert len(of_tags) == 3
        assert all("ix_post_tags_tag_id_published_at_post_id (tag_id=? AND published_at>?)" in step for step in of_tags)
        assert not [step for step in plan if step.startswith(("SCAN one", "SCAN own", "SCAN shared", "SCAN posts"))]
