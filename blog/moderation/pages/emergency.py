"""The emergency switch: everything waits until somebody of the desk says so, or no comments are taken at all."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.languages.sentences import Sentence, say
from blog.markup.comments import Unreadable, normalize
from blog.moderation import emergency
from blog.moderation.pages import flashes
from blog.posts.words import RULE_WORDS
from blog.web.rendering import desk_page, go_to
from blog.web.visits import Visit

PAGE = "/desk/emergency"
DONE: dict[str, Sentence] = {
    "begun": say("The emergency has begun. Every page of the desk says so until somebody ends it."),
    "ended": say("The emergency is over, and everything is as it was. What came in meanwhile waits in the queue."),
}


def show_emergency(db: Session, visit: Visit) -> Response:
    return _show(db, visit)


def switch_emergency(db: Session, visit: Visit) -> Response:
    """A form without a button begins one."""
    if visit.form.get("action") == "end":
        emergency.end(db, visit.person, visit.now)
        return go_to(f"{PAGE}?done=ended")
    reason, rule = _typed(visit), visit.form.get("rule")
    try:
        emergency.begin(db, visit.person, rule, reason, visit.now)
    except emergency.EmergencyUnreasoned as problem:
        db.rollback()
        with visit.house.database.reading() as look:
            return _show(look, visit, problem.sentence, reason, rule)
    return go_to(f"{PAGE}?done=begun")


def _typed(visit: Visit) -> str:
    try:
        return " ".join(normalize(visit.form.get("reason")).split())
    except Unreadable:
        return ""


def _show(
    db: Session, visit: Visit, problem: Sentence | None = None, reason: str = "", rule: str = "moderated"
) -> Response:
    return desk_page(
        visit,
        "moderation/emergency.html",
        422 if problem else 200,
        title=say("Emergency"),
        running=emergency.in_force(db) is not None,
        past=[(RULE_WORDS[one.rule], one) for one in emergency.past(db)],
        problem=problem,
        flash=flashes.read_flash(db, visit, DONE, PAGE),
        reason=reason,
        rule=rule,
    )
