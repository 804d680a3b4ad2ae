"""What the owner decides about the site, each with a default that never needs touching."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from blog.database.turns import take_turns
from blog.database.versions import move_versions
from blog.site.accents import sheet_of_accent
from blog.site.looks import sheet_of
from blog.site.models import SiteSetting

# Where a session remembers what it has read in its transaction.
MEMO = "site"


@dataclass(frozen=True)
class SiteSettings:
    """The site as its owner has set it up."""

    title: str = "A new blog"
    tagline: str = ""
    language: str = "en"
    time_zone: str = "UTC"
    # What the address of a new post is made of: "month", "plain" or "title"; no address that is given changes by it.
    permalinks: str = "month"
    # How many posts stand on a page of the home page, of a tag, an author or an archive.
    posts_a_page: int = 10
    # The name of one of `site/looks.py`.
    look: str = "proof"
    # The owner's own accent, as #rrggbb in small letters; "" is the look's. `site/accents.py` fits it to the papers.
    accent: str = ""
    # Hours a writer may still change a comment on its receipt, whatever became of it meanwhile; 0 is never.
    edit_hours: int = 24
    # Points from which a waiting comment stands in the lane of probable spam.
    spam_threshold: float = 3.0
    # Whether readers may leave the name empty; "Anonymous" stands there then.
    anonymous: bool = False
    # Whether a small pattern, drawn from it, stands beside each commenter's name.
    faces: bool = False
    # Whom to tell of a hole in the blog's safety, as `/.well-known/security.txt` says it; "" has no such page.
    security_contact: str = ""
    # The https address of a WebSub hub that feeds name, for readers who want to be told; "" names none.
    websub_hub: str = ""
    # What stands above the comment form, in the Markdown of comments; nothing by default.
    house_rules: str = ""
    # What holds for comments where neither a post nor its tags say anything: open, moderated, closed or hidden;
    comments_rule: str = "open"
    # and, from so many days after its publication (0: never), moderated or closed.
    comments_after_days: int = 0
    comments_after_rule: str = "closed"
    # Who waits for a moderator where the rule is open: "everything", "strangers" (all but the trusted), or "scored".
    waits: str = "everything"
    # So many comments a moderator has approved, and none turned down, make a known person trusted;
    trust_after: int = 3
    # and with so many points a comment waits even then.
    wait_from: float = 1.0
    # The emergency's rule, as long as there is one: "moderated" or "closed". The desk switches it, not the settings.
    emergency: str = ""
    # Who declared it, since when, and why: what every page of the desk says without asking.
    emergency_by: str = ""
    emergency_since: str = ""
    emergency_why: str = ""
    # How many people report a comment before the moderators are told.
    report_threshold: int = 3
    # Up to so many comments are decided on in one transaction; of more the worker does a part at a time.
    bulk_size: int = 500
    # Hours after which a comment that is probably good has waited too long, and the staff is told; 0 is never.
    escalation_hours: int = 48
    # Days from a person's decision until the words of spam, and of what was deleted, go for good; 0 is never.
    spam_days: int = 15
    deleted_days: int = 30
    # When the owner last said to have looked through the spam that came with imports; ISO 8601, "" is never.
    imported_read_at: str = ""
    # Days that nightly backups are kept.
    backup_days: int = 14
    # Days that the code of a commenter's network is kept.
    network_days: int = 30
    # Whether somebody has decided on the menu: the desk's page of it does, not the settings.
    own_menu: bool = False
    # True while the blog shows the demo that one's own blog replaces.
    demo: bool = False
    # Whether anyone has set this blog up yet.
    set_up: bool = False

    @property
    def look_sheet(self) -> str:
        """The stylesheet that stands after the first one, if the look needs any."""
        return sheet_of(self.look)

    @property
    def accent_sheet(self) -> str:
        """The address of the sheet with the owner's own accent, which stands after that; "" without one."""
        name, _text = sheet_of_accent(self.accent, self.look)
        return f"/-/accent/{name}" if name else ""


def read_site(db: Session) -> SiteSettings:
    """The settings in force, read once a transaction."""
    transaction = _transaction(db)
    before = db.info.get(MEMO)
    if before is not None and before[0] is transaction and transaction is not None:
        return before[1]  # type: ignore[no-any-return]
    known = {field.name for field in fields(SiteSettings)}
    rows = db.execute(select(SiteSetting.key, SiteSetting.value))
    site = SiteSettings(**{key: value for key, value in rows if key in known})
    db.info[MEMO] = _transaction(db), site
    return site


def _transaction(db: Session) -> Any:
    """The savepoint, if there is one: what was changed in it may be taken back."""
    return db.get_nested_transaction() or db.get_transaction()


def change_site(db: Session, now: datetime, by: int | None, **changes: Any) -> SiteSettings:
    """Store the settings that differ from those in force; every page shows the site, so every page's version moves."""
    # Two who store a setting for the first time would both find no row.
    take_turns(db, ["site"])
    db.info.pop(MEMO, None)
    before = read_site(db)
    changed = {key: value for key, value in changes.items() if getattr(before, key) != value}
    for key, value in changed.items():
        row = db.get(SiteSetting, key)
        if row is None:
            db.add(SiteSetting(key=key, value=value, changed_at=now, changed_by=by))
        else:
            row.value, row.changed_at, row.changed_by = value, now, by
    if changed:
        db.flush()
        db.info.pop(MEMO, None)
        move_versions(db, ["site"], now)
    return read_site(db)


def forget_settings(db: Session, names: Iterable[str]) -> None:
    """Have these stand as they do where nobody has decided on them. Whoever calls it changes the site as well."""
    db.execute(delete(SiteSetting).where(SiteSetting.key.in_(list(names))))
    db.info.pop(MEMO, None)
