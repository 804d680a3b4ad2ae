"""The commands `blog import` and `blog fetch-pictures`: another blog comes in while this one is served."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from blog.importers import batches, fetches
from blog.late import late
from blog.posts import sizing
from blog.web.visits import House

with late:
    from blog.importers import fetching as pictures
    from blog.importers import opening, running
    from blog.media import fetching


def add_command(commands: Any, open_house: Callable[[], House], prepare: Callable[[House], None]) -> None:
    """Add the command to those of the program; `prepare` brings the schema up to date."""
    bringing = commands.add_parser("import", help="bring a blog in from another program")
    # Not `choices`: a word that is not known is a sentence and exit 1, as for every other thing that cannot be done.
    bringing.add_argument("format", metavar="FORMAT", help="the program it comes from, such as blogger or wordpress")
    bringing.add_argument("paths", metavar="PATH", nargs="+", type=Path, help="an export: archive, parts, folder, file")
    bringing.add_argument("--blog", help="which blog of the export, by its name")
    bringing.add_argument("--host", help="the address where it stood, if the export does not say")
    bringing.add_argument("--dry-run", action="store_true", help="say what would come, and write nothing")
    bringing.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    bringing.set_defaults(run=partial(run_import, open_house, prepare))

    fetching_pictures = commands.add_parser("fetch-pictures", help="fetch the pictures that an import's export lacked")
    fetching_pictures.add_argument("number", metavar="IMPORT", type=int, help="the number that the import ended with")
    fetching_pictures.set_defaults(run=partial(run_fetch, open_house, prepare))


def run_import(
    open_house: Callable[[], House], prepare: Callable[[House], None], arguments: argparse.Namespace
) -> None:
    """Raises Unimportable, ImportRunning."""
    opening.check_format(arguments.format)
    asked = running.Asked(arguments.format, tuple(arguments.paths), arguments.blog, arguments.host)
    house = open_house()
    with contextlib.redirect_stdout(sys.stderr):
        prepare(house)
    with _progress() as tell, contextlib.closing(house):
        place = running.Place(house.database, house.settings.data, house.keys, house.clock)
        if arguments.dry_run:
            number, report = 0, running.plan(place, asked, tell)
        else:
            number, report = running.run(place, asked, None, tell)
            house.database.write(lambda db: sizing.plan(db, house.clock()))
    if arguments.json:
        print(json.dumps(report.as_json(), ensure_ascii=False))
        return
    for line in report.lines():
        print(line)
    print(f"Import {number} is done." if number else "Nothing was written: this was a dry run.")


def run_fetch(open_house: Callable[[], House], prepare: Callable[[House], None], arguments: argparse.Namespace) -> None:
    """Ask for the missing pictures, or go on with that, until none waits. Raises ImportNotFound, NotNow."""
    house = open_house()
    prepare(house)
    with _progress() as tell, contextlib.closing(house):
        place = running.Place(house.database, house.settings.data, house.keys, house.clock)
        house.database.write(lambda db: fetches.ask_or_go_on(db, batches.find(db, arguments.number), house.clock()))
        progress = pictures.fetch_all(place, arguments.number, fetching.Web(), tell)
    print(f"{progress.came} of {progress.total} pictures came, {progress.failed} did not, {progress.left} were left.")


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """How far it is, on one line of the terminal; nothing where stderr is no terminal."""
    shown = sys.stderr.isatty()

    def tell(done: int, total: int) -> None:
        if shown:
            print(f"\r{done} of {total}", end="", file=sys.stderr, flush=True)

    try:
        yield tell
    finally:
        if shown:
            print(file=sys.stderr)
