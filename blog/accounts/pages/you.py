"""What a person of the staff chooses for themselves."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.accounts import changing, paces
from blog.accounts.roles import Capability, may
from blog.languages.catalog import LANGUAGES
from blog.languages.sentences import Sentence, say
from blog.moderation import digests
from blog.web.rendering import desk_page, go_to
from blog.web.visits import Visit

SAVED: dict[str, Sentence] = {
    "letters": say("Saved."),
    "language": say("Saved. The desk and your letters speak it from now on."),
}


def show_you(db: Session, visit: Visit) -> Response:
    pace, hours = paces.pace_of(db, visit.person.id), paces.hours_of(db, visit.person.id)
    words = _pace_words(hours)
    decides = may(visit.person, Capability.MODERATE_OWN)
    done = visit.query.get("done", "")
    return desk_page(
        visit,
        "accounts/you.html",
        title=say("You"),
        saved=SAVED.get(done),
        says=words[pace][1] if done == "letters" and decides else "",
        pace=pace,
        paces=[(value, *words[value]) for value in paces.PACES] if decides else [],
        hours=hours,
        own_only=not may(visit.person, Capability.MODERATE_ALL),
        by_mail=bool(visit.settings.smtp_url),
        languages=list(LANGUAGES.items()),
        own_language=visit.person.language or "",
        site_language=LANGUAGES.get(visit.site.language, visit.site.language),
    )


def choose_letters(db: Session, visit: Visit) -> Response:
    hours = paces.read_hours(visit.form.get("first_hour"), visit.form.get("last_hour"))
    paces.choose(db, visit.person, visit.form.get("pace"), visit.now, hours)
    digests.plan_again(db, visit.person, visit.now)
    return go_to("/desk/you?done=letters")


def choose_language(db: Session, visit: Visit) -> Response:
    changing.choose_language(db, visit.person, visit.form.get("language"))
    return go_to("/desk/you?done=language")


def _pace_words(hours: paces.Hours) -> dict[str, tuple[Sentence, Sentence]]:
    """Each pace by its name, with what it means at these hours."""
    first, last = f"{hours.first}:00", f"{hours.last}:00"
    return {
        paces.DAILY: (
            say("Once a day"),
            say("At %(first)s, while something waits. Nothing waiting, no letter.", first=first),
        ),
        paces.HOURLY: (
            say("Every hour"),
            say(
                "From %(first)s to %(last)s, while one that is probably good waits; spam once a day.",
                first=first,
                last=last,
            ),
        ),
        paces.NOW: (
            say("At once"),
            say("One letter for each comment that is probably good, and at %(first)s what still waits.", first=first),
        ),
        paces.NEVER: (say("Never"), say("You look into the desk by yourself.")),
    }
