"""A sentence for people, written in English and translated where it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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


def say_count(one: str, many: str, num: int, **values: object) -> Sentence:
    """A sentence that counts, such as `say_count("%(num)s comment", "%(num)s comments", 3)`."""
    return Sentence(one, {"num": num, **values}, many)
