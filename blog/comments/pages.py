"""The doors of commenters: sending a comment, answering one, and the receipt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.accounts.models import Account
from blog.accounts.roles import Capability, may
from blog.comments import progress, receipts, revisions, showing, submission, threads, unsent
from blog.comments.finding import find_shown
from blog.comments.forms import CommentForm, EditForm
from blog.comments.models import Comment, CommentRevision, Status
from blog.comments.pace import EDITS, check_pace
from blog.comments.stamps import Stamp, StampForged, read_stamp
from blog.comments.unsent import Unsent
from blog.languages.sentences import Sentence, say
from blog.moderation import announcing, decisions, log, screening, undoing
from blog.moderation.states import MODERATOR, WRITER, Actor
from blog.posts.models import Post, PostStatus
from blog.posts.reading import find_open_post
from blog.posts.rules import always_waits, shows_comments
from blog.web.errors import show_refusal
from blog.web.rendering import go_to, private_page
from blog.web.visits import Visit


@dataclass(frozen=True)
class Preview:
    html: str
    name: str
    website: str | None


def show_comments_home(db: Session, visit: Visit) -> Response:
    """Whoever opens the address of a refused form again is led home."""
    return go_to("/")


def submit_comment(db: Session, visit: Visit) -> Response:
    form = CommentForm.read(visit.form, visit.person.name if visit.person else None)
    stamp = _read_stamp(visit, form)
    if form.complaints or form.preview or stamp is None:
        return _show_unsent(visit, form)
    post = find_open_post(db, form.post_id or 0, visit.now)
    sent = submission.submit(db, post, form, _sender(visit, form, stamp), visit.now)
    if not sent.again:
        _hand_over(db, visit, post, sent.comment, sent.revision)
    return go_to(receipts.receipt_path(visit.keys, sent.comment))


def refuse_comment(visit: Visit, status: int, sentence: Sentence) -> Response:
    """Show a comment that was not taken. Where the blog itself is at fault, the database is not asked again."""
    form = CommentForm.read(visit.form)
    if status >= 500:
        return _show_refused(visit, status, sentence, form, Unsent(form=showing.unasked_form(form)))
    return _show_refused(visit, status, sentence, form, _keep(visit, form))


def show_reply_form(db: Session, visit: Visit) -> Response:
    parent = find_shown(db, visit.params["comment"])
    post = find_open_post(db, parent.post_id, visit.now)
    return private_page(
        visit,
        "comments/reply.html",
        title=say("Answer to %(name)s", name=parent.name),
        post=showing.link_post(post),
        form=showing.answer_form(visit.keys, parent, visit.now),
    )


def show_receipt(db: Session, visit: Visit) -> Response:
    comment = receipts.find_by_receipt(db, visit.keys, visit.params["comment"], visit.params["seal"])
    return _receipt_page(db, visit, comment)


def change_receipt(db: Session, visit: Visit) -> Response:
    """A form without a button keeps the edit."""
    change = {"withdraw": _withdraw, "restore": _restore}.get(visit.form.get("action"), _edit)
    return change(db, visit)


def refuse_receipt(visit: Visit, status: int, sentence: Sentence) -> Response:
    """A change that was not taken, with its text."""
    return show_refusal(visit, status, sentence)


def _edit(db: Session, visit: Visit) -> Response:
    form = EditForm.read(visit.form)
    site = visit.site
    if form.complaint is not None:
        return _show_complaint(visit, form)
    comment = _own(db, visit)
    revisions.check_editable(comment, site, visit.now)
    before = comment.newest_revision_id
    revision = revisions.revise(db, comment, form, _arrival(visit), visit.keys, visit.now)
    if revision.id != before:
        if visit.settings.limits:
            check_pace(db, EDITS, _prefix_hash(visit), visit.now)
        _hand_over(db, visit, comment.post, comment, revision)
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


def _hand_over(db: Session, visit: Visit, post: Post, comment: Comment, revision: CommentRevision) -> None:
    """Screen what came in and tell the staff; what somebody wrote who may decide on it is decided at once."""
    screening.screen(db, revision, visit.now)
    if _may_decide(visit.person, post, comment):
        decisions.decide(db, comment, Status.APPROVED, Actor(MODERATOR, visit.person), visit.now)
    else:
        announcing.tell_staff(db, comment, revision, visit.now, visit.settings.url)


def _may_decide(person: Account | None, post: Post, comment: Comment) -> bool:
    """Only on a comment of one's own, and not where every comment waits, whoever wrote it."""
    if person is None or comment.account_id != person.id or always_waits(post):
        return False
    own_post = post.author_id == person.id and may(person, Capability.MODERATE_OWN)
    return own_post or may(person, Capability.MODERATE_ALL)


def _sender(visit: Visit, form: CommentForm, stamp: Stamp) -> submission.Sender:
    return submission.Sender(
        account=visit.person,
        prefix_hash=_prefix_hash(visit),
        keys=visit.keys,
        arrival=_arrival(visit, stamp, bool(form.trap)),
        limited=visit.settings.limits,
    )


def _prefix_hash(visit: Visit) -> str:
    return visit.keys.fingerprint("prefix", visit.prefix)


def _arrival(visit: Visit, stamp: Stamp | None = None, trap: bool = False) -> dict[str, Any]:
    """How the form came in. A receipt's form carries no stamp: its address is proof enough."""
    return {
        "stamp_age": stamp.age_seconds if stamp else None,
        "exact": stamp.exact if stamp else False,
        "trap": trap,
        "origin_unknown": not visit.origin_known,
        "no_stamp": False,
    }


def _read_stamp(visit: Visit, form: CommentForm) -> Stamp | None:
    try:
        return read_stamp(visit.keys, form.stamp, form.post_id, visit.now)
    except StampForged:
        return None


def _keep(visit: Visit, form: CommentForm) -> Unsent:
    """What stands around the text, read beside any writer: nothing is going to be stored."""
    with visit.house.database.reading() as db:
        return unsent.keep(db, visit.keys, form, visit.now)


def _show_unsent(visit: Visit, form: CommentForm) -> Response:
    """A comment that is not to be stored: its post takes none, it is a preview, or something stands in the way."""
    around = _keep(visit, form)
    if around.refusal is not None:
        status = visit.house.status_of(around.refusal) or 422
        return _show_refused(visit, status, around.refusal.sentence, form, around)
    if form.preview:
        return _show_preview(visit, form, around)
    if form.complaints:
        return _show_refused(visit, 422, None, form, around)
    return _show_refused(visit, 403, StampForged().sentence, form, around)


def _show_preview(visit: Visit, form: CommentForm, around: Unsent) -> Response:
    preview = Preview(str(form.rendering.html), form.clean_name, form.clean_website) if form.rendering else None
    assert around.form is not None
    return private_page(
        visit,
        "comments/preview.html",
        422 if around.form.complaints else 200,
        title=say("Not sent yet"),
        post=around.post,
        preview=preview,
        form=around.form,
    )


def _show_refused(visit: Visit, status: int, sentence: Sentence | None, form: CommentForm, around: Unsent) -> Response:
    """The text kept, in its form where it can be sent again. Complaints beside the fields speak for themselves."""
    explained = status == 422 and around.form is not None and bool(around.form.complaints)
    problem = None if sentence is None or explained else say("%(problem)s Your text is kept.", problem=sentence)
    return private_page(
        visit,
        "comments/refused.html",
        status,
        title=say("Not sent yet"),
        problem=problem,
        post=around.post,
        form=around.form,
        kept=form.body or None,
    )


def _show_complaint(visit: Visit, form: EditForm) -> Response:
    with visit.house.database.reading() as db:
        comment = receipts.find_by_receipt(db, visit.keys, visit.params["comment"], visit.params["seal"])
        return _receipt_page(db, visit, comment, form)


def _receipt_page(db: Session, visit: Visit, comment: Comment, refused: EditForm | None = None) -> Response:
    entry = log.newest_entries(db, [comment.id]).get(comment.id)
    decided = entry is not None and comment.status != Status.PENDING
    receipt = progress.describe(
        comment,
        action=visit.path,
        site=visit.site,
        dates=visit.house.templates.dates_for(visit.site.language, visit.site.time_zone),
        now=visit.now,
        shown_href=_shown_href(db, comment),
        reason=entry.reason if entry is not None and decided else "",
        refused=refused,
    )
    status = 200 if refused is None else 422
    return private_page(visit, "comments/receipt.html", status, title=receipt.heading, receipt=receipt)


def _shown_href(db: Session, comment: Comment) -> str | None:
    post = comment.post
    if comment.shown_revision_id is None or post.status != PostStatus.PUBLISHED or not shows_comments(post):
        return None
    return threads.address_of(db, post, comment)
