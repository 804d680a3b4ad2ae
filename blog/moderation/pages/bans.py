"""The desk's list of bans: who, when, why, until when; adding one, and lifting it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.comments.finding import is_public_id
from blog.comments.models import Comment
from blog.languages.sentences import Sentence, say
from blog.moderation import bans, people
from blog.moderation.bans import BanForm, Kind
from blog.moderation.models import Ban
from blog.moderation.pages import flashes
from blog.moderation.pages.people import BANNED, show_refused_ban
from blog.web.rendering import desk_page, go_to
from blog.web.visits import Visit

BANS = "/desk/bans"
DONE: dict[str, Sentence] = {
    "banned": BANNED,
    "lifted": say("Lifted. What it has put among the probable spam stays there."),
}


def show_bans(db: Session, visit: Visit) -> Response:
    return _show(db, visit, BanForm())


def change_bans(db: Session, visit: Visit) -> Response:
    """A form without a button bans."""
    if visit.form.get("action") == "lift":
        number = visit.form.get("ban")
        if not (number.isascii() and number.isdecimal() and len(number) < 10):
            raise bans.BanUnknown
        bans.lift(db, visit.person, int(number), visit.now)
        return go_to(f"{BANS}?done=lifted")
    form = BanForm.read(visit.form)
    comment = _comment_of(db, form)
    if form.complaints:
        with visit.house.database.reading() as look:
            return show_refused_ban(look, visit, form) if comment else _show(look, visit, form, 422)
    bans.ban(db, visit.person, form, comment, visit.now)
    return go_to(f"{people.find_person(db, form.comment).path if comment else BANS}?done=banned")


def _comment_of(db: Session, form: BanForm) -> Comment | None:
    if not form.comment:
        return None
    found = None
    if is_public_id(form.comment):
        found = db.scalar(select(Comment).where(Comment.public_id == form.comment, Comment.account_id.is_(None)))
    if found is None:
        raise bans.BanUnknown
    return found


def _show(db: Session, visit: Visit, form: BanForm, status: int = 200) -> Response:
    standing, over = bans.standing(db, visit.now), bans.over(db, visit.now)
    names = _names(db, [*standing, *over])
    return desk_page(
        visit,
        "moderation/bans.html",
        status,
        title=say("Bans"),
        form=form,
        kinds=[(kind, bans.KIND_WORDS[kind]) for kind in (Kind.EMAIL, Kind.HOST)],
        days=list(bans.DAYS.items()),
        standing=[_row(one, names) for one in standing],
        over=[_row(one, names) for one in over],
        flash=flashes.read_flash(db, visit, DONE, BANS, tuple(DONE)),
    )


def _names(db: Session, listed: list[Ban]) -> dict[int, tuple[str, str]]:
    """Whose comment each was made from, and where that person's page is."""
    ids = [one.comment_id for one in listed if one.comment_id is not None]
    query = select(Comment.id, Comment.name, Comment.public_id).where(Comment.id.in_(ids), Comment.erased_at.is_(None))
    return {row[0]: (row[1], f"{people.PEOPLE}/{row[2]}") for row in db.execute(query)}


def _row(ban: Ban, names: dict[int, tuple[str, str]]) -> dict[str, Any]:
    name, href = names.get(ban.comment_id or 0, ("", ""))
    ended: datetime | None = ban.lifted_at or ban.until
    return {
        "id": ban.id,
        "what": bans.KIND_WORDS[Kind(ban.kind)],
        # The code of a network says nothing to anybody, and is shown to nobody.
        "matter": ban.matter if ban.kind in (Kind.EMAIL, Kind.HOST) else "",
        "name": name,
        "href": href,
        "reason": ban.reason,
        "by": ban.account.name if ban.account else "",
        "at": ban.at,
        "until": ban.until,
        "ended": ended,
        "lifter": ban.lifter.name if ban.lifter else "",
    }
