"""What the documents say is compared with what the program does."""

from __future__ import annotations

from pathlib import Path

import pytest

from blog.settings import SETTINGS

ROOT = Path(__file__).resolve().parents[2]


def test_every_setting_stands_in_the_document_with_its_own_sentence() -> None:
    lines = (ROOT / "docs" / "settings.md").read_text("utf-8").splitlines()
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines if line.startswith("| `BLOG_")]
    assert rows == [(f"`{name}`", sentence, default) for name, sentence, default in SETTINGS]


@pytest.mark.parametrize("name", [name for name, _, _ in SETTINGS])
def test_every_setting_is_read_somewhere(name: str) -> None:
    source = (ROOT / "blog" / "settings.py").read_text("utf-8")
    assert source.count(f'"{name}"') >= 2, f"{name} is documented and never read"
