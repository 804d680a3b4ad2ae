"""The picture that stands for a page where its address is passed on: a post's cover, or a card with its title."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.late import late
from blog.markup.spelling import spell
from blog.posts.bylines import Signature, signatures
from blog.posts.models import Post, PostKind, PostStatus
from blog.posts.pages import views
from blog.posts.shown import ShownPost, find_shown
from blog.site.accents import fit
from blog.site.cards import HEIGHT, WIDTH, Card
from blog.site.looks import schemes_of
from blog.site.settings import SiteSettings
from blog.web.errors import show_gone, show_missing
from blog.web.rendering import foresee, go_to, public_file
from blog.web.visits import Visit

with late:
    from blog.media import cards

# Whose card it is, and what it says: another title has another address, so nobody keeps the old one.
NAME = re.compile(r"(?P<of>[0-9]{1,18}|blog)-[0-9a-f]{16}\.png")
# Moved when the same words are drawn otherwise.
EDITION = "1"
OF_BLOG = "blog"
# A column's largest number; an address may hold a larger one.
MOST = 2**31 - 1


@dataclass(frozen=True)
class Picture:
    """What is shown of a page elsewhere; width and height in pixels, 0 where nobody has measured."""

    path: str
    width: int
    height: int
    alt: str


def show_card(db: Session, visit: Visit) -> Response:
    """Drawn when somebody first asks, and kept as pages are. Only what is said now: an old address leads to the new."""
    foresee(db, visit, ["posts"])
    name = NAME.fullmatch(visit.params["card"])
    if name is None:
        return show_missing(visit)
    if name["of"] == OF_BLOG:
        return _show(db, visit, OF_BLOG, card_of_blog(visit.site))
    post = db.get(Post, int(name["of"])) if int(name["of"]) <= MOST else None
    if post is not None and post.status == PostStatus.DELETED:
        return show_gone(visit)
    shown = find_shown(db, post.permalink or "") if post is not None and post.status == PostStatus.PUBLISHED else None
    if shown is None:
        return show_missing(visit)
    return _show(db, visit, str(shown.id), card_of_post(visit, shown, signatures(db, [shown])[shown.id]))


def picture_of_post(visit: Visit, post: ShownPost, page: views.PostPage, signed: list[Signature]) -> Picture | None:
    """Its cover, or its card; None for a title that our font cannot draw."""
    if page.cover is not None:
        drawn = page.cover.drawn
        return Picture(drawn.path, drawn.width, drawn.height, page.cover.alt)
    return _picture(str(page.id), card_of_post(visit, post, signed), page.title)


def picture_of_blog(site: SiteSettings) -> Picture | None:
    return _picture(OF_BLOG, card_of_blog(site), site.title)


def card_of_post(visit: Visit, post: ShownPost, signed: list[Signature]) -> Card | None:
    """What a post's card says; a post with a cover has none."""
    if post.cover is not None:
        return None
    note = [views.names_of(signed)] if views.is_signed(post, post.shown.html, signed) else []
    if post.kind == PostKind.POST and post.published_at is not None:
        dates = visit.house.templates.dates_for(visit.site.language, visit.site.time_zone)
        note.append(dates.date(post.published_at))
    return _card(visit.site, post.shown.title, visit.site.title, note)


def card_of_blog(site: SiteSettings) -> Card | None:
    return _card(site, site.title, "", [site.tagline] if site.tagline else [])


def _card(site: SiteSettings, title: str, name: str, note: list[str]) -> Card | None:
    spelled = spell(title)
    if not spelled:
        return None
    light, _dark = schemes_of(site.look)
    accent = fit(site.accent, light).accent if site.accent else light.accent
    # What beside the title cannot be drawn is left out.
    said = " · ".join(part for part in note if spell(part))
    return Card(spelled, spell(name) or (), spell(said) or (), light.paper, light.ink, light.ink_2, accent)


def _picture(of: str, card: Card | None, alt: str) -> Picture | None:
    return Picture(_path(of, card), WIDTH, HEIGHT, alt) if card is not None else None


def _path(of: str, card: Card) -> str:
    said = hashlib.sha256(repr((EDITION, *card)).encode()).hexdigest()
    return f"/-/card/{of}-{said[:16]}.png"


def _show(db: Session, visit: Visit, of: str, card: Card | None) -> Response:
    if card is None:
        return show_missing(visit)
    path = _path(of, card)
    if path != visit.path:
        return go_to(path, 302)
    return public_file(db, visit, cards.draw_card(card), ["posts"], "image/png")
