"""A sentence for people, written in English and translated where it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


class Number(int):
    """A number that may be large: 12,400 in English, and as its reader's language groups digits elsewhere."""

    def __str__(self) -> str:
        return f"{int(self):,}"


class Figure(float):
    """A number with parts after the point: 2.5 in English, 2,5 where its reader's language has a comma."""

    def __str__(self) -> str:
        return f"{float(self):g}"


class Several(tuple["Sentence | str", ...]):
    """Some things in a row, divided by commas."""

    def __str__(self) -> str:
        return ", ".join(str(one) for one in self)


@dataclass(frozen=True)
class Sentence:
    """An English text with `%(name)s` places and the values for them; with `plural`, `values["num"]` chooses."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str | None = None

    def __str__(self) -> str:
        text = self.text if self.plural is None or self.values.get("num") == 1 else self.plural
        return text % self.values if self.values else text


def say(text: str, **values: object) -> Sentence:
    """A sentence, such as `say("Handled by %(name)s.", name="Omar")`."""
    return Sentence(text, values)


def quoted(words: str) -> Sentence:
    """Somebody's words, between the marks that the language has for it."""
    return Sentence("“%(words)s”", {"words": words})


def say_count(one: str, many: str, num: int, **values: object) -> Sentence:
    """A sentence that counts, such as `say_count("%(num)s comment", "%(num)s comments", 3)`."""
    return Sentence(one, {"num": num, **values}, many)
