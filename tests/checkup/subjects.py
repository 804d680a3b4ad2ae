"""Subjects for the checks, made from a test's blog."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

from blog.backups.newest import find_newest
from blog.checkup.results import Subject
from blog.settings import Settings, read_settings
from blog.web.asking import ask, sample_cookie
from tests.cast.site import Site


def subject_of(site: Site, **changes: Any) -> Subject:
    """The blog as `blog check` sees it; `changes` replace fields of the subject."""
    house = site.house
    subject = Subject(
        settings=house.settings,
        database=house.database,
        now=site.clock(),
        answer=lambda: asyncio.run(ask(site.app, house)),
        cookie=lambda: sample_cookie(house),
        backups=lambda: find_newest(house.settings),
    )
    return replace(subject, **changes)


def settings_with(folder: Path, **environ: str) -> Settings:
    return read_settings({"BLOG_DATA": str(folder), **environ})
