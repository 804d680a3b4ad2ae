"""What may be chosen when the queue is narrowed, each with its words."""

from __future__ import annotations

from datetime import timedelta

from blog.comments.models import Lane
from blog.languages.sentences import Sentence, say

SIGNALS: dict[str, Sentence] = {
    "ban": say("Banned"),
    "trap": say("The trap for programs"),
    "haste": say("Haste, or an old form"),
    "stamp": say("A form that was used before"),
    "origin": say("Sent from nowhere"),
    "links": say("Many links"),
    "hosts": say("Where links lead"),
    "repetition": say("The same words"),
    "likeness": say("Nearly the same as another"),
    "burst": say("Many at once"),
    "impostor": say("Goes by a name of the desk"),
    "scripts": say("Letters that look alike"),
    "acquaintance": say("Nobody known"),
    "learner": say("Reads like spam"),
}

AGES: dict[str, tuple[Sentence, timedelta, bool]] = {
    "hour": (say("Of the last hour"), timedelta(hours=1), True),
    "day": (say("Of the last day"), timedelta(days=1), True),
    "week": (say("Of the last week"), timedelta(days=7), True),
    "over-day": (say("Older than a day"), timedelta(days=1), False),
    "over-week": (say("Older than a week"), timedelta(days=7), False),
    "over-month": (say("Older than a month"), timedelta(days=30), False),
    "over-year": (say("Older than a year"), timedelta(days=365), False),
}

# Ranges of letters as both databases take them between brackets.
LETTERS: dict[str, str] = {
    "latin": "a-zA-ZÀ-ÖØ-öø-ɏḀ-ỿ",
    "greek": "Ͱ-Ͽἀ-῿",
    "cyrillic": "Ѐ-ԯ",
    "armenian": "\u0531-\u058a",
    "hebrew": "\u05d0-\u05ea",
    "arabic": "\u0620-\u06d3\u06fa-\u06ff\u0750-\u077f",
    "indic": "\u0900-\u0dff",
    "thai": "\u0e01-\u0e3a\u0e40-\u0e4e",
    "georgian": "\u10a0-\u10ff",
    "hangul": "\u1100-\u11ff\uac00-\ud7a3",
    "kana": "\u3041-\u30ff",
    "han": "\u3400-\u4dbf\u4e00-\u9fff",
}
SCRIPTS: dict[str, Sentence] = {
    "latin": say("Latin letters alone"),
    "greek": say("Greek"),
    "cyrillic": say("Cyrillic"),
    "armenian": say("Armenian"),
    "hebrew": say("Hebrew"),
    "arabic": say("Arabic"),
    "indic": say("Scripts of India"),
    "thai": say("Thai"),
    "georgian": say("Georgian"),
    "hangul": say("Korean"),
    "kana": say("Japanese"),
    "han": say("Chinese characters"),
}
LINKS: dict[str, Sentence] = {"yes": say("With links"), "no": say("Without links")}
LANES: dict[str, Sentence] = {Lane.GOOD: say("Probably good"), Lane.SPAM: say("Probably spam")}
