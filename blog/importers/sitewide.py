"""Takes over what the old blog had set, where this blog has a place for it and nobody has decided here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.importers.bench import Bench, Pace
from blog.importers.reports import Outcome
from blog.importers.shapes import Blog, Kind, Reason
from blog.languages.catalog import LANGUAGES
from blog.languages.dates import is_time_zone
from blog.markup.text import stored_line
from blog.site.models import SiteSetting
from blog.site.settings import change_site, read_site

# The source's name of a setting → ours.
PLACES = {
    "blog_name": "title",
    "blog_description": "tagline",
    "blog_locale": "language",
    "blog_time_zone": "time_zone",
    "title": "title",
    "description": "tagline",
    "language": "language",
}
LONGEST = {"title": 120, "tagline": 300}


def wanted(blog: Blog) -> dict[str, str]:
    """What the old blog says for our settings, by our names."""
    said = blog.settings
    language = said.language.partition("-")[0]
    found = {
        "title": stored_line(blog.title)[: LONGEST["title"]],
        "tagline": stored_line(said.description)[: LONGEST["tagline"]],
        "language": language if language in LANGUAGES else "",
        "time_zone": said.time_zone if is_time_zone(said.time_zone) else "",
    }
    return {name: value for name, value in found.items() if value}


def undecided(db: Session, values: Mapping[str, str]) -> dict[str, str]:
    """Those that nobody has set here and that differ from what is in force."""
    decided = set(db.scalars(select(SiteSetting.key).where(SiteSetting.key.in_(list(values)))))
    site = read_site(db)
    return {name: value for name, value in values.items() if name not in decided and getattr(site, name) != value}


def store(bench: Bench, blog: Blog, account_id: int | None) -> None:
    """Set what is undecided, and count every setting that the export names."""
    values = wanted(blog)
    with bench.database.reading() as db:
        known = bench.ledger.find(db, Kind.SETTINGS, values)
        # What an import has set once is the owner's business from then on.
        new = {name: value for name, value in undecided(db, values).items() if name not in known}
    if new and not bench.is_dry:

        def write(db: Session, now: datetime) -> None:
            before = read_site(db)
            change_site(db, now, account_id, **new)
            lines: dict[str, dict[str, Any]] = {
                name: {"outcome": Outcome.CREATED, "row_id": None, "kept": {"set": value, "was": getattr(before, name)}}
                for name, value in new.items()
            }
            bench.ledger.write(db, Kind.SETTINGS, lines, {})

        bench.write(Pace(), write)
    resumed = {name for name, one in known.items() if one.last_import_id == bench.ledger.import_id}
    for name in blog.settings.taken:
        bench.report.take(Kind.SETTINGS)
        place = PLACES.get(name)
        if place is None or place not in values:
            bench.report.drop(Kind.SETTINGS, name, Reason.NOT_CONTENT)
        else:
            is_set = place in new or place in resumed
            bench.report.count(Kind.SETTINGS, Outcome.CREATED if is_set else Outcome.UNCHANGED)
