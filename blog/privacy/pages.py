"""The doors to one's own data: asking for the link, and what stands behind it."""

from __future__ import annotations

import json

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.comments.progress import STATUS_WORDS
from blog.languages.catalog import translate, translations
from blog.languages.sentences import Sentence, say
from blog.markup.names import NotAnEmail
from blog.markup.names import email as read_email
from blog.privacy import asking, erasing, finding
from blog.site.settings import change_site
from blog.web.errors import show_refusal
from blog.web.rendering import PRIVATE, go_to, private_page
from blog.web.visits import Visit

NO_ADDRESS = say("Write the e-mail address that you signed with.")


def show_asking(db: Session, visit: Visit) -> Response:
    return _show_asking(visit, sent=visit.query.get("done") == "asked")


def ask_for_own_data(db: Session, visit: Visit) -> Response:
    """The same answer whether anything is kept or not: nobody learns here who has written."""
    typed = visit.form.get("email")
    try:
        email = read_email(typed)
    except NotAnEmail as refusal:
        return _show_asking(visit, 422, typed, Sentence((refusal.__doc__ or "").strip()))
    if email is None or not visit.settings.smtp_url:
        return _show_asking(visit, 422, typed, NO_ADDRESS)
    prefix_hash = visit.keys.fingerprint("prefix", visit.prefix) if visit.settings.limits else None
    asking.ask(db, visit.keys, email, prefix_hash, visit.now, visit.settings.url)
    return go_to("/-/own-data?done=asked")


def refuse_asking(visit: Visit, status: int, sentence: Sentence) -> Response:
    """What was typed is shown again; in the form itself where sending it again is of use."""
    if status not in (422, 429):
        return show_refusal(visit, status, sentence)
    return _show_asking(visit, status, visit.form.get("email"), sentence)


def show_own_data(db: Session, visit: Visit) -> Response:
    request = asking.find_request(db, visit.params["key"], visit.now)
    said = finding.find_comments(db, request.email)
    return private_page(
        visit,
        "privacy/own_data.html",
        title=say("What is kept about you"),
        email=request.email,
        words=STATUS_WORDS,
        said=said[: finding.SHOWN],
        count=len(said),
        letters=finding.count_letters(db, request.email),
        reader=finding.find_reader(db, request.email),
        backup_days=visit.site.backup_days,
        unsure=visit.query.get("done") == "unsure",
    )


def download_own_data(db: Session, visit: Visit) -> Response:
    request = asking.find_request(db, visit.params["key"], visit.now)
    said = finding.find_comments(db, request.email)
    reader = finding.find_reader(db, request.email)
    found = finding.as_json(request.email, said, reader, finding.count_letters(db, request.email))
    headers = {**PRIVATE, "Content-Disposition": 'attachment; filename="my-comments.json"'}
    return Response(json.dumps(found, ensure_ascii=False, indent=1), 200, headers, "application/json")


def erase_own_data(db: Session, visit: Visit) -> Response:
    """`action` says what: the texts with the name, or the name alone; anything else erases nothing."""
    request = asking.find_request(db, visit.params["key"], visit.now)
    nobody = translate(say("Anonymous"), translations(visit.site.language))
    wish = {"erase": erasing.erase_texts, "detach": erasing.take_name_off}.get(visit.form.get("action"))
    if wish is None or not visit.form.get("sure"):
        return go_to(visit.path + "?done=unsure")
    email = request.email
    asking.spend(db, visit.params["key"])
    wish(db, email, nobody, visit.now)
    return go_to(f"/-/own-data-gone?done={visit.form.get('action')}")


def begin_days_of_imported(db: Session, visit: Visit) -> Response:
    """The owner has looked through what came as spam: from now on it is kept as long as any other."""
    change_site(db, visit.now, visit.person.id, imported_read_at=visit.now.isoformat())
    return go_to("/desk/settings?done=saved")


def show_gone(db: Session, visit: Visit) -> Response:
    return private_page(
        visit,
        "privacy/gone.html",
        title=say("It is gone"),
        texts=visit.query.get("done") == "erase",
        backup_days=visit.site.backup_days,
    )


def refuse_own_data(visit: Visit, status: int, sentence: Sentence) -> Response:
    return show_refusal(visit, status, sentence)


def _show_asking(
    visit: Visit, status: int = 200, email: str = "", complaint: Sentence | None = None, sent: bool = False
) -> Response:
    return private_page(
        visit,
        "privacy/ask.html",
        status,
        title=say("Your own data"),
        mail=bool(visit.settings.smtp_url),
        email=email,
        complaint=complaint,
        sent=sent,
    )
