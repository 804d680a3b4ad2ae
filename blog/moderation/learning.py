"""Keeps the learner in the database: what moderators decide is learned beside the visits, and unlearned when undone.

A revision remembers as what it was learned, so that nothing is counted twice and everything can be taken back.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import case, select, update
from sqlalchemy.orm import Session

from blog.comments.models import UNLEARNED, Comment, CommentRevision, Status
from blog.database.engine import Database
from blog.database.inserting import insert_once
from blog.moderation.features import features_of
from blog.moderation.learner import Learner, Numbers, bar_of, numbers_of
from blog.moderation.models import LearnerState

THE_ONE = 1
BATCH = 300
GOOD, SPAM, NOTHING = "good", "spam", ""
# The bar is told anew when so much more is known, from so many of the newest examples.
MORE = 1.05
EXAMPLES = 1_000
# A process looks so often whether another one has learned something.
LOOK_SECONDS = 2.0

WANTED = case(
    (CommentRevision.status == Status.APPROVED, GOOD), (CommentRevision.status == Status.SPAM, SPAM), else_=NOTHING
)


@dataclass(frozen=True)
class Lesson:
    """A revision to be learned: as what it is known, as what it stands now, and its features as buckets."""

    id: int
    known_as: str
    wanted: str
    numbers: Numbers


class Memory:
    """The learner of one process, as the database has it; any number of threads may ask."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._version = -1
        self._looked_at = 0.0
        self._learner = Learner()

    def recall(self, db: Session) -> Learner:
        """The learner as it was at most LOOK_SECONDS ago. It is replaced, never changed, so it may be kept and read."""
        with self._lock:
            now = self._clock()
            if self._version < 0 or now - self._looked_at >= LOOK_SECONDS:
                self._looked_at = now
                version = db.scalar(select(LearnerState.version).where(LearnerState.id == THE_ONE)) or 0
                if version and version != self._version:
                    self._learner = _read(db)
                self._version = version
            return self._learner


def learn(database: Database) -> int:
    """Learn a batch of what was decided or undone since; how many revisions that were.

    Reads and weighs beside the writers. What is decided anew meanwhile differs from what it was learned as, and so
    stands in the next batch.
    """
    with database.reading() as db:
        state = db.get(LearnerState, THE_ONE)
        learner, version = (_unpacked(state), state.version) if state is not None else (Learner(), None)
        lessons = _read_lessons(db)
    if not lessons:
        return 0
    for lesson in lessons:
        if lesson.known_as:
            learner.learn(lesson.numbers, lesson.known_as == SPAM, -1)
        if lesson.wanted:
            learner.learn(lesson.numbers, lesson.wanted == SPAM)
    counts = learner.pack()
    return len(lessons) if database.write(lambda db: _write(db, learner, counts, version, lessons)) else 0


def set_bar(database: Database) -> bool:
    """Tell the bar anew if so much more is known that it may lie elsewhere; whether that was so."""
    with database.reading() as db:
        state = db.get(LearnerState, THE_ONE)
        if state is None or state.good + state.spam < MORE * state.bar_known + 1:
            return False
        learner, version = _unpacked(state), state.version
        examples = _examples(db)
    bar = bar_of(learner, examples)
    known = learner.good_total + learner.spam_total
    keep = update(LearnerState).where(LearnerState.version == version)
    database.write(lambda db: db.execute(keep.values(bar=bar, bar_known=known, version=version + 1)))
    return True


def _read_lessons(db: Session) -> list[Lesson]:
    columns = (CommentRevision.id, CommentRevision.learned, CommentRevision.words, CommentRevision.links)
    query = select(*columns, WANTED.label("wanted")).where(UNLEARNED).order_by(CommentRevision.id).limit(BATCH)
    return [
        Lesson(row.id, row.learned, row.wanted, numbers_of(features_of(row.words, row.links)))
        for row in db.execute(query)
    ]


def _write(db: Session, learner: Learner, counts: bytes, version: int | None, lessons: Sequence[Lesson]) -> bool:
    """Keep what was learned, unless another process was faster: then nothing is changed, and it is tried again."""
    known = {"good": learner.good_total, "spam": learner.spam_total, "counts": counts}
    if version is None:
        if not insert_once(db, LearnerState, id=THE_ONE, version=1, bar=learner.bar, bar_known=0, **known):
            return False
    else:
        mine = update(LearnerState).where(LearnerState.version == version).values(version=version + 1, **known)
        if db.execute(mine.returning(LearnerState.id)).first() is None:
            return False
    for wanted in (GOOD, SPAM, NOTHING):
        ids = [lesson.id for lesson in lessons if lesson.wanted == wanted]
        marking = update(CommentRevision).where(CommentRevision.id.in_(ids)).values(learned=wanted)
        if ids:
            db.execute(marking, execution_options={"synchronize_session": False})
    return True


def _examples(db: Session) -> list[tuple[int, Numbers, bool]]:
    query = (
        select(Comment.post_id, CommentRevision.words, CommentRevision.links, CommentRevision.learned)
        .join(Comment, Comment.id == CommentRevision.comment_id)
        .where(CommentRevision.learned != NOTHING)
        .order_by(CommentRevision.id.desc())
        .limit(EXAMPLES)
    )
    return [
        (row.post_id, numbers_of(features_of(row.words, row.links)), row.learned == SPAM) for row in db.execute(query)
    ]


def _read(db: Session) -> Learner:
    state = db.scalars(select(LearnerState).execution_options(populate_existing=True)).one()
    return _unpacked(state)


def _unpacked(state: LearnerState) -> Learner:
    return Learner.unpack(state.counts, state.good, state.spam, state.bar)
