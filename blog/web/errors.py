"""Error pages: a clear sentence, the right status, and what was written still there."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from starlette.responses import Response

from blog.languages.sentences import Sentence, say
from blog.web.forms import FormTooLarge, FormTorn
from blog.web.plain import plain_refusal
from blog.web.rendering import private_page
from blog.web.uploads import NoRoom
from blog.web.visits import Visit

TORN: dict[type[Exception], int] = {FormTooLarge: 413, FormTorn: 400, NoRoom: 503}

# Never shown again: a password, and what only machines read.
SECRET_FIELDS = frozenset(
    {
        "password",
        "stamp",
        "token",
        "challenge",
        "passkey",
        "ticket",
        "offer",
        "code",
        "subject",
        "post",
        "parent",
        "revision",
        "draft",
        "began",
        "action",
        "comment",
        "pin",
        "unpin",
        "filter",
        "seen",
    }
)

HEADINGS: dict[int, Sentence] = {
    400: say("That request cannot be read"),
    403: say("That was not allowed"),
    404: say("Nothing is kept at this address"),
    405: say("This address cannot do that"),
    409: say("Somebody was faster"),
    410: say("This page was taken down"),
    413: say("That is too large"),
    422: say("That cannot be stored yet"),
    429: say("Too many at once"),
    500: say("Something went wrong here"),
    503: say("The blog is busy"),
}
MISSING = say("It may have been mistyped, or never written. Pages that were taken down say so themselves.")
SESSION_OVER = say("You are not signed in any more")
GONE = say("A page stood here, and its author has taken it down.")
# Whose pages nobody reads the blog by: the desk, private pages, files, and what machines ask for.
NOT_FOR_READING = re.compile(r"/(?:desk|sign-in|sign-out|comments|static|media|feeds|api|-(?!/comment/))(?:/|$)")


@dataclass(frozen=True)
class KeptField:
    label: str
    text: str


def show_refusal(visit: Visit, status: int, sentence: Sentence) -> Response:
    """The general error page, with every field of text that was sent."""
    kept = [
        KeptField(name, text)
        for name in visit.form
        if name not in SECRET_FIELDS
        for text in visit.form.all(name)
        if text.strip()
    ]
    heading = HEADINGS.get(status, HEADINGS[400])
    # Read first: what the page needs is known then, whatever becomes of what it may do without.
    nav = visit.menu
    return private_page(
        visit,
        "errors/error.html",
        status,
        title=heading,
        code=status,
        heading=heading,
        words=sentence,
        address=visit.path.replace("\x00", "\ufffd") if status == 404 else None,
        looked_for=_words_of_address(visit.path),
        gone=status == 410,
        newest=_to_begin_with(visit, status),
        kept=kept[:40],
        nav=nav,
    )


def _to_begin_with(visit: Visit, status: int) -> Sequence[Any]:
    """A few posts for a reader who came to an address that has nothing, or nothing any more."""
    reads = visit.request.method in ("GET", "HEAD") and not NOT_FOR_READING.match(visit.path)
    if status not in (404, 410) or not reads:
        return ()
    try:
        if visit.db is not None:
            return visit.house.read_newest(visit.db)
        with visit.house.database.reading() as db:
            return visit.house.read_newest(db)
    except Exception:  # noqa: BLE001 - the page says what it has to say without them
        return ()


def _words_of_address(path: str) -> str:
    """What the last part of an address says, for whoever wants to look for it."""
    last = path.rstrip("/").rpartition("/")[2].rpartition(".html")[0] or path.rstrip("/").rpartition("/")[2]
    return " ".join(re.findall(r"[^\W_]+", last))[:80]


def show_session_over(visit: Visit) -> Response:
    """What was sent by somebody whose session has ended: with it they sign in again, and it is done as it was meant."""
    fields = [(name, text) for name in visit.form if name != "password" for text in visit.form.all(name)]
    words = [text for name, text in fields if name not in SECRET_FIELDS and text.strip()]
    written = visit.form.get("body").strip()
    return private_page(
        visit,
        "errors/session_over.html",
        403,
        title=SESSION_OVER,
        again=visit.path,
        carried=fields,
        longest=written or max(words, key=len, default=""),
        host=urlsplit(visit.settings.url).hostname,
    )


def show_missing(visit: Visit) -> Response:
    return show_refusal(visit, 404, MISSING)


def show_gone(visit: Visit) -> Response:
    return show_refusal(visit, 410, GONE)


def refuse_guarded(visit: Visit, status: int, sentence: Sentence) -> Response:
    """Like `show_refusal`, where no door stands around it: in plain words where the database is away."""
    return guarded(show_refusal, visit, status, sentence)


def guarded(
    keeper: Callable[[Visit, int, Sentence], Response],
    visit: Visit,
    status: int,
    sentence: Sentence,
    headers: dict[str, str] | None = None,
) -> Response:
    """The keeper's page; where even that fails (no database to read the site from), plain words and the text."""
    try:
        response = keeper(visit, status, sentence)
    except Exception:  # noqa: BLE001 - the page about the fault has met the same fault
        kept = "\n\n".join(visit.form.get(name) for name in visit.form if name not in SECRET_FIELDS)
        response = plain_refusal(status, f"{sentence}\n\n{kept}".strip())
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response
