"""The languages a post may be written in: those that are offered by name, and every other that has a BCP 47 tag."""

from __future__ import annotations

import re

from babel import Locale

# A language, then maybe a script, then maybe a country or a part of the world: what tells readers and screen readers
# anything. Extensions and private tags do not.
TAG = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|[0-9]{3}))?", re.I)
# Those most blogs are written in; whoever needs another sends its tag.
OFFERED = (
    "af", "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "de-AT", "de-CH", "el", "en",
    "en-GB", "en-US", "eo", "es", "es-419", "et", "eu", "fa", "fi", "fil", "fr", "fr-CA", "ga", "gl", "gsw", "gu",
    "ha", "he", "hi", "hr", "hu", "hy", "id", "ig", "is", "it", "ja", "ka", "kk", "km", "kn", "ko", "ku", "la", "lb",
    "lo", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "mt", "my", "nds", "ne", "nl", "nb", "nn", "pa", "pl", "ps",
    "pt-BR", "pt-PT", "rm", "ro", "ru", "sd", "si", "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "th", "ti",
    "tl", "tr", "uk", "ur", "uz", "vi", "wo", "xh", "yi", "yo", "zh-Hans", "zh-Hant", "zu",
)  # fmt: skip


def read_language(typed: str) -> str | None:
    """The tag as it is written everywhere ("pt-BR"); None for what names no language known to the CLDR."""
    found = TAG.fullmatch(typed.strip())
    if found is None:
        return None
    known = Locale.parse("en")
    language, script, territory = found[1].lower(), (found[2] or "").title(), (found[3] or "").upper()
    if language not in known.languages or (script and script not in known.scripts):
        return None
    if territory and territory not in known.territories:
        return None
    return "-".join(part for part in (language, script, territory) if part)


def languages_by_name(reader: str) -> list[tuple[str, str]]:
    """(tag, name) of those that are offered, named in the reader's language and in the order of its names."""
    names = Locale.parse(reader.replace("-", "_")).languages
    offered = ((tag, names.get(tag.replace("-", "_"), "")) for tag in OFFERED)
    return sorted(((tag, name[:1].upper() + name[1:]) for tag, name in offered if name), key=lambda one: one[1])


def language_name(tag: str, reader: str) -> str:
    """What a language is called, or its tag where it has no name."""
    names = Locale.parse(reader.replace("-", "_")).languages
    return names.get(tag.replace("-", "_")) or tag
