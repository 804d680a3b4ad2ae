"""The door behind the links in letters to the staff: one comment, and one form that decides on it."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.comments.models import Comment
from blog.comments.showing import link_post
from blog.languages.sentences import Sentence, say
from blog.markup.text import excerpt
from blog.moderation import mailed
from blog.moderation.mailed import Mailed
from blog.moderation.states import WRITER
from blog.web.rendering import go_to, private_page
from blog.web.visits import Visit

PARENT_CHARACTERS = 300


def show_mailed(db: Session, visit: Visit) -> Response:
    """Looking changes nothing: programs that fetch the links in letters decide nothing."""
    return _show(visit, mailed.find(db, visit.keys, visit.params["token"], visit.now))


def decide_mailed(db: Session, visit: Visit) -> Response:
    """The same address then says what became of it: this decision, or that of whoever was faster."""
    found = mailed.find(db, visit.keys, visit.params["token"], visit.now)
    mailed.decide_by_mail(db, found, visit.form.get("decision"), visit.now)
    return go_to(visit.path)


def _show(visit: Visit, found: Mailed) -> Response:
    comment = found.comment
    revision = comment.newest
    assert revision is not None
    own = found.entry is not None and found.entry.account_id == found.account.id
    edits = comment.shown_revision_id not in (None, revision.id)
    return private_page(
        visit,
        "moderation/mailed.html",
        title=_title(found, own),
        found=found,
        comment=comment,
        html=revision.inert,
        before=comment.shown.inert if edits and comment.shown else None,
        post=link_post(comment.post),
        parent=_parent(comment),
        why=[(Sentence(one["text"], one["values"]), one["matter"]) for one in revision.findings],
        own=own,
        withdrawn=found.entry is not None and found.entry.actor == WRITER,
        # The last entry is older than what stands now: nobody decided, the writer wrote again.
        rewritten=found.edited and (found.entry is None or found.entry.seen_after != comment.seen),
        action=visit.path,
    )


def _title(found: Mailed, own: bool) -> Sentence:
    if found.open:
        return say("Decide")
    return say("Done") if own and not found.edited else say("Nothing to decide")


def _parent(comment: Comment) -> tuple[str, str] | None:
    parent = comment.parent
    if parent is None:
        return None
    return parent.name, excerpt(parent.shown.words, PARENT_CHARACTERS) if parent.shown else ""
