"""A comment that was not taken: what is shown around its text, so that no word is lost and it can be sent again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from blog.comments.finding import ParentNotFound, find_parent
from blog.comments.forms import CommentForm
from blog.comments.showing import FormView, PostLink, kept_form, link_post
from blog.errors import Refusal
from blog.posts.reading import CommentsClosed, PostNotFound, find_open_post, find_published
from blog.signing import Keys


@dataclass(frozen=True)
class Unsent:
    """The post it was meant for, and the form to send it again; `refusal` says why there is no such form."""

    post: PostLink | None = None
    form: FormView | None = None
    refusal: Refusal | None = None


def keep(db: Session, keys: Keys, form: CommentForm, now: datetime) -> Unsent:
    """Look up what the form belongs to. Never raises a refusal: it stands in the answer."""
    post_id = form.post_id or 0
    try:
        post = find_open_post(db, post_id, now)
    except CommentsClosed as refusal:
        return Unsent(post=link_post(find_published(db, post_id)), refusal=refusal)
    except PostNotFound as refusal:
        return Unsent(refusal=refusal)
    try:
        parent = find_parent(db, post, form.parent_id)
    except ParentNotFound as refusal:
        form = replace(form, complaints={**form.complaints, "parent": refusal.sentence})
        parent = None
    return Unsent(post=link_post(post), form=kept_form(keys, form, post.id, parent, now))
