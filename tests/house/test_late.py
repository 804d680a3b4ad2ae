"""What is loaded late (`with late:`), and that it is."""

from __future__ import annotations

import ast
import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from blog.late import late
from tests.house.sources import ROOT, modules_of

HEAVY = (
    "alembic",
    "PIL",
    "httpcore2",
    "pygments",
    "webauthn",
    "cryptography",
    "pyotp",
    "segno",
    "blog.importers.storing",
    "blog.importers.bodies",
)


def test_serving_starts_without_what_it_rarely_needs() -> None:
    """P10, P11."""
    code = "import sys, blog.cli; print(*(name for name in sys.argv[1:] if name in sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code, *HEAVY], cwd=ROOT, capture_output=True, text=True, check=True)

    assert ran.stdout.split() == []


def test_inside_the_block_only_modules_are_imported() -> None:
    """Anything out of a module would be a question about it, and read it at once."""
    modules = {module.name for module in modules_of("blog")}

    wrong = [
        f"{module.path}: {source}.{name}"
        for module in modules_of("blog")
        for source, name in late_imports(module.tree)
        if f"{source}.{name}" not in modules
    ]

    assert wrong == []


def late_imports(tree: ast.Module) -> Iterator[tuple[str | None, str]]:
    """Pairs of package and name."""
    for block in tree.body:
        if isinstance(block, ast.With) and ast.unparse(block.items[0].context_expr) == "late":
            for node in block.body:
                assert isinstance(node, ast.ImportFrom), ast.unparse(node)
                yield from ((node.module, alias.name) for alias in node.names)


def make(folder: Path, name: str, source: str) -> None:
    package = folder / name
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "inner.py").write_text(source, "utf-8")


def test_a_late_module_is_read_once_by_however_many_threads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(
        tmp_path,
        "slowly",
        "import sys\nsys.slowly = getattr(sys, 'slowly', 0) + 1\nfirst = 1\nfor number in range(50_000): pass\n"
        "def answer():\n    return last\nfor number in range(50_000): pass\nlast = 42\n",
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "slowly", 0, raising=False)
    # Threads take turns all the while, so that each of them meets a module that is half read.
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    with late:
        inner = import_module("slowly.inner")

    assert sys.slowly == 0  # type: ignore[attr-defined]
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(inner.answer())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.setswitchinterval(interval)

    assert found == [42] * 8
    assert sys.slowly == 1  # type: ignore[attr-defined]


def test_a_late_module_that_is_broken_says_so_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "brokenly", "whole = 1\nraise ValueError('broken')\n")
    monkeypatch.syspath_prepend(tmp_path)
    with late:
        inner = import_module("brokenly.inner")

    for _ in range(2):
        with pytest.raises(ValueError, match="broken"):
            assert inner.whole
