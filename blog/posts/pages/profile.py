"""What a person of the staff says of themselves, and where readers find it."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.accounts.people import NameTaken
from blog.accounts.profile import LONGEST_BIO, ProfileForm, change_profile
from blog.languages.sentences import Number, say
from blog.posts import authors
from blog.web.rendering import desk_page, go_to
from blog.web.visits import Visit

PROFILE = "/desk/you/profile"


def show_profile(db: Session, visit: Visit) -> Response:
    return _show(db, visit, ProfileForm.of(visit.person), saved=visit.query.get("done") == "saved")


def change_own_profile(db: Session, visit: Visit) -> Response:
    form = ProfileForm.read(visit.form)
    if form.complaints:
        with visit.house.database.reading() as look:
            return _show(look, visit, form, 422)
    try:
        change_profile(db, visit.person, form, visit.now)
    except NameTaken as refusal:
        db.rollback()
        form.complaints["name"] = refusal.sentence
        with visit.house.database.reading() as look:
            return _show(look, visit, form, 422)
    return go_to(f"{PROFILE}?done=saved")


def _show(db: Session, visit: Visit, form: ProfileForm, status: int = 200, saved: bool = False) -> Response:
    return desk_page(
        visit,
        "accounts/profile.html",
        status,
        title=say("Your profile"),
        form=form,
        saved=saved,
        most=Number(LONGEST_BIO),
        page=authors.path_of(visit.person.slug) if authors.has_page(db, visit.person) else None,
    )
