"""The desk's page of the staff: who they are, and for each what the owner may change."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.accounts import sessions
from blog.accounts.changing import LastOwner
from blog.accounts.models import Account
from blog.accounts.people import UnknownRole
from blog.accounts.roles import CAPABILITY_WORDS, ROLE_WORDS, ROLES, Capability, may
from blog.accounts.sessions import ProofNeeded
from blog.errors import Refusal
from blog.languages.sentences import Sentence, say
from blog.moderation import staff
from blog.moderation.pages import inviting
from blog.moderation.staff import Member
from blog.posts import authors, bylines
from blog.posts.handing_over import HandOverOver, NothingToHandOver, count
from blog.posts.models import HandOver
from blog.web.rendering import desk_page, go_to
from blog.web.visits import Visit

STAFF = "/desk/people"
DONE = {
    "role": say("Saved. From the next page on, that is what they may; they have to sign in again."),
    "disabled": say("Disabled and signed out everywhere. What they wrote stays, with their name."),
    "enabled": say("They may sign in again, with the password they had."),
    "unfiltered": say("Given. It holds for what they save from now on."),
    "filtered": say("Taken back. What is published stays as it is; what they save from now on is cleaned."),
    "back": say("Given back. Posts that have gone on to somebody else since stay there."),
}
GIVEN = say("The posts are handed over.")


def show_staff(db: Session, visit: Visit) -> Response:
    return show_list(db, visit, inviting.InvitingForm())


def change_staff(db: Session, visit: Visit) -> Response:
    """A form without a button invites."""
    action = visit.form.get("action")
    if action == "revoke":
        return inviting.revoke_invitation(db, visit)
    if action == "hand-over":
        made = staff.hand_over(db, visit.person, visit.form.get("name"), visit.form.get("to"), visit.now)
        return go_to(f"{STAFF}?done=given&hand-over={_number(db, made)}")
    if action == "take-back":
        return _take_back(db, visit, STAFF)
    form = inviting.InvitingForm.read(visit.form)
    try:
        return inviting.invite(db, visit, form)
    except Refusal as refusal:
        db.rollback()
        form.complain(refusal)
    with visit.house.database.reading() as look:
        return show_list(look, visit, form, 422)


def show_member(db: Session, visit: Visit) -> Response:
    return _show_member(db, visit, staff.find_member(db, visit.params["account"]))


def change_member(db: Session, visit: Visit) -> Response:
    number, action = visit.params["account"], visit.form.get("action")
    place = f"{STAFF}/{number}"
    try:
        done = _change(db, visit, number, action)
    except (LastOwner, UnknownRole, ProofNeeded, staff.MayNotTake, NothingToHandOver, HandOverOver) as refusal:
        db.rollback()
        with visit.house.database.reading() as look:
            return _show_member(look, visit, staff.find_member(look, number), refusal)
    return go_to(f"{place}?done={done}")


def show_roles(db: Session, visit: Visit) -> Response:
    """The table, made from what decides."""
    return desk_page(
        visit,
        "accounts/roles.html",
        title=say("Who may what"),
        roles=[(role, ROLE_WORDS[role], role == visit.person.role) for role in ROLES],
        unfiltered=visit.person.unfiltered,
        rows=[(CAPABILITY_WORDS[one], [one in ROLES[role] for role in ROLES]) for one in Capability],
        runs_site=may(visit.person, Capability.RUN_SITE),
    )


def show_list(db: Session, visit: Visit, form: Any, status: int = 200) -> Response:
    given = _given(db, visit)
    return desk_page(
        visit,
        "accounts/staff.html",
        status,
        title=say("People"),
        members=[_row(one, visit.person) for one in staff.members(db)],
        names=bylines.imported_names(db),
        takers=staff.takers(db, ""),
        done=inviting.DONE.get(visit.query.get("done", "")) or DONE.get(visit.query.get("done", "")),
        given=given,
        **inviting.around(db, visit, form),
    )


def _show_member(db: Session, visit: Visit, member: Member, refusal: Refusal | None = None) -> Response:
    account = member.account
    done = visit.query.get("done", "")
    status = (
        200 if refusal is None
        else 409 if isinstance(refusal, LastOwner | HandOverOver)
        else 403 if isinstance(refusal, ProofNeeded)
        else 422
    )  # fmt: skip
    return desk_page(
        visit,
        "accounts/member.html",
        status,
        title=account.name,
        member=_row(member, visit.person) | {"page": _page(db, account)},
        place=f"{STAFF}/{account.id}",
        roles=[(role, words, role == account.role) for role, words in ROLE_WORDS.items()],
        takers=staff.takers(db, account),
        done=DONE.get(done),
        unproved=isinstance(refusal, ProofNeeded),
        may_write=may(account, Capability.WRITE_DRAFTS),
        before=staff.role_before(db, visit.person, account) if done == "role" else None,
        given=_given(db, visit),
        problem=refusal.sentence if refusal is not None else None,
    )


def _change(db: Session, visit: Visit, number: int, action: str) -> str:
    """Do what the form's button says; what was done, for the address. A form without a button changes the role."""
    if action == "disable":
        staff.disable(db, visit.person, number, visit.now)
        return "disabled"
    if action == "enable":
        staff.enable(db, visit.person, number, visit.now)
        return "enabled"
    if action in ("unfiltered", "filtered"):
        # Whoever has it changes what readers are sent: an unlocked desk is not enough.
        sessions.need_proof(db, visit.keys, visit.cookie, visit.now)
        staff.let_unfiltered(db, visit.person, number, action == "unfiltered", visit.now)
        return action
    if action == "hand-over":
        made = staff.hand_over(db, visit.person, number, visit.form.get("to"), visit.now)
        return f"given&hand-over={_number(db, made)}"
    if action == "take-back":
        staff.take_back(db, visit.person, _typed_number(visit), visit.now)
        return "back"
    staff.change_role(db, visit.person, number, visit.form.get("role"), visit.now)
    return "role"


def _take_back(db: Session, visit: Visit, place: str) -> Response:
    staff.take_back(db, visit.person, _typed_number(visit), visit.now)
    return go_to(f"{place}?done=back")


def _typed_number(visit: Visit) -> int:
    typed = visit.form.get("hand_over")
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 10):
        raise HandOverOver
    return int(typed)


def _number(db: Session, made: HandOver) -> int:
    db.flush()
    return made.id


def _given(db: Session, visit: Visit) -> dict[str, Any] | None:
    """What was just handed over, as long as it can be taken back."""
    typed = visit.query.get("hand-over", "")
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 10):
        return None
    made = db.get(HandOver, int(typed))
    if made is None or made.undone_at is not None or made.to_id is None:
        return None
    to = db.get(Account, made.to_id)
    return {"id": made.id, "number": count(made), "to": to.name if to else ""}


def _page(db: Session, account: Account) -> str | None:
    """Where readers find them, as soon as something of theirs is published."""
    return authors.path_of(account.slug) if authors.has_page(db, account) else None


def _row(member: Member, person: Account) -> dict[str, Any]:
    account = member.account
    role: Sentence | str = ROLE_WORDS.get(account.role, account.role)
    return {
        "name": account.name,
        "email": account.email,
        "role": role,
        "disabled_at": account.disabled_at,
        "signed_in_at": member.signed_in_at,
        "unfiltered": account.unfiltered,
        "since": account.created_at,
        "posts": member.posts,
        "page": None,
        "href": f"{STAFF}/{account.id}",
        "you": account.id == person.id,
    }
