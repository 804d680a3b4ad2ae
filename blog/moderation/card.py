"""A card of the queue as its template shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from markupsafe import Markup

from blog.comments.models import Status
from blog.languages.sentences import Sentence, say, say_count
from blog.markup.differences import Difference, Kind
from blog.markup.highlighting import highlight
from blog.markup.text import excerpt
from blog.moderation.buttons import Decision
from blog.moderation.folding import Fold
from blog.moderation.people import Glimpse
from blog.moderation.trust import LEVEL_WORDS

GLIMPSE_CHARACTERS = 140


@dataclass(frozen=True)
class PostLink:
    title: str
    path: str
    # As the filter of the queue takes it.
    number: int


@dataclass(frozen=True)
class Said:
    name: str
    words: str


# What tells itself from others; all else is told by how it is written.
PLAIN = frozenset({str, Status, int, float, bool, datetime, type(None), PostLink, Said})


@dataclass(frozen=True)
class FindingView:
    """A line of "why it waits"; the letter is its footnote mark."""

    letter: str
    words: Sentence
    matter: str
    points: float
    # The public id of another comment that it is about, where readers see that one.
    other: str = ""


@dataclass(frozen=True)
class ReportsView:
    """What readers have said against a comment: never who; the notes are plain text."""

    words: Sentence
    reasons: list[tuple[Sentence, int]]
    notes: list[str]


@dataclass(frozen=True)
class Card:
    """A comment as the queue shows it; `html` is inert: nothing in it leads or loads anywhere."""

    key: str
    id: str
    name: str
    website: str | None
    email: str | None
    facts: list[Sentence]
    post: PostLink
    waiting: Sentence | None
    at: datetime
    parent: Said | None
    html: str
    findings: list[FindingView]
    score: float
    threshold: float
    why: Sentence
    edited: bool
    approved_html: str | None
    status: str
    decided: Sentence | None
    href: str | None
    decisions: tuple[Decision, ...]
    reports: ReportsView | None = None
    # "pin" or "unpin", where there is a button for it.
    pin: str = ""
    # What an edit changes.
    change: Difference | None = None
    # The page of its writer, how far they are trusted, and what the desk has noted last of them.
    person: Glimpse | None = None
    # What the desk noted with the decision that it stands by.
    note: str = ""
    # Near-duplicates that wait beneath it.
    fold: Fold | None = None

    @property
    def marked(self) -> Markup:
        """Its words, those marked that the signals beside them are about, each by its signal's letter."""
        letters: dict[str, str] = {}
        for finding in () if self.reports else self.findings:
            for words in finding.matter.split(", "):
                letters.setdefault(words.strip(), finding.letter)
        return highlight(self.html, letters)

    @property
    def change_words(self) -> Sentence | None:
        """What the edit changes, in a sentence."""
        return _change_words(self.change) if self.change is not None else None

    @property
    def level(self) -> Sentence | None:
        """How far its writer is trusted."""
        standing = self.person.standing if self.person is not None else None
        return LEVEL_WORDS[standing.level] if standing is not None else None

    @property
    def of_post(self) -> str:
        """The fields of the address of all that stand beside it under its post."""
        return f"status={self.status}&post={self.post.number}"

    @property
    def of_person(self) -> str:
        """And of all that are signed as it is: a typed address or name proves nobody. Empty where nothing was typed."""
        # A name with such a sign would be looked up as an address; what stands before it finds the name.
        person = self.email or self.name.partition("@")[0].strip()
        return f"status={self.status}&person={quote(person, safe='@')}" if person else ""

    @property
    def glimpse(self) -> str:
        """What an edit adds, where that is known: its beginning was good enough to be approved."""
        added = " ".join(one.text for one in self.change.pieces if one.kind is Kind.NEW) if self.change else ""
        return excerpt(added, GLIMPSE_CHARACTERS)

    @property
    def whole_key(self) -> tuple[object, ...]:
        """Every field there is, so that a card which is shown again need not be written again.

        What can be decided follows from its status, or is nothing at all.
        """
        fields = vars(self) | {"decisions": len(self.decisions)}
        return tuple([one if type(one) in PLAIN else repr(one) for one in fields.values()])

    @property
    def actions_key(self) -> tuple[str, ...]:
        """All that its buttons say."""
        return self.key, self.name, self.status, str(bool(self.reports)), self.pin

    @property
    def signals_key(self) -> tuple[object, ...]:
        """All that is said of why it waits; sentences hold values, so it is what they are written as."""
        return self.status, self.score, self.threshold, repr(self.why), repr(self.findings), repr(self.reports)


def _change_words(change: Difference) -> Sentence:
    gone = say_count("%(num)s word taken away", "%(num)s words taken away", change.gone)
    new = say_count("%(num)s word added", "%(num)s words added", change.new)
    if change.gone and change.new:
        return say("%(gone)s, %(new)s", gone=gone, new=new)
    if not change.gone and not change.new:
        return say("no word, only signs or spaces")
    return gone if change.gone else new
