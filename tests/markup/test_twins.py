"""T3: what the eye takes for Latin letters, by Unicode's own data."""

from __future__ import annotations

import pytest

from blog.markup.names import looks_alike
from blog.markup.twins import as_latin, mixes_scripts


@pytest.mark.parametrize("name", ["Аdа", "\u13aa\u0501\u0430", "𝓐𝓭𝓪", "A\u0501a", "Ａｄａ", "A\u0307da", "⍺da"])
def test_a_twin_of_a_name_looks_like_it(name: str) -> None:
    assert looks_alike("Ada", name)


@pytest.mark.parametrize("name", ["李明", "Нина", "שרה", "नमस्ते", "Łukasz", "Søren"])
def test_names_of_other_scripts_are_nobody_s_twins(name: str) -> None:
    assert not any(looks_alike(name, known) for known in ("Ada", "Nia", "Nina", "Olive"))
    assert not mixes_scripts(name)


def test_names_of_signs_alone_are_not_all_the_same() -> None:
    assert not looks_alike("🙂", "!!")
    assert looks_alike("🙂", "🙂")


@pytest.mark.parametrize(
    ("name", "mixed"), [("Rοbin", True), ("Ada Нина", False), ("山田 Taro", False), ("Ada", False)]
)
def test_only_a_word_in_two_scripts_is_suspicious(name: str, mixed: bool) -> None:
    assert mixes_scripts(name) is mixed


def test_plain_text_needs_no_data() -> None:
    assert as_latin("Ada Merrin") == "Ada Merrin"
