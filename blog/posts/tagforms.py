"""Reads the form of one tag."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from blog.languages.sentences import Number, Sentence, say
from blog.markup.characters import is_blank, normalize
from blog.markup.limits import Unreadable
from blog.posts.forms import LONGEST_TAG
from blog.posts.models import CommentsRule

LONGEST_DESCRIPTION = 2000


class Fields(Protocol):
    def get(self, name: str) -> str: ...


@dataclass(frozen=True)
class TagForm:
    """What was typed, and what stands in the way (field → sentence)."""

    name: str
    description: str
    rule: str
    complaints: dict[str, Sentence] = field(default_factory=dict)

    @classmethod
    def read(cls, fields: Fields) -> TagForm:
        complaints: dict[str, Sentence] = {}
        name = " ".join(_text(fields, "name", complaints).split())
        description = _text(fields, "description", complaints).strip()
        if is_blank(name):
            complaints.setdefault("name", say("A tag needs a name."))
        elif len(name) > LONGEST_TAG:
            complaints["name"] = say("A tag has at most %(most)s characters.", most=LONGEST_TAG)
        elif "," in name:
            complaints["name"] = say("A name has no comma: posts name their tags with commas between them.")
        if len(description) > LONGEST_DESCRIPTION:
            complaints["description"] = say(
                "The description is longer than %(most)s characters.", most=Number(LONGEST_DESCRIPTION)
            )
        rule = fields.get("rule")
        if rule and rule not in set(CommentsRule):
            complaints["rule"] = say("Comments are open, moderated, closed or hidden.")
        return cls(name, description, rule, complaints)


def _text(fields: Fields, name: str, complaints: dict[str, Sentence]) -> str:
    try:
        return normalize(fields.get(name))
    except Unreadable:
        complaints[name] = say("This holds characters that cannot be stored.")
        return ""
