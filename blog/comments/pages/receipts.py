"""The receipt: what became of a comment, and changing it or taking it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.comments import places, progress, receipts, revisions
from blog.comments.following import AddressMissing
from blog.comments.forms import EditForm
from blog.comments.models import Comment, Status
from blog.comments.pace import EDITS, check_pace
from blog.comments.pages import following, identity
from blog.comments.pages.handing import arrival, hand_over, prefix_hash
from blog.comments.reasons import reason_words
from blog.languages.sentences import Sentence, say
from blog.moderation import decisions, log, undoing, waits
from blog.moderation.states import WRITER, Actor
from blog.posts.models import PostStatus
from blog.posts.rules import shows_comments
from blog.web.errors import show_refusal
from blog.web.rendering import go_to, private_page
from blog.web.visits import Visit


def show_receipt(db: Session, visit: Visit) -> Response:
    comment = receipts.find_by_receipt(db, visit.keys, visit.params["comment"], visit.params["seal"])
    return _receipt_page(db, visit, comment)


def change_receipt(db: Session, visit: Visit) -> Response:
    """A form without a button keeps the edit."""
    return CHANGES.get(visit.form.get("action"), _edit)(db, visit)


def refuse_receipt(visit: Visit, status: int, sentence: Sentence) -> Response:
    """A change that was not taken, with its text; in a form, as long as sending it again can help."""
    body = visit.form.get("body")
    if sentence == AddressMissing().sentence:
        return _show_without_address(visit, status, sentence)
    if not body.strip() or status == 404 or sentence == revisions.NotEditable().sentence:
        return show_refusal(visit, status, sentence)
    problem = say("%(problem)s Your text is kept.", problem=sentence)
    return private_page(
        visit, "comments/unkept.html", status, title=say("Not kept yet"), problem=problem, body=body, action=visit.path
    )


def _edit(db: Session, visit: Visit) -> Response:
    form = EditForm.read(visit.form)
    site = visit.site
    if form.complaint is not None:
        return _show_complaint(visit, form)
    comment = _own(db, visit)
    revisions.check_editable(comment, site, visit.now)
    before = comment.newest_revision_id
    revision = revisions.revise(db, comment, form, arrival(visit), visit.keys, visit.now)
    if revision.id != before:
        if visit.settings.limits:
            check_pace(db, EDITS, prefix_hash(visit), visit.now)
        hand_over(db, visit, comment.post, comment, revision)
    return go_to(receipts.receipt_path(visit.keys, comment))


def _withdraw(db: Session, visit: Visit) -> Response:
    comment = _own(db, visit)
    decisions.decide(db, comment, Status.DELETED, Actor(WRITER), visit.now)
    return go_to(receipts.receipt_path(visit.keys, comment))


def _restore(db: Session, visit: Visit) -> Response:
    comment = _own(db, visit)
    if progress.is_withdrawn(comment):
        undoing.take_back_withdrawal(db, comment, visit.now)
    return go_to(receipts.receipt_path(visit.keys, comment))


def _own(db: Session, visit: Visit) -> Comment:
    """The comment of this receipt, locked: a moderator may be deciding on it."""
    return receipts.find_by_receipt(db, visit.keys, visit.params["comment"], visit.params["seal"], lock=True)


def _show_complaint(visit: Visit, form: EditForm) -> Response:
    with visit.house.database.reading() as db:
        comment = receipts.find_by_receipt(db, visit.keys, visit.params["comment"], visit.params["seal"])
        return _receipt_page(db, visit, comment, form)


def _show_without_address(visit: Visit, status: int, sentence: Sentence) -> Response:
    with visit.house.database.reading() as db:
        comment = receipts.find_by_receipt(db, visit.keys, visit.params["comment"], visit.params["seal"])
        letters = following.refused(visit, following.describe(db, visit, comment), sentence)
        return _receipt_page(db, visit, comment, letters=letters, status=status)


def _receipt_page(
    db: Session,
    visit: Visit,
    comment: Comment,
    refused: EditForm | None = None,
    letters: following.Wished | None = None,
    status: int = 200,
) -> Response:
    receipt = progress.describe(
        comment,
        action=visit.path,
        site=visit.site,
        dates=visit.house.templates.dates_for(visit.site.language, visit.site.time_zone),
        now=visit.now,
        shown_href=_shown_href(db, visit, comment),
        decision=_decision(db, comment),
        wait=_usual_wait(db, visit, comment),
        refused=refused,
    )
    return private_page(
        visit,
        "comments/receipt.html",
        status if refused is None else 422,
        title=receipt.heading,
        receipt=receipt,
        known=identity.describe(db, visit, comment) if comment.erased_at is None else None,
        letters=letters or following.describe(db, visit, comment),
    )


def _decision(db: Session, comment: Comment) -> progress.Decision | None:
    if comment.status == Status.PENDING:
        return None
    entry = log.deciding_entry(db, comment)
    return progress.Decision(entry.at, reason_words(entry.reason) or None) if entry is not None else None


def _usual_wait(db: Session, visit: Visit, comment: Comment) -> Sentence | None:
    """The same for everybody: what it says depends on no lane, or it would tell what the screening thinks."""
    newest = comment.newest
    if comment.status != Status.PENDING or newest is None:
        return None
    return waits.usual_wait(db, newest.waiting_since, visit.now)


def _shown_href(db: Session, visit: Visit, comment: Comment) -> str | None:
    post = comment.post
    hidden = post.status != PostStatus.PUBLISHED or not shows_comments(post, visit.site, visit.now)
    if comment.shown_revision_id is None or hidden:
        return None
    return places.address_of(db, post, comment)


CHANGES: Mapping[str, Callable[[Session, Visit], Response]] = {
    "withdraw": _withdraw,
    "restore": _restore,
    "follow": following.follow_from_receipt,
    "remember": identity.remember_device,
    "forget": identity.forget_device,
    "prove": identity.ask_for_proof,
}
