"""Renders imported comments once more, as their import did."""

from __future__ import annotations

from blog.database.engine import Database
from blog.importers import dialects
from blog.importers.bodies import Surroundings, set_right
from blog.importers.missing import path_finder
from blog.importers.models import Import, Imported
from blog.importers.shapes import Kind
from blog.languages.catalog import translate, translations
from blog.markup.comments import Rendering, render_html
from blog.site.settings import read_site


class CommentsAgain:
    """What is known of the old blogs that comments came from; asked once for each import."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._around: dict[int, Surroundings] = {}
        with database.reading() as db:
            self._catalogue = translations(read_site(db).language)

    def render(self, source: str, key: str, typed: str) -> Rendering | None:
        """None for a comment that came with no import. Raises Unreadable."""
        with self._database.reading() as db:
            line = db.get(Imported, (source, Kind.COMMENTS.value, key))
            if line is None:
                return None
            if line.import_id not in self._around:
                batch = db.get(Import, line.import_id)
                assert batch is not None, "a line goes with its import"
                self._around[line.import_id] = self._surroundings(batch)
        return render_html(set_right(typed, self._around[line.import_id], line.kept).html)

    def _surroundings(self, batch: Import) -> Surroundings:
        return Surroundings(
            tuple(batch.hosts),
            post_path=path_finder(self._database, batch.source, batch.blog_key),
            speak=lambda sentence: translate(sentence, self._catalogue),
            shown=dialects.COMMENTS.get(batch.source),
        )
