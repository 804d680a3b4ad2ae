"""The hosts that comments lead to, and how often what led there was approved or spam."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from blog.comments.models import CommentRevision, Status
from blog.moderation.log import take_head
from blog.moderation.models import LinkHost

# A comment of 8,000 characters could name hundreds of hosts; the first tell enough.
MOST_HOSTS = 30


def hosts_of(links: Iterable[str], website: str | None) -> list[str]:
    """The hosts a comment leads to, its writer's website included, each once and without `www.`."""
    hosts: dict[str, None] = {}
    for address in [*links, *([website] if website else [])]:
        host = _host(address)
        if host and len(hosts) < MOST_HOSTS:
            hosts[host] = None
    return list(hosts)


def _host(address: str) -> str:
    try:
        host = (urlsplit(address).hostname or "").removeprefix("www.").rstrip(".")
    except ValueError:
        return ""
    return host if len(host) <= 255 else ""


def find_hosts(db: Session, hosts: Iterable[str]) -> dict[str, LinkHost]:
    """What is known of these hosts; those never decided on are left out."""
    wanted = sorted(set(hosts))
    if not wanted:
        return {}
    query = select(LinkHost).where(LinkHost.host.in_(wanted)).execution_options(populate_existing=True)
    return {row.host: row for row in db.scalars(query)}


def count_hosts(db: Session, moves: Iterable[tuple[list[str], str, str]]) -> None:
    """Move the counts for comments that went from one status to another: (hosts, old, new) each.

    The caller holds the head of the log, so no two count at once.
    """
    changes: Counter[tuple[str, str]] = Counter()
    for hosts, old, new in moves:
        for host in hosts:
            changes[host, old] -= 1
            changes[host, new] += 1
    counted = {key: by for key, by in changes.items() if by and key[1] in (Status.APPROVED, Status.SPAM)}
    known = find_hosts(db, [host for host, _ in counted])
    for (host, status), by in sorted(counted.items()):
        row = known.get(host)
        if row is None:
            row = known[host] = LinkHost(host=host, approved=0, spam=0)
            db.add(row)
        if status == Status.APPROVED:
            row.approved = max(0, row.approved + by)
        else:
            row.spam = max(0, row.spam + by)
    db.flush()


def release_hosts(db: Session, edit: CommentRevision) -> None:
    """An edit waits: what the text before it led to is not counted until the edit is decided on."""
    query = select(CommentRevision.links, CommentRevision.status).where(
        CommentRevision.comment_id == edit.comment_id, CommentRevision.number == edit.number - 1
    )
    before = db.execute(query).first()
    if before is not None and before.status in (Status.APPROVED, Status.SPAM):
        take_head(db)
        count_hosts(db, [(hosts_of(before.links, edit.comment.website), before.status, Status.PENDING)])


def forget_hosts(db: Session, moves: Iterable[tuple[list[str], str]]) -> None:
    """Count comments no more that lead to these hosts no longer, (hosts, status) each; what nobody leads to goes."""
    led = [(hosts, status) for hosts, status in moves if hosts]
    take_head(db)
    count_hosts(db, [(hosts, status, Status.PENDING) for hosts, status in led])
    names = sorted({host for hosts, _ in led for host in hosts})
    nothing = (LinkHost.approved == 0) & (LinkHost.spam == 0)
    db.execute(delete(LinkHost).where(LinkHost.host.in_(names), nothing))
