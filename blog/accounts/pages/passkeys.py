"""The doors for passkeys: what a script asks the device with, adding, removing, signing in, and proving by one."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.accounts import notices, passkeys, sessions
from blog.accounts.agents import name_browser
from blog.accounts.pages.signing_in import WAYS, let_in, refuse_signing_in
from blog.languages.catalog import translate, translations
from blog.languages.sentences import Sentence
from blog.markup.names import clean_name
from blog.web.rendering import PRIVATE, go_to
from blog.web.visits import Visit


def offer_sign_in(db: Session, visit: Visit) -> Response:
    return _as_json(passkeys.offer(visit.keys, passkeys.SIGNING_IN, _place(visit), None, visit.now))


def sign_in_with_passkey(db: Session, visit: Visit) -> Response:
    with visit.house.database.reading() as look:
        key, count = _find(look, visit, passkeys.SIGNING_IN)
    token = visit.form.get("challenge")
    account = passkeys.note_use(db, visit.keys, passkeys.SIGNING_IN, token, key.id, count, visit.now)
    return let_in(db, visit, account, visit.form.get("next"))


def refuse_passkey(visit: Visit, status: int, sentence: Sentence) -> Response:
    return refuse_signing_in(visit, status, sentence)


def offer_in_desk(db: Session, visit: Visit) -> Response:
    """For a new passkey, or to show by one that is there that it is the person."""
    person, known = visit.person, passkeys.of_account(db, visit.person.id)
    if visit.query.get("for") == "new":
        return _as_json(passkeys.offer_new(visit.keys, _place(visit), person, known, visit.site.title, visit.now))
    offered = passkeys.offer(visit.keys, passkeys.PROVING, _place(visit), person, visit.now)
    offered["options"]["allowCredentials"] = [{"type": "public-key", "id": key.credential} for key in known]
    return _as_json(offered)


def add_passkey(db: Session, visit: Visit) -> Response:
    with visit.house.database.reading() as look:
        sessions.need_proof(look, visit.keys, visit.cookie, visit.now)
    answer = _answer(visit)
    found = passkeys.check_new(visit.keys, _place(visit), visit.person, answer, visit.now)
    name = clean_name(visit.form.get("name")) or translate(name_browser(visit.agent), translations(visit.language))
    sessions.need_proof(db, visit.keys, visit.cookie, visit.now)
    passkeys.keep(db, visit.keys, visit.person, answer.token, found, name, visit.now)
    notices.tell(db, visit.person, notices.PASSKEY_ADDED, visit.agent, visit.now, visit.settings.url)
    return go_to(f"{WAYS}?done=passkey")


def remove_passkey(db: Session, visit: Visit) -> Response:
    sessions.need_proof(db, visit.keys, visit.cookie, visit.now)
    passkeys.remove(db, visit.person.id, visit.form.get("number"))
    notices.tell(db, visit.person, notices.PASSKEY_REMOVED, visit.agent, visit.now, visit.settings.url)
    return go_to(f"{WAYS}?done=removed")


def prove_by_passkey(db: Session, visit: Visit) -> Response:
    with visit.house.database.reading() as look:
        key, count = _find(look, visit, passkeys.PROVING)
    token = visit.form.get("challenge")
    account = passkeys.note_use(db, visit.keys, passkeys.PROVING, token, key.id, count, visit.now)
    if account.id != visit.person.id:
        raise passkeys.PasskeyRefused
    session = sessions.find_session(db, visit.keys, visit.cookie, visit.now)
    if session is not None:
        session.proved_at = visit.now
    return go_to(f"{WAYS}?done=proved")


def _find(db: Session, visit: Visit, purpose: str) -> tuple[Any, int]:
    return passkeys.find(db, visit.keys, _place(visit), purpose, _answer(visit), visit.now)


def _answer(visit: Visit) -> passkeys.Answer:
    return passkeys.Answer(visit.form.get("challenge"), visit.form.get("passkey"))


def _place(visit: Visit) -> passkeys.Place:
    return passkeys.Place.of(visit.settings.url)


def _as_json(offered: dict[str, Any]) -> Response:
    return Response(json.dumps(offered), 200, PRIVATE, "application/json")
