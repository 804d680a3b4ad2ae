"""Changes the site as its owner wants it, and says so in the log: each value as it was and as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.errors import Refusal
from blog.markup.text import excerpt
from blog.moderation import log
from blog.site.models import SiteSetting
from blog.site.settings import SiteSettings, change_site, read_site
from blog.site.setup import as_shown

CHANGED = "changed"
A_VALUE = 80


@dataclass(frozen=True)
class Clash:
    """A setting that somebody else has changed since it was shown, to something else than is wanted now."""

    name: str
    theirs: Any
    mine: Any
    who: str | None
    at: datetime


class SettingsClash(Refusal):
    """Somebody else has changed the same settings meanwhile. Nothing is stored yet, and what you typed is kept."""

    def __init__(self, clashes: list[Clash]) -> None:
        self.clashes = clashes


def change_settings(
    db: Session, account: Account, changes: Mapping[str, Any], seen: Mapping[str, Any], now: datetime, language: str
) -> None:
    """Store what differs, with an entry for each. No setting is a secret: those come from the environment.

    seen: what the page showed, as fields in its `language` hold it. Raises SettingsClash, and stores nothing then.
    """
    # Of two owners who save at once the second one sees what the first one stored, and is asked or the log says so.
    head = log.take_head(db)
    before = read_site(db)
    if clashes := _find_clashes(db, account, before, changes, seen, language):
        raise SettingsClash(clashes)
    after = change_site(db, now, account.id, **changes)
    entries = [
        log.measure(f"setting:{name}", account, "", CHANGED, f"{name}: {_said(old)} → {_said(new)}", now)
        for name in changes
        if (old := getattr(before, name)) != (new := getattr(after, name))
    ]
    if entries:
        log.append(db, head, entries)


def _find_clashes(
    db: Session,
    account: Account,
    standing: SiteSettings,
    changes: Mapping[str, Any],
    seen: Mapping[str, Any],
    language: str,
) -> list[Clash]:
    """Both want the same, or both changes are one's own: then the later one simply holds."""
    found = {
        name: (theirs, as_shown(wanted, language))
        for name, wanted in changes.items()
        if name in seen
        and getattr(standing, name) != wanted
        and (theirs := as_shown(getattr(standing, name), language)) != seen[name]
    }
    if not found:
        return []
    query = (
        select(SiteSetting.key, SiteSetting.changed_by, SiteSetting.changed_at, Account.name)
        .outerjoin(Account, Account.id == SiteSetting.changed_by)
        .where(SiteSetting.key.in_(found))
    )
    clashes = [Clash(key, *found[key], name, at) for key, by, at, name in db.execute(query) if by != account.id]
    # In the order of the page.
    return sorted(clashes, key=lambda clash: list(found).index(clash.name))


def _said(value: object) -> str:
    return excerpt(str(value), A_VALUE) or "—"
