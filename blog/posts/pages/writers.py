"""Who else has a post open: told to both, and in nobody's way."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from blog.languages.catalog import translate, translations
from blog.languages.sentences import Sentence, say
from blog.posts import unsaved, writing
from blog.web.rendering import PRIVATE
from blog.web.visits import Visit

# A window in the background is let say so once a minute; one that is closed may be on its way to the next page.
STAYS, LEAVING = timedelta(seconds=90), timedelta(seconds=20)


def others_with(visit: Visit, post_id: int) -> tuple[Sentence, ...]:
    """One sentence for each other person who has the post open now.

    Who has it open is known to the process that serves them; of those whom another one serves it is known that they
    type, because what they type is kept.
    """
    present = visit.house.presence.others(visit.person, *_place(post_id), visit.now)
    dates = visit.house.templates.dates_for(visit.language, visit.site.time_zone)
    here = tuple(
        say("%(name)s has this open too, since %(time)s.", name=one.name, time=dates.moment(one.since, visit.now))
        for one in present
    )
    known = {one.account_id for one in present}
    with visit.house.database.reading() as look:
        typing = unsaved.typing_too(look, visit.person, post_id, visit.now)
    elsewhere = (name for number, name in typing if number not in known)
    return (*here, *(say("%(name)s was typing here just now.", name=name) for name in elsewhere))


def note_writing(db: Session, visit: Visit) -> Response:
    """For the page's script: presence is a POST, and kept in memory. The answer says who else is there."""
    with visit.house.database.reading() as look:
        post = writing.find_editable(look, visit.person, visit.params["post"])
    presence, (place, thing) = visit.house.presence, _place(post.id)
    if visit.form.get("leaves"):
        presence.leave(visit.person, place, visit.now, LEAVING)
        return Response(status_code=204, headers=PRIVATE)
    presence.note(visit.person, place, thing, visit.now, STAYS)
    catalogue = translations(visit.language)
    others = [translate(one, catalogue) for one in others_with(visit, post.id)]
    return JSONResponse({"others": others}, 200, PRIVATE)


def _place(post_id: int) -> tuple[str, str]:
    """Each post is a place of its own: one may write at two."""
    return f"post:{post_id}", "form"
