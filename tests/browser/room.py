"""The room of the writing room's story: a blog whose clock is set forward, its mail server, and its open windows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.browser.conftest import Watched
from tests.cast.forms import read_forms
from tests.cast.moved import MovedClock
from tests.cast.people import add_person
from tests.cast.serving import Served
from tests.cast.site import PASSWORD
from tests.servers.smtp import PostOffice

ZONE = "America/New_York"
STAFF = (("ines@example.org", "Ines", "author"), ("olive@example.org", "Olive", "owner"))


@dataclass
class Room:
    """The blog, its clock, its mail server, and the windows that are open on it."""

    served: Served
    clock: MovedClock
    office: PostOffice
    chromium: Any
    width: int
    path: str = ""  # of the post in the desk
    permalink: str = ""
    previewed: bytes = b""
    windows: list[Watched] = field(default_factory=list)

    def open_window(self) -> Watched:
        """Another device: it knows nobody."""
        context = self.chromium.new_context(viewport={"width": self.width, "height": 800})
        self.windows.append(Watched(context, self.served))
        return self.windows[-1]

    def read(self, path: str) -> Any:
        """What a reader gets, byte for byte."""
        return self.served.client().http.get(path)


def open_room(folder: Path, chromium: Any, width: int) -> Iterator[Room]:
    """Ines writes, Olive owns; its windows are closed with it."""
    data = folder / "var"
    for email, name, role in STAFF:
        add_person(data, email, name, role)
    clock = MovedClock(folder / "clock")
    clock.move_to(datetime.now(UTC))
    program = ("-m", "tests.cast.moved", str(clock.file))
    with PostOffice() as office, Served(data, program=program, BLOG_SMTP_URL=office.url) as served:
        owner = served.client()
        owner.sign_in("olive@example.org", PASSWORD)
        page = owner.http.get("/desk/settings")
        form = next(form for form in read_forms(page.text) if "time_zone" in form.names)
        assert owner.http.post("/desk/settings", data=dict(form.filled(time_zone=ZONE))).status_code == 303
        room = Room(served, clock, office, chromium, width)
        yield room
        for window in room.windows:
            window.context.close()
