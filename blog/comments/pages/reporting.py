"""The door of readers who find something wrong with a comment: a private page, without an account."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.comments import places, showing
from blog.comments.finding import CommentNotFound
from blog.comments.pages.handing import prefix_hash
from blog.languages.sentences import Sentence, say
from blog.moderation import reports
from blog.moderation.reports import REASON_WORDS, ReportForm
from blog.web.errors import show_refusal
from blog.web.rendering import go_to, private_page
from blog.web.visits import Visit

DONE = {
    "sent": say("Thank you. Your report is kept, and the moderators decide. Until then the comment stays where it is."),
    "again": say("You have reported this comment already. Once is enough: your report is kept."),
}


def show_report_form(db: Session, visit: Visit) -> Response:
    return _show(db, visit, ReportForm(), done=DONE.get(visit.query.get("done", "")))


def report_comment(db: Session, visit: Visit) -> Response:
    """A form without any origin is taken as a comment's is: a program that leaves it out could as well write it.

    What holds against programs is that a network counts once for each comment, and that the number alone hides nothing.
    """
    form = ReportForm.read(visit.form)
    if form.complaints:
        with visit.house.database.reading() as look:
            return _show(look, visit, form, 422)
    comment = reports.find_reportable(db, visit.params["comment"], visit.now)
    if visit.settings.limits:
        reports.check_pace(db, prefix_hash(visit), visit.now)
    whose = visit.keys.fingerprint("report", comment.public_id, *reports.reporter_of(visit.person, visit.prefix))
    new = reports.report(db, comment, form, whose, visit.site, visit.now, visit.settings.url)
    return go_to(f"{visit.path}?done={'sent' if new else 'again'}")


def refuse_report(visit: Visit, status: int, sentence: Sentence) -> Response:
    """A report that was not taken, with its text; beside its comment where the database can be asked."""
    if status < 500:
        try:
            with visit.house.database.reading() as db:
                return _show(db, visit, ReportForm.read(visit.form), status, sentence)
        except CommentNotFound:
            pass
    return show_refusal(visit, status, sentence)


def _show(
    db: Session,
    visit: Visit,
    form: ReportForm,
    status: int = 200,
    problem: Sentence | None = None,
    done: Sentence | None = None,
) -> Response:
    comment = reports.find_reportable(db, visit.params["comment"], visit.now)
    post = showing.link_post(comment.post)
    return private_page(
        visit,
        "comments/report.html",
        status,
        title=say("Report a comment"),
        post=post,
        place=places.address_of(db, comment.post, comment),
        quoted=showing.quote_comment(comment),
        action=visit.path,
        form=form,
        reasons=list(REASON_WORDS.items()),
        problem=say("%(problem)s Your text is kept.", problem=problem) if problem is not None else None,
        done=done,
    )
