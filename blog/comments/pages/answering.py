"""The desk's doors to words in a thread: answering a comment from the queue, and changing somebody's text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.comments import submission
from blog.comments.forms import CommentForm, EditForm
from blog.comments.models import Comment, Status
from blog.comments.pages.handing import arrival, hand_over, prefix_hash
from blog.comments.showing import link_post
from blog.languages.sentences import Number, Sentence, say
from blog.moderation import editing, notices
from blog.moderation.asked import QUEUE
from blog.moderation.checks import checks_with
from blog.moderation.decisions import CommentUnknown
from blog.moderation.picks import NOTE_CHARACTERS
from blog.moderation.words import STATUS_WORDS
from blog.posts.reading import find_open_post
from blog.web.errors import show_refusal
from blog.web.rendering import desk_page, go_to
from blog.web.visits import Visit

NOTE_TOO_LONG = say("A note has room for %(most)s characters.", most=Number(NOTE_CHARACTERS))


@dataclass(frozen=True)
class Typed:
    """What was typed, and what stands in the way: beside the field, or of all of it."""

    body: str
    note: str = ""
    complaint: Sentence | None = None
    note_complaint: Sentence | None = None
    problem: Sentence | None = None


def show_answer_form(db: Session, visit: Visit) -> Response:
    return _answer_page(db, visit, Typed(""))


def answer_comment(db: Session, visit: Visit) -> Response:
    """What waits is approved with its answer; one undo takes both back."""
    form = CommentForm.read(visit.form, visit.person.name)
    if form.complaints:
        return _show_again(visit, _answer_page, Typed(form.body, complaint=form.complaints.get("body")), 422)
    comment = editing.take_open(db, visit.person, visit.params["comment"], visit.form.get("seen"))
    tab = comment.status
    post = find_open_post(db, comment.post_id, visit.now)
    action = editing.open_for_answer(db, visit.person, comment, visit.now)
    answer = replace(form, post_id=post.id, parent_id=comment.public_id)
    sent = submission.submit(db, post, answer, _sender(visit), visit.now)
    if not sent.again:
        hand_over(db, visit, post, sent.comment, sent.revision, action)
    return _go_back(visit, tab, editing.note_words(comment, visit.person, editing.ANSWERED))


def refuse_answer(visit: Visit, status: int, sentence: Sentence) -> Response:
    return _refuse(visit, _answer_page, Typed(visit.form.get("body")), status, sentence)


def show_edit_form(db: Session, visit: Visit) -> Response:
    comment = editing.find(db, visit.person, visit.params["comment"])
    return _edit_page(db, visit, Typed(comment.newest.typed if comment.newest else ""))


def edit_comment(db: Session, visit: Visit) -> Response:
    """A new text; with `revision` the one with that number once more."""
    number = visit.form.get("revision")
    form = _earlier_text(visit, number) if number else EditForm.read(visit.form)
    note = visit.form.get("note").strip()
    if form.complaint is not None or len(note) > NOTE_CHARACTERS:
        too_long = NOTE_TOO_LONG if len(note) > NOTE_CHARACTERS else None
        return _show_again(visit, _edit_page, Typed(form.body, note, form.complaint, too_long), 422)
    comment = editing.take_open(db, visit.person, visit.params["comment"], visit.form.get("seen"))
    tab, before = comment.status, comment.newest.number if comment.newest else None
    checks = checks_with(visit.house.learner.recall(db))
    changed = editing.edit(db, visit.person, comment, form, note, visit.keys, visit.now, checks)
    undo = before if changed is not None and not number else None
    return _go_back(
        visit, tab, editing.note_words(comment, visit.person, editing.RESTORED if number else editing.EDITED, undo)
    )


def refuse_edit(visit: Visit, status: int, sentence: Sentence) -> Response:
    typed = Typed(visit.form.get("body"), visit.form.get("note"))
    return _refuse(visit, _edit_page, typed, status, sentence)


def _earlier_text(visit: Visit, number: str) -> EditForm:
    """An earlier text as it was typed, read in a short transaction of its own: cleaning must hold nothing open."""
    if not (number.isascii() and number.isdecimal() and len(number) < 6):
        raise CommentUnknown
    with visit.house.database.reading() as look:
        comment = editing.find(look, visit.person, visit.params["comment"])
        return EditForm.of(editing.text_of(look, comment, int(number)))


def _sender(visit: Visit) -> submission.Sender:
    return submission.Sender(
        account=visit.person,
        prefix_hash=prefix_hash(visit),
        keys=visit.keys,
        arrival=arrival(visit),
        limited=visit.settings.limits,
    )


def _go_back(visit: Visit, tab: str, note: dict[str, Any]) -> Response:
    return go_to(f"{QUEUE}?status={tab}&done={notices.sign_note(visit.keys, note, visit.now)}")


Page = Callable[..., Response]


def _show_again(visit: Visit, page: Page, typed: Typed, status: int) -> Response:
    with visit.house.database.reading() as look:
        return page(look, visit, typed, status)


def _refuse(visit: Visit, page: Page, typed: Typed, status: int, sentence: Sentence) -> Response:
    """The text kept, beside its comment as that is now; where there is none to be found, on a page of its own."""
    if status < 500 and typed.body.strip():
        try:
            problem = say("%(problem)s Your text is kept.", problem=sentence)
            return _show_again(visit, page, replace(typed, problem=problem), status)
        except CommentUnknown:
            pass
    return show_refusal(visit, status, sentence)


def _answer_page(db: Session, visit: Visit, typed: Typed, status: int = 200) -> Response:
    comment = editing.find(db, visit.person, visit.params["comment"])
    title = say("Reply to %(name)s", name=comment.name)
    return _page(db, visit, "moderation/answer.html", comment, typed, status, title=title)


def _edit_page(db: Session, visit: Visit, typed: Typed, status: int = 200) -> Response:
    comment = editing.find(db, visit.person, visit.params["comment"])
    title = say("Change the text by %(name)s", name=comment.name)
    earlier = editing.earlier_texts(db, comment)
    return _page(db, visit, "moderation/edit.html", comment, typed, status, title=title, earlier=earlier)


def _page(
    db: Session, visit: Visit, template: str, comment: Comment, typed: Typed, status: int, **more: Any
) -> Response:
    newest = comment.newest
    assert newest is not None
    return desk_page(
        visit,
        template,
        status,
        name=comment.name,
        at=comment.created_at,
        html=newest.inert,
        standing=STATUS_WORDS[Status(comment.status)],
        waits=comment.status == Status.PENDING,
        open=comment.status in editing.OPEN,
        faster=editing.who_was_faster(db, comment) if status == 409 else None,
        statuses=STATUS_WORDS,
        post=link_post(comment.post),
        seen=comment.seen,
        typed=typed,
        back=f"{QUEUE}?status={comment.status}#pick-{comment.public_id}",
        action=visit.path,
        **more,
    )
