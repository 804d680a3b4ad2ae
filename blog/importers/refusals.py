"""What an import may be refused with: sentences that name the file and say what to do."""

from __future__ import annotations

from blog.errors import Refusal
from blog.languages.sentences import Sentence


class Unimportable(Refusal):
    """This cannot be imported."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self._sentence = sentence

    @property
    def sentence(self) -> Sentence:
        return self._sentence


class UnsafeArchive(Unimportable):
    """The archive holds what no honest export holds: a name that leads out, a link, a bomb."""


class BrokenArchive(Unimportable):
    """The archive cannot be read to its end."""


class UnsafeXml(Unimportable):
    """The XML declares entities, or is nested or swollen beyond what any export needs."""


class BrokenXml(Unimportable):
    """The XML breaks off in a way that mending cannot bridge."""


class NothingToImport(Unimportable):
    """There is no blog in it."""


class WhichBlog(Unimportable):
    """There are several blogs in it and none was named, or one was named that is not there."""

    def __init__(self, sentence: Sentence, names: tuple[str, ...]) -> None:
        super().__init__(sentence)
        self.names = names
