"""Modules that are loaded when something of them is first asked for, so that the blog starts without them."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType, TracebackType

# One for all: whoever loads one module may need another, and two threads must not wait for each other's.
_LOADING = threading.RLock()


class _Late(ModuleType):
    """A module whose file has not been read yet. The first question about it reads it."""

    def __getattribute__(self, name: str) -> object:
        # What the import system itself asks about has been there from the start.
        if not (name.startswith("__") and name.endswith("__")):
            _load(self)
        return ModuleType.__getattribute__(self, name)


def _load(module: ModuleType) -> None:
    with _LOADING:
        waits = ModuleType.__getattribute__(module, "__dict__").pop("__waits__", None)
        if waits is None:
            # Read already, by another thread that was faster or by this one, which is about it.
            return
        try:
            waits.exec_module(module)
        except BaseException:
            # Asked again it fails again, instead of being half a module.
            module.__dict__["__waits__"] = waits
            raise
        module.__class__ = ModuleType


class _Waiting(Loader):
    """Makes the module, and leaves reading it to the first who asks."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Late(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        # Only dunders are set, so that this does not read it either.
        module.__dict__["__waits__"] = self._loader


class _Finder(MetaPathFinder):
    """Finds what every import finds. Packages are empty here, so they are loaded at once."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None and spec.submodule_search_locations is None:
            spec.loader = _Waiting(spec.loader)
        return spec


class _Block:
    """`with late:` at the top of a module, behind its other imports; inside only modules are imported, by their names.

    docs/decisions/0003 says what for, and what it costs.
    """

    def __init__(self) -> None:
        self._finder = _Finder()

    def __enter__(self) -> None:
        sys.meta_path.insert(0, self._finder)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        sys.meta_path.remove(self._finder)


class _Calm:
    """`with calm:` around the program's first imports: what they make lives on, so nobody searches it for garbage."""

    def __enter__(self) -> None:
        gc.disable()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        gc.freeze()
        gc.enable()


late = _Block()
calm = _Calm()
