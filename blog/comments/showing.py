"""What the templates are given around the comment form: the form, what it answers, the post it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from urllib.parse import quote

from blog.comments.forms import CommentForm
from blog.comments.models import Comment
from blog.comments.stamps import StampForged, make_stamp, read_stamp
from blog.languages.sentences import Sentence, say
from blog.markup.comments import render
from blog.markup.text import excerpt
from blog.posts.models import Post, PostStatus
from blog.posts.shown import Readable
from blog.signing import Keys
from blog.site.settings import SiteSettings

QUOTED_CHARACTERS = 160
PROMISE = say("No account needed. A moderator reads it before it appears.")
# Where the site's policy lets some through; the same for everybody, whoever they are.
PROMISES = {
    "strangers": say("No account needed. A moderator reads it before it appears, unless you are trusted here."),
    "scored": say("No account needed. It appears at once, or as soon as a moderator has read it."),
}


@dataclass(frozen=True)
class Quoted:
    """What a form answers: plain text, cut at a word."""

    name: str
    words: str


@dataclass(frozen=True)
class PostLink:
    title: str
    path: str


@dataclass(frozen=True)
class FormView:
    """The comment form as the template shows it; every text is plain and is escaped there."""

    post: int
    stamp: str
    parent: str = ""
    body: str = ""
    name: str = ""
    email: str = ""
    website: str = ""
    complaints: Mapping[str, Sentence] = field(default_factory=dict)
    quoted: Quoted | None = None
    promise: Sentence = PROMISE
    # Whether this blog writes letters, what was chosen about them, and whether the name may be left empty.
    mail: bool = False
    follow: str = ""
    anonymous: bool = False
    # The house rules as HTML that markup/ wrote; empty where the owner has set none.
    rules: str = ""
    action: str = "/comments"

    @property
    def key(self) -> str:
        """All that it shows."""
        return repr(self)


def empty_form(keys: Keys, post_id: int, now: datetime) -> FormView:
    """The form at the foot of a public page: the same for everybody, and for an hour."""
    return FormView(post=post_id, stamp=make_stamp(keys, post_id, now, exact=False))


def answer_form(keys: Keys, parent: Comment, now: datetime) -> FormView:
    """An empty form that answers `parent`, for a page of its own."""
    stamp = make_stamp(keys, parent.post_id, now, exact=True)
    return FormView(post=parent.post_id, stamp=stamp, parent=parent.public_id, quoted=quote_comment(parent))


def kept_form(keys: Keys, form: CommentForm, post_id: int, parent: Comment | None, now: datetime) -> FormView:
    """The form as it was sent, to be sent again. A parent that is gone is left out, so that it can be."""
    return FormView(
        post=post_id,
        stamp=_kept_stamp(keys, form, post_id, now),
        parent=parent.public_id if parent else "",
        body=form.body,
        name=form.name,
        email=form.email,
        website=form.website,
        follow=form.follow,
        complaints=form.complaints,
        quoted=quote_comment(parent) if parent else None,
    )


def unasked_form(form: CommentForm) -> FormView:
    """The form exactly as it was sent, for when the database cannot be asked about anything."""
    return FormView(
        post=form.post_id or 0,
        stamp=form.stamp,
        parent=form.parent_id,
        body=form.body,
        name=form.name,
        email=form.email,
        website=form.website,
    )


def offering(form: FormView, mail: bool, site: SiteSettings, always_waits: bool = False) -> FormView:
    """The form with what this blog offers and asks beside the comment itself; `always_waits` if its post says so."""
    promise = PROMISE if site.emergency or always_waits else PROMISES.get(site.waits, PROMISE)
    return replace(form, promise=promise, mail=mail, anonymous=site.anonymous, rules=rules_html(site.house_rules))


@lru_cache(4)
def rules_html(typed: str) -> str:
    """The house rules as readers see them."""
    return str(render(typed).html) if typed else ""


def _kept_stamp(keys: Keys, form: CommentForm, post_id: int, now: datetime) -> str:
    """The stamp that was sent, if it is good: whoever corrects a name in two seconds is not as quick as a script."""
    try:
        read_stamp(keys, form.stamp, post_id, now)
    except StampForged:
        return make_stamp(keys, post_id, now, exact=True)
    return form.stamp


def quote_comment(comment: Comment) -> Quoted:
    """The comment in a few plain words, as readers see it."""
    return Quoted(comment.name, excerpt(comment.shown.words, QUOTED_CHARACTERS) if comment.shown else "")


def link_post(post: Post) -> PostLink:
    """The post's title and where it stands; a post that nobody can read any more leads home."""
    return PostLink(post.shown.title if post.shown else "", path_of(post))


def path_of(post: Readable) -> str:
    """The post's address as it stands in an href."""
    readable = post.status == PostStatus.PUBLISHED and post.permalink is not None
    return quote(post.permalink or "/", safe="/:@!$&'()*+,;=~") if readable else "/"
