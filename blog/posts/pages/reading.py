"""The pages readers see: home, archives, tags, a post at its permalink."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.comments import places, showing, threads
from blog.comments.orders import OLDEST, ORDERS, Asked
from blog.languages.sentences import Sentence, say
from blog.markup.text import slug
from blog.posts.bylines import signatures
from blog.posts.pages import archives, bloggers, cards, elsewhere, linked, views
from blog.posts.permalinks import find_former
from blog.posts.reading import (
    AMONG,
    Listing,
    WithTag,
    find_former_tag,
    find_tag,
    follow_tag,
    list_posts,
    most_discussed,
    neighbours,
    published_between,
)
from blog.posts.related import related
from blog.posts.rules import Ruling, rule_for, shows_comments
from blog.posts.shown import Readable, find_shown
from blog.web.errors import show_gone, show_missing
from blog.web.rendering import foresee, moved_here, moved_to, public_page
from blog.web.visits import Visit

LATELY = 3
# Of a year so many posts are looked at for those most is said about: more than one a day.
OF_A_YEAR = 500
# What Blogger put behind its own addresses, and nobody else needs: the address without it is the right one.
BLOGGERS = ("showComment", "m", "commentPage", "spref")
MILLISECONDS = re.compile(r"[0-9]{12,14}")


def show_home(db: Session, visit: Visit) -> Response:
    if visit.query and (leading := elsewhere.lead_home_query(db, visit)) is not None:
        return leading
    if visit.query.get("m") in ("0", "1"):
        return moved_to("/")
    listing = listing_of(db, visit)
    first = "before" not in visit.query
    if listing is None or not (first or listing.posts):
        return show_missing(visit)
    lately = [views.lately(said) for said in threads.latest(db, visit.site, LATELY)] if first else []
    discussed = _discussed(db, visit, listing)
    return list_page(db, visit, listing, title=visit.site.title, heading=None, lately=lately, discussed=discussed)


def show_year(db: Session, visit: Visit) -> Response:
    year = visit.params["year"]
    if not 1 <= year <= 9000:
        return show_missing(visit)
    zone = ZoneInfo(visit.site.time_zone)
    start, end = _utc(datetime(year, 1, 1, tzinfo=zone)), _utc(datetime(year + 1, 1, 1, tzinfo=zone))
    heading = say("Written in %(time)s", time=str(year))
    around = archives.around_year(db, visit, start, end)
    return _show_part(db, visit, published_between(start, end), heading, around=around, of_a_year=True)


def show_month(db: Session, visit: Visit) -> Response:
    year, month = visit.params["year"], visit.params["month"]
    if not (1 <= year <= 9000 and 1 <= month <= 12):
        return show_missing(visit)
    zone = ZoneInfo(visit.site.time_zone)
    start = datetime(year, month, 1, tzinfo=zone)
    end = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone)
    name = visit.house.templates.dates_for(visit.site.language, visit.site.time_zone).month(start)
    heading, around = say("Written in %(time)s", time=name), archives.around_month(db, visit, _utc(start), _utc(end))
    return _show_part(db, visit, published_between(_utc(start), _utc(end)), heading, around=around)


def show_tag(db: Session, visit: Visit) -> Response:
    tag = find_tag(db, visit.params["tag"])
    if tag is None:
        return _show_former_tag(db, visit)
    heading, about = say("Filed under %(tag)s", tag=tag.name), archives.about_tag(tag)
    feed, feed_title = f"/feeds/posts/default/-/{quote(tag.slug)}", say("Posts tagged %(tag)s", tag=tag.name)
    return _show_part(db, visit, WithTag(tag.slug), heading, about=about, feed=feed, feed_title=feed_title)


def _show_former_tag(db: Session, visit: Visit) -> Response:
    """A tag that was renamed or merged leads on; one that was deleted says so."""
    former, tag = find_former_tag(db, visit.params["tag"]), follow_tag(db, visit.params["tag"])
    if former is None:
        return show_missing(visit)
    return moved_to(f"/tags/{tag.slug}") if tag is not None else show_gone(visit)


def show_post(db: Session, visit: Visit) -> Response:
    """Whatever no other route knows may be a post's permalink."""
    post = find_shown(db, visit.path)
    if post is None:
        return _show_former(db, visit)
    if any(name in visit.query for name in BLOGGERS):
        return moved_here(_said_at(db, visit, post) or views.href(post.permalink or "/"))
    if visit.query and (leading := elsewhere.lead_to_post(db, visit, post)) is not None:
        return leading
    depends = ["posts", f"post:{post.id}"]
    foresee(db, visit, depends)
    earlier, later = neighbours(db, post)
    ruling = rule_for(post, visit.site, visit.now)
    asked = Asked.read(visit.query)
    faces = visit.keys if visit.site.faces else None
    thread = threads.published(db, post, asked, ruling.takes, faces) if ruling.shows else None
    signed = signatures(db, [post])[post.id]
    page = views.post_page(post, signed)
    image = cards.picture_of_post(visit, post, page, signed)
    return public_page(
        db,
        visit,
        "posts/post.html",
        depends,
        title=views.title_of(post),
        post=page,
        image=image,
        linked=linked.LinkedPost(page, visit.site, visit.settings.url, thread, image.path if image is not None else ""),
        earlier=views.link(earlier),
        later=views.link(later),
        related=[views.link(one) for one in related(db, post, {one.id for one in (earlier, later) if one})],
        comments=_comments_state(ruling),
        thread=thread,
        orders=_orders(post, asked),
        canonical=_canonical(post, asked),
        form=_comment_form(visit, post, ruling) if ruling.takes else None,
        until=ruling.until,
    )


def _comment_form(visit: Visit, post: Readable, ruling: Ruling) -> showing.FormView:
    form = showing.empty_form(visit.keys, post.id, visit.now)
    return showing.offering(form, bool(visit.settings.smtp_url), visit.site, ruling.waits)


def _orders(post: Readable, asked: Asked) -> list[tuple[Sentence, str, bool]]:
    """The ways to read the thread: (what it is called, where, whether it is this one)."""
    path = views.href(post.permalink or "/")
    others = [(order.words, f"{path}?order={name}#comments", name == asked.order) for name, order in ORDERS.items()]
    return [(OLDEST, f"{path}#comments", not asked.order), *others]


def _canonical(post: Readable, asked: Asked) -> str:
    """The address that search engines keep: other orders and ways in show again what is read from the beginning on."""
    path = views.href(post.permalink or "/")
    onward = asked.after is not None and not asked.order
    return f"{path}?after={asked.after}" if onward else path


def show_label(db: Session, visit: Visit) -> Response:
    """Where Blogger showed what is filed under a label."""
    tag = follow_tag(db, slug(visit.params["label"]))
    shown = tag is not None and list_posts(db, None, WithTag(tag.slug), size=1).posts
    return moved_to(f"/tags/{tag.slug}") if tag is not None and shown else show_missing(visit)


def _show_former(db: Session, visit: Visit) -> Response:
    path, gone = find_former(db, visit.path)
    if gone:
        return show_gone(visit)
    if path is not None:
        former = find_shown(db, path)
        said_at = _said_at(db, visit, former) if former is not None else None
        return moved_here(said_at) if said_at is not None else moved_to(path)
    return bloggers.lead_on(db, visit) or elsewhere.lead_on(db, visit) or show_missing(visit)


def _said_at(db: Session, visit: Visit, post: Readable) -> str | None:
    """Where the comment stands that an old link names by its time; None where the top of the page will do.

    A browser keeps the link's own `#c123` where we name no place, and that is the comment's place on the first page.
    """
    shown = visit.query.get("showComment", "")
    if not MILLISECONDS.fullmatch(shown) or not shows_comments(post, visit.site, visit.now):
        return None
    return places.address_of_instant(db, post, datetime.fromtimestamp(int(shown) / 1000, UTC))


def _comments_state(ruling: Ruling) -> str:
    if not ruling.shows:
        return "hidden"
    return "open" if ruling.takes else "closed"


def _show_part(
    db: Session,
    visit: Visit,
    where: Any,
    heading: Sentence,
    around: archives.Around | None = None,
    about: archives.About | None = None,
    feed: str = "/feeds/posts/default",
    feed_title: Sentence | None = None,
    of_a_year: bool = False,
) -> Response:
    listing = listing_of(db, visit, where)
    if listing is None or not listing.posts:
        return show_missing(visit)
    discussed = _discussed(db, visit, listing, where, OF_A_YEAR) if of_a_year else []
    more = {"around": around, "about": about, "feed": feed, "feed_title": feed_title, "discussed": discussed}
    return list_page(db, visit, listing, title=heading, heading=heading, lately=[], **more)


def _discussed(
    db: Session, visit: Visit, listing: Listing, where: Any = None, among: int = AMONG
) -> list[views.Discussion]:
    """On the first of several pages, the posts most is said about; a single page shows what there is by itself."""
    if listing.older is None or "before" in visit.query:
        return []
    return [views.discussion(one) for one in most_discussed(db, visit.site, where, among)]


def listing_of(db: Session, visit: Visit, where: Any = None) -> Listing | None:
    try:
        return list_posts(db, visit.query.get("before"), where, visit.site.posts_a_page)
    except ValueError:
        return None


def list_page(
    db: Session, visit: Visit, listing: Listing, title: Any, heading: Sentence | None, lately: list[Any], **more: Any
) -> Response:
    """A page of posts. more: `author`, `about` (a tag) or `around` (a time), for what stands under the heading."""
    voices = threads.voices(db, [post.id for post in listing.posts])
    signed = signatures(db, listing.posts)
    rulings = {post.id: rule_for(post, visit.site, visit.now) for post in listing.posts}
    return public_page(
        db,
        visit,
        "posts/home.html",
        ["posts", "comments"],
        title=title,
        heading=heading,
        entries=[views.entry(post, voices.get(post.id), rulings[post.id], signed[post.id]) for post in listing.posts],
        lately=lately,
        image=cards.picture_of_blog(visit.site),
        canonical=_list_href(visit, visit.query.get("before", "")),
        older=_list_href(visit, listing.older) if listing.older else None,
        newer=_list_href(visit, listing.newer) if listing.newer is not None else None,
        **{"around": None, "about": None, "author": None, "discussed": [], **more},
        until=min((ruling.until for ruling in rulings.values() if ruling.until is not None), default=None),
    )


def _list_href(visit: Visit, before: str) -> str:
    path = views.href(visit.path)
    return f"{path}?before={before}" if before else path


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
