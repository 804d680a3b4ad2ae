"""How a single file is written: its length, its name, and what only one module may do."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from tests.house.sources import Module, imports_of

LINES_OF_A_FILE = 300
LINES_OF_A_FUNCTION = 40
DRAWERS = frozenset(
    {"util", "utils", "helper", "helpers", "common", "misc", "service", "services", "manager", "managers"}
)
SANITIZER = "blog.markup.sanitizing"
# Where HTML that markup/ wrote and the database kept becomes part of a page.
SHOWS_STORED_HTML = "blog.web.templates"


def long_files(texts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Files of more lines than fit in one's head; `texts` are pairs of path and content."""
    for path, text in texts:
        lines = len(text.splitlines())
        if lines > LINES_OF_A_FILE:
            yield f"{path}: {lines} lines, at most {LINES_OF_A_FILE} are allowed. Split it by what its parts are about."


def long_functions(modules: Iterable[Module]) -> Iterator[str]:
    """Functions of more lines than one screen shows, counted from `def` to the last line."""
    for module in modules:
        if module.parts[:3] == ("database", "migrations", "versions"):
            continue  # A migration is a list of tables that alembic wrote; nobody changes it once it is out.
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LINES_OF_A_FUNCTION:
                    yield (
                        f"{module.at(node.lineno)}: {node.name} has {lines} lines, at most {LINES_OF_A_FUNCTION} are "
                        "allowed. Give its steps names."
                    )


def filled_packages(modules: Iterable[Module]) -> Iterator[str]:
    """`__init__.py` files that hold anything."""
    for module in modules:
        if module.path.endswith("__init__.py") and module.source:
            yield f"{module.path}: leave it empty. What a room offers is imported from the module that holds it."


def drawers(modules: Iterable[Module]) -> Iterator[str]:
    """Modules and folders named after no thing at all."""
    for module in modules:
        for part in module.parts:
            if DRAWERS.intersection(part.split("_")):
                yield f"{module.path}: `{part}` says nothing. Name the module after the thing it knows about."


def second_sanitizers(modules: Iterable[Module]) -> Iterator[str]:
    """Modules other than the sanitizer that touch bleach."""
    for module in modules:
        for found in imports_of(module):
            if found.target.split(".")[0] == "bleach" and module.name != SANITIZER:
                yield f"{module.at(found.line)}: only blog/markup/sanitizing.py touches bleach; call blog.markup."


def makers_of_markup(modules: Iterable[Module]) -> Iterator[str]:
    """Modules that declare text safe, though cleaning is the business of one room.

    Naming the type Markup in an annotation or asking isinstance is free to all.
    """
    for module in modules:
        if module.room == "markup" or module.name == SHOWS_STORED_HTML:
            continue
        names = set(_names_of_markup(module.tree))
        for node in _values(module.tree):
            if isinstance(node, ast.Name) and node.id in names:
                yield (
                    f"{module.at(node.lineno)}: only blog/markup makes Markup of text. Pass plain text and let the "
                    "template escape it, or render it with blog.markup."
                )


def _names_of_markup(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "markupsafe":
            yield from (alias.asname or alias.name for alias in node.names if alias.name in {"Markup", "*"})
        elif isinstance(node, ast.Import):
            yield from (alias.asname or alias.name for alias in node.names if alias.name == "markupsafe")


def _values(node: ast.AST) -> Iterator[ast.AST]:
    """Every node that is neither an annotation nor an argument of isinstance."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "isinstance":
        return
    for field, value in ast.iter_fields(node):
        if field in {"annotation", "returns"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield child
                yield from _values(child)


def waits_by_evaluating(modules: Iterable[Module]) -> Iterator[str]:
    """Browser tests that poll with a string of script: our content policy forbids `eval`, so such a wait passes only
    where nothing had to be waited for, and falls on a busy machine."""
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and node.attr == "wait_for_function":
                yield f"{module.at(node.lineno)}: wait for a locator instead, such as `[name=title]:focus`."


# Written in two pieces, so that this file does not find itself.
REGISTRIES = ("pypi" + ".org", "python" + "hosted.org", "npmjs" + ".org", "npmjs" + ".com", "deb.debian" + ".org")
MACHINE_PATH = re.compile(r"(?<![\w./-])/(?:root|work|home/[a-z]\w*)/")


def traces_of_a_machine(texts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Lines that name a package registry's host or a folder of the machine they were written on."""
    for path, text in texts:
        for number, line in enumerate(text.splitlines(), start=1):
            if any(host in line for host in REGISTRIES):
                yield f"{path}:{number}: name the package, not the registry; everyone has an index of their own."
            if MACHINE_PATH.search(line):
                yield f"{path}:{number}: this path exists on one machine only. Write it relative to the checkout."
