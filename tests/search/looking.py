"""What the tests of the search ask: what is found, and whether the index is what readers see."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from sqlalchemy import select

from blog.comments.models import Comment, CommentRevision, SearchableComment
from blog.markup.searching import indexed
from blog.posts.models import Post, PostRevision, PostStatus, SearchablePost
from tests.cast.site import Page, Site


def look_for(blog: Site, query: str, **more: str) -> Page:
    return blog.visitor().get("/search?" + urlencode({"q": query, **more}))


def quoted(page: Page) -> list[str]:
    """The quotations, with what was marked in brackets, in their order."""
    found = re.findall(r'<p class="quotation"[^>]*>(.*?)</p>', page.html, re.S)
    return [re.sub(r"</?mark>", "", part.replace("<mark>", "[").replace("</mark>", "]")) for part in found]


def check_index(blog: Site) -> None:
    """Compare the index with what a reader sees, made from nothing."""
    with blog.reading() as db:
        shown = select(Post.id, PostRevision.title, PostRevision.words).join(
            PostRevision, PostRevision.id == Post.shown_revision_id
        )
        posts = {
            row.id: (indexed(row.title), indexed(row.words))
            for row in db.execute(shown.where(Post.status == PostStatus.PUBLISHED))
        }
        said = select(Comment.id, CommentRevision.words).join(
            CommentRevision, CommentRevision.id == Comment.shown_revision_id
        )
        comments = {row.id: indexed(row.words) for row in db.execute(said)}
        kept = {row.post_id: (row.title, row.words) for row in db.scalars(select(SearchablePost))}
        assert kept == posts
        assert {row.comment_id: row.words for row in db.scalars(select(SearchableComment))} == comments
    if blog.house.database.is_sqlite:
        # FTS5 compares itself with the rows that it follows, and raises where they differ.
        with blog.house.database.writer.begin() as connection:
            for table in ("searchable_posts", "searchable_comments"):
                connection.exec_driver_sql(
                    f"INSERT INTO {table}_index({table}_index, rank) VALUES ('integrity-check', 1)"
                )
