"""Marks words in a comment that waits, each with the letter of what is noted about it, as footnotes are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from blog.markup.gate import Node, Tree, Unknown, joined, read, write
from blog.markup.grammar import COMMENT
from blog.markup.stored import stored

SHORTEST, LONGEST = 3, 200
MOST_WORDS, MOST_MARKS = 40, 40
# Only an import brings more than eight thousand characters; a text as long as a book is not looked through. Nor is one
# of a line end after every letter: each tag takes as long as a hundred letters, and a page shows dozens of comments.
MOST_READ, MOST_TAGS = 60_000, 500


def highlight(inert: str, letters: Mapping[str, str]) -> Markup:
    """A stored rendering without links, the words in `letters` marked and each followed by its letter.

    The gate reads it as strictly as before it was stored, marks stand between the texts of its tree, and every byte is
    written anew. What the gate does not know is shown as it is stored, without marks.
    """
    words = [word for word in letters if SHORTEST <= len(word) <= LONGEST]
    if not words or len(inert) > MOST_READ or inert.count("<") > MOST_TAGS:
        return stored(inert)
    # The longest first, so that the whole of a name is marked and not its beginning.
    words = sorted(words, key=len, reverse=True)[:MOST_WORDS]
    try:
        tree = read(inert, COMMENT)
    except Unknown:
        return stored(inert)
    return Markup(write(_Marking(words, letters).mark(tree)))


class _Marking:
    """The words that are looked for in all of a tree, and how many more may be marked."""

    def __init__(self, words: Sequence[str], letters: Mapping[str, str]) -> None:
        # Of small letters and large, and never a part of a longer word.
        ways = "|".join(f"({re.escape(word)})" for word in words)
        self._pattern = re.compile(rf"(?<![^\W_])(?:{ways})(?![^\W_])", re.IGNORECASE)
        self._letters = [letters[word] for word in words]
        self._left = MOST_MARKS

    def mark(self, tree: Tree) -> Tree:
        marked: Tree = []
        for part in joined(tree):
            if isinstance(part, Node):
                marked.append(Node(part.tag, part.attributes, self.mark(part.children)))
            else:
                marked += self._pieces(part)
        return marked

    def _pieces(self, text: str) -> Tree:
        pieces: Tree = []
        end = 0
        for found in self._pattern.finditer(text):
            if not self._left:
                break
            self._left -= 1
            letter = self._letters[(found.lastindex or 1) - 1]
            pieces += [text[end : found.start()], Node("mark", {}, [found[0]]), Node("sup", {}, [letter])]
            end = found.end()
        return [*pieces, text[end:]]
