"""Changes the site as its owner wants it, and says so in the log: each value as it was and as it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.markup.text import excerpt
from blog.moderation import log
from blog.site.settings import change_site, read_site

CHANGED = "changed"
A_VALUE = 80


def change_settings(db: Session, account: Account, changes: Mapping[str, Any], now: datetime) -> None:
    """Store what differs, with an entry for each. No setting is a secret: those come from the environment."""
    # Of two owners who save at once the second one changes what the first one stored, and the log says so.
    head = log.take_head(db)
    before, after = read_site(db), change_site(db, now, account.id, **changes)
    entries = [
        log.measure(f"setting:{name}", account, "", CHANGED, f"{name}: {_said(old)} → {_said(new)}", now)
        for name in changes
        if (old := getattr(before, name)) != (new := getattr(after, name))
    ]
    if entries:
        log.append(db, head, entries)


def _said(value: object) -> str:
    return excerpt(str(value), A_VALUE) or "—"
