"""The page of an author for readers, and in the writing room who signs a post."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from markupsafe import Markup
from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.errors import Refusal
from blog.languages.sentences import say
from blog.markup.stored import stored
from blog.markup.text import excerpt, plain
from blog.moderation.changed_authors import change_authors as put_authors
from blog.posts import authors, bylines, writing
from blog.posts.authors import AuthorPage
from blog.posts.bylines import MOST_AUTHORS, AuthorsUnread, SignedOtherwise
from blog.posts.models import Post
from blog.posts.pages import reading, views
from blog.web.errors import show_missing
from blog.web.rendering import desk_page, foresee, go_to
from blog.web.visits import Visit

# What search engines show of a page.
MOST_WORDS = 160


@dataclass(frozen=True)
class About:
    """What stands under the author's name."""

    bio: Markup
    # The beginning of it as plain text, for what shows a page elsewhere.
    words: str
    website: str | None
    host: str


def show_author(db: Session, visit: Visit) -> Response:
    foresee(db, visit, ["posts", "comments"])
    author = authors.find_author(db, visit.params["author"])
    if author is None:
        return show_missing(visit)
    listing = reading.listing_of(db, visit, author.posts)
    # Readers know of an account only by what it has published.
    if listing is None or not listing.posts:
        return show_missing(visit)
    heading = say("Written by %(name)s", name=author.name)
    feed, feed_title = f"/feeds/authors/{quote(visit.params['author'])}", say("Posts by %(name)s", name=author.name)
    more = {"author": _about(author), "feed": feed, "feed_title": feed_title}
    return reading.list_page(db, visit, listing, title=heading, heading=heading, lately=[], **more)


def show_authors(db: Session, visit: Visit) -> Response:
    post = writing.find_editable(db, visit.person, visit.params["post"])
    return _show(db, visit, post, [str(number) for number in bylines.author_ids(post)])


def change_authors(db: Session, visit: Visit) -> Response:
    post = writing.find_to_change(db, visit.person, visit.params["post"])
    typed = [text for text in visit.form.all("author") if text]
    stands, was = [str(number) for number in bylines.author_ids(post)], visit.form.get("was").split()
    if "was" in visit.form and stands not in (was, typed):
        # Whoever has changed nothing wants nothing; whoever has is shown both, and may still want theirs.
        return _show(db, visit, post, typed, SignedOtherwise()) if typed != was else _done(visit, post)
    try:
        put_authors(db, visit.person, post, [_number(text) for text in typed], visit.now)
    except AuthorsUnread as refusal:
        db.rollback()
        with visit.house.database.reading() as look:
            post = writing.find_editable(look, visit.person, visit.params["post"])
            return _show(look, visit, post, typed, refusal)
    return _done(visit, post)


def _done(visit: Visit, post: Post) -> Response:
    if writing.may_edit(visit.person, post):
        return go_to(f"/desk/posts/{post.id}/authors?done=saved")
    # Whoever takes their own name away has no business there any more.
    return go_to("/desk/posts?done=unsigned")


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


def _show(db: Session, visit: Visit, post: Post, chosen: list[str], refusal: Refusal | None = None) -> Response:
    places, otherwise = min(MOST_AUTHORS, len(chosen) + 2), isinstance(refusal, SignedOtherwise)
    return desk_page(
        visit,
        "posts/authors.html",
        200 if refusal is None else 409 if otherwise else 422,
        title=say("Authors"),
        post_title=post.newest.title if post.newest else "",
        href=f"/desk/posts/{post.id}",
        was=" ".join(str(number) for number in bylines.author_ids(post)),
        stands=views.names_of(bylines.signatures(db, [post])[post.id]) if otherwise else "",
        imported=post.author_name if post.author_id is None else None,
        people=bylines.choosable(db, post),
        places=[chosen[place] if place < len(chosen) else "" for place in range(places)],
        saved=visit.query.get("done") == "saved" and refusal is None,
        problem=refusal.sentence if refusal is not None else None,
    )


def _about(author: AuthorPage) -> About:
    host = urlsplit(author.website).hostname if author.website else None
    bio = stored(author.bio_html)
    words = excerpt(plain(bio), MOST_WORDS)
    return About(bio, words, author.website, (host or author.website or "").removeprefix("www."))
