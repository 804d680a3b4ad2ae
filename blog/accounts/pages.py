"""Signing in and out."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.accounts import sessions, throttle
from blog.accounts.passwords import LONGEST, password_fits
from blog.accounts.people import find_by_email
from blog.languages.sentences import Sentence, say
from blog.web.cookies import with_session, without_session
from blog.web.rendering import go_to, own_path, private_page
from blog.web.visits import Visit

WRONG = say("That e-mail address and password do not belong together.")


def show_sign_in(db: Session, visit: Visit) -> Response:
    return _show_form(visit, email="", wanted=visit.query.get("next", ""))


def sign_in(db: Session, visit: Visit) -> Response:
    email, password = visit.form.get("email"), visit.form.get("password")
    wanted = visit.form.get("next") or visit.query.get("next", "")
    if len(password) > LONGEST or len(email) > 254:
        return _show_form(visit, email[:254], wanted, WRONG, 400)
    # The hash is read and compared before the write transaction begins: argon2 is slow on purpose.
    with visit.house.database.reading() as look:
        throttled = visit.settings.limits and throttle.is_throttled(look, visit.keys, email, visit.prefix, visit.now)
        account = find_by_email(look, email)
    if throttled:
        return _show_form(visit, email, wanted, throttle.TooManyAttempts().sentence, 429)
    fits = password_fits(account.password_hash if account else None, password)
    if not fits or account is None or account.disabled_at is not None:
        # A refusal that must leave a trace is returned, not raised.
        throttle.remember_wrong_password(db, visit.keys, email, visit.prefix, visit.now)
        return _show_form(visit, email, wanted, WRONG, 403)
    throttle.forget_wrong_passwords(db, visit.keys, email)
    if visit.cookie:
        sessions.end_session(db, visit.keys, visit.cookie, visit.now)
    cookie = sessions.begin_session(db, visit.keys, account, visit.agent, visit.now)
    return with_session(visit, go_to(own_path(wanted, "/desk")), cookie, sessions.LIFETIME)


def sign_out(db: Session, visit: Visit) -> Response:
    sessions.end_session(db, visit.keys, visit.cookie, visit.now)
    return without_session(visit, go_to("/"))


def _show_form(visit: Visit, email: str, wanted: str, problem: Sentence | None = None, status: int = 200) -> Response:
    response = private_page(
        visit,
        "accounts/sign_in.html",
        status,
        title=say("Sign in"),
        email=email,
        next=own_path(wanted, ""),
        problem=problem,
    )
    if status == 429:
        response.headers["Retry-After"] = str(int(throttle.WINDOW.total_seconds()))
    return response
