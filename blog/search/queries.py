"""Reads what somebody wants to find: words, "phrases", beginnings* and what is -not wanted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from blog.database.fulltext import Term, Wanted
from blog.languages.sentences import Sentence, say
from blog.markup.characters import strip_forbidden
from blog.markup.searching import words_of

LONGEST, MOST_TERMS, MOST_WORDS = 200, 12, 80
# A beginning of one letter would be half the blog.
SHORTEST_PREFIX = 2
# What is widened by the program and not by its writer keeps this much.
SHORTEST_BEGINNING = 4

QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』＂", '"'))
PART = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
RUNS = re.compile(r"[^\W_][\w\u0300-\u036f]*")

NO_WORD = say("There is no word in that to look for. A word of one letter will do.")
ONLY_WITHOUT = say("A minus only leaves things out. Say at least one word that should be there.")


@dataclass(frozen=True)
class _Part:
    term: Term
    excluded: bool
    runs: tuple[str, ...]
    # Whether it stood between quotes.
    exact: bool = False


@dataclass(frozen=True)
class Asked:
    """A query as it was read; `wanted` is None where there is nothing to look for, and `trouble` says why.

    runs: the letters to be marked where they are found; begun: those that may go on; parts: what it was read from.
    """

    text: str
    wanted: Wanted | None = None
    trouble: Sentence | None = None
    runs: tuple[str, ...] = ()
    begun: tuple[str, ...] = ()
    parts: tuple[_Part, ...] = ()

    @classmethod
    def read(cls, text: str) -> Asked:
        """Whatever was typed is read as something: no query is wrong, some find nothing."""
        # It stands in the page's title, where a letter that turns the direction would turn the rest, too.
        text = " ".join(strip_forbidden(" ".join(text[:LONGEST].split())).split())
        if not text:
            return cls("")
        return cls._of(text, tuple(_parts(text)))

    def widened(self, by: int) -> Asked | None:
        """The same, content with words that only begin so, `by` letters before their end; None if no word can.

        Endings differ from language to language, and beginnings hardly do: "kettles" finds "kettle", "toast" "toaster".
        """
        parts = tuple(_widened(part, by) for part in self.parts)
        return self._of(self.text, parts) if parts != self.parts else None

    @classmethod
    def _of(cls, text: str, parts: tuple[_Part, ...]) -> Asked:
        terms = tuple(part.term for part in parts if not part.excluded)[:MOST_TERMS]
        without = tuple(part.term for part in parts if part.excluded)[:MOST_TERMS]
        if not terms:
            return cls(text, trouble=ONLY_WITHOUT if without else NO_WORD)
        runs = [run for part in parts if not part.excluded and not part.term.prefix for run in part.runs]
        begun = [part.runs[-1] for part in parts if not part.excluded and part.term.prefix and part.runs]
        return cls(text, Wanted(terms, without), None, tuple(runs), tuple(begun), parts)


def _widened(part: _Part, by: int) -> _Part:
    """A word of letters alone; a phrase, a number and what is left out mean what they say."""
    word = part.term.words[-1]
    fixed = part.excluded or part.exact or part.term.prefix or len(part.term.words) > 1 or len(part.runs) != 1
    if fixed or not word.isalpha() or len(word) < SHORTEST_BEGINNING:
        return part
    kept = max(SHORTEST_BEGINNING, len(word) - by)
    return _Part(Term((word[:kept],), True), False, (part.runs[0][:kept],))


def _parts(text: str) -> Iterator[_Part]:
    for minus, phrase, word in PART.findall(text.translate(QUOTES)):
        typed = phrase or word
        words = tuple(words_of(typed)[:MOST_WORDS])
        if not words:
            continue
        prefix = word.endswith("*") and len(words[-1]) >= SHORTEST_PREFIX
        yield _Part(Term(words, prefix), bool(minus), tuple(RUNS.findall(typed)), bool(phrase))
