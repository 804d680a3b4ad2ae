"""Finds comments that say nearly the same, whoever signed them: in a few index look-ups, however many there are.

A comment is known by its words and pairs of words. Eight pairs, chosen by a hash so that alike comments choose alike,
stand in a table; who shares some of them is compared whole. A flood of variations is one group, kept by its first few.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, func, insert, literal_column, select, update
from sqlalchemy.orm import Session

from blog.comments.models import Comment, CommentRevision, Status
from blog.database.among import among
from blog.languages.sentences import Sentence, say
from blog.markup.text import unaccented
from blog.markup.twins import as_latin
from blog.moderation.features import ADDRESS, NUMBER, READ_CHARACTERS, STRETCHED
from blog.moderation.models import AlikeKey

KEYS = 8
# A pair that stands in so many comments is a turn of phrase, and says nothing about any two of them.
COMMON = 40
# So many of those that share a key are compared word by word; those that share most first.
COMPARED = 4
# One key in eight can be shared by chance.
SHARED = 2
# The table is cleared of old keys so many revisions apart.
CLEARED = 100
# From this share of all their words and pairs on comments are alike, by how many words the shorter one has: two of ten
# words that say the same by chance are nothing special, two of forty are. A copy holds this share of the shorter one.
ALIKE = ((20, 0.35), (12, 0.45), (0, 0.6))
COPIED, FEWEST_COPIED = 0.8, 10
# "+1" and "Thanks for this" are written by many: without links, only longer texts can be alike.
FEWEST_WORDS = 7
# A pair of such little words is in everybody's mouth.
TELLING_LETTERS = 7
# A group is recognised by so many of its members; more would only fill the table.
SPEAKERS = 6
# What two comments may weigh that say the same and lead nowhere: two dear readers do, and that is no sign of spam.
HARMLESS = 0.8
# The newest so many revisions are kept; an older text that is copied to the letter is known by its hash.
REMEMBERED = 50_000
# Scripts without spaces are compared letter by letter.
SIGNS = "\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f"
SPOKEN = re.compile(rf"[{SIGNS}]|[^\W_{SIGNS}]+")
# As the partial index has it.
WAITS: ColumnElement[bool] = literal_column(
    "comment_revisions.alike IS NOT NULL AND comment_revisions.status = 'pending'"
)


@dataclass(frozen=True)
class Sketch:
    """A text as it is compared: its words and pairs, its keys, how many words, and the hosts it leads to."""

    parts: frozenset[str]
    keys: tuple[int, ...]
    length: int
    linked: bool

    @property
    def comparable(self) -> bool:
        return self.length >= FEWEST_WORDS or (self.linked and self.length > 0)


@dataclass(frozen=True)
class Likeness:
    """Another comment that says nearly the same, and the group it belongs to."""

    revision_id: int
    public_id: str
    status: str
    alike: int | None
    linked: bool
    # The same text with something around it, rather than a variation; or the very same.
    copied: bool
    same: bool
    # Written by the very person, as far as that is proved or remembered; under names that lead to the same place.
    own: bool
    advertised: bool


def sketch_of(text: str, links: Sequence[str]) -> Sketch:
    """Equal for texts that differ in case, marks, stretched letters, numbers, and what follows a link's host."""
    folded = as_latin(unaccented(text[:READ_CHARACTERS].casefold()))
    hosts = [_host(address) for address in (*ADDRESS.findall(folded), *links)]
    said = [STRETCHED.sub(r"\1\1", word) for word in SPOKEN.findall(NUMBER.sub("0", ADDRESS.sub(" ", folded)))]
    pairs = [f"{one} {other}" for one, other in pairwise(said)]
    leads = [f"//{host}" for host in hosts if host]
    telling = [pair for pair in pairs if len(pair) > TELLING_LETTERS] or pairs
    numbers = sorted({_number(one) for one in (*telling, *leads)})
    return Sketch(frozenset((*said, *pairs, *leads)), tuple(numbers[:KEYS]), len(said), bool(hosts))


Sharing = Sequence[tuple[int, int]]


def look_up(db: Session, sketch: Sketch) -> Sharing:
    """(key, revision) of whatever shares a key with it."""
    if not sketch.comparable:
        return []
    return [(row[0], row[1]) for row in db.connection().execute(_sharing(), {"keys": sketch.keys})]


def find_likeness(db: Session, revision: CommentRevision, sketch: Sketch, sharing: Sharing) -> Likeness | None:
    """The comment most like it, a spam one before others and a stranger's before the writer's own; never one that it
    answers without a link, which it may quote."""
    others = _closest(sharing, revision, len(sketch.keys))
    if not others:
        return None
    found = []
    for other in db.connection().execute(_telling(), {"revisions": others, "comment": revision.comment_id}):
        theirs = sketch_of(other.words, other.links)
        share, alike, holds = compare(sketch, theirs)
        quoted = other.comment_id == revision.comment.parent_id and not sketch.linked
        if (alike or holds) and not quoted:
            likeness = Likeness(
                other.id,
                other.public_id,
                other.status,
                other.alike,
                theirs.linked,
                copied=not alike,
                same=other.words_hash == revision.words_hash,
                own=is_own(revision.comment, other.commenter_id, other.account_id),
                advertised=is_advertised(revision.comment, other.website),
            )
            found.append((other.status == Status.SPAM, likeness.same, not likeness.own, share, -other.id, likeness))
    return max(found)[-1] if found else None


def is_own(comment: Comment, commenter_id: int | None, account_id: int | None) -> bool:
    """Whether another comment is by the same person: by a proved address, a remembered device or an account."""
    reader = comment.commenter_id is not None and comment.commenter_id == commenter_id
    return reader or (comment.account_id is not None and comment.account_id == account_id)


def is_advertised(comment: Comment, website: str | None) -> bool:
    """Whether the names over both lead to the same place: so advertises who has nothing to say."""
    return bool(comment.website and website) and _host(comment.website or "") == _host(website or "")


def compare(one: Sketch, other: Sketch) -> tuple[float, bool, bool]:
    """What share is common to both, whether they are alike by that, and whether the one holds the other."""
    common = len(one.parts & other.parts)
    share = common / (len(one.parts | other.parts) or 1)
    shorter = one if one.length <= other.length else other
    needed = next(share for least, share in ALIKE if shorter.length >= least)
    holds = shorter.length >= FEWEST_COPIED and common >= COPIED * len(shorter.parts)
    return share, share >= needed, holds


def _closest(sharing: Sharing, revision: CommentRevision, keys: int) -> list[int]:
    """The revisions that share most keys, turns of phrase left out."""
    spread = Counter(key for key, _ in sharing)
    counted = Counter(number for key, number in sharing if spread[key] <= COMMON and number != revision.id)
    enough = SHARED if keys >= KEYS else 1
    likely = sorted((-shared, number) for number, shared in counted.items() if shared >= enough)
    return [number for _, number in likely[:COMPARED]]


def keep_likeness(
    db: Session,
    revision: CommentRevision,
    sketch: Sketch,
    sharing: Sharing,
    found: Likeness | None,
) -> None:
    """Put the revision into its group and its keys into the table, where the ones that come later find them."""
    # What copies somebody's words and adds a link to them is no company for them.
    if found is not None and found.linked == sketch.linked and not found.copied:
        revision.alike = found.alike or found.revision_id
        db.flush()
        if found.alike is None:
            first = update(CommentRevision).where(CommentRevision.id == found.revision_id)
            db.execute(first.values(alike=found.revision_id), execution_options={"synchronize_session": False})
        elif _speakers(db, revision.alike) > SPEAKERS:
            return
    there, spread = {key for key, of in sharing if of == revision.id}, Counter(key for key, _ in sharing)
    free = [key for key in sketch.keys if key not in there and spread[key] <= COMMON]
    if free:
        db.connection().execute(_adding(), [{"key": key, "revision_id": revision.id} for key in free])
    if revision.id % CLEARED == 0:
        db.connection().execute(_old(), {"oldest": revision.id - REMEMBERED})


def remember(db: Session, sketches: Mapping[int, Sketch]) -> None:
    """Put the keys of these revisions into the table, by their ids; those that have become too common stay out."""
    comparable = {number: sketch for number, sketch in sorted(sketches.items()) if sketch.comparable}
    if not comparable:
        return
    forget_likeness(db, comparable)
    keys = {key for sketch in comparable.values() for key in sketch.keys}
    counted = select(AlikeKey.key, func.count()).where(AlikeKey.key.in_(keys)).group_by(AlikeKey.key)
    spread = Counter({row[0]: row[1] for row in db.execute(counted)})
    rows = []
    for number, sketch in comparable.items():
        free = [key for key in sketch.keys if spread[key] <= COMMON]
        spread.update(free)
        rows += [{"key": key, "revision_id": number} for key in free]
    if rows:
        db.connection().execute(_adding(), rows)
    db.connection().execute(_old(), {"oldest": max(comparable) - REMEMBERED})


def _speakers(db: Session, alike: int) -> int:
    members = select(CommentRevision.id).where(CommentRevision.alike == alike, WAITS).limit(SPEAKERS + 1)
    return len(db.scalars(members).all())


@cache
def _sharing() -> Any:
    """Put together once, as below: that takes longer than asking."""
    keys = among(AlikeKey.key, "keys")
    return select(AlikeKey.key, AlikeKey.revision_id).where(keys).limit(KEYS * (COMMON + 1))


@cache
def _telling() -> Any:
    revision = (
        *(CommentRevision.id, CommentRevision.words, CommentRevision.links, CommentRevision.words_hash),
        *(CommentRevision.alike, CommentRevision.comment_id, Comment.public_id, Comment.status),
        *(Comment.commenter_id, Comment.account_id, Comment.website),
    )
    those = among(CommentRevision.id, "revisions")
    return select(*revision).join(Comment).where(those, Comment.id != bindparam("comment", type_=Comment.id.type))


@cache
def _adding() -> Any:
    return insert(AlikeKey)


@cache
def _old() -> Any:
    return delete(AlikeKey).where(AlikeKey.revision_id <= bindparam("oldest", type_=AlikeKey.revision_id.type))


def describe(found: Likeness, sketch: Sketch) -> tuple[float, Sentence]:
    """The points for it, and the sentence."""
    if found.status == Status.SPAM:
        return 3.0, say("Nearly the same was marked as spam before.")
    if sketch.linked and not found.linked:
        points, sentence = 2.5, say("It says what another comment says, with a link added.")
    elif found.copied:
        points, sentence = 1.0, say("It holds most of another comment's words.")
    elif sketch.linked:
        points, sentence = 2.0, say("Another comment says nearly the same and leads to as much.")
    else:
        points, sentence = 1.4, say("Another comment says nearly the same.")
    leads = sketch.linked or found.linked or (found.advertised and not found.own)
    return points if leads else HARMLESS, say("The same person said nearly the same before.") if found.own else sentence


def forget_likeness(db: Session, revision_ids: Select[int] | Iterable[int]) -> None:
    """Drop the keys of these revisions."""
    gone = delete(AlikeKey).where(AlikeKey.revision_id.in_(revision_ids))
    db.execute(gone, execution_options={"synchronize_session": False})


def _host(address: str) -> str:
    return address.partition("://")[2].partition("/")[0].removeprefix("www.").casefold() or address.partition("/")[0]


def _number(part: str) -> int:
    """A number of 62 bits, the same on every machine; two hashes, so that no two parts meet by chance."""
    data = part.encode("utf-8", "replace")
    return (zlib.crc32(data) << 30) ^ zlib.adler32(data, zlib.crc32(data, 7))
