"""Who may import whom: the floors of the house, its doors, and who knows HTTP."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from tests.house.sources import Module, buried_imports_of, imports_of

# From the ground up. A room imports itself and the rooms on floors below it; rooms on one floor do not know each other.
FLOORS: tuple[frozenset[str], ...] = tuple(
    frozenset(floor.split())
    for floor in (
        "late settings clock",
        "logs signing",
        "languages",
        "errors",
        "database",
        "jobs",
        "mail",
        "markup",
        "site",
        "accounts",
        "media",
        "posts",
        "comments",
        "moderation",
        "importers exporters feeds search mentions",
        "privacy statistics backups checkup demo",
    )
)
GROUND = frozenset().union(*FLOORS[: FLOORS.index(frozenset({"markup"}))])
ROOMS = frozenset().union(*FLOORS)

# These stand beside the floors: they put the house together.
ASSEMBLY = frozenset(
    {"app", "routes", "serving", "cli", "refusals", "working", "checking", "importing", "staffing", "__main__"}
)
OPENS_DOORS = "routes"
LOADS_ROUTES = frozenset({"app", "cli", "serving"})
KNOWS_HTTP = frozenset({"web", "app", "routes", "serving", "cli", "working", "checking", "importing", "staffing"})
HTTP = frozenset({"starlette", "uvicorn", "httptools", "python_multipart", "multipart"})


def floor_of(room: str) -> int:
    """How high a room lies; the ground is 0."""
    return next(height for height, floor in enumerate(FLOORS) if room in floor)


def is_door(module: Module) -> bool:
    """Whether a module is a door: <room>/pages.py, <room>/api.py, or a file in <room>/pages/ or <room>/api/."""
    return len(module.parts) >= 2 and module.room in ROOMS and module.parts[1] in {"pages", "api"}


def strangers(modules: Iterable[Module]) -> Iterator[str]:
    """Modules that stand on no floor."""
    for module in modules:
        if module.room and module.room not in ROOMS | ASSEMBLY | {"web"}:
            yield f"{module.path}: give the room `{module.room}` a floor in tests/house/floors.py, and in the design."


def climbing_imports(modules: Iterable[Module]) -> Iterator[str]:
    """Imports that go up, sideways, or from a room out of the house."""
    known = _by_name(modules)
    for module in known.values():
        if module.room not in ROOMS or is_door(module) or _is_excepted(module):
            continue
        for found in imports_of(module, known):
            target = _room_in_house(found.target)
            if target and not _may_import(module.room, target, found.target):
                yield (
                    f"{module.at(found.line)}: {module.room} may not import {found.target}. A room imports itself and "
                    "the rooms below it: move it down, take what you need as an argument, or let a door join them."
                )


def _may_import(room: str, target: str, name: str) -> bool:
    if target == room:
        return True
    if room == "markup":
        # `late` says when a module is read, and nothing of what it does: the room stays one of pure functions.
        return name in ("blog.languages.sentences", "blog.late")
    return target in ROOMS and floor_of(target) < floor_of(room)


def _is_excepted(module: Module) -> bool:
    # Migrations speak about the tables of every room, and are frozen once they are out.
    return module.name == "blog.database.tables" or module.parts[:2] == ("database", "migrations")


def unruly_exceptions(modules: Iterable[Module]) -> Iterator[str]:
    """What `database/tables.py` imports besides the ground and every room's models."""
    known = _by_name(modules)
    tables = known.get("blog.database.tables")
    if tables is None:
        return
    for found in imports_of(tables, known):
        room = _room_in_house(found.target)
        if room and room not in GROUND and found.target != f"blog.{room}.models":
            yield f"{tables.at(found.line)}: tables.py imports models.py of each room and nothing else of it."


def words_in_the_hall(modules: Iterable[Module]) -> Iterator[str]:
    """Imports by which the entrance hall would learn what a blog is."""
    known = _by_name(modules)
    for module in known.values():
        if module.room != "web":
            continue
        for found in imports_of(module, known):
            target = _room_in_house(found.target)
            if target and target not in GROUND | {"markup", "web"}:
                yield (
                    f"{module.at(found.line)}: blog/web knows no blog words, so it may not import {found.target}. "
                    "Let app.py pass in a callable."
                )


def http_below_the_doors(modules: Iterable[Module]) -> Iterator[str]:
    """Imports by which a room would learn HTTP."""
    known = _by_name(modules)
    for module in known.values():
        if module.room in KNOWS_HTTP or is_door(module):
            continue
        for found in imports_of(module, known):
            if found.target.split(".")[0] in HTTP or _room_in_house(found.target) == "web":
                yield (
                    f"{module.at(found.line)}: only doors and web/ know HTTP, so {found.target} may not be imported "
                    f"here. Move this to {module.room}/pages.py, or let the door pass in plain values."
                )


def doors_opened(modules: Iterable[Module]) -> Iterator[str]:
    """Imports of doors by anyone but routes.py; files of one pages/ folder may share."""
    known = _by_name(modules)
    for module in known.values():
        for found in imports_of(module, known):
            door = known.get(found.target)
            if door is None or not is_door(door) or module.room == OPENS_DOORS:
                continue
            if is_door(module) and module.parts[:2] == door.parts[:2]:
                continue
            yield (
                f"{module.at(found.line)}: only routes.py opens doors, so {found.target} may not be imported here. "
                "What two doors share belongs in the room, below HTTP, or in web/."
            )


def assembly_entered(modules: Iterable[Module]) -> Iterator[str]:
    """Imports of the assembly: routes.py is loaded by app.py, serving.py and cli.py, the rest only by the assembly."""
    known = _by_name(modules)
    for module in known.values():
        for found in imports_of(module, known):
            target = _room_in_house(found.target)
            if target == OPENS_DOORS and module.room not in LOADS_ROUTES:
                yield f"{module.at(found.line)}: only app.py, serving.py and cli.py load the routes."
            elif target in ASSEMBLY and module.room not in ASSEMBLY:
                yield f"{module.at(found.line)}: {found.target} puts the house together; nothing inside may import it."


def buried_imports(modules: Iterable[Module]) -> Iterator[str]:
    """Imports inside functions, classes, if and try."""
    for module in modules:
        for found in buried_imports_of(module):
            yield (
                f"{module.at(found.line)}: import {found.target} at the top of the file. If that makes a circle, one "
                "of the two modules lies on the wrong floor."
            )


def hidden_imports(modules: Iterable[Module]) -> Iterator[str]:
    """Modules loaded by name while the program runs; routes.py alone may, for rooms that need an optional extra."""
    for module in modules:
        if module.room == OPENS_DOORS:
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in {"import_module", "__import__"}:
                yield f"{module.at(node.lineno)}: only routes.py loads modules by name; write an import at the top."


def circles(modules: Iterable[Module]) -> Iterator[str]:
    """Modules that import each other, however long the way round."""
    known = _by_name(modules)
    ways = {name: [found.target for found in imports_of(module, known)] for name, module in known.items()}
    done: set[str] = set()
    for start in ways:
        yield from _circles_from(start, ways, [], done)


def _circles_from(name: str, ways: Mapping[str, list[str]], path: list[str], done: set[str]) -> Iterator[str]:
    if name in path:
        circle = " → ".join([*path[path.index(name) :], name])
        yield f"{circle}: these import each other. Move what they share into a module below them."
    elif name in ways and name not in done:
        for target in ways[name]:
            yield from _circles_from(target, ways, [*path, name], done)
        done.add(name)


def _by_name(modules: Iterable[Module]) -> dict[str, Module]:
    return {module.name: module for module in modules}


def _room_in_house(target: str) -> str:
    parts = target.split(".")
    return parts[1] if parts[0] == "blog" and len(parts) > 1 else ""
