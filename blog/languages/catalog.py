"""The words of the interface in the visitor's language."""

from __future__ import annotations

from functools import cache, lru_cache
from gettext import NullTranslations
from pathlib import Path

from babel.core import get_global
from babel.numbers import format_decimal

from blog.languages.sentences import Figure, Number, Sentence, Several
from blog.late import late

with late:
    from blog.languages import reading

# A language is offered once its translation is complete; a name is written in the language itself.
LANGUAGES: dict[str, str] = {"en": "English", "es": "Español", "fr": "Français"}

RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "ur", "yi"})


FOLDER = Path(__file__).resolve().parent / "words"


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue for `language` or the language it is a kind of; English is that of the messages themselves.

    It is read as translators write it: nothing has to be compiled when the blog is set up. That takes a quarter of a
    second once, and none of it is loaded for a blog in English.
    """
    code = language.split("-")[0].lower()
    if code == "en" or code not in LANGUAGES:
        return NullTranslations()
    return reading.read_catalogue(FOLDER / f"{code}.po")


def translate(sentence: Sentence | str, catalogue: NullTranslations) -> str:
    """The sentence in the catalogue's language, with its values put in (values that are sentences, too)."""
    if isinstance(sentence, str):
        return sentence
    values = {name: spoken(value, catalogue) for name, value in sentence.values.items()}
    if sentence.plural is None:
        text = catalogue.gettext(sentence.text)
    else:
        num = sentence.values.get("num")
        text = catalogue.ngettext(sentence.text, sentence.plural, num if isinstance(num, int) else 2)
    return text % values if values else text


def spoken(value: object, catalogue: NullTranslations) -> object:
    """A value as it stands in a sentence of this language; what is neither words nor a large number stays as it is."""
    if isinstance(value, Sentence):
        return translate(value, catalogue)
    if isinstance(value, Number):
        return format_decimal(int(value), locale=_locale(catalogue))
    if isinstance(value, Figure):
        return figure(value, catalogue)
    if isinstance(value, Several):
        return ", ".join(str(spoken(one, catalogue)) for one in value)
    return value


def figure(number: float, catalogue: NullTranslations, pattern: str = "0.##") -> str:
    """The number with the decimal sign of the catalogue's language; `pattern` is one of CLDR's."""
    return _figure(float(number), _locale(catalogue), pattern)


# A page of the queue shows hundreds of a few dozen different ones, and each takes longer to write than a row.
@lru_cache(maxsize=2_048)
def _figure(number: float, locale: str, pattern: str) -> str:
    return format_decimal(number, pattern, locale=locale)


def _locale(catalogue: NullTranslations) -> str:
    return catalogue.info().get("language", "en")


def locale_of(language: str) -> str:
    """Language and country as Open Graph has them, "" for a language nobody knows.

    Where none is named it is the country in which most speak it: `en_US` for `en`.
    """
    code, *rest = language.replace("-", "_").split("_")
    country = next((part.upper() for part in rest if len(part) == 2 and part.isalpha()), "")
    if not country:
        likely = get_global("likely_subtags").get(code.lower(), "").split("_")
        country = likely[-1] if len(likely) > 1 else ""
    return f"{code.lower()}_{country}" if country else ""


def direction(language: str) -> str:
    """`ltr` or `rtl`."""
    return "rtl" if language.split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"
