"""The link in the letter to a new address: opened, it says what it does; its button does it."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.accounts import addressing, devices, sessions
from blog.accounts.pages.signing_in import WAYS
from blog.languages.sentences import say
from blog.web.rendering import desk_page, go_to
from blog.web.visits import Visit


def show_address(db: Session, visit: Visit) -> Response:
    address = addressing.find(db, visit.keys, visit.person, visit.params["token"], visit.now)
    return desk_page(visit, "accounts/address.html", title=say("Your new address"), address=address)


def take_address(db: Session, visit: Visit) -> Response:
    addressing.take(
        db, visit.keys, visit.person, visit.params["token"], visit.agent, visit.now, visit.settings.url
    )  # fmt: skip
    sessions.end_others(db, visit.keys, visit.cookie, visit.person, visit.now)
    devices.forget_devices(db, visit.person, visit.now)
    return go_to(f"{WAYS}?done=address")
