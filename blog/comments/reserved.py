"""The names of this blog's own people: nobody else signs with one, or with what the eye takes for one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.comments.forms import CommentForm
from blog.languages.sentences import say
from blog.markup.names import looks_alike

TAKEN = say("This name belongs to somebody of this blog. Sign in if it is yours, or add something to it.")


def belongs_to_staff(db: Session, name: str) -> bool:
    """Whether somebody who can sign in goes by this whole name, or by one that looks just like it."""
    return any(looks_alike(row[0], name) for row in db.connection().execute(_people()))


@cache
def _people() -> Select[str]:
    return select(Account.name).where(Account.disabled_at.is_(None), Account.password_hash.is_not(None))


def guard_name(db: Session, form: CommentForm) -> CommentForm:
    """The form of somebody who is not signed in, with a complaint where its name is reserved."""
    if "name" in form.complaints or not belongs_to_staff(db, form.clean_name):
        return form
    return replace(form, complaints={**form.complaints, "name": TAKEN})
