"""The pictures that the posts of an import show and that were not in the export: listed, and put into their posts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from blog.database.engine import Database
from blog.database.inserting import insert_once
from blog.importers import albums, dialects
from blog.importers.bodies import Body, Surroundings, set_right
from blog.importers.hosts import split
from blog.importers.models import Import, Imported, MissingPicture, PictureState
from blog.importers.pictures import Pictures, picture_key
from blog.importers.shapes import Kind, Media
from blog.languages.catalog import translate, translations
from blog.languages.sentences import Sentence
from blog.markup.posts import render_html
from blog.media.models import Picture
from blog.posts import bringing
from blog.posts.models import Post
from blog.site.settings import read_site

LISTED_AT_ONCE = 50


class Texts:
    """The texts of one import as their source had them, set right with whatever is here by now."""

    def __init__(self, database: Database, batch: Import) -> None:
        with database.reading() as db:
            self._pictures, self._paths = _from_albums(db, batch.source)
            self.fetched = albums.fetched(db, batch.source)
            catalogue = translations(read_site(db).language)

        def speak(sentence: Sentence) -> str:
            return translate(sentence, catalogue)

        find_path = path_finder(database, batch.source, batch.blog_key)
        self._around = Surroundings(
            tuple(batch.hosts), self._picture, find_path, speak, dialects.POSTS.get(batch.source)
        )

    def set_right(self, line: Imported) -> Body:
        return set_right(line.raw or "", self._around, line.kept)

    def _picture(self, url: str) -> str | None:
        media = self._pictures.find(url)
        if media is not None:
            return self._paths[media.key]
        return self.fetched.get(picture_key(url))


def path_finder(database: Database, source: str, blog_key: str) -> Callable[[str], str | None]:
    """What finds the old path of the post with a number, as the ledger knows it."""

    def find_path(number: str) -> str | None:
        with database.reading() as db:
            line = db.get(Imported, (source, Kind.POSTS.value, f"{blog_key}/{number}"))
            path: str | None = line.kept.get("path") if line is not None else None
            return path

    return find_path


def _from_albums(db: Session, source: str) -> tuple[Pictures, Mapping[str, str]]:
    """The pictures that came with exports of this source, and the address here of each."""
    query = (
        select(Imported.key, Picture.name, Picture.title, Picture.size)
        .join(Picture, Picture.id == Imported.row_id)
        .where(Imported.source == source, Imported.kind == Kind.MEDIA, ~Imported.key.startswith(albums.FETCHED))
    )
    media, paths = [], {}
    for row in db.execute(query.order_by(Imported.key)):
        album = row.key.rpartition("/")[0].rpartition("/")[2]
        media.append(Media(source=source, key=row.key, place=row.key, name=row.title, album=album, size=row.size))
        paths[row.key] = f"/media/{row.name}"
    return Pictures(media), paths


def list_missing(database: Database, texts: Texts, batch: Import) -> None:
    """Write down every picture that is missing; what is written down already stays as it is."""
    for lines in _in_pieces(database, _posts_of(batch.id)):
        with database.reading() as db:
            marks = _marks(db, lines)
        rows = [row for line in lines for row in _rows(texts, batch.id, line, marks.get(line.row_id or 0))]
        if rows:
            database.write(lambda db, rows=rows: _note(db, rows))  # type: ignore[misc]


def _note(db: Session, rows: Sequence[dict[str, Any]]) -> None:
    for row in rows:
        insert_once(db, MissingPicture, **row)


def _rows(texts: Texts, import_id: int, line: Imported, mark: str | None) -> Iterator[dict[str, Any]]:
    # A post that was changed here stays as it is, so nobody is asked for its pictures.
    state = PictureState.WAITING if mark == line.mark else PictureState.LEFT
    seen = set()
    for address in texts.set_right(line).missing:
        parts, key = split(address), picture_key(address)
        if parts is not None and key not in seen:
            seen.add(key)
            yield {"import_id": import_id, "post_key": line.key, "picture_key": key, "address": address,
                   "host": parts[0].lower()[:300], "state": state, "tries": 0, "choice": 0}  # fmt: skip


def _posts_of(import_id: int) -> Select[Imported]:
    """The posts that an import brought, or brought up to date."""
    mine = or_(Imported.import_id == import_id, Imported.last_import_id == import_id)
    return select(Imported).where(mine, Imported.kind == Kind.POSTS, Imported.raw.is_not(None))


def _in_pieces(database: Database, query: Select[Imported]) -> Iterator[list[Imported]]:
    after = ""
    while True:
        with database.reading() as db:
            lines = list(db.scalars(query.where(Imported.key > after).order_by(Imported.key).limit(LISTED_AT_ONCE)))
        if not lines:
            return
        yield lines
        after = lines[-1].key


def _marks(db: Session, lines: Sequence[Imported]) -> dict[int, str]:
    ids = [line.row_id for line in lines if line.row_id is not None]
    rows = db.execute(select(Post.id, Post.changed_at).where(Post.id.in_(ids)))
    return {row.id: row.changed_at.isoformat() for row in rows}


def put_in(database: Database, texts: Texts, batch: Import, clock: Callable[[], datetime], stopped: bool) -> None:
    """Make every post anew whose pictures have come. stopped: those that still wait will not come any more."""
    while True:
        with database.reading() as db:
            line = _ready(db, batch, stopped)
        if line is None:
            return
        body = texts.set_right(line)
        rendering, now = render_html(body.html), clock()

        def write(
            db: Session, line: Imported = line, body: Body = body, rendering: Any = rendering, now: datetime = now
        ) -> None:
            left_at = datetime.fromisoformat(line.mark)
            is_done = line.row_id is not None and bringing.show_anew(
                db, line.row_id, left_at, body.html, rendering, now
            )
            state = PictureState.SHOWN if is_done else PictureState.LEFT
            mine = (MissingPicture.import_id == batch.id, MissingPicture.post_key == line.key)
            came = update(MissingPicture).where(*mine, MissingPicture.state == PictureState.FETCHED)
            db.execute(came.values(state=state), execution_options={"synchronize_session": False})

        database.write(write)


def _ready(db: Session, batch: Import, stopped: bool) -> Imported | None:
    """The line of a post with pictures that have come and, unless it is stopped, none that waits."""
    mine = (MissingPicture.import_id == batch.id, MissingPicture.state == PictureState.FETCHED)
    query = select(MissingPicture.post_key).where(*mine)
    if not stopped:
        other = aliased(MissingPicture)
        waits = (other.import_id == batch.id, other.state == PictureState.WAITING)
        query = query.where(~exists().where(*waits, other.post_key == MissingPicture.post_key))
    key = db.scalar(query.order_by(MissingPicture.id).limit(1))
    return db.get(Imported, (batch.source, Kind.POSTS.value, key)) if key is not None else None
