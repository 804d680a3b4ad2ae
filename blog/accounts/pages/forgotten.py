"""The doors for who has forgotten the password: asking for a letter, and the link in it."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.accounts import renewing
from blog.accounts.passwords import SHORTEST, check_new_password, hash_password
from blog.accounts.people import LONGEST_EMAIL
from blog.errors import Refusal
from blog.languages.sentences import Sentence, say
from blog.web.errors import show_refusal
from blog.web.rendering import go_to, private_page
from blog.web.visits import Visit

NO_ADDRESS = say("Write the e-mail address that you sign in with.")


def show_forgotten(db: Session, visit: Visit) -> Response:
    return _show_asking(visit, sent=visit.query.get("done") == "asked")


def ask_for_password(db: Session, visit: Visit) -> Response:
    """The same answer, after the same work, whether there is such an account or not."""
    typed = visit.form.get("email").strip()
    if not visit.settings.smtp_url:
        return _show_asking(visit, 422)
    if "@" not in typed or len(typed) > LONGEST_EMAIL:
        return _show_asking(visit, 422, typed[:LONGEST_EMAIL], NO_ADDRESS)
    prefix_hash = visit.keys.fingerprint("prefix", visit.prefix) if visit.settings.limits else None
    renewing.ask(db, visit.keys, typed, prefix_hash, visit.now)
    return go_to("/sign-in/forgotten?done=asked")


def refuse_forgotten(visit: Visit, status: int, sentence: Sentence) -> Response:
    if status != 429:
        return show_refusal(visit, status, sentence)
    return _show_asking(visit, status, visit.form.get("email")[:LONGEST_EMAIL], sentence)


def show_renewal(db: Session, visit: Visit) -> Response:
    return _show_renewal(visit, renewing.find(db, visit.keys, visit.params["token"], visit.now))


def renew_password(db: Session, visit: Visit) -> Response:
    token, password = visit.params["token"], visit.form.get("password")
    with visit.house.database.reading() as look:
        renewal = renewing.find(look, visit.keys, token, visit.now)
    try:
        check_new_password(password, renewal.account.name, renewal.account.email)
    except Refusal as refusal:
        return _show_renewal(visit, renewal, 422, refusal.sentence)
    hashed = hash_password(password)
    renewing.renew(db, visit.keys, token, hashed, visit.agent, visit.now, visit.settings.url)
    # Not signed in by it: who asks for a second step gets it from everybody.
    return go_to("/sign-in?done=renewed")


def _show_asking(
    visit: Visit, status: int = 200, email: str = "", complaint: Sentence | None = None, sent: bool = False
) -> Response:
    return private_page(
        visit,
        "accounts/forgotten.html",
        status,
        title=say("Your password is forgotten"),
        mail=bool(visit.settings.smtp_url),
        email=email,
        complaint=complaint,
        sent=sent,
    )


def _show_renewal(
    visit: Visit, renewal: renewing.Renewal, status: int = 200, complaint: Sentence | None = None
) -> Response:
    return private_page(
        visit,
        "accounts/renewal.html",
        status,
        title=say("A new password"),
        email=renewal.account.email,
        shortest=SHORTEST,
        complaint=complaint,
    )
