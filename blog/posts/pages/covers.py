"""The page on which a post gets its cover: one from the library, or one from this device."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.languages.sentences import Sentence, say
from blog.markup.characters import normalize
from blog.media import keeping, library
from blog.media.copies import drawn_of
from blog.media.flaws import NoPicture
from blog.media.keeping import Kept
from blog.media.words import NOTHING, refusal_of
from blog.posts import writing
from blog.posts.covers import choose_cover, cover_of
from blog.posts.models import Post, PostStatus
from blog.posts.publishing import check_may_publish
from blog.web.rendering import desk_page, go_to
from blog.web.visits import Visit

DONE = {
    "chosen": say("This is the cover now."),
    "waits": say("This is the cover of the newest version now. Readers see it once you publish the changes."),
    "none": say("The post has no cover now."),
    "going": say("The newest version has no cover now. Readers see the old one until you publish the changes."),
}


def show_cover(db: Session, visit: Visit) -> Response:
    return _page(db, visit, writing.find_editable(db, visit.person, visit.params["post"]))


def choose_post_cover(db: Session, visit: Visit) -> Response:
    """The picture whose button was pressed; the button without one takes the cover away."""
    post = writing.find_to_change(db, visit.person, visit.params["post"])
    chosen = visit.form.get("picture")
    number = int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 10 else 0
    picture = library.find_picture(db, visit.person, number) if chosen else None
    choose_cover(db, visit.person, post, picture, visit.now)
    return go_to(_done(post))


def bring_post_cover(db: Session, visit: Visit) -> Response:
    """A file from this device: kept in the library first, drawn before the database is touched."""
    with visit.house.database.reading() as look:
        found = writing.find_editable(look, visit.person, visit.params["post"])
        if found.status != PostStatus.DRAFT:
            check_may_publish(visit.person, found)
    kept = _kept(visit)
    post = writing.find_to_change(db, visit.person, visit.params["post"])
    if isinstance(kept, Sentence):
        return _page(db, visit, post, kept)
    alt = " ".join(normalize(visit.form.get("alt"))[: library.LONGEST_ALT].split())
    number = keeping.enter(db, kept, visit.uploads[0].name, visit.now, visit.person, alt)
    choose_cover(db, visit.person, post, library.find_picture(db, visit.person, number), visit.now)
    return go_to(_done(post))


def _kept(visit: Visit) -> Kept | Sentence:
    """The file that came, or what stands in the way."""
    if not visit.uploads:
        return NOTHING
    upload, folder = visit.uploads[0], Path(visit.settings.data) / "media"
    try:
        whose = f"account {visit.person.id}"
        return keeping.keep_upload(visit.house.database, folder, visit.keys, upload.path, whose)
    except NoPicture as error:
        return refusal_of(error.flaw, upload.name)


def _done(post: Post) -> str:
    chosen = post.newest is not None and post.newest.cover_id is not None
    if post.status == PostStatus.PUBLISHED:
        return f"/desk/posts/{post.id}/cover?done={'waits' if chosen else 'going'}"
    return f"/desk/posts/{post.id}/cover?done={'chosen' if chosen else 'none'}"


def _page(db: Session, visit: Visit, post: Post, problem: Sentence | None = None) -> Response:
    pictures, more = library.list_pictures(db, visit.person, visit.query.get("q", ""))
    return desk_page(
        visit,
        "posts/cover.html",
        422 if problem else 200,
        title=say("Cover"),
        post_title=post.newest.title if post.newest else "",
        href=f"/desk/posts/{post.id}",
        cover=cover_of(post.newest) if post.newest else None,
        cover_id=post.newest.cover_id if post.newest else None,
        pictures=[(picture, drawn_of(picture)) for picture in pictures],
        more=more,
        search=visit.query.get("q", ""),
        published=post.status == PostStatus.PUBLISHED,
        done=DONE.get(visit.query.get("done", "")) if problem is None else None,
        problem=problem,
    )
