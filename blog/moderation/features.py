"""What the learner looks at in a comment: words, pairs of words, pieces of words, and its shape."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

# A long comment says at its beginning what it is; every letter more would cost time at each sending.
READ_CHARACTERS = 1_000
PIECE = 4
LINK = "\x01"
ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]+|\b[\w-]+\.(?:com|net|org|info|biz|tv|me|co|ly|be|de|ru|uk|io|us)\b(?:/[^\s<>\"]*)?",
    re.IGNORECASE,
)
WORD = re.compile(r"\x01|[^\W_]+(?:['’][^\W_]+)*")
STRETCHED = re.compile(r"(.)\1{2,}")
NUMBER = re.compile(r"\d+")
LONG_ADDRESS = 40
# A name of so many words is rather an offer; words as long as this rather say what a post is about.
LONG_NAME = 4
TELLING = 4
MONEY = re.compile(r"[$€£¥]")
FIRST_PERSON = frozenset({"my", "our", "me", "us", "i", "i'm", "im", "we"})
MINE = frozenset({"my", "our"})
YOURS = frozenset({"you", "u", "your", "ur"})
ASKING = frozenset({"please", "plz", "pls"})
CALLS = frozenset({"check", "hey", "hi", "hello", "please", "subscribe", "watch", "click", "visit", "follow"})


class Around(NamedTuple):
    """What stands around a text: its writer's name and website as typed, and the words of its post."""

    name: str = ""
    website: str | None = None
    post: str = ""


ALONE = Around()


class Features(NamedTuple):
    """The features of one text by kind, each once; `shape` are facts about the whole."""

    words: Sequence[str]
    pairs: Sequence[str]
    pieces: Sequence[str]
    shape: Sequence[str]


def features_of(text: str, links: Sequence[str], around: Around = ALONE) -> Features:
    """Read a comment's plain text, its links, and what stands around it. Equal comments have equal features."""
    text = text[:READ_CHARACTERS]
    folded = unicodedata.normalize("NFKC", text).casefold()
    addresses = [*ADDRESS.findall(text), *links]
    bare = NUMBER.sub("0", ADDRESS.sub(f" {LINK} ", folded))
    words = [STRETCHED.sub(r"\1\1", word) for word in WORD.findall(bare)]
    line = f" {' '.join(words)} "
    pairs = [f"{a} {b}" for a, b in zip(["^", *words], [*words, "$"], strict=True)]
    pieces = {line[i : i + PIECE] for i in range(len(line) - PIECE + 1)}
    shape = dict.fromkeys((*_shape(text, words, addresses), *_shape_around(words, around)))
    return Features(list(dict.fromkeys(words)), list(dict.fromkeys(pairs)), sorted(pieces), list(shape))


def _shape(text: str, words: Sequence[str], addresses: Sequence[str]) -> Iterator[str]:
    linked = "linked" if addresses else "bare"
    size = min(6, int(math.log2(len(words) + 1)))
    yield f"size {size}"
    yield f"{linked} size {size}"
    if addresses:
        yield "link"
        yield f"links {min(3, len(set(addresses)))}"
    yield from (f"host {host}" for host in dict.fromkeys(map(_host, addresses)) if host)
    if any("?" in address for address in addresses):
        yield "link with a query"
    if any(len(address) > LONG_ADDRESS for address in addresses):
        yield "long link"
    yield f"capitals {int(4 * sum(map(str.isupper, text)) / (sum(map(str.isalpha, text)) or 1))}"
    if "!" in text:
        yield f"exclamations {min(3, text.count('!'))}"
    if "\n" in text.strip():
        yield "lines"
    signs = {"number": NUMBER.search(text), "at": "@" in text, "question": "?" in text, "money": MONEY.search(text)}
    yield from (name for name, there in signs.items() if there)
    said = frozenset(words)
    persons = {"first person": FIRST_PERSON, "mine": MINE, "yours": YOURS, "asking": ASKING}
    yield from (f"{name}, {linked}" for name, known in persons.items() if said & known)
    if words and words[0] in CALLS:
        yield "begins with a call"


def _shape_around(words: Sequence[str], around: Around) -> Iterator[str]:
    """Who says it, and whether it is about the post at all."""
    if around.website:
        yield "website"
        yield f"host {_host(around.website)}"
    if around.name:
        signs = {"link": ADDRESS.search(around.name), "number": NUMBER.search(around.name)}
        yield from (f"{name} in the name" for name, there in signs.items() if there)
        if len(around.name.split()) >= LONG_NAME:
            yield "long name"
        if around.name.isupper():
            yield "name in capitals"
    if around.post:
        told = {word for word in WORD.findall(around.post.casefold()) if len(word) >= TELLING}
        yield f"of the post {min(3, len(told.intersection(words)))}"


def _host(address: str) -> str:
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        return (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
