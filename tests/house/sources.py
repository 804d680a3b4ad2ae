"""Reads the project's own sources: which module imports what, where, and which files belong to the project."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LEFTOVERS = {
    ".git",
    ".venv",
    "var",
    "__pycache__",
    "dist",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
}


@dataclass(frozen=True)
class Import:
    """What one import names: `from blog.posts import reading` is blog.posts.reading if that is a module."""

    target: str
    line: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Module:
    """One source file under its dotted name."""

    name: str
    path: str
    source: str

    @property
    def tree(self) -> ast.Module:
        return _parse(self.source)

    @property
    def parts(self) -> tuple[str, ...]:
        """The name without its first part: blog.posts.pages.desk is (posts, pages, desk)."""
        return tuple(self.name.split(".")[1:])

    @property
    def room(self) -> str:
        """The first part below the package, or the empty string for the package itself."""
        return self.parts[0] if self.parts else ""

    def at(self, line: int) -> str:
        return f"{self.path}:{line}"


@cache
def _parse(source: str) -> ast.Module:
    return ast.parse(source)


def module(path: str, source: str) -> Module:
    """A module from its path below the project's root, such as `blog/posts/reading.py`."""
    name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return Module(name, path, source)


@cache
def modules_of(folder: str) -> tuple[Module, ...]:
    """Every Python file below a folder of the project, in order; none if there is no such folder."""
    paths = sorted((ROOT / folder).rglob("*.py"))
    return tuple(module(path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in paths)


def imports_of(importer: Module, known: Mapping[str, Module] | None = None) -> Iterator[Import]:
    """Every import that runs; those under TYPE_CHECKING do not. `known` tells modules from names inside modules."""
    for node, _ in _walk(importer.tree, at_top=True):
        yield from _read(node, importer, known or {})


def buried_imports_of(importer: Module) -> Iterator[Import]:
    """Imports that are not at the top level of the module. `with late:` and `with calm:` stand there, too."""
    for node, at_top in _walk(importer.tree, at_top=True):
        if not at_top:
            yield from _read(node, importer, {})


def _walk(node: ast.AST, at_top: bool) -> Iterator[tuple[ast.AST, bool]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for other in child.orelse:
                yield other, False
                yield from _walk(other, at_top=False)
            continue
        if at_top and isinstance(child, ast.With) and ast.unparse(child.items[0].context_expr) in ("late", "calm"):
            yield from _walk(child, at_top=True)
            continue
        yield child, at_top
        yield from _walk(child, at_top=False)


def _read(node: ast.AST, importer: Module, known: Mapping[str, Module]) -> Iterator[Import]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield Import(alias.name, node.lineno)
    elif isinstance(node, ast.ImportFrom):
        source = _absolute(node, importer)
        for alias in node.names:
            inner = f"{source}.{alias.name}"
            # Packages are empty, so `from blog import posts` can only mean the room.
            if inner in known or source == "blog":
                yield Import(inner, node.lineno)
            else:
                yield Import(source, node.lineno, (alias.name,))


def _absolute(node: ast.ImportFrom, importer: Module) -> str:
    if not node.level:
        return node.module or ""
    is_package = importer.path.endswith("/__init__.py")
    above = importer.name.split(".")
    above = above[: len(above) - node.level + is_package]
    return ".".join([*above, *([node.module] if node.module else [])])


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that is or is about to be tracked; without git, every file that is not left over from work."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listing.returncode == 0:
        paths = [ROOT / name for name in listing.stdout.decode().split("\0") if name]
    else:
        paths = [path for path in ROOT.rglob("*") if not LEFTOVERS.intersection(path.relative_to(ROOT).parts)]
    return tuple(sorted(path for path in paths if path.is_file()))
