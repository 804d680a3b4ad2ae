"""What was taken out of a post when somebody saved it who may not write unfiltered HTML, and where it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.languages.sentences import Sentence, Several, say_count
from blog.markup.stored import stored
from blog.markup.unfiltered import Kind, taken_out
from blog.posts.forms import PostForm
from blog.posts.models import Post, PostRevision


@dataclass(frozen=True)
class Cleaned:
    """How many of each kind are gone, and the number of the revision that has them."""

    counts: Mapping[Kind, int]
    kept_in: int

    @property
    def words(self) -> Several:
        return Several(_counted(kind, number) for kind, number in self.counts.items())


def cleaned_of(db: Session, post: Post) -> Cleaned | None:
    """What the newest revision has lost against the one it was made from; None where that is nothing."""
    newest = post.newest
    if newest is None or newest.number == 1 or newest.unfiltered:
        return None
    from_number = newest.restored_from or newest.number - 1
    kept = select(PostRevision.unfiltered).where(PostRevision.post_id == post.id, PostRevision.number == from_number)
    if not db.scalar(kept):
        return None
    counts = taken_out(newest.typed, newest.format, newest.html)
    return Cleaned(counts, from_number) if counts else None


def with_html_kept(newest: PostRevision | None, form: PostForm) -> PostForm:
    """The form with the HTML its text has already, where somebody may not write unfiltered HTML and has left every word
    of it as it is: whoever corrects a title or adds a tag takes no frame from readers, and brings none."""
    rendering = form.rendering
    if newest is None or rendering is None or rendering.unfiltered or not is_whole(newest, form.body, form.format):
        return form
    kept = replace(
        rendering, html=stored(newest.html), text=newest.words, policy=newest.policy, unfiltered=newest.unfiltered
    )
    return replace(form, rendering=kept)


def is_whole(newest: PostRevision, typed: str, format: str) -> bool:
    """Whether this is the very text of a revision whose HTML was not cleaned."""
    return newest.unfiltered and (newest.typed, newest.format) == (typed, format)


def _counted(kind: Kind, number: int) -> Sentence:
    if kind is Kind.FRAMES:
        return say_count("%(num)s frame", "%(num)s frames", number)
    if kind is Kind.FILMS:
        return say_count("%(num)s video or sound", "%(num)s videos or sounds", number)
    if kind is Kind.STYLES:
        return say_count("%(num)s style attribute", "%(num)s style attributes", number)
    if kind is Kind.CLASSES:
        return say_count("%(num)s class", "%(num)s classes", number)
    if kind is Kind.ELEMENTS:
        return say_count("%(num)s other element", "%(num)s other elements", number)
    return say_count("%(num)s other attribute", "%(num)s other attributes", number)
