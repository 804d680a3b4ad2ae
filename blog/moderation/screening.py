"""Screens a comment: walks the checks from top to bottom and keeps what they found with the words it was found in."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from blog.comments.models import CommentRevision, Lane, Status
from blog.comments.totals import move_totals, place_of
from blog.languages.sentences import say
from blog.moderation.checks import CHECKS, Check, Finding
from blog.moderation.hosts import release_hosts
from blog.site.settings import read_site

log = logging.getLogger("blog.moderation")

# A check that fails must never make a comment look better than it is.
POINTS_OF_A_FAILURE = 1.0


@dataclass(frozen=True)
class Verdict:
    """The sum of what was found; from the site's threshold on a comment waits among the probable spam."""

    score: float
    lane: Lane
    findings: tuple[Finding, ...]


def screen(db: Session, revision: CommentRevision, now: datetime, checks: Sequence[Check] = CHECKS) -> Verdict:
    """Ask every check about the revision and store the verdict on it. Screening only sorts: nothing is decided."""
    if revision.number > 1:
        release_hosts(db, revision)
    findings = _ask_all(db, checks, revision, now)
    score = round(sum(finding.points for finding in findings), 2)
    lane = Lane.SPAM if score >= read_site(db).spam_threshold else Lane.GOOD
    before, post_id = revision.lane, revision.comment.post_id
    revision.findings = [_stored(finding) for finding in findings]
    revision.score, revision.lane = score, lane
    db.flush()
    if revision.status == Status.PENDING:
        move_totals(db, [(post_id, place_of(revision.status, before), place_of(revision.status, lane))])
    return Verdict(score, lane, findings)


def _ask_all(db: Session, checks: Sequence[Check], revision: CommentRevision, now: datetime) -> tuple[Finding, ...]:
    """What the checks find. Nearly always none fails, and then one savepoint is enough for all."""
    try:
        # The checks only ask, so the session has nothing to take back: the connection's own savepoint is enough.
        with db.connection().begin_nested():
            return tuple(found for check in checks if (found := check.ask(db, revision, now)) is not None)
    except Exception:  # noqa: BLE001 - the next line finds out which, and says so
        return tuple(found for check in checks if (found := _ask(db, check, revision, now)) is not None)


def _ask(db: Session, check: Check, revision: CommentRevision, now: datetime) -> Finding | None:
    """One check, in a savepoint of its own: its failing must not lose the comment."""
    try:
        with db.begin_nested():
            return check.ask(db, revision, now)
    except Exception:  # whatever it is, the comment is stored and a person looks at it
        log.exception("A check could not run.", extra={"event": {"check": check.name}})
        sentence = say("The check “%(check)s” could not run.", check=check.name)
        return Finding(check.name, POINTS_OF_A_FAILURE, sentence)


def _stored(finding: Finding) -> dict[str, Any]:
    return {
        "check": finding.check,
        "points": finding.points,
        "text": finding.sentence.text,
        "values": dict(finding.sentence.values),
        "matter": finding.matter,
    }
