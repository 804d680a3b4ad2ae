"""What the documents say is compared with what the program does."""

from __future__ import annotations

from pathlib import Path

import pytest

from blog.accounts.roles import ROLES, Capability
from blog.settings import SETTINGS

ROOT = Path(__file__).resolve().parents[2]
MARK = {True: "yes", False: "–"}


def test_every_setting_stands_in_the_document_with_its_own_sentence() -> None:
    lines = (ROOT / "docs" / "settings.md").read_text("utf-8").splitlines()
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines if line.startswith("| `BLOG_")]
    assert rows == [(f"`{name}`", sentence, default) for name, sentence, default in SETTINGS]


@pytest.mark.parametrize("name", [name for name, _, _ in SETTINGS])
def test_every_setting_is_read_somewhere(name: str) -> None:
    source = (ROOT / "blog" / "settings.py").read_text("utf-8")
    assert source.count(f'"{name}"') >= 2, f"{name} is documented and never read"


def test_the_table_of_roles_is_the_one_the_program_keeps() -> None:
    """A1"""
    lines = (ROOT / "docs" / "roles.md").read_text("utf-8").splitlines()
    head, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    assert head == ["may", *ROLES]
    written = [[capability.value, *(MARK[capability in ROLES[role]] for role in ROLES)] for capability in Capability]
    assert rows == written
