"""Puts the house together: settings, database, rooms and routes become one ASGI app."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterable
from typing import Any

from anyio import to_thread
from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.routing import Route as PathRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from blog.accounts import sessions
from blog.accounts.models import Account
from blog.accounts.presence import Presence
from blog.accounts.roles import Capability, may
from blog.clock import Clock, system_clock
from blog.database.engine import Database
from blog.database.watching import watch
from blog.languages.sentences import Sentence, say
from blog.moderation import live
from blog.moderation.emergency import banner
from blog.moderation.learning import Memory
from blog.posts.menu import read_menu
from blog.posts.newest import newest_posts
from blog.refusals import status_of
from blog.routes import ROUTES
from blog.search.pace import SearchPace
from blog.settings import Settings
from blog.signing import Keys
from blog.site.settings import SiteSettings, read_site
from blog.web import errors
from blog.web.addresses import HostGuard, OwnAddresses, TrustedProxies
from blog.web.door import Door, Route
from blog.web.events import Channel
from blog.web.forms import Form
from blog.web.headers import SecurityHeaders
from blog.web.pagecache import PageCache
from blog.web.statics import Statics
from blog.web.templates import Templates
from blog.web.visits import House, Visit
from blog.working import Workers

QUEUE = "/desk/comments"
# Where its forms are sent: what is refused there is shown as the queue.
FORMS_OF_QUEUE = "/desk/decisions", "/desk/sweeps", "/desk/undos", "/desk/views"
MENU: tuple[tuple[Sentence, str, Capability], ...] = (
    (say("Comments"), QUEUE, Capability.MODERATE_OWN),
    (say("Posts"), "/desk/posts", Capability.WRITE_DRAFTS),
    (say("Pictures"), "/desk/media", Capability.WRITE_DRAFTS),
    (say("Tags"), "/desk/tags", Capability.EDIT_ALL_POSTS),
    (say("People"), "/desk/people", Capability.RUN_SITE),
    (say("Settings"), "/desk/settings", Capability.RUN_SITE),
    (say("Health"), "/desk/check", Capability.RUN_SITE),
)


class _Number(IntegerConvertor):
    """A number in a path. Python reads none of thousands of digits; a column is asked about none beyond its last."""

    regex = "[0-9]{1,19}"
    most = 2**31 - 1

    def convert(self, value: str) -> int:
        return min(int(value), self.most)


class _LongNumber(_Number):
    """A number that another blog program gave, which needs a wider column."""

    most = 2**63 - 1


register_url_convertor("int", _Number())
register_url_convertor("long", _LongNumber())


def make_house(settings: Settings, clock: Clock = system_clock) -> House:
    """What the app shares, opened from the settings."""
    database = Database(settings.database_url)
    return House(
        settings=settings,
        database=database,
        keys=Keys(settings.secret_keys),
        clock=clock,
        own=OwnAddresses(settings),
        templates=Templates(),
        find_person=sessions.find_account,
        note_use=sessions.note_use,
        read_site=_read_site,
        read_menu=read_menu,
        read_newest=newest_posts,
        status_of=status_of,
        desk_context=_desk_context,
        learner=Memory(),
        channel=Channel(live.Lookout(database).look),
        presence=Presence(),
        search_pace=SearchPace(),
    )


def make_app(house: House, with_worker: bool = True) -> PageCache:
    """The ASGI app. `with_worker` lets it do the outbox's work too, in a thread of its own."""

    watcher = house.watcher = watch(house.database)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        workers = Workers(house)
        if with_worker:
            workers.start()
        yield
        workers.stop()
        house.close()

    app = Starlette(
        routes=[Mount("/static", Statics(house.templates.static)), *_path_routes(house)],
        lifespan=lifespan,
        exception_handlers={HTTPException: _missing(house)},
    )
    app.router.redirect_slashes = False
    layered: ASGIApp = HostGuard(app, house.own)
    layered = TrustedProxies(layered, house.settings.trusted_proxies)
    layered = SecurityHeaders(layered, house.settings.is_https)
    return PageCache(layered, watcher, house.clock, frozenset(host.encode() for host in house.own.hosts))


class _Methods:
    """One path, several methods: 405 names those it has."""

    def __init__(self, routes: Iterable[Route], house: House) -> None:
        self._house = house
        self._doors: dict[str, Door] = {route.method: Door(route, house) for route in routes}
        self._allowed = ", ".join(sorted({*self._doors, *(["HEAD"] if "GET" in self._doors else [])}))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        door = self._doors.get(method)
        if door is None:
            words = say("This address does not answer to that method.")
            response = await to_thread.run_sync(errors.refuse_guarded, _visit(self._house, scope), 405, words)
            response.headers["Allow"] = self._allowed
            await response(scope, receive, send)
            return
        await door(scope, receive, send)


def _path_routes(house: House) -> list[PathRoute]:
    """One Starlette route a path, in the order of ROUTES."""
    by_path: dict[str, list[Route]] = {}
    for route in ROUTES:
        by_path.setdefault(route.path, []).append(route)
    return [PathRoute(path, _Methods(routes, house)) for path, routes in by_path.items()]


def _visit(house: House, scope: Scope) -> Visit:
    return Visit(house, Request(scope), Form(), origin_known=True)


def _missing(house: House) -> Any:
    """Starlette's own errors (a static file that is not there) get our page."""

    def show(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        visit = _visit(house, request.scope)
        if status == 404:
            return errors.refuse_guarded(visit, 404, errors.MISSING)
        return errors.refuse_guarded(visit, status, say("This address does not answer to that method."))

    return show


def _read_site(db: Session) -> SiteSettings:
    return read_site(db)


def _desk_context(person: Account, site: SiteSettings, path: str) -> dict[str, Any]:
    """What every page of the desk shows around itself: only doors that open for this person."""
    path = QUEUE if path.startswith(FORMS_OF_QUEUE) else path
    menu = [(label, href, path.startswith(href)) for label, href, capability in MENU if may(person, capability)]
    demo = site.demo and may(person, Capability.RUN_SITE)
    return {"person": person, "menu": menu, "emergency": banner(site, person), "demo": demo}
