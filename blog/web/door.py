"""The door: reads the form, knows the visitor, checks access and origin; at most one write transaction a visit."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from urllib.parse import quote

from anyio import to_thread
from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from blog.database.engine import TRIES, is_out_of_order, wants_another_try
from blog.database.locking import WriteLockTimeout
from blog.errors import Refusal
from blog.languages.sentences import Sentence, say
from blog.web import errors
from blog.web.access import Access
from blog.web.forgery import Origin, origin_of
from blog.web.forms import DEFAULT_LIMIT, Form, FormTooLarge, FormTorn, read_form
from blog.web.rendering import go_to
from blog.web.uploads import NoRoom, read_uploads
from blog.web.visits import House, Visit

log = logging.getLogger("blog.web")

Handler = Callable[[Session, Visit], Response]
Answered = TypeVar("Answered", bound=Response | None)
# Shows a refusal with the writer's text kept; the status and the sentence are given.
Keeper = Callable[[Visit, int, Sentence], Response]

FORGED = say("This form was not sent from a page of this blog, so nothing was changed.")
BUSY = say("The blog cannot store anything at the moment, so nothing was changed. Send it again in a minute.")
BROKEN = say("Something went wrong on our side, and nothing was changed. It has been noted.")


@dataclass(frozen=True)
class Route:
    """One line of `routes.py`: who may do what where. Leaving out `access` is a TypeError."""

    method: str
    path: str
    handler: Handler
    access: Access
    keeper: Keeper = errors.show_refusal
    hashes: bool = False  # hashes passwords: at most two at a time
    draws: bool = False  # draws a picture: no more at a time
    limit: int = DEFAULT_LIMIT
    uploads: bool = False  # takes files, which go to the disk as they come in

    @property
    def name(self) -> str:
        return self.handler.__name__


class Door:
    """The ASGI end of one route."""

    def __init__(self, route: Route, house: House) -> None:
        self._route = route
        self._house = house

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        route, house = self._route, self._house
        if route.uploads:
            return await self._answer_upload(request)
        form, torn = Form(), None
        if route.method == "POST":
            try:
                form = await read_form(request, route.limit)
            except (FormTooLarge, FormTorn) as error:
                torn = error
        origin = origin_of(request.headers, house.own) if route.method == "POST" else Origin.OURS
        visit = Visit(house, request, form, origin is not Origin.UNKNOWN)
        work: Callable[[], Response] = partial(self._admit, visit, origin)
        if torn is not None:
            work = partial(errors.show_refusal, visit, errors.TORN[type(torn)], say((type(torn).__doc__ or "").strip()))
        limiter = house.writers if route.method == "POST" else house.readers
        if route.hashes or route.draws:
            limiter = house.hashers if route.hashes else house.drawers
        return await to_thread.run_sync(self._guarded, visit, work, limiter=limiter)

    async def _answer_upload(self, request: Request) -> Response:
        """Who may not send a file is told so before it is read: gigabytes are not taken from just anybody."""
        house = self._house
        origin = origin_of(request.headers, house.own)
        visit = Visit(house, request, Form(), origin is not Origin.UNKNOWN)
        turning = partial(self._turn_away, visit, origin)
        answer = await to_thread.run_sync(self._guarded, visit, turning, limiter=house.readers)
        if answer is not None:
            return answer
        work: Callable[[], Response] = partial(self._admit, visit, origin)
        try:
            visit.form, visit.uploads = await read_uploads(request, house.settings.data / "uploads", self._route.limit)
        except (FormTooLarge, FormTorn, NoRoom) as error:
            words = say((type(error).__doc__ or "").strip())
            work = partial(errors.show_refusal, visit, errors.TORN[type(error)], words)
        try:
            return await to_thread.run_sync(self._guarded, visit, work, limiter=house.writers)
        finally:
            for upload in visit.uploads:
                upload.path.unlink(missing_ok=True)

    def _guarded(self, visit: Visit, work: Callable[[], Answered]) -> Answered | Response:
        """No exception leaves the door: each becomes a page with its status, and the text stays."""
        try:
            return work()
        except Refusal as refusal:
            status = visit.house.status_of(refusal)
            if status is not None:
                wait = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after is not None else None
                return errors.guarded(self._route.keeper, visit, status, refusal.sentence, wait)
            log.error("A refusal without a status.", exc_info=True)
        except (DBAPIError, PendingRollbackError, PoolTimeout, WriteLockTimeout) as error:
            if isinstance(error, PoolTimeout | WriteLockTimeout) or is_out_of_order(error):
                log.warning("The database cannot do its work.", exc_info=True)
                return errors.guarded(self._route.keeper, visit, 503, BUSY, {"Retry-After": "30"})
            log.exception("The database refused a statement.")
        except Exception:  # a bug must not show a traceback, and the text must not be lost
            log.exception("A handler failed.", extra={"event": {"route": self._route.name}})
        return errors.guarded(self._route.keeper, visit, 500, BROKEN)

    def _admit(self, visit: Visit, origin: Origin) -> Response:
        refusal = self._turn_away(visit, origin)
        return self._handle(visit) if refusal is None else refusal

    def _turn_away(self, visit: Visit, origin: Origin) -> Response | None:
        """The answer to whoever may not enter; None for who may."""
        route = self._route
        if "\x00" in visit.path:
            # No address holds NUL, and not every database can be asked about one.
            return errors.show_missing(visit)
        access = route.access
        forged = origin is Origin.FOREIGN or (origin is Origin.UNKNOWN and bool(visit.cookie))
        if forged and not access.ignores_cookies:
            return route.keeper(visit, 403, FORGED)
        asks = access.signed_in or access.knows_person or route.method == "POST"
        if visit.cookie and asks and not access.ignores_cookies:
            with visit.house.database.reading() as db:
                visit.person = visit.house.find_person(db, visit.keys, visit.cookie, visit.now)
        if route.access.signed_in:
            if visit.person is None:
                return self._lead_to_sign_in(visit)
            if not route.access.allows(visit.person):
                # What a person may not see looks exactly like what does not exist.
                return errors.show_missing(visit)
        return None

    def _lead_to_sign_in(self, visit: Visit) -> Response:
        if self._route.method == "POST":
            if any(len(visit.form.get(name)) > 0 for name in ("body", "title", "note")):
                return errors.show_session_over(visit)
            return go_to("/sign-in?next=/desk")
        query = visit.request.url.query
        wanted = visit.path + (f"?{query}" if query else "")
        return go_to(f"/sign-in?next={quote(wanted, safe='/')}")

    def _handle(self, visit: Visit) -> Response:
        """Run the handler in its one transaction: returning commits, raising rolls back."""
        database = visit.house.database
        if self._route.method != "POST":
            with database.reader_session() as db:
                visit.db = db
                try:
                    return self._route.handler(db, visit)
                finally:
                    visit.db = None
        for attempt in range(1, TRIES + 1):
            with database.writer_session() as db:
                try:
                    response = self._route.handler(db, visit)
                    if visit.person is not None and response.status_code < 400 and db.in_transaction():
                        # Only along with what is stored anyway: nobody's presence is worth a transaction.
                        visit.house.note_use(db, visit.keys, visit.cookie, visit.now)
                    db.commit()
                    return response
                except DBAPIError as error:
                    if attempt == TRIES or not wants_another_try(error):
                        raise
        raise AssertionError("unreachable")
