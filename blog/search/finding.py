"""Finds what readers may see by its words, the best first: the same on every database."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.comments.models import Comment, CommentRevision, SearchableComment
from blog.comments.places import encoded, href_of
from blog.database.fulltext import Term, Wanted, matching
from blog.markup.searching import Piece, mark_in, quote_around
from blog.posts.models import Post, PostRevision, SearchablePost
from blog.posts.rules import not_hidden, readable_beside
from blog.search.queries import Asked
from blog.site.settings import SiteSettings

# Of what fits, the newest so many are put in order, and the best so many shown, a page at a time.
TITLED, WRITTEN, SAID = 100, 300, 300
MOST, A_PAGE = 100, 20
# So many letters of an ending are let go, one after the other, when nothing fits.
NEARLY = (0, 1, 2)
TITLE_WEIGHT, CLOSE, COMMENT_WEIGHT = 4.0, 1.5, 0.8


@dataclass(frozen=True)
class Hit:
    """Something that fits: a post, or (with `comment_id`) a comment; `score` is better the higher it is."""

    score: float
    at: datetime
    post_id: int
    comment_id: int | None = None


@dataclass(frozen=True)
class Result:
    """A hit ready to be shown. `name` is that of whoever wrote the comment, and None for a post."""

    title: Sequence[Piece]
    quotation: Sequence[Piece]
    href: str
    at: datetime
    name: str | None
    language: str | None


@dataclass(frozen=True)
class Found:
    """A page of results; `more` says that not everything that fits was put in order.

    `near`: nothing says what was asked for, and these have words that begin like it.
    """

    results: list[Result]
    number: int
    pages: int
    more: bool
    near: bool = False


NOTHING = Found([], 0, 0, False)


def find(db: Session, site: SiteSettings, asked: Asked, page: int = 1) -> Found:
    """What fits, the best first, or else what nearly does; a page that is not there is empty."""
    found = _find(db, site, asked, page)
    for by in () if found.number or asked.wanted is None else NEARLY:
        wider = asked.widened(by)
        if wider is not None and (near := _find(db, site, wider, page)).number:
            return replace(near, near=True)
    return found


def _find(db: Session, site: SiteSettings, asked: Asked, page: int) -> Found:
    if asked.wanted is None:
        return NOTHING
    posts, some_posts = _find_posts(db, asked.wanted)
    comments, some_comments = _find_comments(db, site, asked.wanted)
    hits = sorted([*posts, *comments], key=lambda hit: (hit.score, hit.at, hit.post_id), reverse=True)[:MOST]
    shown = hits[(page - 1) * A_PAGE : page * A_PAGE]
    more = some_posts or some_comments or len(posts) + len(comments) > MOST
    return Found(_show(db, shown, asked), len(hits), math.ceil(len(hits) / A_PAGE), more)


def _find_posts(db: Session, wanted: Wanted) -> tuple[list[Hit], bool]:
    written = matching(db, SearchablePost, wanted, WRITTEN)
    # Where very many fit, those that have it in their title are looked at besides.
    titled = matching(db, SearchablePost, wanted, TITLED, "title") if len(written) == WRITTEN else []
    query = (
        select(SearchablePost.title, SearchablePost.words, Post.published_at, Post.id)
        .join(Post, Post.id == SearchablePost.post_id)
        .where(Post.id.in_({*written, *titled}), readable_beside())
    )
    rows = db.execute(query) if written else ()
    return [Hit(_score(wanted, row.words, row.title), row.published_at, row.id) for row in rows], bool(titled)


def _find_comments(db: Session, site: SiteSettings, wanted: Wanted) -> tuple[list[Hit], bool]:
    said = matching(db, SearchableComment, wanted, SAID)
    query = (
        select(SearchableComment.words, Comment.published_at, Comment.created_at, Comment.id, Comment.post_id)
        .join(Comment, Comment.id == SearchableComment.comment_id)
        .join(Post, Post.id == Comment.post_id)
        .where(Comment.id.in_(said), Comment.shown_revision_id.is_not(None))
        .where(readable_beside(), not_hidden(site))
    )
    hits = [
        Hit(COMMENT_WEIGHT * _score(wanted, row.words), row.published_at or row.created_at, row.post_id, row.id)
        for row in (db.execute(query) if said else ())
    ]
    return hits, len(said) == SAID


def _score(wanted: Wanted, words: str, title: str = "") -> float:
    """How well it fits: words of the title weigh most, then how often it says them for its length.

    Ours and not the database's, which would each have another order.
    """
    terms, together = _looked_for(wanted)
    said, named = f" {words} ", f" {title} "
    length = words.count(" ") + 1
    score = 0.0
    for term in terms:
        often = said.count(term)
        score += 2.2 * often / (often + 0.5 + length / 400)
        score += TITLE_WEIGHT * min(named.count(term), 2) if title else 0.0
    if together:
        score += CLOSE * min(said.count(together) + named.count(together), 2)
    return score


@lru_cache(64)
def _looked_for(wanted: Wanted) -> tuple[list[str], str]:
    """Each term as it stands among words with a space around each, and all of them side by side, "" for only one."""
    together = Term(tuple(word for term in wanted.terms for word in term.words), wanted.terms[-1].prefix)
    spelt = [f" {' '.join(term.words)}{'' if term.prefix else ' '}" for term in (*wanted.terms, together)]
    return spelt[:-1], spelt[-1] if len(wanted.terms) > 1 else ""


def _show(db: Session, hits: Sequence[Hit], asked: Asked) -> list[Result]:
    """Results in the order of their hits: two statements for however many."""
    posts = _posts(db, [hit.post_id for hit in hits])
    comments = _comments(db, [hit.comment_id for hit in hits if hit.comment_id is not None])
    return [_result(hit, posts[hit.post_id], comments.get(hit.comment_id), asked) for hit in hits]


def _posts(db: Session, ids: Sequence[int]) -> dict[int, Any]:
    query = (
        select(Post.id, Post.permalink, Post.language, Post.comment_count, PostRevision.title, PostRevision.words)
        .join(PostRevision, PostRevision.id == Post.shown_revision_id)
        .where(Post.id.in_(set(ids)))
    )
    return {row.id: row for row in db.execute(query)} if ids else {}


def _comments(db: Session, ids: Sequence[int]) -> dict[int | None, Any]:
    query = (
        select(Comment.id, Comment.public_id, Comment.name, CommentRevision.words)
        .join(CommentRevision, CommentRevision.id == Comment.shown_revision_id)
        .where(Comment.id.in_(ids))
    )
    return {row.id: row for row in db.execute(query)} if ids else {}


def _result(hit: Hit, post: Any, comment: Any, asked: Asked) -> Result:
    path = encoded(post.permalink or "/")
    said = comment if comment is not None else post
    return Result(
        title=mark_in(post.title, asked.runs, asked.begun) if comment is None else [Piece(post.title, False)],
        quotation=quote_around(said.words, asked.runs, asked.begun),
        href=href_of(path, comment.public_id, post.comment_count) if comment is not None else path,
        at=hit.at,
        name=comment.name if comment is not None else None,
        language=post.language if comment is None else None,
    )
