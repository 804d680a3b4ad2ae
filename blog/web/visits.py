"""One visit: what a handler knows of the request, the visitor and the house."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from anyio import CapacityLimiter
from sqlalchemy.orm import Session
from starlette.requests import Request

from blog.clock import Clock
from blog.database.engine import Database
from blog.database.watching import Watcher
from blog.settings import Settings
from blog.signing import Keys
from blog.web.addresses import OwnAddresses, address_prefix
from blog.web.forms import Form
from blog.web.templates import Templates
from blog.web.uploads import Upload

# 40 readers, and writers apart from them, so that waiting writers never starve readers; argon2 takes 64 MiB a piece.
# Nor do those who want a picture drawn: it takes a processor, and most of one.
READERS, WRITERS, HASHERS, DRAWERS = 40, 16, 2, 2


@dataclass
class House:
    """What the whole app shares. The look-ups come from above: the entrance hall knows no blog words."""

    settings: Settings
    database: Database
    keys: Keys
    clock: Clock
    own: OwnAddresses
    templates: Templates
    # person of a session cookie; that something is stored from it; the site's settings; a page for an error
    find_person: Callable[[Session, Keys, str, datetime], Any]
    note_use: Callable[[Session, Keys, str, datetime], None]
    read_site: Callable[[Session], Any]
    status_of: Callable[[Exception], int | None]
    desk_context: Callable[[Any, Any, str], dict[str, Any]]
    readers: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(READERS))
    writers: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(WRITERS))
    hashers: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(HASHERS))
    drawers: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(DRAWERS))
    # What tells the page cache of changes; only a house that serves pages has one.
    watcher: Watcher | None = None
    # What weighs the words of comments; who screens knows it.
    learner: Any = None
    # What moderators who look on are told, and who at the desk has what before them.
    channel: Any = None
    presence: Any = None
    # How often each network searches.
    search_pace: Any = None
    # The site's settings and the version they were read at.
    known_site: tuple[int, Any] | None = None
    # The links in the head of every page, and the version of the site they were read at.
    read_menu: Callable[[Session, Any], Sequence[Any]] = lambda db, site: ()
    known_menu: tuple[int, Sequence[Any]] | None = None
    # A few things to read, for whoever came to an address that has nothing.
    read_newest: Callable[[Session], Sequence[Any]] = lambda db: ()

    def close(self) -> None:
        """Let go of the database."""
        if self.watcher is not None:
            self.watcher.close()
        self.database.close()

    @property
    def cookie_name(self) -> str:
        # The prefix makes browsers refuse the cookie unless it is Secure, host-only and for the whole path.
        return "__Host-afterword" if self.settings.is_https else "afterword"

    @property
    def device_cookie_name(self) -> str:
        # It is for one path only, which the stronger prefix does not allow.
        return "__Secure-afterword-device" if self.settings.is_https else "afterword-device"


class Visit:
    """One request, its form and its visitor."""

    def __init__(self, house: House, request: Request, form: Form, origin_known: bool) -> None:
        self.house = house
        self.request = request
        self.form = form
        self.origin_known = origin_known
        self.now = house.clock()
        self.person: Any = None
        # The files that came with the form, on the routes that take them.
        self.uploads: list[Upload] = []
        # A page's one read transaction: what it shows and the versions it is kept by come from one snapshot.
        self.db: Session | None = None
        # Of what the page depends on, from the same snapshot.
        self.versions: dict[str, int] = {}
        self._site: Any = None

    @property
    def keys(self) -> Keys:
        return self.house.keys

    @property
    def settings(self) -> Settings:
        return self.house.settings

    @property
    def path(self) -> str:
        return str(self.request.scope["path"])

    @property
    def params(self) -> Mapping[str, Any]:
        """The variable parts of the path."""
        return self.request.path_params

    @property
    def query(self) -> Mapping[str, str]:
        # NUL means nothing in an address, and not every database can be asked about it.
        return {name: value.replace("\x00", "") for name, value in self.request.query_params.items()}

    @property
    def cookie(self) -> str:
        return self.request.cookies.get(self.house.cookie_name, "")

    @property
    def device_cookie(self) -> str:
        return self.request.cookies.get(self.house.device_cookie_name, "")

    @property
    def language(self) -> str:
        """The language of the desk for who is here: their own choice, or the site's."""
        return str((self.person.language if self.person else None) or self.site.language)

    @property
    def address(self) -> str:
        client = self.request.client
        return client.host if client else "unknown"

    @property
    def prefix(self) -> str:
        """The network that limits count by."""
        return address_prefix(self.address)

    @property
    def agent(self) -> str:
        return self.request.headers.get("user-agent", "")

    @property
    def site(self) -> Any:
        """The site's settings, read once a visit: with the page's own reads, or in a read transaction of its own."""
        if self._site is None and self.db is not None:
            self._site = self.house.read_site(self.db)
        elif self._site is None:
            with self.house.database.reading() as db:
                self._site = self.house.read_site(db)
        return self._site

    def recall_site(self, version: int) -> None:
        """Take the settings that were read before, if the site's version, as this page's transaction sees it, stands.

        Only for what is read: what a form is just changing may be taken back.
        """
        if self._site is not None or self.db is None:
            return
        known = self.house.known_site
        if known is None or known[0] != version:
            known = self.house.known_site = (version, self.site)
        self._site = known[1]

    @property
    def menu(self) -> Sequence[Any]:
        """The links in the head of a page; of the site's version that a public page is kept by, read once."""
        version, known = self.versions.get("site"), self.house.known_menu
        if known is not None and known[0] == version:
            return known[1]
        if self.db is None:
            with self.house.database.reading() as db:
                return self.house.read_menu(db, self.site)
        menu = self.house.read_menu(self.db, self.site)
        if version is not None:
            self.house.known_menu = (version, menu)
        return menu

    def forget_site(self) -> None:
        """After a handler has changed the site's settings."""
        self._site = None
