"""Gathers every sentence of the interface and brings the catalogues up to date: `make words` after words changed.

    python -m tests.languages.gathering     # write blog/languages/words/*.po anew, keeping what is translated

A message that is gone is dropped; one that is new stands untranslated, and tests/languages says so until somebody has
translated it. Nothing is guessed from similar messages: half a right translation is a wrong one.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

import blog
from blog.database.schema import SchemaTooNew, SchemaTooOld
from blog.errors import Refusal
from blog.languages.catalog import FOLDER
from blog.markup import limits, names
from blog.web.errors import TORN
from blog.web.templates import packed_or_checkout

ROOT = Path(blog.__file__).resolve().parent
SAID: dict[str, tuple[int, ...] | None] = {"say": None, "say_count": (1, 2)}
SHOWN: dict[str, tuple[int, ...] | None] = {"_": None, "gettext": None, "ngettext": (1, 2)}

Message = str | tuple[str, ...]


def gather() -> Catalog:
    """All messages, each with the files that say it; without line numbers, which change with every commit."""
    catalog = Catalog(project="Afterword", charset="utf-8", fuzzy=False)
    for message, place in (*_of_python(), *_of_templates(), *_of_refusals()):
        catalog.add(message, locations=[(place, 0)])
    return catalog


def _of_python() -> Iterator[tuple[Message, str]]:
    for path in sorted(ROOT.rglob("*.py")):
        with path.open("rb") as file:
            for _line, found, _notes, _context in extract("python", file, SAID):
                yield found, path.relative_to(ROOT.parent).as_posix()


def _of_templates() -> Iterator[tuple[Message, str]]:
    folder = packed_or_checkout("templates")
    for path in sorted(file for file in folder.rglob("*") if file.is_file()):
        source = BytesIO(path.read_bytes())
        options = {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
        for _line, function, found, _notes in babel_extract(source, list(SHOWN), [], options):
            words = (found,) if isinstance(found, str) else tuple(one for one in found or () if isinstance(one, str))
            message: Message = words[:2] if function == "ngettext" else words[0]
            yield message, f"templates/{path.relative_to(folder).as_posix()}"


def _of_refusals() -> Iterator[tuple[Message, str]]:
    """A refusal's docstring is the sentence the visitor reads, and so is that of what a field refuses."""
    for module in pkgutil.walk_packages(blog.__path__, "blog."):
        if not module.name.startswith(("blog.__main__", "blog.database.migrations")):
            # Asked for anything, a module that is loaded late is loaded.
            getattr(importlib.import_module(module.name), "docs", None)
    for kind in (*_below(Refusal), *TORN, SchemaTooNew, SchemaTooOld, *_of_fields()):
        if issubclass(kind, Refusal):
            try:
                text = kind().sentence.text
            except TypeError:  # it wants to know what it speaks of
                text = (kind.__doc__ or "").strip()
        else:
            text = (kind.__doc__ or "").strip()
        if text:
            yield text, kind.__module__.replace(".", "/") + ".py"


def _of_fields() -> Iterator[type[Exception]]:
    """What forms say under a field, in the words of what could not be read."""
    for module in (names, limits):
        yield from (one for one in vars(module).values() if isinstance(one, type) and one.__module__ == module.__name__)


def _below(kind: type[Exception]) -> Iterator[type[Exception]]:
    for one in sorted(kind.__subclasses__(), key=lambda one: (one.__module__, one.__name__)):
        yield one
        yield from _below(one)


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.stem)


def renew(path: Path, template: Catalog) -> Catalog:
    """The catalogue at `path` with the messages of `template`, and no others."""
    catalog = read(path) if path.is_file() else Catalog(locale=path.stem, project="Afterword", fuzzy=False)
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def write(catalog: Catalog, path: Path) -> None:
    packed = BytesIO()
    write_po(packed, catalog, width=110, no_location=True, omit_header=False, sort_output=True, ignore_obsolete=True)
    lines = packed.getvalue().decode().splitlines(keepends=True)
    # Dates and the tool's own version would change the file without changing a word.
    moving = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By', '"Report-Msgid', '"Last-Translator', "# ")
    path.write_text("".join(line for line in lines if not line.startswith(moving)), encoding="utf-8")


def main() -> None:
    template = gather()
    for path in sorted(FOLDER.glob("*.po")):
        catalog = renew(path, template)
        write(catalog, path)
        missing = sum(1 for message in catalog if message.id and not all(_strings(message.string)))
        print(f"{path.name}: {len(catalog)} messages, {missing} untranslated")


def _strings(string: object) -> tuple[str, ...]:
    return tuple(str(one or "") for one in string) if isinstance(string, tuple | list) else (str(string or ""),)


if __name__ == "__main__":
    main()
