"""Reads the form that puts a link into the menu."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Protocol

from blog.languages.sentences import Sentence, say
from blog.markup.addresses import hides_something, is_absolute
from blog.markup.characters import is_blank, normalize
from blog.markup.limits import Unreadable
from blog.posts.menu import HOME, Target

LONGEST_LABEL, LONGEST_ADDRESS = 60, 400
ELSEWHERE = "address"
WHERE = re.compile(r"(page|tag)-([0-9]{1,9})")


class Fields(Protocol):
    def get(self, name: str) -> str: ...


@dataclass(frozen=True)
class LinkForm:
    """What was typed, where it leads, and what stands in the way (field → sentence)."""

    where: str = "home"
    address: str = ""
    label: str = ""
    target: Target = field(default_factory=Target)
    complaints: dict[str, Sentence] = field(default_factory=dict)

    @classmethod
    def read(cls, fields: Fields) -> LinkForm:
        complaints: dict[str, Sentence] = {}
        where, address, label = fields.get("where"), _text(fields.get("address")), read_label(fields.get("label"))
        if where == "home" and address:
            # The choice was left as it stood; what was typed says more.
            where = ELSEWHERE
        if len(label) > LONGEST_LABEL:
            complaints["label"] = say("A name has at most %(most)s characters.", most=LONGEST_LABEL)
        target = Target(address=HOME)
        if where == ELSEWHERE:
            target = Target(address=address)
            if not _leads_somewhere(address):
                complaints["address"] = say(
                    "Write an address like https://example.org/ or one of this blog like /2026/."
                )
            if not label:
                complaints.setdefault("label", say("An address needs a name that readers see."))
        elif found := WHERE.fullmatch(where):
            number = int(found[2])
            target = Target(post_id=number) if found[1] == "page" else Target(tag_id=number)
        elif where != "home":
            complaints["where"] = say("Choose where the link leads.")
        return cls(where, address, label, target, complaints)


def read_label(typed: str) -> str:
    """The name on one line; "" for one that nobody could see."""
    label = _text(typed)
    return "" if is_blank(label) else label


def _leads_somewhere(address: str) -> bool:
    """An http address, or a path of this blog; not `//elsewhere`, which looks like one."""
    if not address or len(address) > LONGEST_ADDRESS or hides_something(address):
        return False
    return is_absolute(address) or (address.startswith("/") and not address.startswith("//") and "\\" not in address)


def _text(typed: str) -> str:
    try:
        return " ".join(normalize(typed).split())
    except Unreadable:
        return ""
