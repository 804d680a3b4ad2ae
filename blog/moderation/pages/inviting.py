"""Invitations: made and taken back on the page of the staff, and the page that their link leads to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.accounts import devices, invitations, sessions
from blog.accounts.models import Account
from blog.accounts.passwords import check_new_password, hash_password
from blog.accounts.people import AccountExists, AddressMissing, NameTaken, UnknownRole
from blog.accounts.roles import ROLE_WORDS
from blog.errors import Refusal
from blog.languages.sentences import Sentence, say
from blog.markup.comments import Unreadable
from blog.markup.names import clean_name
from blog.moderation import staff
from blog.web.cookies import with_device, with_session
from blog.web.rendering import go_to, private_page
from blog.web.visits import Visit

STAFF = "/desk/people"
SIGN_IN = "/sign-in"
LIFETIMES = (("7", say("a week")), ("1", say("a day")), ("30", say("a month")))
DONE = {
    "invited": say("Invited. The letter is on its way; until it is answered, the invitation stands below."),
    "revoked": say("Taken back. The link leads nowhere any more."),
}
# So long a link is shown to be copied, on a blog that sends no mail.
SHOWN = "invitation shown"
FIELDS: dict[type[Refusal], str] = {AddressMissing: "email", AccountExists: "email", UnknownRole: "role"}


@dataclass
class InvitingForm:
    """Whom the owner invites, as typed, and what stands in the way."""

    email: str = ""
    role: str = "author"
    lifetime: str = "7"
    complaints: dict[str, Sentence] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Any) -> InvitingForm:
        return cls(form.get("email"), form.get("role"), form.get("lifetime") or "7")

    def complain(self, refusal: Refusal) -> None:
        self.complaints[FIELDS.get(type(refusal), "lifetime")] = refusal.sentence


@dataclass
class JoiningForm:
    """The name that somebody who was invited chose, and what stands in the way. Never the password."""

    name: str = ""
    complaints: dict[str, Sentence] = field(default_factory=dict)


def invite(db: Session, visit: Visit, form: InvitingForm) -> Response:
    """Raises what `invitations.invite` raises."""
    made = invitations.invite(db, visit.person, form.email, form.role, form.lifetime, visit.now)
    staff.note_invitation(db, visit.person, made, staff.INVITED, visit.now)
    if visit.settings.smtp_url:
        dates = visit.house.templates.dates_for(visit.site.language, visit.site.time_zone)
        url = visit.settings.url + invitations.path_of(visit.keys, made)
        until = dates.date(made.expires_at)
        invitations.send(db, made, visit.person, url, visit.site.title, until, visit.now)
        return go_to(f"{STAFF}?done=invited")
    shown = visit.keys.sign_until(SHOWN, made.public_id, visit.now + invitations.COPYING)
    return go_to(f"{STAFF}?link={shown}")


def revoke_invitation(db: Session, visit: Visit) -> Response:
    gone = invitations.revoke(db, visit.person, visit.form.get("invitation"), visit.now)
    staff.note_invitation(db, visit.person, gone, staff.REVOKED, visit.now)
    return go_to(f"{STAFF}?done=revoked")


def around(db: Session, visit: Visit, form: InvitingForm) -> dict[str, Any]:
    """What the page of the staff shows of invitations."""
    invited = invitations.open_invitations(db, visit.now)
    shown = visit.keys.read_until(SHOWN, visit.query.get("link", ""), visit.now)
    copied = next((one for one in invited if one.public_id == shown), None)
    return {
        "form": form,
        "invited": [(one, ROLE_WORDS.get(one.role, one.role)) for one in invited],
        "roles": list(ROLE_WORDS.items()),
        "lifetimes": LIFETIMES,
        "by_mail": bool(visit.settings.smtp_url),
        "link": visit.settings.url + invitations.path_of(visit.keys, copied) if copied is not None else None,
        "linked": copied,
    }


def show_invitation(db: Session, visit: Visit) -> Response:
    return _show(db, visit, JoiningForm())


def accept_invitation(db: Session, visit: Visit) -> Response:
    form, password = JoiningForm(visit.form.get("name")), visit.form.get("password")
    with visit.house.database.reading() as look:
        invited = invitations.find_invitation(look, visit.keys, visit.params["token"], visit.now)
        _check(form, password, invited.email)
        if form.complaints:
            return _show(look, visit, form, 422)
    password_hash = hash_password(password)
    found = invitations.find_invitation(db, visit.keys, visit.params["token"], visit.now, to_use=True)
    try:
        account = invitations.accept(db, found, form.name, password_hash, visit.now)
    except NameTaken as refusal:
        db.rollback()
        form.complaints["name"] = refusal.sentence
        with visit.house.database.reading() as look:
            return _show(look, visit, form, 422)
    staff.note_invitation(db, account, found, staff.JOINED, visit.now)
    return _let_in(db, visit, account)


def _check(form: JoiningForm, password: str, email: str) -> None:
    try:
        name = clean_name(form.name)
    except Unreadable:
        name = ""
    if not name:
        form.complaints["name"] = say("Say by which name you sign what you write.")
    elif len(name) > 80:
        form.complaints["name"] = say("A name has at most 80 characters.")
    try:
        check_new_password(password, name, email)
    except Refusal as refusal:
        form.complaints["password"] = refusal.sentence


def _show(db: Session, visit: Visit, form: JoiningForm, status: int = 200) -> Response:
    found = invitations.find_invitation(db, visit.keys, visit.params["token"], visit.now)
    by = db.get(Account, found.made_by) if found.made_by is not None else None
    return private_page(
        visit,
        "accounts/invitation.html",
        status,
        title=say("You are invited"),
        form=form,
        by=by.name if by is not None else visit.site.title,
        role=ROLE_WORDS.get(found.role, found.role),
        email=found.email,
        until=found.expires_at,
        signed_in=visit.person.name if visit.person is not None else None,
    )


def _let_in(db: Session, visit: Visit, account: Account) -> Response:
    session = sessions.begin_session(db, visit.keys, account, visit.agent, visit.now, visit.cookie)
    device = devices.remember_device(db, visit.keys, visit.device_cookie, account, visit.agent, visit.now)
    response = with_session(visit, go_to("/desk"), session, sessions.LIFETIME)
    return with_device(visit, response, device, SIGN_IN, devices.LIFETIME)
