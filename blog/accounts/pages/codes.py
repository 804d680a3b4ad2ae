"""The doors of the second step: typing a code when signing in, and turning that on, off and anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.accounts import devices, notices, proving, second_steps, sessions, throttle
from blog.accounts.pages.signing_in import WAYS, let_in, refuse_signing_in, show_code_form
from blog.languages.sentences import Sentence, say
from blog.late import late
from blog.web.errors import show_refusal
from blog.web.rendering import desk_page, go_to
from blog.web.visits import Visit

with late:
    from blog.accounts import codes

CODES = f"{WAYS}/codes"
FIRST = f"{WAYS}?done=first"


def sign_in_with_code(db: Session, visit: Visit) -> Response:
    ticket, wanted = visit.form.get("ticket"), visit.form.get("next")
    with visit.house.database.reading() as look:
        account = second_steps.read_ticket(look, visit.keys, ticket, visit.now)
        device = devices.find_device(look, visit.keys, visit.device_cookie, account.email, visit.now)
    counters = throttle.counters_of(visit.keys, f"second step {account.email}", visit.prefix, device)
    throttle.count_alone(db, counters)
    wait = throttle.seconds_to_wait(db, counters, visit.now) if visit.settings.limits else 0
    if wait:
        raise second_steps.TooManyCodes(wait)
    account = second_steps.read_ticket(db, visit.keys, ticket, visit.now)
    taken = second_steps.take(db, visit.keys, account, visit.form.get("code"), visit.now)
    if taken is None:
        # Returned and not raised: the wrong code is to be counted.
        throttle.remember_wrong_password(db, counters, visit.now)
        return show_code_form(visit, ticket, wanted, second_steps.CodeWrong().sentence, 403)
    throttle.forget_wrong_passwords(db, counters)
    if taken == "paper":
        notices.tell(db, account, notices.RECOVERY_USED, visit.agent, visit.now, visit.settings.url)
    return let_in(db, visit, account, wanted)


def refuse_code(visit: Visit, status: int, sentence: Sentence) -> Response:
    if status != 429:
        # The ticket is no more: the password comes first again.
        return refuse_signing_in(visit, status, sentence)
    return show_code_form(visit, visit.form.get("ticket"), visit.form.get("next"), sentence, status)


def show_codes(db: Session, visit: Visit) -> Response:
    """Only for who has just shown who they are: the secret that it offers would open a door of its own."""
    if not _has_proved(db, visit):
        return go_to(FIRST)
    return _show(db, visit, second_steps.make_offer(visit.keys, visit.person, visit.now))


def change_codes(db: Session, visit: Visit) -> Response:
    change = CHANGES.get(visit.form.get("action"))
    if change is None:
        raise proving.WayUnread
    if not _has_proved(db, visit):
        return go_to(FIRST)
    return change(db, visit)


def refuse_codes(visit: Visit, status: int, sentence: Sentence) -> Response:
    """The same secret and the same codes once more, where the form still has them."""
    if visit.person is None or status >= 500:
        return show_refusal(visit, status, sentence)
    with visit.house.database.reading() as look:
        if not _has_proved(look, visit):
            return show_refusal(visit, status, sentence)
        try:
            offer = second_steps.read_offer(visit.keys, visit.person, visit.form.get("offer"), visit.now)
        except second_steps.OfferOver:
            offer = second_steps.make_offer(visit.keys, visit.person, visit.now)
        return _show(look, visit, offer, status, sentence)


def _show(
    db: Session, visit: Visit, offer: second_steps.Offer, status: int = 200, problem: Sentence | None = None
) -> Response:
    on = second_steps.find(db, visit.person) is not None
    return desk_page(
        visit,
        "accounts/codes.html",
        status,
        title=say("A code after the password"),
        on=on,
        left=second_steps.count_recovery(db, visit.person),
        offer=offer,
        spelled=" ".join(offer.secret[start : start + 4] for start in range(0, len(offer.secret), 4)),
        drawing=None if on else codes.draw(offer.secret, visit.person.email, visit.site.title),
        problem=problem,
    )


def _begin(db: Session, visit: Visit) -> Response:
    second_steps.begin(db, visit.keys, visit.person, _offer(visit), visit.form.get("code"), visit.now)
    return _done(db, visit, notices.SECOND_STEP_ON, "codes-on")


def _renew(db: Session, visit: Visit) -> Response:
    second_steps.renew_recovery(db, visit.keys, visit.person, _offer(visit), visit.now)
    return _done(db, visit, notices.RECOVERY_CODES, "codes-new")


def _end(db: Session, visit: Visit) -> Response:
    if second_steps.find(db, visit.person) is None:
        return go_to(WAYS)
    second_steps.end(db, visit.person)
    return _done(db, visit, notices.SECOND_STEP_OFF, "codes-off")


def _done(db: Session, visit: Visit, what: Sentence, done: str) -> Response:
    notices.tell(db, visit.person, what, visit.agent, visit.now, visit.settings.url)
    return go_to(f"{WAYS}?done={done}")


def _offer(visit: Visit) -> second_steps.Offer:
    return second_steps.read_offer(visit.keys, visit.person, visit.form.get("offer"), visit.now)


def _has_proved(db: Session, visit: Visit) -> bool:
    return sessions.has_proved(sessions.find_session(db, visit.keys, visit.cookie, visit.now), visit.now)


CHANGES: Mapping[str, Callable[[Session, Visit], Response]] = {"begin": _begin, "renew": _renew, "end": _end}
