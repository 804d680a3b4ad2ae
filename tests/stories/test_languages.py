"""A blog in another language speaks it everywhere: to readers, at the desk, in letters."""

from __future__ import annotations

import re

import pytest

from blog.languages.catalog import LANGUAGES
from tests.cast.site import Browser, Site

OTHERS = sorted(set(LANGUAGES) - {"en"})
SAID = {
    "fr": {"none": "Aucun commentaire", "form": "Nom", "queue": "Commentaires", "approve": "Approuver"},
    "es": {"none": "Sin comentarios", "form": "Nombre", "queue": "Comentarios", "approve": "Aprobar"},
}


def speak(owner: Browser, language: str) -> None:
    assert owner.open("/desk/settings").send("tagline", language=language).status == 303


@pytest.mark.parametrize("language", OTHERS)
def test_a_reader_meets_no_english_word(blog: Site, ada: Browser, language: str) -> None:
    path = blog.publish(ada)
    english = blog.visitor().open(path)
    speak(ada, language)
    page = blog.visitor().open(path)
    assert f'<html lang="{language}"' in page.html
    assert SAID[language]["none"] in page.words
    assert SAID[language]["form"] in page.words
    assert "October" in english.words
    assert "October" not in page.words
    assert "octubre" in page.words or "octobre" in page.words
    for words in ("Post a Comment", "comments", "Earlier", "Your"):
        assert words not in page.words
    refused = blog.say(path, "")
    assert refused.status == 422
    assert "Your" not in refused.words
    refused = blog.say(path, "A word.", website="no website", email="no address")
    assert refused.status == 422
    assert "does not look like" not in refused.words
    assert blog.visitor().get("/nowhere").status == 404


@pytest.mark.parametrize("language", OTHERS)
def test_the_desk_and_its_letters_speak_the_language_of_who_reads(blog: Site, ada: Browser, language: str) -> None:
    path = blog.publish(ada)
    speak(ada, language)
    assert blog.say(path, "Une bouilloire suffit.").status == 200
    queue = ada.open("/desk/comments")
    assert SAID[language]["approve"] in queue.words
    assert "Approve" not in queue.words
    blog.work()
    letters = [
        file.read_text(encoding="utf-8", errors="replace") for file in (blog.house.settings.data / "mail").iterdir()
    ]
    assert letters
    assert not any("waits" in letter for letter in letters)

    assert ada.post("/desk/you/language", {"language": "en"}).status == 303
    assert "Approve" in ada.open("/desk/comments").words
    assert SAID[language]["none"] in blog.visitor().open(path).words
    assert f'<html lang="{language}"' in blog.visitor().open("/").html


@pytest.mark.parametrize("language", OTHERS)
def test_sentences_within_sentences_are_in_the_language_too(blog: Site, ada: Browser, language: str) -> None:
    path = blog.publish(ada)
    blog.say(path, "Still here.")
    speak(ada, language)
    blog.clock.step(days=5)
    words = ada.open("/desk/comments").words
    assert "5 days" not in words
    assert {"fr": "5 jours", "es": "5 días"}[language] in words


@pytest.mark.parametrize(("language", "sign"), [("en", "."), *((language, ",") for language in OTHERS)])
def test_points_are_written_as_the_language_of_the_desk_writes_numbers(
    blog: Site, ada: Browser, language: str, sign: str
) -> None:
    """On cards and rows, in the filter, among the settings, and in what the log says of these."""
    path = blog.publish(ada)
    speak(ada, language)
    said = "Three places: https://one.example https://two.example https://three.example"
    assert blog.say(path, said, email="sol@example.org").status == 200
    assert blog.say(path, f"{said} https://four.example", email="vega@example.org").status == 200

    for typed in ("2.5", "2,5"):
        queue = ada.open(f"/desk/comments?status=pending&score={typed}")
        points = re.findall(r'class="(?:points|score)"[^>]*>([^<]+)<', queue.html)
        assert f"+1{sign}5" in points
        assert f"5{sign}0" in points
        assert all(re.fullmatch(rf"\+?[0-9]+{re.escape(sign)}[0-9]", point) for point in points)
        assert f" 2{sign}5" in re.findall(r'class="part"[^>]*><bdi>([^<]+)<', queue.html)[0]
        assert f'value="{typed}"' in queue.html
        assert f"3{sign}0, " in queue.words
    assert ada.get("/desk/comments?status=pending&score=2;5").status == 422

    assert ada.open("/desk/settings").send("tagline", wait_from=f"1{sign}5").status == 303
    page = ada.open("/desk/settings")
    assert dict(page.form("tagline").filled())["wait_from"] == f"1{sign}5"
    assert f"1 → 1{sign}5" in ada.open("/desk/log").words
    assert page.send("tagline", tagline="Another line").status == 303
    assert dict(ada.open("/desk/settings").form("tagline").filled())["wait_from"] == f"1{sign}5"
    assert ada.open("/desk/log").words.count("→ 1") == 1
