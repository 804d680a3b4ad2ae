"""The doors to letters: asking for them with a comment, and the one page where an address says what it wants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.comments import following, receipts, telling
from blog.comments.following import ALL, ANSWERS, DAILY, NEVER, NO, NOW, AddressMissing
from blog.comments.models import Comment, Commenter, Following, Status
from blog.comments.pages.handing import prefix_hash
from blog.comments.pages.identity import mask, owns_address
from blog.comments.showing import PostLink, link_post
from blog.languages.sentences import Sentence, say
from blog.markup.names import NotAnEmail
from blog.markup.names import email as read_email
from blog.web.rendering import go_to, private_page
from blog.web.visits import Visit

PLACE = "#letters"
ONE_CLICK = ("List-Unsubscribe", "One-Click")
PACE_WORDS: tuple[tuple[str, Sentence], ...] = (
    (NOW, say("at once")),
    (DAILY, say("once a day")),
    (NEVER, say("never")),
)
KINDS: dict[str, Sentence] = {
    "post": say("Every comment"),
    "answers": say("Answers to your comment"),
    "outcome": say("What becomes of your comment, about ten minutes after the decision"),
}
NOTES: dict[str, Sentence] = {
    "proved": say("It is known now that this address is yours."),
    "confirmed": say("Done. You will be told."),
    "declined": say("Done. Nothing is sent about it."),
    "saved": say("Saved."),
    "stopped": say("Done. No letter goes to this address any more, unless you ask for one."),
    "refused": say("Done. This blog never writes to this address again, whoever asks for it."),
    "allowed": say("Done. Letters can be asked for again."),
}


@dataclass(frozen=True)
class Wished:
    """What was asked for with a comment, as its receipt shows it."""

    address: str
    answers: str
    outcome: bool
    decided: bool
    confirmed: bool
    note: Sentence | None
    # What was typed for an address and cannot be one, and what stands in the way.
    typed: str = ""
    complaint: Sentence | None = None


@dataclass(frozen=True)
class Line:
    """One thing that an address is told of, or wants to be."""

    id: int
    kind: Sentence
    post: PostLink
    at: datetime
    pace: str
    daily: bool


def ask_with_form(db: Session, visit: Visit, comment: Comment, wish: str) -> None:
    """What was chosen on the comment form; without a mail server nothing is ever noted."""
    if wish and comment.email and visit.settings.smtp_url:
        _ask(db, visit, comment, comment.email, following.wishes(comment, wish))


def follow_from_receipt(db: Session, visit: Visit) -> Response:
    comment = receipts.find_by_receipt(db, visit.keys, visit.params["comment"], visit.params["seal"], lock=True)
    if visit.settings.smtp_url:
        about = following.wishes(comment, visit.form.get("follow"), bool(visit.form.get("outcome")))
        email = comment.email or _read_email(visit.form.get("email")) if about else ""
        following.drop(db, comment, keep=about)
        if about:
            _ask(db, visit, comment, email, about)
    return go_to(receipts.receipt_path(visit.keys, comment) + PLACE)


def describe(db: Session, visit: Visit, comment: Comment) -> Wished | None:
    """The receipt's part about letters; None where none is ever sent."""
    if not visit.settings.smtp_url or comment.erased_at is not None:
        return None
    wishes = following.of_comment(db, comment)
    about = [one.about.partition(":")[0] for one in wishes if one.pace != NEVER]
    email = comment.email or (wishes[0].commenter.email if wishes else None) or ""
    return Wished(
        address=mask(email),
        answers=ALL if "post" in about else ANSWERS if "answers" in about else NO,
        outcome="outcome" in about,
        decided=comment.status != Status.PENDING,
        confirmed=bool(wishes) and all(one.confirmed_at is not None for one in wishes),
        note=_note(comment, wishes, mask(email)),
    )


def refused(visit: Visit, wished: Wished | None, complaint: Sentence) -> Wished | None:
    """The receipt's part about letters with the choice that was just made, and what stands in its way."""
    if wished is None:
        return None
    chosen = visit.form.get("follow")
    return replace(
        wished,
        answers=chosen if chosen in (ANSWERS, ALL) else NO,
        outcome=bool(visit.form.get("outcome")),
        typed=visit.form.get("email"),
        complaint=complaint,
    )


def show_mail(db: Session, visit: Visit) -> Response:
    """Looking changes nothing: programs that fetch the links in letters say yes to nothing."""
    commenter = following.find_by_link(db, visit.keys, visit.params["token"])
    return _mail_page(db, visit, commenter)


def change_mail(db: Session, visit: Visit) -> Response:
    """What a button on the page does, or the mail program's own button to end it all (RFC 8058)."""
    commenter = following.find_by_link(db, visit.keys, visit.params["token"], lock=True)
    if visit.form.get(ONE_CLICK[0]) == ONE_CLICK[1]:
        following.stop(db, commenter)
        return _mail_page(db, visit, commenter, "stopped")
    done = _change(db, visit, commenter, visit.form.get("action"))
    return go_to(f"{visit.path}?done={done}")


def _change(db: Session, visit: Visit, commenter: Commenter, action: str) -> str:
    """What was done, as NOTES has it. A form without a button keeps the paces that were chosen."""
    if action == "confirm":
        confirmed = following.confirm(db, commenter, _numbers(visit.form.all("following")), visit.now)
        telling.tell_late(db, confirmed, visit.now)
        return "confirmed"
    if action == "decline":
        following.decline(db, commenter)
        return "declined"
    if action == "stop":
        following.stop(db, commenter)
        return "stopped"
    if action == "refuse":
        following.refuse(db, commenter, visit.now)
        return "refused"
    if action == "allow":
        following.allow(commenter)
        return "allowed"
    for one in following.of_commenter(db, commenter):
        following.set_pace(db, commenter, one.id, visit.form.get(f"pace-{one.id}"))
    return "saved"


def _mail_page(db: Session, visit: Visit, commenter: Commenter, done: str = "") -> Response:
    lines = [(one.confirmed_at is not None, _line(one)) for one in following.of_commenter(db, commenter)]
    return private_page(
        visit,
        "comments/manage.html",
        title=say("Letters to %(address)s", address=mask(commenter.email or "")),
        waiting=[line for confirmed, line in lines if not confirmed],
        told=[line for confirmed, line in lines if confirmed],
        refused=commenter.refused_at is not None,
        note=NOTES.get(done or visit.query.get("done", "")),
        off=not visit.settings.smtp_url,
        paces=PACE_WORDS,
        action=visit.path,
    )


def _line(one: Following) -> Line:
    kind = one.about.partition(":")[0]
    daily = kind != "outcome"
    return Line(one.id, KINDS[kind], link_post(one.post), one.comment.created_at, one.pace, daily)


def _ask(db: Session, visit: Visit, comment: Comment, email: str, about: Sequence[str]) -> None:
    following.ask(db, comment, email, about, visit.now, owns_address(db, visit, comment, email))
    following.ask_owner(db, comment, visit.now, prefix_hash(visit) if visit.settings.limits else None)


def _note(comment: Comment, wishes: Sequence[Following], address: str) -> Sentence | None:
    """What happens next with what was asked for."""
    if all(one.confirmed_at is not None for one in wishes):
        return None
    if comment.status == Status.PENDING:
        # The same in both lanes: what the screening makes of a comment is not its writer's to read.
        return say(
            "A letter asks %(address)s for a yes, now or once your comment is approved, at most one a day; before "
            "that, nothing else is sent there.",
            address=address,
        )
    if comment.status != Status.APPROVED:
        return say(
            "No letter asks %(address)s for a yes while your comment is not on the page. One that came before still "
            "works.",
            address=address,
        )
    return say(
        "A letter asks %(address)s for a yes, at most one a day; before that, nothing else is sent there.",
        address=address,
    )


def _read_email(typed: str) -> str:
    try:
        address = read_email(typed)
    except NotAnEmail as error:
        raise AddressMissing from error
    if address is None or len(address) > 254:
        raise AddressMissing
    return address


def _numbers(values: Sequence[str]) -> list[int]:
    return [int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 10]
