"""Every sentence of the interface is translated, and says what the English one says."""

from __future__ import annotations

import re
from gettext import NullTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from blog.languages.catalog import FOLDER, LANGUAGES, translate, translations
from blog.languages.sentences import Number, say
from blog.web.templates import packed_or_checkout
from tests.languages.gathering import gather, read

CATALOGUES = sorted(FOLDER.glob("*.po"))
PLACE = re.compile(r"%\(\w+\)s|%%|%")
TAG = re.compile(r"</?\w+")
SAME_EVERYWHERE = re.compile(r"&\w+;|\bCtrl \w|\b(?:Afterword|RSS|JSON)\b")


@pytest.fixture(scope="module")
def said() -> Catalog:
    return gather()


def key(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, list | tuple) else (message.id,)


def strings(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, list | tuple) else (message.string or "",)


def messages(catalog: Catalog) -> dict[tuple[str, ...], Message]:
    return {key(message): message for message in catalog if message.id}


def by_name(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", CATALOGUES, ids=by_name)
def test_a_catalogue_holds_what_the_interface_says_and_nothing_else(path: Path, said: Catalog) -> None:
    assert sorted(messages(read(path))) == sorted(messages(said)), "run python -m tests.languages.gathering"


@pytest.mark.parametrize("path", CATALOGUES, ids=by_name)
def test_nothing_is_untranslated_or_only_guessed(path: Path) -> None:
    found = messages(read(path))
    assert [one for one, message in found.items() if message.fuzzy or not all(strings(message))] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=by_name)
def test_a_translation_keeps_the_places_the_tags_and_the_paragraphs(path: Path) -> None:
    wrong = []
    for ids, message in messages(read(path)).items():
        wanted = {place for one in ids for place in PLACE.findall(one)}
        tags = sorted(TAG.findall(ids[-1]))
        for words in strings(message):
            places = set(PLACE.findall(words))
            # One thing may be said without its number: "one comment", "un commentaire".
            missing = wanted - places - ({"%(num)s"} if len(ids) > 1 else set())
            same = sorted(TAG.findall(words)) == tags and words.count("\n\n") == ids[-1].count("\n\n")
            edges = (words[:1].isspace(), words[-1:].isspace()) == (ids[-1][:1].isspace(), ids[-1][-1:].isspace())
            if places - wanted or missing or not same or not edges:
                wrong.append((ids, words))
    assert wrong == []


def test_the_languages_offered_are_those_that_are_whole() -> None:
    assert sorted(LANGUAGES) == sorted(["en", *(path.stem for path in CATALOGUES)])


@pytest.mark.parametrize("path", CATALOGUES, ids=by_name)
def test_each_language_counts_by_its_own_rule(path: Path) -> None:
    """Read without the locale, Babel takes English's rule for every language (stack.md §3)."""
    with path.open("rb") as file:
        assert read_po(file, locale=path.stem).plural_expr in ("(n > 1)", "(n != 1)")
    assert translations(path.stem).ngettext("%(num)s comment", "%(num)s comments", 0) != "%(num)s comments"


def test_a_language_of_a_country_is_read_as_the_language() -> None:
    for path in CATALOGUES:
        assert translations(f"{path.stem}-XX") is not translations("en")
        assert translations(f"{path.stem}-XX").gettext("Save") == translations(path.stem).gettext("Save") != "Save"


def test_no_template_says_a_word_that_cannot_be_translated() -> None:
    bare = []
    for path in sorted(packed_or_checkout("templates").rglob("*.html")):
        bare += [f"{path.name}: {words}" for words in words_outside(path.read_text(encoding="utf-8"))]
    assert bare == []


def test_the_search_for_bare_words_finds_them() -> None:
    assert words_outside('<p>{{ _("Told") }} Bare word</p>') == ["Bare word"]
    assert words_outside('<a aria-label="Bare label"></a>') == ["Bare label"]
    assert words_outside('<code>blog serve</code>{# a remark #}<p id="x{% if y %}z{% endif %}">…</p>') == []


def words_outside(template: str) -> list[str]:
    """Texts and labels that stand in a template as they are; what is code is the same in every language."""
    text = re.sub(r"\{#.*?#\}", "", template, flags=re.S)
    text = re.sub(r"<(code|kbd|script|style)\b.*?</\1>", "", text, flags=re.S)
    text = re.sub(r"\{%-?\s*set\b[^%]*%\}.*?\{%-?\s*endset\s*-?%\}", "", text, flags=re.S)
    text = re.sub(r"\{% block body_class %\}\w+", "", text)
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", text, flags=re.S)
    labels = re.findall(r'\b(?:aria-label|aria-roledescription|placeholder|title|alt)="([^"]*)"', text)
    text = re.sub(r"<!--.*?-->|<[^>]*>", "\n", text, flags=re.S)
    # Macros put attributes together outside of any tag.
    lines = [re.sub(r'[\w-]+="[^"]*"', "", line).strip() for line in text.split("\n")]
    return [words for words in (*lines, *labels) if re.search(r"[^\W\d_]{2}", SAME_EVERYWHERE.sub("", words))]


@pytest.mark.parametrize(("language", "grouped"), [("en", "12,400"), ("fr", "12\u202f400"), ("es", "12.400")])
def test_a_large_number_is_written_as_its_language_groups_digits(language: str, grouped: str) -> None:
    catalogue = NullTranslations()
    catalogue._info = {"language": language}  # type: ignore[attr-defined]
    assert translate(say("All %(num)s of them", num=Number(12400)), catalogue) == f"All {grouped} of them"


def test_no_language_speaks_another_one() -> None:
    """Two languages that say a whole sentence with the very same letters: one of them holds the other's words."""
    first, *others = (messages(read(path)) for path in CATALOGUES)
    for other in others:
        same = [one for one in first if strings(first[one]) == strings(other[one])]
        assert [one for one in same if len(PLACE.sub("", strings(first[one])[0])) > 12] == []
