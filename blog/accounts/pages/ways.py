"""The page of how a person signs in: showing anew that it is them, the password, and where they are signed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.accounts import addressing, changing, devices, notices, passkeys, proving, second_steps, sessions, throttle
from blog.accounts.agents import name_browser
from blog.accounts.pages.passkeys import add_passkey, prove_by_passkey, remove_passkey
from blog.accounts.pages.signing_in import WAYS
from blog.accounts.passwords import LONGEST, SHORTEST, check_new_password, hash_password, password_fits
from blog.languages.sentences import Sentence, say
from blog.web.cookies import with_session
from blog.web.errors import show_refusal
from blog.web.rendering import desk_page, go_to
from blog.web.visits import Visit

DONE: dict[str, Sentence] = {
    "proved": say("Thank you. For ten minutes you can change how you sign in."),
    "password": say("Your password is changed, and you are signed out everywhere else."),
    "letter": say("If nobody else signs in with that address, a letter with a link is on its way there."),
    "address": say("You sign in with your new address from now on, and are signed out everywhere else."),
    "passkey": say("The passkey is kept. You can sign in with it from now on."),
    "removed": say("The passkey is removed, and opens nothing any more."),
    "first": say("Nothing is changed yet: show first that it is you, then begin again."),
    "codes-on": say("From now on you are asked for a code after your password."),
    "codes-off": say("You are asked for no codes any more."),
    "codes-new": say("The new recovery codes are kept, and the old ones are worth nothing."),
    "ended": say("That browser is signed out."),
    "others": say("You are signed out everywhere but here."),
}


def show_ways(db: Session, visit: Visit) -> Response:
    return show_all(db, visit, done=DONE.get(visit.query.get("done", "")))


def change_ways(db: Session, visit: Visit) -> Response:
    change = CHANGES.get(visit.form.get("action"))
    if change is None:
        raise proving.WayUnread
    return change(db, visit)


def refuse_ways(visit: Visit, status: int, sentence: Sentence) -> Response:
    """The page itself says what stands in the way; what was typed is typed again, for passwords are never shown."""
    if visit.person is None or status >= 500:
        return show_refusal(visit, status, sentence)
    with visit.house.database.reading() as look:
        return show_all(look, visit, status, sentence)


def show_all(
    db: Session, visit: Visit, status: int = 200, problem: Sentence | None = None, done: Sentence | None = None
) -> Response:
    this = sessions.find_session(db, visit.keys, visit.cookie, visit.now)
    step = second_steps.find(db, visit.person)
    return desk_page(
        visit,
        "accounts/ways.html",
        status,
        title=say("How you sign in"),
        problem=problem,
        at=visit.form.get("action"),
        done=done,
        proved=sessions.has_proved(this, visit.now),
        has_password=visit.person.password_hash is not None,
        shortest=SHORTEST,
        host=urlsplit(visit.settings.url).hostname,
        codes_since=step.began_at if step is not None else None,
        codes_left=second_steps.count_recovery(db, visit.person),
        name=visit.form.get("name"),
        typed_address=visit.form.get("email"),
        passkeys=passkeys.of_account(db, visit.person.id),
        by_mail=bool(visit.settings.smtp_url),
        sessions=[_session_shown(row, this) for row in sessions.list_sessions(db, visit.person, visit.now)],
    )


def need_proof(visit: Visit) -> None:
    """Before anything slow is done. Raises ProofNeeded."""
    with visit.house.database.reading() as look:
        sessions.need_proof(look, visit.keys, visit.cookie, visit.now)


def _session_shown(row: Any, this: Any) -> dict[str, Any]:
    is_this = this is not None and row.id == this.id
    seen = row.seen_at or row.created_at
    return {"id": row.id, "browser": name_browser(row.agent), "began": row.created_at, "seen": seen, "this": is_this}


def _prove(db: Session, visit: Visit) -> Response:
    password = visit.form.get("password")
    if len(password) > LONGEST:
        raise proving.NotThatPassword
    with visit.house.database.reading() as look:
        session = sessions.find_session(look, visit.keys, visit.cookie, visit.now)
        counters = proving.counters_of(visit.keys, visit.person, session.id if session is not None else 0)
        _check_wait(look, visit, counters)
    fits = password_fits(visit.person.password_hash, password)
    throttle.count_alone(db, counters)
    _check_wait(db, visit, counters)
    if not proving.settle(db, visit.keys, visit.cookie, counters, fits, visit.now):
        # Returned and not raised: the wrong password is to be counted.
        return show_all(db, visit, 403, proving.NotThatPassword().sentence)
    return go_to(f"{WAYS}?done=proved")


def _check_wait(db: Session, visit: Visit, counters: tuple[throttle.Counter, ...]) -> None:
    wait = throttle.seconds_to_wait(db, counters, visit.now) if visit.settings.limits else 0
    if wait:
        raise throttle.TooManyAttempts(wait)


def _change_password(db: Session, visit: Visit) -> Response:
    need_proof(visit)
    password, person = visit.form.get("password"), visit.person
    check_new_password(password, person.name, person.email)
    hashed = hash_password(password)
    sessions.need_proof(db, visit.keys, visit.cookie, visit.now)
    account = changing.change_password(db, visit.keys, person.email, hashed, visit.now)
    notices.tell(db, account, notices.CHANGED, visit.agent, visit.now, visit.settings.url)
    cookie = sessions.begin_session(db, visit.keys, account, visit.agent, visit.now, visit.cookie)
    return with_session(visit, go_to(f"{WAYS}?done=password"), cookie, sessions.LIFETIME)


def _change_address(db: Session, visit: Visit) -> Response:
    sessions.need_proof(db, visit.keys, visit.cookie, visit.now)
    addressing.ask(
        db, visit.keys, visit.person, visit.form.get("email"), visit.settings.url, visit.settings.limits, visit.now
    )  # fmt: skip
    return go_to(f"{WAYS}?done=letter")


def _end_session(db: Session, visit: Visit) -> Response:
    sessions.end_one(db, visit.person, visit.form.get("session"), visit.now)
    return go_to(f"{WAYS}?done=ended")


def _end_others(db: Session, visit: Visit) -> Response:
    sessions.end_others(db, visit.keys, visit.cookie, visit.person, visit.now)
    devices.forget_devices(db, visit.person, visit.now)
    return go_to(f"{WAYS}?done=others")


CHANGES: Mapping[str, Callable[[Session, Visit], Response]] = {
    "prove": _prove,
    "password": _change_password,
    "address": _change_address,
    "passkey-prove": prove_by_passkey,
    "passkey-add": add_passkey,
    "passkey-remove": remove_passkey,
    "end": _end_session,
    "end-others": _end_others,
}
