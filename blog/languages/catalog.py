"""The words of the interface in the visitor's language."""

from __future__ import annotations

from gettext import NullTranslations

from blog.languages.sentences import Sentence

# A language is offered once its translation is complete; a name is written in the language itself.
LANGUAGES: dict[str, str] = {"en": "English"}

RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "ur", "yi"})


def translations(language: str) -> NullTranslations:
    """The catalogue for `language`; English is the language of the messages themselves."""
    return NullTranslations()


def translate(sentence: Sentence, catalogue: NullTranslations) -> str:
    """The sentence in the catalogue's language, with its values put in (values that are sentences, too)."""
    values = {k: translate(v, catalogue) if isinstance(v, Sentence) else v for k, v in sentence.values.items()}
    if sentence.plural is None:
        text = catalogue.gettext(sentence.text)
    else:
        num = sentence.values.get("num")
        text = catalogue.ngettext(sentence.text, sentence.plural, num if isinstance(num, int) else 2)
    return text % values if values else text


def direction(language: str) -> str:
    """`ltr` or `rtl`."""
    return "rtl" if language.split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"
