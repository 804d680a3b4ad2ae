"""Signing in and out."""

from __future__ import annotations

from urllib.parse import urlsplit

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.accounts import devices, second_steps, sessions, throttle
from blog.accounts.models import Account
from blog.accounts.passwords import LONGEST, password_fits
from blog.accounts.people import LONGEST_EMAIL, find_by_email
from blog.languages.sentences import Sentence, say
from blog.web.cookies import with_device, with_session, without_session
from blog.web.errors import show_refusal
from blog.web.rendering import go_to, own_path, private_page
from blog.web.visits import Visit

SIGN_IN = "/sign-in"
WAYS = "/desk/you/signing-in"
# The fields of this form itself; others come along from a form that was sent when the session had ended.
OWN = frozenset({"email", "password", "next", "again", "challenge", "passkey", "code", "ticket"})
WRONG = say("That e-mail address and password do not belong together.")


RENEWED = say("Your new password is kept, and you are signed out everywhere. Sign in with it now.")


def show_sign_in(db: Session, visit: Visit) -> Response:
    if visit.person is not None:
        return go_to(own_path(visit.query.get("next", ""), "/desk"))
    return _show_form(visit, email="", wanted=visit.query.get("next", ""))


def sign_in(db: Session, visit: Visit) -> Response:
    email, password = visit.form.get("email"), visit.form.get("password")
    wanted = visit.form.get("next") or visit.query.get("next", "")
    if len(password) > LONGEST or len(email) > LONGEST_EMAIL:
        return _show_form(visit, email[:LONGEST_EMAIL], wanted, WRONG, 400)
    # The hash is read and compared before the write transaction begins: argon2 is slow on purpose.
    with visit.house.database.reading() as look:
        device = devices.find_device(look, visit.keys, visit.device_cookie, email, visit.now)
        counters = throttle.counters_of(visit.keys, email, visit.prefix, device)
        wait = _seconds_to_wait(look, visit, counters)
        account = find_by_email(look, email)
    if wait:
        return _show_wait(visit, email, wanted, wait)
    stored = account.password_hash if account is not None else None
    fits = password_fits(stored, password)
    refused = _show_form(visit, email, wanted, WRONG, 403)
    throttle.count_alone(db, counters)
    wait = _seconds_to_wait(db, visit, counters)
    if wait:
        # Of many at once only as many are answered as one after the other would be, right ones included.
        db.rollback()
        return _show_wait(visit, email, wanted, wait)
    account = find_by_email(db, email)
    if not fits or account is None or account.disabled_at is not None or account.password_hash != stored:
        # A refusal that must leave a trace is returned, not raised.
        throttle.remember_wrong_password(db, counters, visit.now)
        return refused
    throttle.forget_wrong_passwords(db, counters)
    if second_steps.find(db, account) is not None:
        return show_code_form(visit, second_steps.make_ticket(visit.keys, account, visit.now), wanted)
    return let_in(db, visit, account, wanted)


def sign_out(db: Session, visit: Visit) -> Response:
    sessions.end_session(db, visit.keys, visit.cookie, visit.now)
    return without_session(visit, go_to("/"))


def refuse_signing_in(visit: Visit, status: int, sentence: Sentence) -> Response:
    """The form again, with what stood in the way; of a form that is another's, all its text is shown."""
    if status >= 500 or (_carried(visit) and not _again(visit)):
        return show_refusal(visit, status, sentence)
    return _show_form(visit, visit.form.get("email")[:LONGEST_EMAIL], visit.form.get("next"), sentence, status)


def let_in(db: Session, visit: Visit, account: Account, wanted: str) -> Response:
    """Begin the session and know the browser; what was sent when the last session had ended goes along."""
    session = sessions.begin_session(db, visit.keys, account, visit.agent, visit.now, visit.cookie)
    device = devices.remember_device(db, visit.keys, visit.device_cookie, account, visit.agent, visit.now)
    # It goes on to where it was meant for; 307 keeps it a POST with its fields.
    again = _again(visit)
    there = go_to(again, 307) if again else go_to(own_path(wanted, "/desk"))
    response = with_session(visit, there, session, sessions.LIFETIME)
    return with_device(visit, response, device, SIGN_IN, devices.LIFETIME)


def show_code_form(
    visit: Visit, ticket: str, wanted: str, problem: Sentence | None = None, status: int = 200
) -> Response:
    """The password was right: now the code. What was sent when the last session had ended goes along here, too."""
    return private_page(
        visit,
        "accounts/code.html",
        status,
        title=say("And now the code"),
        ticket=ticket,
        next=own_path(wanted, ""),
        problem=problem,
        again=_again(visit),
        carried=_carried(visit),
    )


def _carried(visit: Visit) -> list[tuple[str, str]]:
    return [(name, text) for name in visit.form if name not in OWN for text in visit.form.all(name)]


def _again(visit: Visit) -> str:
    """Where in the desk a form was sent to when its sender was signed in no more; "" where there was none."""
    path = own_path(visit.form.get("again"), "")
    return path if path.startswith("/desk/") and path.isascii() else ""


def _seconds_to_wait(db: Session, visit: Visit, counters: tuple[throttle.Counter, ...]) -> int:
    return throttle.seconds_to_wait(db, counters, visit.now) if visit.settings.limits else 0


def _show_wait(visit: Visit, email: str, wanted: str, wait: int) -> Response:
    refusal = throttle.TooManyAttempts(wait)
    response = _show_form(visit, email, wanted, refusal.sentence, 429)
    response.headers["Retry-After"] = str(wait)
    return response


def _show_form(visit: Visit, email: str, wanted: str, problem: Sentence | None = None, status: int = 200) -> Response:
    return private_page(
        visit,
        "accounts/sign_in.html",
        status,
        title=say("Sign in"),
        email=email,
        host=urlsplit(visit.settings.url).hostname,
        next=own_path(wanted, ""),
        problem=problem,
        done=RENEWED if visit.query.get("done") == "renewed" else None,
        again=_again(visit),
        carried=_carried(visit),
    )
