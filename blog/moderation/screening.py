"""Screens a comment: walks the checks from top to bottom and keeps what they found with the words it was found in."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from blog.comments.models import CommentRevision, Lane, Status
from blog.comments.totals import move_totals, place_of
from blog.database.engine import is_cut_off
from blog.languages.sentences import say
from blog.moderation import duplicates, learning
from blog.moderation.checks import CHECKS, Check, Finding
from blog.moderation.hosts import release_hosts
from blog.site.settings import read_site

log = logging.getLogger("blog.moderation")

# A check that fails must never make a comment look better than it is.
POINTS_OF_A_FAILURE = 1.0
LIKENESS = "likeness"


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
    comparing = _Comparing()
    findings = _ask_all(db, (*checks, Check(LIKENESS, comparing.ask)), revision, now)
    score = round(sum(finding.points for finding in findings), 2)
    lane = Lane.SPAM if score >= read_site(db).spam_threshold else Lane.GOOD
    before, post_id = revision.lane, revision.comment.post_id
    revision.findings = [stored(finding) for finding in findings]
    revision.score, revision.lane = score, lane
    db.flush()
    comparing.keep(db, revision)
    if revision.status == Status.PENDING:
        move_totals(db, [(post_id, place_of(revision.status, before), place_of(revision.status, lane))])
    return Verdict(score, lane, findings)


def forget(db: Session, revision_ids: Select[int]) -> None:
    """Leave nothing of these revisions in what later comments are compared with."""
    learning.forget(db, revision_ids)
    duplicates.forget_likeness(db, revision_ids)


def _ask_all(db: Session, checks: Sequence[Check], revision: CommentRevision, now: datetime) -> tuple[Finding, ...]:
    """What the checks find. Nearly always none fails, and then one savepoint is enough for all."""
    try:
        # The checks only ask, so the session has nothing to take back: the connection's own savepoint is enough.
        with db.connection().begin_nested():
            return tuple(found for check in checks if (found := check.ask(db, revision, now)) is not None)
    except Exception as error:
        if is_cut_off(error):
            raise
        return tuple(found for check in checks if (found := _ask(db, check, revision, now)) is not None)


def _ask(db: Session, check: Check, revision: CommentRevision, now: datetime) -> Finding | None:
    """One check, in a savepoint of its own: its failing must not lose the comment."""
    try:
        with db.begin_nested():
            return check.ask(db, revision, now)
    except Exception as error:  # whatever it is, the comment is stored and a person looks at it
        if is_cut_off(error):
            raise
        log.exception("A check could not run.", extra={"event": {"check": check.name}})
        sentence = say("The check “%(check)s” could not run.", check=check.name)
        return Finding(check.name, POINTS_OF_A_FAILURE, sentence)


class _Comparing:
    """The check for near-duplicates. What it has found is kept afterwards, so that it is looked for only once."""

    def __init__(self) -> None:
        self._kept: tuple[duplicates.Sketch, duplicates.Sharing, duplicates.Likeness | None] | None = None

    def ask(self, db: Session, revision: CommentRevision, now: datetime) -> Finding | None:
        """Nearly the same words in another comment, whoever signed it. The very same are `repetition`."""
        sketch = duplicates.sketch_of(revision.words, revision.links)
        sharing = duplicates.look_up(db, sketch)
        found = duplicates.find_likeness(db, revision, sketch, sharing)
        self._kept = sketch, sharing, found
        if found is None or found.same:
            return None
        points, sentence = duplicates.describe(found, sketch)
        shown = found.status == Status.APPROVED
        return Finding(LIKENESS, points, sentence, other=found.public_id if shown else "")

    def keep(self, db: Session, revision: CommentRevision) -> None:
        """Put it among those that later ones are compared with. Failing at that must not lose the comment either."""
        if self._kept is None or not self._kept[0].comparable:
            return
        try:
            with db.connection().begin_nested():
                duplicates.keep_likeness(db, revision, *self._kept)
        except SQLAlchemyError as error:
            if is_cut_off(error):
                raise
            log.exception("A comment could not be kept for comparing.")


def stored(finding: Finding) -> dict[str, Any]:
    """As a revision keeps it."""
    return {
        "check": finding.check,
        "points": finding.points,
        "text": finding.sentence.text,
        "values": dict(finding.sentence.values),
        "matter": finding.matter,
        **({"other": finding.other} if finding.other else {}),
    }
