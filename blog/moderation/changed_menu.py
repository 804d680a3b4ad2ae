"""What became of the blog's menu, in the log: each link as it was and as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.markup.text import excerpt
from blog.moderation import log
from blog.posts.menu import Entry, list_entries
from blog.site.settings import read_site

ADDED, MOVED, RENAMED, REMOVED, BY_ITSELF = "link added", "link moved", "link renamed", "link removed", "by itself"
WORDS = 200


@contextmanager
def noting_menu(db: Session, account: Account, now: datetime) -> Iterator[None]:
    """Let the menu be changed within, and say in the log what was changed; where nothing was, it says nothing."""
    # Whoever changes it at the same moment waits here, so that what is said to have been before was there.
    head = log.take_head(db)
    owned, before = _stands(db)
    yield
    own, after = _stands(db)
    gone, new = Counter(before) - Counter(after), Counter(after) - Counter(before)
    if owned and not own:
        what, old, became = BY_ITSELF, before, after
    elif before == after:
        return
    elif not gone and not new:
        what, old, became = MOVED, before, after
    else:
        what = RENAMED if gone and new else ADDED if new else REMOVED
        old, became = list(gone), list(new)
    words = " → ".join(", ".join(links) for links in (old, became) if links)
    entry = log.measure("menu:0", account, "" if owned else BY_ITSELF, what, excerpt(words, WORDS), now)
    # Thirty links are longer than a reason may be: then all of them stand beside it.
    entry.note = words if len(words) > WORDS else ""
    log.append(db, head, [entry])


def _stands(db: Session) -> tuple[bool, list[str]]:
    """Whether the menu is one's own, and its links in their order."""
    site = read_site(db)
    return site.own_menu, [_said(one) for one in list_entries(db, site)]


def _said(link: Entry) -> str:
    """Its name and where it leads. What a page is called that nobody reads yet is none of those who read the log."""
    name = link.label or (link.name if isinstance(link.name, str) and link.shown else "")
    return f"“{name}” ({link.path})" if name and name != link.path else link.path or "—"
