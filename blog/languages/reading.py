"""Reads a catalogue as translators write it. A blog in English never loads this."""

from __future__ import annotations

from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def read_catalogue(path: Path) -> GNUTranslations:
    """The catalogue in a file named by its language; without that name Babel counts as in English."""
    packed = BytesIO()
    with path.open("rb") as file:
        write_mo(packed, read_po(file, locale=path.stem))
    packed.seek(0)
    return GNUTranslations(packed)
