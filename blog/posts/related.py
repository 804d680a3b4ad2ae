"""Posts that are about the same as another: those that share its tags."""

from __future__ import annotations

from collections.abc import Container
from functools import cache
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from blog.posts.models import Post, PostKind, PostRevision
from blog.posts.reading import Neighbour
from blog.posts.shown import Readable

MOST = 3
# Of each tag so many of the newest posts are looked at: all of a rare one, and of a frequent one, which says little,
# those that would come first anyway.
LOOKED_AT = 25
# A tag's weight is this, shared among the posts that carry it; tags that more than COUNTED carry weigh alike. Whole
# numbers, so that both databases add up to the same.
WEIGHT = 1_000_000
COUNTED = 100

# `mine`: the post's tags, each with its weight and the last post of it that is looked at. `near`: the posts looked at.
RELATED = """
WITH mine AS (
    SELECT own.tag_id,
           :weight / (SELECT count(*) FROM
               (SELECT 1 FROM post_tags AS one WHERE one.tag_id = own.tag_id AND one.published_at IS NOT NULL
                 LIMIT :counted) AS carrying) AS weight,
           (SELECT post_id FROM
               (SELECT one.published_at, one.post_id FROM post_tags AS one
                 WHERE one.tag_id = own.tag_id AND one.published_at IS NOT NULL
                 ORDER BY one.published_at DESC, one.post_id DESC LIMIT :looked_at) AS newest
             ORDER BY published_at, post_id LIMIT 1) AS last_id
      FROM post_tags AS own WHERE own.post_id = :id AND own.published_at IS NOT NULL
), near AS (
    SELECT DISTINCT one.post_id FROM mine
      JOIN post_tags AS last ON last.post_id = mine.last_id AND last.tag_id = mine.tag_id
      JOIN post_tags AS one ON one.tag_id = mine.tag_id
       AND (one.published_at, one.post_id) >= (last.published_at, last.post_id)
     WHERE one.post_id <> :id
), best AS (
    SELECT shared.post_id, sum(mine.weight) AS weight, max(shared.published_at) AS published_at FROM near
      JOIN post_tags AS shared ON shared.post_id = near.post_id
      JOIN mine ON mine.tag_id = shared.tag_id
     GROUP BY shared.post_id ORDER BY weight DESC, published_at DESC, shared.post_id DESC LIMIT :most
)
SELECT posts.id, posts.published_at, posts.permalink, post_revisions.title FROM best
  JOIN posts ON posts.id = best.post_id
  JOIN post_revisions ON post_revisions.id = posts.shown_revision_id
 ORDER BY best.weight DESC, best.published_at DESC, best.post_id DESC
"""


def related(db: Session, post: Readable, beside: Container[int]) -> list[Neighbour]:
    """The published posts that share most with this one: rarer tags count more, newer posts come first among equals.

    `beside` are the ids of posts that stand on the page already, two at most. One statement of bounded size, however
    many posts carry a tag; none for a post without tags.
    """
    if post.kind == PostKind.PAGE or not post.tags:
        return []
    given = {"id": post.id, "weight": WEIGHT, "counted": COUNTED, "looked_at": LOOKED_AT, "most": MOST + 2}
    found = (Neighbour(*row) for row in db.connection().execute(_related(), given))
    return [one for one in found if one.id not in beside][:MOST]


@cache
def _related() -> Any:
    """Put together once: that takes longer than asking."""
    typed = (bindparam(name, type_=Post.id.type) for name in ("id", "weight", "counted", "looked_at", "most"))
    return text(RELATED).bindparams(*typed).columns(Post.id, Post.published_at, Post.permalink, PostRevision.title)
