"""Changes who signs a post, and says so in the log: who signed it before, and who does now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.markup.text import excerpt
from blog.moderation import log
from blog.posts.bylines import author_ids, set_authors, signatures
from blog.posts.models import Post, PostStatus

SIGNED = "signed"
WORDS, A_TITLE = 200, 60


def change_authors(db: Session, account: Account, post: Post, chosen: Sequence[int], now: datetime) -> None:
    """Let exactly these sign it, with an entry where that changes anything. Raises AuthorsUnread.

    The caller holds the turn of posts.
    """
    head = log.take_head(db)
    ids, before = author_ids(post), _names(db, post)
    set_authors(db, post, chosen, now)
    if author_ids(post) == ids:
        return
    words = f"{_named(post)}: {before or '—'} → {_names(db, post)}"
    entry = log.measure(f"byline:{post.id}", account, "", SIGNED, excerpt(words, WORDS), now)
    # Eight long names are longer than a reason may be: then all of them stand beside it.
    entry.note = words if len(words) > WORDS else ""
    log.append(db, head, [entry])


def _names(db: Session, post: Post) -> str:
    return ", ".join(one.name for one in signatures(db, [post])[post.id])


def _named(post: Post) -> str:
    """A draft goes by its number: whoever reads the log need not be one of those who may read drafts."""
    if post.status != PostStatus.PUBLISHED or post.shown is None:
        return f"/desk/posts/{post.id}"
    return f"“{excerpt(post.shown.title, A_TITLE)}”"
