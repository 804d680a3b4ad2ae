"""Keeps the learner in the database: what moderators decide is learned beside the visits, and unlearned when undone.

A revision remembers as what it was learned; its lesson remembers by what it can be told. The learner is made from the
newest lessons and the primer, and from nothing else.
"""

from __future__ import annotations

import threading
import time
import zlib
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, case, delete, literal_column, select, update
from sqlalchemy.orm import Session

from blog.comments.models import LEARNED, UNLEARNED, Comment, CommentRevision, Status
from blog.database.engine import Database
from blog.database.inserting import insert_once
from blog.moderation.duplicates import Sketch, remember, sketch_of
from blog.moderation.features import Around, features_of
from blog.moderation.learner import Learner, Numbers, numbers_of
from blog.moderation.models import LearnerLesson, LearnerState
from blog.moderation.primer import primer
from blog.moderation.training import Lesson, no_breath
from blog.moderation.training import train as make_learner
from blog.posts.models import Post, PostRevision

THE_ONE = 1
BATCH = 300
GOOD, SPAM, NOTHING = "good", "spam", ""
# The learner is made from so many of the newest of each kind; some more are kept, so that few are read again.
LESSONS, KEPT = 600, 1_200
# A process looks so often whether another one has learned something.
LOOK_SECONDS = 2.0

WANTED = case(
    (CommentRevision.status == Status.APPROVED, GOOD), (CommentRevision.status == Status.SPAM, SPAM), else_=NOTHING
)
# The conditions of the partial indexes, with the table's name: there are others beside it.
UNLEARNED_HERE: ColumnElement[bool] = literal_column(
    UNLEARNED.text.replace("status", "comment_revisions.status").replace("learned", "comment_revisions.learned")
)
LEARNED_HERE: ColumnElement[bool] = literal_column(LEARNED.text.replace("learned", "comment_revisions.learned"))
TELLING = (
    *(CommentRevision.id, CommentRevision.words, CommentRevision.links, Comment.post_id),
    *(Comment.name, Comment.website, PostRevision.title, PostRevision.excerpt),
)


@dataclass(frozen=True)
class Decided:
    """A revision that is not known yet as what it stands for now: nothing, or a lesson."""

    id: int
    wanted: str
    lesson: Lesson | None
    # How it is compared with others, if it came from elsewhere and has not been screened here.
    sketch: Sketch | None = None


class Memory:
    """The learner of one process, as the database has it; any number of threads may ask."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._looked_at: float | None = None
        self._trained: int | None = None
        self._learner = Learner()

    def recall(self, db: Session) -> Learner:
        """The learner as it was at most LOOK_SECONDS ago. It is replaced, never changed, so it may be kept and read."""
        with self._lock:
            now = self._clock()
            if self._looked_at is None or now - self._looked_at >= LOOK_SECONDS:
                self._looked_at = now
                trained = db.scalar(select(LearnerState.trained).where(LearnerState.id == THE_ONE))
                if trained != self._trained:
                    self._learner = read_learner(db)
                self._trained = trained
            return self._learner


def around(name: str, website: str | None, title: str | None, excerpt: str | None) -> Around:
    """What the learner is told beside the words, the same at each sending and at each lesson."""
    return Around(name, website, f"{title or ''} {excerpt or ''}")


def read_learner(db: Session) -> Learner:
    """As the database has it; one that knows nothing if it has none."""
    state = db.scalars(select(LearnerState).execution_options(populate_existing=True)).first()
    if state is None or state.weights is None:
        return Learner()
    return Learner.unpack(state.weights, state.good, state.spam, state.bar)


def learn(database: Database) -> int:
    """Note a batch of what was decided or undone since; how many revisions that were. `train` makes use of it.

    Reads beside the writers. What is decided anew meanwhile differs from what it was noted as, and so stands in the
    next batch.
    """
    with database.reading() as db:
        version = db.scalar(select(LearnerState.version).where(LearnerState.id == THE_ONE))
        decided = _read_decided(db)
    if not decided:
        return 0
    return len(decided) if database.write(lambda db: _note(db, version, decided)) else 0


def begin(database: Database) -> None:
    """Have the first learner made of the primer alone, where nothing has been decided yet."""
    with database.reading() as db:
        known = db.scalar(select(LearnerState.id))
    if known is None:
        database.write(lambda db: insert_once(db, LearnerState, id=THE_ONE, version=0, good=0, spam=0, bar=0.0))


def train(database: Database, breathe: Callable[[], None] = no_breath) -> bool:
    """Make the learner anew if anything was learned or unlearned since; whether that was so."""
    with database.reading() as db:
        state = db.execute(select(LearnerState.version, LearnerState.trained)).first()
        if state is None or state.version == state.trained:
            return False
        lessons = [*_read_lessons(db, False), *_read_lessons(db, True)]
    learner = make_learner(lessons, breathe, primer())
    known = {"good": learner.good_total, "spam": learner.spam_total, "bar": learner.bar}
    keep = update(LearnerState).where(LearnerState.version == state.version)
    keep = keep.values(trained=state.version, weights=learner.pack(), **known)
    database.write(lambda db: db.execute(keep))
    return True


def forget(db: Session, revision_ids: Select[int]) -> None:
    """Erase the lessons of these revisions, because a person wishes it; the next learner is made without them."""
    gone = delete(LearnerLesson).where(LearnerLesson.revision_id.in_(revision_ids))
    db.execute(gone, execution_options={"synchronize_session": False})
    unmarked = update(CommentRevision).where(CommentRevision.id.in_(revision_ids)).values(learned=NOTHING)
    db.execute(unmarked, execution_options={"synchronize_session": False})
    db.execute(update(LearnerState).values(version=LearnerState.version + 1))


def _read_decided(db: Session) -> list[Decided]:
    query = (
        telling(WANTED.label("wanted"), CommentRevision.learned, Comment.source)
        .where(UNLEARNED_HERE)
        .order_by(CommentRevision.id)
        .limit(BATCH)
    )
    decided = []
    for row in db.execute(query):
        lesson = _lesson_of(row, row.wanted == SPAM) if row.wanted else None
        new_here = row.wanted and row.source is not None and row.learned == NOTHING
        decided.append(Decided(row.id, row.wanted, lesson, sketch_of(row.words, row.links) if new_here else None))
    return decided


def telling(*more: Any) -> Select[Any]:
    """Revisions with what the learner is told of each."""
    return (
        select(*TELLING, *more)
        .join(Comment, Comment.id == CommentRevision.comment_id)
        .join(Post, Post.id == Comment.post_id)
        .outerjoin(PostRevision, PostRevision.id == Post.shown_revision_id)
    )


def _lesson_of(row: Any, is_spam: bool) -> Lesson:
    features = features_of(row.words, row.links, around(row.name, row.website, row.title, row.excerpt))
    return Lesson(row.id, row.post_id, is_spam, numbers_of(features))


def _note(db: Session, version: int | None, decided: Sequence[Decided]) -> bool:
    """Keep the lessons, unless another process was faster: then nothing is changed, and it is tried again."""
    if version is None:
        if not insert_once(db, LearnerState, id=THE_ONE, version=1, good=0, spam=0, bar=0.0):
            return False
    else:
        mine = update(LearnerState).where(LearnerState.version == version).values(version=version + 1)
        if db.execute(mine.returning(LearnerState.id)).first() is None:
            return False
    old = delete(LearnerLesson).where(LearnerLesson.revision_id.in_([one.id for one in decided]))
    db.execute(old, execution_options={"synchronize_session": False})
    rows = [_row_of(one.lesson) for one in decided if one.lesson is not None]
    if rows:
        db.connection().execute(cast(Table, LearnerLesson.__table__).insert(), rows)
    remember(db, {one.id: one.sketch for one in decided if one.sketch is not None})
    for wanted in (GOOD, SPAM, NOTHING):
        ids = [one.id for one in decided if one.wanted == wanted]
        marking = update(CommentRevision).where(CommentRevision.id.in_(ids)).values(learned=wanted)
        if ids:
            db.execute(marking, execution_options={"synchronize_session": False})
    for is_spam in (False, True):
        _let_old_ones_go(db, is_spam)
    return True


def _let_old_ones_go(db: Session, is_spam: bool) -> None:
    newest = select(LearnerLesson.revision_id).where(LearnerLesson.is_spam == is_spam)
    last = db.scalar(newest.order_by(LearnerLesson.revision_id.desc()).offset(KEPT).limit(1))
    if last is not None:
        old = delete(LearnerLesson).where(LearnerLesson.is_spam == is_spam, LearnerLesson.revision_id <= last)
        db.execute(old, execution_options={"synchronize_session": False})


def _read_lessons(db: Session, is_spam: bool) -> list[Lesson]:
    """The newest of a kind; where fewer are kept (much was undone) the others are read from the comments again."""
    query = select(LearnerLesson).where(LearnerLesson.is_spam == is_spam).limit(LESSONS)
    kept = db.scalars(query.order_by(LearnerLesson.revision_id.desc())).all()
    lessons = [Lesson(one.revision_id, one.post_id, is_spam, _unpack(one.numbers)) for one in kept]
    missing = LESSONS - len(lessons)
    if missing:
        kind, known = SPAM if is_spam else GOOD, select(LearnerLesson.revision_id)
        others = telling().where(LEARNED_HERE, CommentRevision.learned == kind, CommentRevision.id.not_in(known))
        others = others.order_by(CommentRevision.id.desc()).limit(missing)
        lessons += [_lesson_of(row, is_spam) for row in db.execute(others)]
    return lessons


def _row_of(lesson: Lesson) -> dict[str, Any]:
    packed = _pack(lesson.numbers)
    return {"revision_id": lesson.number, "post_id": lesson.post, "is_spam": lesson.is_spam, "numbers": packed}


def _pack(numbers: Numbers) -> bytes:
    """How many of each kind, and then all of them; the same on every machine."""
    flat = [len(kind) for kind in numbers] + [bucket for kind in numbers for bucket in kind]
    return zlib.compress(b"".join(number.to_bytes(3, "little") for number in flat), 1)


def _unpack(packed: bytes) -> Numbers:
    data = zlib.decompress(packed)
    flat = array("I", [int.from_bytes(data[place : place + 3], "little") for place in range(0, len(data), 3)])
    kinds, place = [], 4
    for length in flat[:4]:
        kinds.append(flat[place : place + length])
        place += length
    return tuple(kinds)
