"""The menu that comes by itself is read from the index of pages, however many posts there are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import event, insert
from sqlalchemy.orm import Session

from blog.posts import menu
from blog.posts.models import Post, PostKind, PostRevision, PostStatus
from blog.site.settings import read_site
from tests.cast.site import Site

POSTS = 3000


def fill(db: Session, now: datetime) -> None:
    """Every thousandth is a page."""
    numbers = range(1, POSTS + 1)
    posts = [
        {
            "id": number,
            "kind": PostKind.POST if number % 1000 else PostKind.PAGE,
            "status": PostStatus.PUBLISHED,
            "permalink": f"/2026/{number}.html",
            "created_at": now,
            "changed_at": now,
            "published_at": now,
            "shown_revision_id": number,
            "newest_revision_id": number,
        }
        for number in numbers
    ]
    words = {"typed": "", "html": "", "words": "", "excerpt": "", "policy": 1, "saved_at": now}
    revisions = [{**words, "id": one, "post_id": one, "number": 1, "title": f"Page {one}"} for one in numbers]
    db.execute(insert(Post), posts)
    db.execute(insert(PostRevision), revisions)


def plan_of(db: Session) -> tuple[list[Any], list[menu.MenuLink]]:
    """How the database goes about the one statement that reads the menu; and the menu."""
    site, sent = read_site(db), list[tuple[str, Any]]()

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *about: Any) -> None:
        sent.append((statement, parameters))

    connection = db.connection()
    event.listen(connection.engine, "before_cursor_execute", note)
    links = menu.read_menu(db, site)
    event.remove(connection.engine, "before_cursor_execute", note)
    [(statement, parameters)] = sent
    how = "QUERY PLAN" if connection.dialect.name == "sqlite" else "(ANALYZE, TIMING OFF, SUMMARY OFF)"
    return [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN {how} {statement}", parameters)], list(links)


def test_of_the_posts_only_the_pages_are_looked_at(blog: Site) -> None:
    database = blog.house.database
    database.write(lambda db: fill(db, blog.clock()))
    if not database.is_sqlite:
        with database.migrating() as connection:
            connection.exec_driver_sql("ANALYZE posts, post_revisions")
    with blog.reading() as db:
        plan, links = plan_of(db)
    assert [link.label for link in links] == ["Page 1000", "Page 2000", "Page 3000"]
    if database.is_sqlite:
        assert plan[0] == "SEARCH posts USING INDEX ix_posts_shown_pages (kind=? AND status=?)"
        assert not any("TEMP B-TREE" in step for step in plan), plan
    else:
        of_posts = [step for step in plan if "on posts" in step]
        assert len(of_posts) == 1 and "ix_posts_shown_pages" in of_posts[0] and "rows=3 " in of_posts[0], plan
        assert not any("Rows Removed by Filter" in step for step in plan), plan
