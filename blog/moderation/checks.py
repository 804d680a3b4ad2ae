"""The checks every comment is screened by: one list, read from top to bottom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from blog.comments.models import Comment, CommentRevision, Status
from blog.languages.sentences import Sentence, say
from blog.markup.names import looks_alike
from blog.markup.twins import mixes_scripts
from blog.moderation import lookups
from blog.moderation.banned import find_ban, say_ban
from blog.moderation.duplicates import HARMLESS, is_advertised, is_own
from blog.moderation.features import Around, features_of
from blog.moderation.hosts import find_hosts, hosts_of
from blog.moderation.learner import Learner, numbers_of
from blog.moderation.learning import around
from blog.site.settings import read_site

LEARNER = "learner"
SECONDS_TO_WRITE = 4
OLD_STAMP = 3 * 24 * 3600
LINKS_ALLOWED = 2
# "Thanks for this" is written by many; only longer words are known again.
SHORT_TEXT = 24
# How many other comments one after the other are looked through for the same address.
LOOK_BACK = 1_000
BURST_WINDOW = timedelta(minutes=10)
# What stands in the place of a name that is not known: these are never one person.
NAMELESS = frozenset({"", "Anonymous", "Unknown"})
# The learner's points: at its bar enough for the lane of probable spam by itself; below it, from half way up, less.
BY_ITSELF, ALMOST, HALFWAY = 3.0, 1.4, 0.5


@dataclass(frozen=True)
class Finding:
    """What a check found: its points, a sentence for people, and the matter in the text that it found."""

    check: str
    points: float
    sentence: Sentence
    matter: str = ""
    # The public id of another comment that it is about.
    other: str = ""


@dataclass(frozen=True)
class Check:
    """A name for the log, and the question: a finding or None."""

    name: str
    ask: Callable[[Session, CommentRevision, datetime], Finding | None]


def check_trap(db: Session, revision: CommentRevision, now: datetime) -> Finding | None:
    """A field that only programs see was filled in."""
    if not revision.arrival.get("trap"):
        return None
    return Finding("trap", 4.0, say("A field was filled in that people cannot see."))


def check_haste(db: Session, revision: CommentRevision, now: datetime) -> Finding | None:
    """How long the form was open; a public page's stamp knows only the hour, so haste shows on exact ones alone."""
    if revision.arrival.get("no_stamp"):
        return Finding("haste", 1.0, say("It came without the stamp that our form carries."))
    age = revision.arrival.get("stamp_age")
    if age is None:
        return None
    if revision.arrival.get("exact") and age < SECONDS_TO_WRITE:
        return Finding("haste", 2.5, say("It was sent %(seconds)s seconds after the form was shown.", seconds=int(age)))
    if age > OLD_STAMP:
        return Finding("haste", 0.5, say("The form had been open for more than three days."))
    return None


def check_stamp(db: Session, revision: CommentRevision, now: datetime) -> Finding | None:
    """How often the very form was used. A class or a family shares a network, so that alone never puts anybody among
    the probable spam."""
    uses = revision.arrival.get("stamp_uses") or 0
    if revision.arrival.get("exact"):
        if uses < 2:
            return None
        return Finding("stamp", 1.0, say("It came with a form that another comment was sent with before."))
    if uses <= lookups.BURST:
        return None
    return Finding("stamp", 0.4, say("%(number)s comments came with the same form from one network.", number=uses))


def check_origin(db: Session, revision: CommentRevision, now: datetime) -> Finding | None:
    """Every browser says where a form was sent from."""
    if not revision.arrival.get("origin_unknown"):
        return None
    return Finding("origin", 0.5, say("It does not say which page it was sent from, as browsers do."))


def check_link_count(db: Session, revision: CommentRevision, now: datetime) -> Finding | None:
    count = len(revision.links)
    if count <= LINKS_ALLOWED:
        return None
    return Finding("links", 1.5, say("It holds %(links)s links.", links=count), _listed(revision.links))


def check_hosts(db: Session, revision: CommentRevision, now: datetime) -> Finding | None:
    """Where the links lead: known from spam, known from approved comments, or new here."""
    hosts = hosts_of(revision.links, revision.comment.website)
    known = find_hosts(db, hosts)
    bad = [host for host in hosts if host in known and known[host].spam > known[host].approved]
    if bad:
        return Finding("hosts", 3.0, say("It leads to a site that spam has led to before."), _listed(bad))
    new = [host for host in hosts if host not in known or not known[host].approved]
    if new:
        return Finding("hosts", 1.0, say("It leads to a site that no approved comment has led to."), _listed(new))
    return None


def check_repetition(db: Session, revision: CommentRevision, now: datetime) -> Finding | None:
    """The same words in another comment, whoever signed it; where neither leads anywhere, that weighs little."""
    given = {"words_hash": revision.words_hash, "comment": revision.comment_id}
    found = db.connection().execute(lookups.same_words(), given).all()
    short = len(revision.words) < SHORT_TEXT
    if any(other.status == Status.SPAM for other in found):
        return Finding("repetition", 2.0 if short else 4.0, say("The same words were marked as spam before."))
    if not found or short:
        return None
    others = [one for one in found if not is_own(revision.comment, one.commenter_id, one.account_id)]
    advertised = any(is_advertised(revision.comment, other.website) for other in others)
    leads = bool(revision.links) or any(one.links for one in found) or advertised
    said = say("The same words stand in another comment.") if others else say("The same person said the same before.")
    return Finding("repetition", 2.0 if leads else HARMLESS, said)


def check_burst(db: Session, revision: CommentRevision, now: datetime) -> Finding | None:
    """Many comments within minutes from one network, or from many networks with one address."""
    comment, since = revision.comment, now - BURST_WINDOW
    if comment.prefix_hash is not None:
        given = {"prefix": comment.prefix_hash, "since": since}
        if len(db.connection().execute(lookups.of_late(), given).all()) > lookups.BURST:
            return Finding("burst", 2.0, say("More than five comments came from the same network within ten minutes."))
    if comment.email is not None and comment.account_id is None:
        asked = {"email": comment.email, "since": since, "first": comment.id - LOOK_BACK}
        if len(db.connection().execute(lookups.of_address(), asked).all()) > lookups.BURST:
            return Finding("burst", 2.0, say("More than five comments came with the same address within ten minutes."))
    return None


def check_acquaintance(db: Session, revision: CommentRevision, now: datetime) -> Finding | None:
    """Whether this person has been approved before. A typed address or name proves nobody, so this only ever adds
    points, and whoever goes by the name of an imported reader gains nothing but that it is said."""
    comment = revision.comment
    if comment.account_id is not None:
        return None
    asking, given = db.connection(), {"comment": comment.id}
    # Whoever was really there is known by that; everybody else by nothing, whatever they type.
    known = {**given, "commenter": comment.commenter_id}
    if comment.commenter_id is not None and asking.scalar(lookups.approved_of(), known):
        return None
    if (namesake := _namesake(db, comment)) is not None:
        return Finding("acquaintance", 0.5, namesake, comment.name)
    if not comment.email:
        return Finding("acquaintance", 0.5, say("No e-mail address was given: nothing to go on yet."))
    if asking.scalar(lookups.approved_from(), {**given, "email": comment.email}) is not None:
        return Finding("acquaintance", 0.5, say("Its address is known here, but nobody knows who typed it this time."))
    return Finding("acquaintance", 0.5, say("The first comment with this e-mail address: nothing to go on yet."))


def _namesake(db: Session, comment: Comment) -> Sentence | None:
    """How much came under the same name from an imported blog, where nobody could prove who wrote it."""
    if comment.name in NAMELESS:
        return None
    same = (Comment.name == comment.name, Comment.source.is_not(None), Comment.status == Status.APPROVED)
    query = select(func.count(), func.min(Comment.created_at)).where(*same, Comment.id != comment.id)
    number, first = db.execute(query).one()
    if not number:
        return None
    if number == 1:
        return say("Same name: one comment from %(year)s, not proved.", year=str(first.year))
    return say("Same name: %(number)s comments since %(year)s, not proved.", number=number, year=str(first.year))


def check_impostor(db: Session, revision: CommentRevision, now: datetime) -> Finding | None:
    """Whoever goes by the name or address of a person of this blog, and is not signed in as that person."""
    comment = revision.comment
    if comment.account_id is not None:
        return None
    address = (comment.email or "").casefold()
    for email, name in db.connection().execute(lookups.people()):
        if email == address or looks_alike(name, comment.name):
            return Finding("impostor", 2.0, say("It goes by a person of this blog, who was not signed in."), name)
    return None


def make_learner_check(learner: Learner) -> Check:
    """What the learner makes of the words."""

    def check_learner(db: Session, revision: CommentRevision, now: datetime) -> Finding | None:
        comment = revision.comment
        post = db.connection().execute(lookups.post_words(), {"post": comment.post_id}).first()
        near = around(comment.name, comment.website, *(post or ("", "")))
        return find_learned(learner, revision.words, revision.links, near)

    return Check(LEARNER, check_learner)


def find_learned(learner: Learner, words: str, links: Sequence[str], near: Around) -> Finding | None:
    """It speaks only where it has seen enough, and never in anybody's favour."""
    if not learner.speaks:
        return None
    features = features_of(words, links, near)
    score = learner.score(numbers_of(features)) / learner.bar
    if score < HALFWAY:
        return None
    points = min(BY_ITSELF + 1.0, BY_ITSELF * score) if score >= 1.0 else ALMOST * score
    loud = [said.replace("^", "").replace("$", "").strip() for said, _ in learner.explain(features)]
    here = learner.knows_the_blog
    sentence = say("It reads like what was marked as spam here.") if here else say("It reads like common spam.")
    return Finding(LEARNER, round(points, 1), sentence, _listed(loud))


def check_ban(db: Session, revision: CommentRevision, now: datetime) -> Finding | None:
    """Whoever is banned is heard by nobody but a moderator: by itself enough for the lane of probable spam."""
    ban = find_ban(db, revision, now)
    return Finding("ban", max(BY_ITSELF, read_site(db).spam_threshold), say_ban(db, ban)) if ban else None


def check_scripts(db: Session, revision: CommentRevision, now: datetime) -> Finding | None:
    """A word of the name in letters of two scripts that look like each other's: people do not spell their names so."""
    name = revision.comment.name
    if revision.comment.account_id is not None or not mixes_scripts(name):
        return None
    return Finding("scripts", 1.5, say("Its name mixes letters of two scripts that look alike."), name)


CHECKS: tuple[Check, ...] = (
    Check("ban", check_ban),
    Check("trap", check_trap),
    Check("haste", check_haste),
    Check("stamp", check_stamp),
    Check("origin", check_origin),
    Check("links", check_link_count),
    Check("hosts", check_hosts),
    Check("repetition", check_repetition),
    Check("burst", check_burst),
    Check("impostor", check_impostor),
    Check("scripts", check_scripts),
    Check("acquaintance", check_acquaintance),
)


def checks_with(learner: Learner) -> tuple[Check, ...]:
    """All checks, and what the learner has to say."""
    return (*CHECKS, make_learner_check(learner))


def _listed(things: list[str]) -> str:
    """The first three, for the small line under a finding."""
    shown = ", ".join(thing if len(thing) <= 60 else thing[:59] + "…" for thing in things[:3])
    return f"{shown}, …" if len(things) > 3 else shown
