"""The feeds of posts and of comments, each in three forms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.comments.places import encoded
from blog.feeds.atom import feed_id, newest_entries
from blog.feeds.comments import comments_feed_id, newest_of_blog, newest_of_post
from blog.feeds.formats import JSON, Feed, address_of, as_json, format_of
from blog.feeds.sitemap import parts_of, places_of
from blog.importers import known
from blog.languages.catalog import translate, translations
from blog.languages.sentences import Sentence, say
from blog.markup.characters import strip_forbidden
from blog.markup.text import slug
from blog.posts.authors import find_author
from blog.posts.models import Post
from blog.posts.reading import PostNotFound, WithTag, find_published, follow_tag
from blog.posts.rules import rule_for
from blog.web.errors import show_missing
from blog.web.rendering import moved_here, moved_to, public_document, rendered
from blog.web.visits import Visit

LARGEST_ID = 2**31 - 1
LONGEST_PART = 5
SITEMAP = "application/xml; charset=utf-8"
POSTS = "/feeds/posts/default"
OF_POSTS = ("posts", "comments")


def show_post_feed(db: Session, visit: Visit) -> Response:
    url = visit.settings.url
    entries = newest_entries(db, visit.site, url, visit.now)
    return _show(db, visit, Feed(feed_id(url), visit.site.title, POSTS, "/", entries, subtitle=visit.site.tagline))


def show_tag_feed(db: Session, visit: Visit) -> Response:
    """Where Blogger had the feed of a label; the label as it is written, or as it stands in the tag's address."""
    tag = follow_tag(db, slug(visit.params["label"]))
    if tag is None:
        return show_missing(visit)
    path = f"{POSTS}/-/{quote(tag.slug)}"
    if visit.params["label"] != tag.slug:
        return moved_here(address_of(path, format_of(visit.query.get("alt", ""))))
    title = say("%(site)s: %(part)s", site=visit.site.title, part=tag.name)
    return _show_part(db, visit, f"-tag-{tag.id}", title, path, f"/tags/{quote(tag.slug)}", WithTag(tag.slug))


def show_author_feed(db: Session, visit: Visit) -> Response:
    asked = visit.params["author"]
    author = find_author(db, asked)
    if author is None:
        return show_missing(visit)
    title = say("%(site)s: %(part)s", site=visit.site.title, part=author.name)
    path, page_path = f"/feeds/authors/{quote(asked)}", f"/authors/{quote(asked)}"
    return _show_part(db, visit, f"-author-{asked}", title, path, page_path, author.posts)


def show_comment_feed(db: Session, visit: Visit) -> Response:
    """The newest comments of the whole blog."""
    url = visit.settings.url
    title = say("Comments on %(title)s", title=visit.site.title)
    entries = newest_of_blog(db, visit.site, url)
    return _show(db, visit, Feed(comments_feed_id(url), title, "/feeds/comments/default", "/", entries, True))


def show_comment_feed_of_post(db: Session, visit: Visit) -> Response:
    """The newest comments of one post, also by the number that it had at Blogger."""
    post = _find_post(db, visit.params["post"])
    ruling = rule_for(post, visit.site, visit.now)
    if not ruling.shows:
        raise PostNotFound
    path = f"/feeds/{post.id}/comments/default"
    if post.id != visit.params["post"]:
        return moved_to(path)
    url = visit.settings.url
    title = say("Comments on “%(title)s”", title=post.shown.title if post.shown else "")
    page_path, entries = encoded(post.permalink or "/"), newest_of_post(db, post, url)
    feed = Feed(comments_feed_id(url, post), title, path, page_path, entries, True)
    return _show(db, visit, feed, ["posts", f"post:{post.id}"], ruling.until)


def show_sitemap(db: Session, visit: Visit) -> Response:
    """The index of the sitemap, or one of its parts."""
    asked = visit.query.get("part")
    if asked is None:
        found: dict[str, Any] = {"parts": parts_of(db), "places": []}
    else:
        places = places_of(db, int(asked)) if asked.isdecimal() and len(asked) <= LONGEST_PART else []
        if not places:
            return show_missing(visit)
        found = {"parts": None, "places": places}
    return public_document(db, visit, rendered(visit, "feeds/sitemap.xml", **found), OF_POSTS, SITEMAP)


def show_robots(db: Session, visit: Visit) -> Response:
    """What robots need not ask for: what is one person's, what is found by a form, what the staff does."""
    return public_document(db, visit, rendered(visit, "feeds/robots.txt"), ["robots"], "text/plain; charset=utf-8")


def _show_part(
    db: Session, visit: Visit, part: str, title: Sentence, path: str, page_path: str, where: Any
) -> Response:
    """Some of the posts; a feed of none is none."""
    url = visit.settings.url
    entries = newest_entries(db, visit.site, url, visit.now, where)
    return (
        _show(db, visit, Feed(feed_id(url, part), title, path, page_path, entries)) if entries else show_missing(visit)
    )


def _show(
    db: Session, visit: Visit, feed: Feed, depends: Sequence[str] = OF_POSTS, until: datetime | None = None
) -> Response:
    form, url, hub = format_of(visit.query.get("alt", "")), visit.settings.url, visit.site.websub_hub
    if form is JSON:
        title, language = feed.title, visit.site.language
        words = translate(title, translations(language)) if isinstance(title, Sentence) else title
        text = as_json(feed, url, words, language, hub)
    else:
        template = f"feeds/{'comments' if feed.of_comments else 'posts'}.{form.suffix}"
        text = rendered(visit, template, feed=feed, self_path=address_of(feed.path, form), entries=feed.entries)
    # Whatever a title carries along from another program: XML has no place for it.
    answer = public_document(db, visit, strip_forbidden(text), depends, f"{form.media_type}; charset=utf-8", until)
    if hub:
        # WebSub asks for both as headers too: a subscriber need not read what it subscribes to.
        answer.headers["Link"] = f'<{hub}>; rel="hub", <{url}{address_of(feed.path, form)}>; rel="self"'
    return answer


def _find_post(db: Session, number: int) -> Post:
    """Raises PostNotFound."""
    if number <= LARGEST_ID:
        return find_published(db, number)
    post = known.find_post(db, "blogger", known.blog_keys(db, "blogger"), str(number))
    if post is None:
        raise PostNotFound
    return post
