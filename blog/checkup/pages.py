"""The desk's page about the health of the blog."""

from __future__ import annotations

from anyio import from_thread
from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.checkup.results import State, Subject
from blog.checkup.telling import MARKS
from blog.languages.sentences import Sentence, say
from blog.late import late
from blog.web.asking import ask, layer_of, sample_cookie
from blog.web.rendering import desk_page
from blog.web.visits import Visit

with late:
    from blog.backups import newest
    from blog.checkup import checks

WORDS: dict[State, Sentence] = {State.ILL: say("Ill"), State.WARNING: say("A warning"), State.WELL: say("Well")}
HEADINGS: dict[State, Sentence] = {
    State.ILL: say("What is ill"),
    State.WARNING: say("What to look at"),
    State.WELL: say("What is well"),
}


def show_health_page(db: Session, visit: Visit) -> Response:
    """What takes seconds, as a mail server or large backups may, is looked at when the owner asks for it."""
    report = checks.check_up(_subject(visit), slow=visit.query.get("all") == "yes")
    groups = [
        {
            "state": state.value,
            "heading": heading,
            "mark": MARKS[state],
            "word": WORDS[state],
            "found": [(check.title, result.sentence) for check, result in report.found if result.state is state],
        }
        for state, heading in HEADINGS.items()
        if report.count(state)
    ]
    return desk_page(
        visit,
        "checkup/check.html",
        title=say("Health"),
        summary=report.summary,
        groups=groups,
        terminal=[check.title for check in report.left_out if check.slow],
        unknown=[check.title for check in report.left_out if not check.slow],
    )


def _subject(visit: Visit) -> Subject:
    """Every page of this blog leaves through one layer, so the front page need not be made anew to see its headers."""
    house = visit.house
    return Subject(
        settings=house.settings,
        database=house.database,
        now=visit.now,
        answer=lambda: from_thread.run(ask, layer_of(house), house),
        cookie=lambda: sample_cookie(house),
        backups=lambda: newest.find_newest(house.settings),
    )
