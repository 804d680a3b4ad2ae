"""Private links to a post: made and ended in the desk, and the page they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.languages.sentences import say
from blog.markup.stored import stored
from blog.posts import sharing, writing
from blog.posts.bylines import signatures
from blog.posts.covers import cover_of
from blog.posts.models import Post, PostStatus, PreviewLink
from blog.posts.pages import views
from blog.web.rendering import desk_page, go_to, private_page
from blog.web.visits import Visit

LIFETIMES = (("7", say("a week")), ("1", say("a day")), ("30", say("a month")))
DONE = {
    "made": say("The link is made. Whoever has it sees this post as it stands, until it ends."),
    "ended": say("That link leads nowhere any more."),
}


@dataclass(frozen=True)
class LinkView:
    id: str
    address: str
    made_at: datetime
    expires_at: datetime


def show_links(db: Session, visit: Visit) -> Response:
    post = writing.find_editable(db, visit.person, visit.params["post"])
    links = [_view(visit, link) for link in sharing.open_links(db, post, visit.now)]
    return desk_page(
        visit,
        "posts/links.html",
        title=say("Private links"),
        post_title=post.newest.title if post.newest else "",
        href=f"/desk/posts/{post.id}",
        links=links,
        lifetimes=LIFETIMES,
        public=views.href(post.permalink) if _is_public(post) and post.permalink else None,
        done=DONE.get(visit.query.get("done", "")),
    )


def change_links(db: Session, visit: Visit) -> Response:
    """Make a link, or end the one whose button was pressed."""
    post = writing.find_to_change(db, visit.person, visit.params["post"])
    ending = visit.form.get("end")
    if ending:
        sharing.revoke(db, post, ending, visit.person, visit.now)
    else:
        sharing.make_link(db, post, visit.person, visit.form.get("lifetime") or "7", visit.now)
    return go_to(f"/desk/posts/{post.id}/links?done={'ended' if ending else 'made'}")


def show_preview(db: Session, visit: Visit) -> Response:
    """The newest words and their cover, for whoever has the link: never stored, never indexed, nothing around."""
    shown = sharing.find_shown(db, visit.keys, visit.params["token"], visit.now)
    post, words = shown.post, shown.words
    signed = signatures(db, [post])[post.id]
    return private_page(
        visit,
        "posts/preview.html",
        title=words.title,
        html=stored(words.html),
        cover=cover_of(words),
        author_name=views.names_of(signed) if views.is_signed(post, words.html, signed) else "",
        post_language=words.plan.get("language", post.language or ""),
        saved_at=words.saved_at,
        expires_at=shown.link.expires_at,
        public=views.href(post.permalink) if _is_public(post) and post.permalink else None,
    )


def _is_public(post: Post) -> bool:
    return post.status == PostStatus.PUBLISHED


def _view(visit: Visit, link: PreviewLink) -> LinkView:
    path = sharing.path_of(visit.keys, link)
    return LinkView(link.public_id, visit.settings.url + path, link.made_at, link.expires_at)
