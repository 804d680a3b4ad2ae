"""The desk's list of reasons: add one, put it in other words, move it, retire it."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.languages.sentences import Sentence, say
from blog.markup.comments import Unreadable, normalize
from blog.moderation import reasons
from blog.moderation.pages import flashes
from blog.web.rendering import desk_page, go_to
from blog.web.visits import Visit

REASONS = "/desk/reasons"
DONE: dict[str, Sentence] = {
    "add": say("Added at the end of the list. The queue offers it now, and readers see it."),
    "rename": say("Saved. The queue offers the new words; what was decided with the old ones keeps them."),
    "up": say("Moved up. The queue offers the reasons in this order."),
    "retire": say("Retired. Nobody is offered it any more; what was decided with it keeps it."),
    "restore": say("Offered again, in its old place."),
}


def show_reasons(db: Session, visit: Visit) -> Response:
    return _show(db, visit)


def change_reasons(db: Session, visit: Visit) -> Response:
    """A form without a button adds a reason."""
    words, value = _typed(visit, "words"), visit.form.get("value")
    try:
        did = _change(db, visit, words, value)
    except (reasons.ReasonUnread, reasons.ReasonsFull) as problem:
        db.rollback()
        with visit.house.database.reading() as look:
            return _show(look, visit, problem.sentence, words, value)
    return go_to(f"{REASONS}?done={did}")


def _change(db: Session, visit: Visit, words: str, value: str) -> str:
    """Do it; what was done, as the page says it next."""
    action = visit.form.get("action")
    match action:
        case "rename":
            reasons.rename_reason(db, visit.person, value, words, visit.now)
        case "retire":
            reasons.retire_reason(db, visit.person, value, visit.now)
        case "restore":
            reasons.bring_back(db, visit.person, value, visit.now)
        case "up":
            reasons.move_up(db, visit.person, value, visit.now)
        case _:
            reasons.add_reason(db, visit.person, words, visit.now)
    return action if action in DONE else "add"


def _typed(visit: Visit, name: str) -> str:
    try:
        return " ".join(normalize(visit.form.get(name)).split())
    except Unreadable:
        return ""


def _show(db: Session, visit: Visit, problem: Sentence | None = None, typed: str = "", value: str = "") -> Response:
    whole = reasons.whole_list(db)
    return desk_page(
        visit,
        "moderation/reasons.html",
        422 if problem else 200,
        title=say("Reasons"),
        offered=[one for one in whole if not one.retired],
        retired=[one for one in whole if one.retired],
        problem=problem,
        typed=typed,
        value=value,
        flash=flashes.read_flash(db, visit, DONE, REASONS),
    )
