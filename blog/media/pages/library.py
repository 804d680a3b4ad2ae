"""Pictures in the desk: brought, found again, described, and taken away."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from blog.database.turns import take_turns
from blog.languages.sentences import Sentence, say
from blog.markup.characters import normalize
from blog.media import keeping, library
from blog.media.copies import drawn_of
from blog.media.flaws import NoPicture
from blog.media.keeping import Kept
from blog.media.models import Picture
from blog.media.words import NOTHING, refusal_of
from blog.posts.pictures import (
    is_public,
    is_typed,
    leave_old_covers,
    posts_showing,
    rename_picture,
    show_picture_anew,
)
from blog.posts.words import STATUS_WORDS
from blog.posts.writing import TURN
from blog.web.rendering import PRIVATE, desk_page, go_to
from blog.web.visits import Visit

MEDIA = "/desk/media"
DONE = {
    "kept": say("The picture is kept. Say what it shows, and copy its line into a post."),
    "described": say("What it shows is kept."),
    "replaced": say("The new picture is in its place. Every post that shows it shows the new one now."),
    "removed": say("The picture is gone."),
}
SILENT = "silent"


def show_library(db: Session, visit: Visit) -> Response:
    return _library_page(db, visit, DONE.get(visit.query.get("done", "")))


def upload_pictures(db: Session, visit: Visit) -> Response:
    """Each file is drawn anew before the database is touched; what is no picture is named."""
    kept, problems = _keep_files(visit)
    alt = normalize(visit.form.get("alt"))[: library.LONGEST_ALT] if len(kept) == 1 else ""
    ids = [keeping.enter(db, one, title, visit.now, visit.person, " ".join(alt.split())) for one, title in kept]
    if visit.form.get("answer") == "json":
        found: list[dict[str, Any]] = [{"path": one.path, "alt": alt} for one, _ in kept]
        return JSONResponse({"pictures": found, "problems": bool(problems)}, 200 if kept else 422, PRIVATE)
    if problems or not ids:
        return _library_page(db, visit, problems=problems or [NOTHING], status=422)
    return go_to(f"{MEDIA}/{ids[0]}?done=kept" if len(ids) == 1 else MEDIA)


def show_one_picture(db: Session, visit: Visit) -> Response:
    picture = library.find_picture(db, visit.person, visit.params["picture"])
    return _picture_page(db, visit, picture)


def change_picture(db: Session, visit: Visit) -> Response:
    """Describe it, or take it away; a form sent without a button describes."""
    picture = library.find_picture(db, visit.person, visit.params["picture"])
    if visit.form.get("action") == "remove":
        # Nobody publishes a post with it meanwhile.
        take_turns(db, [TURN])
        in_use = bool(posts_showing(db, picture)) or is_typed(db, picture)
        library.remove(db, _folder(visit), picture, in_use)
        leave_old_covers(db, picture.id)
        return go_to(f"{MEDIA}?done=removed")
    library.describe(picture, normalize(visit.form.get("alt")))
    # Where it is a cover, readers are told what it shows in these very words.
    show_picture_anew(db, picture, visit.now)
    return go_to(f"{MEDIA}/{picture.id}?done=described")


def replace_picture(db: Session, visit: Visit) -> Response:
    """Another file in its place: every post that shows it shows that one."""
    with visit.house.database.reading() as look:
        library.find_picture(look, visit.person, visit.params["picture"])
    # Drawn before the database is touched, under a name that no other picture can have.
    kept, problems = _keep_files(visit, f"picture {visit.params['picture']}")
    picture = library.find_picture(db, visit.person, visit.params["picture"])
    if problems or len(kept) != 1:
        return _picture_page(db, visit, picture, problems or [NOTHING])
    take_turns(db, [TURN])
    old = keeping.replace(db, picture, *kept[0], visit.now)
    rename_picture(db, picture, old, visit.now)
    return go_to(f"{MEDIA}/{picture.id}?done=replaced")


def markdown_of(picture: Picture) -> str:
    """The line that shows it in a post."""
    alt = picture.alt.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return f"![{alt}](/media/{picture.name})"


def _keep_files(visit: Visit, whose: str = "") -> tuple[list[tuple[Kept, str]], list[Sentence]]:
    kept, problems = [], []
    for upload in visit.uploads:
        if not upload.size and not upload.name:
            # A form that was sent without choosing a file.
            continue
        try:
            one = keeping.keep_upload(
                visit.house.database, _folder(visit), visit.keys, upload.path, whose or f"account {visit.person.id}"
            )
            kept.append((one, upload.name))
        except NoPicture as error:
            problems.append(refusal_of(error.flaw, upload.name))
    return kept, problems


def _folder(visit: Visit) -> Path:
    return Path(visit.settings.data) / "media"


def _library_page(
    db: Session,
    visit: Visit,
    done: Sentence | None = None,
    problems: list[Sentence] | None = None,
    status: int = 200,
) -> Response:
    search, before = visit.query.get("q", ""), visit.query.get("before", "")
    silent = visit.query.get("show") == SILENT
    after = int(before) if before.isascii() and before.isdecimal() and len(before) < 10 else None
    pictures, more = library.list_pictures(db, visit.person, search, after, silent)
    query = {name: value for name, value in (("q", search), ("show", SILENT if silent else "")) if value}
    return desk_page(
        visit,
        "media/index.html",
        status,
        title=say("Pictures"),
        pictures=[(picture, drawn_of(picture)) for picture in pictures],
        search=search,
        silent=silent,
        silent_count=library.count_silent(db, visit.person),
        more=f"{MEDIA}?{urlencode({**query, 'before': more})}" if more else None,
        done=done,
        problems=problems or [],
    )


def _picture_page(db: Session, visit: Visit, picture: Picture, problems: list[Sentence] | None = None) -> Response:
    return desk_page(
        visit,
        "media/picture.html",
        422 if problems else 200,
        title=picture.title or say("A picture"),
        picture=picture,
        drawn=drawn_of(picture),
        markdown=markdown_of(picture),
        showing=posts_showing(db, picture),
        public=is_public(db, picture),
        status_words=STATUS_WORDS,
        done=DONE.get(visit.query.get("done", "")) if not problems else None,
        problems=problems or [],
    )
