"""The doors of commenters: sending a comment, seeing it first, answering one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.comments import receipts, showing, submission, unsent
from blog.comments.finding import find_shown
from blog.comments.forms import CommentForm
from blog.comments.pages.following import ask_with_form
from blog.comments.pages.handing import arrival, hand_over, prefix_hash
from blog.comments.pages.identity import who_is_there
from blog.comments.reserved import guard_name
from blog.comments.showing import FormView
from blog.comments.stamps import Stamp, StampForged, note_use, read_stamp
from blog.comments.unsent import Unsent
from blog.languages.sentences import Sentence, say
from blog.posts.reading import find_open_post
from blog.posts.rules import always_waits
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
    form = _read_form(visit)
    stamp = _read_stamp(visit, form)
    if form.complaints or form.preview or stamp is None:
        return _show_unsent(visit, form)
    post = find_open_post(db, form.post_id or 0, visit.now)
    sent = submission.submit(db, post, form, _sender(db, visit, form, stamp), visit.now)
    if not sent.again:
        uses = note_use(db, visit.keys, form.stamp, stamp.exact, prefix_hash(visit), visit.now)
        sent.revision.arrival = {**sent.revision.arrival, "stamp_uses": uses}
        hand_over(db, visit, post, sent.comment, sent.revision)
        ask_with_form(db, visit, sent.comment, form.follow)
    return go_to(receipts.receipt_path(visit.keys, sent.comment))


def refuse_comment(visit: Visit, status: int, sentence: Sentence) -> Response:
    """Show a comment that was not taken. Where the blog itself is at fault, the database is not asked again."""
    if status >= 500:
        form = CommentForm.read(visit.form)
        return _show_refused(visit, status, sentence, form, Unsent(form=showing.unasked_form(form)))
    form = CommentForm.read(visit.form, None, visit.site.anonymous, bool(visit.settings.smtp_url))
    return _show_refused(visit, status, sentence, form, _keep(visit, form))


def show_reply_form(db: Session, visit: Visit) -> Response:
    parent = find_shown(db, visit.params["comment"])
    post = find_open_post(db, parent.post_id, visit.now)
    return private_page(
        visit,
        "comments/reply.html",
        title=say("Answer to %(name)s", name=parent.name),
        post=showing.link_post(post),
        form=_offering(
            visit, showing.answer_form(visit.keys, parent, visit.now), always_waits(post, visit.site, visit.now)
        ),
    )


def _read_form(visit: Visit) -> CommentForm:
    """The form as it was sent. The names of this blog's people are theirs: they sign in, and are not asked."""
    if visit.person is not None:
        return CommentForm.read(visit.form, visit.person.name, mail=bool(visit.settings.smtp_url))
    # What is read first is read in a short transaction of its own: the cleaning must hold nothing open.
    form = CommentForm.read(visit.form, None, visit.site.anonymous, bool(visit.settings.smtp_url))
    with visit.house.database.reading() as db:
        return guard_name(db, form)


def _offering(visit: Visit, form: FormView, waits: bool = False) -> FormView:
    return showing.offering(form, bool(visit.settings.smtp_url), visit.site, waits)


def _sender(db: Session, visit: Visit, form: CommentForm, stamp: Stamp) -> submission.Sender:
    return submission.Sender(
        account=visit.person,
        present=who_is_there(db, visit) if visit.person is None else None,
        prefix_hash=prefix_hash(visit),
        keys=visit.keys,
        arrival=arrival(visit, stamp, bool(form.trap)),
        limited=visit.settings.limits,
    )


def _read_stamp(visit: Visit, form: CommentForm) -> Stamp | None:
    try:
        return read_stamp(visit.keys, form.stamp, form.post_id, visit.now)
    except StampForged:
        return None


def _keep(visit: Visit, form: CommentForm) -> Unsent:
    """What stands around the text, read beside any writer: nothing is going to be stored."""
    with visit.house.database.reading() as db:
        kept = unsent.keep(db, visit.keys, form, visit.now)
    return replace(kept, form=_offering(visit, kept.form)) if kept.form is not None else kept


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
