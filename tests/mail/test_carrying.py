"""Handing a letter to a mail server that is well, down, slow, unwilling or torn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from blog.mail import carrying
from blog.mail.carrying import LetterNotSent, LetterRefused
from blog.mail.sending import make_postman
from blog.settings import read_settings
from tests.cast.serving import free_port
from tests.servers.smtp import Mood, PostOffice

LETTER = {
    "to": "nia@example.org",
    "subject": "A comment waits",
    "words": "Words.",
    "at": "2026-10-09T12:00:00+00:00",
}

Postman = Callable[[dict[str, Any]], None]


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


def postman(folder: Path, url: str) -> Postman:
    return make_postman(
        read_settings(
            {
                "BLOG_DATA": str(folder),
                "BLOG_SECRET_KEY": "k" * 20,
                "BLOG_URL": "https://blog.example.org",
                "BLOG_SMTP_URL": url,
            }
        )
    )


def test_a_letter_arrives_and_says_who_sent_it(tmp_path: Path, office: PostOffice) -> None:
    postman(tmp_path, office.url)(LETTER)
    [(readers, letter)] = office.letters
    assert readers == ["nia@example.org"]
    assert letter["From"] == "afterword@blog.example.org"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content() == "Words.\r\n"


def test_the_same_letter_has_the_same_id_in_every_process(tmp_path: Path, office: PostOffice) -> None:
    for _ in range(2):
        postman(tmp_path, office.url)(LETTER)
    postman(tmp_path, office.url)({**LETTER, "to": "omar@example.org"})
    ids = [letter["Message-ID"] for _, letter in office.letters]
    assert ids[0] == ids[1] != ids[2]


def test_a_letter_to_an_international_address_arrives(tmp_path: Path, office: PostOffice) -> None:
    postman(tmp_path, office.url)({**LETTER, "to": "søl@bücher.example"})
    assert office.letters[0][0] == ["søl@xn--bcher-kva.example"]


@pytest.mark.parametrize(
    ("mood", "error", "says"),
    [
        (Mood(rcpt="450 4.2.1 Greylisted, come back"), LetterNotSent, "450 4.2.1 Greylisted, come back"),
        (Mood(rcpt="550 5.1.1 No such user"), LetterRefused, "550 5.1.1 No such user"),
        (Mood(data="452 4.3.1 No room"), LetterNotSent, "452 4.3.1 No room"),
        (Mood(data="554 5.7.1 Looks like spam"), LetterRefused, "554 5.7.1 Looks like spam"),
        (Mood(drops_in_data=True), LetterNotSent, "Connection unexpectedly closed"),
        (Mood(rcpt="421 4.3.2 Closing down"), LetterNotSent, "421 4.3.2 Closing down"),
    ],
)
def test_what_the_server_says_tells_not_now_from_never(
    tmp_path: Path, office: PostOffice, mood: Mood, error: type[Exception], says: str
) -> None:
    office.mood = mood
    with pytest.raises(error) as told:
        postman(tmp_path, office.url)(LETTER)
    assert str(told.value) == says
    assert office.letters == []


def test_a_server_that_is_down_is_tried_another_time(tmp_path: Path) -> None:
    with pytest.raises(ConnectionRefusedError):
        postman(tmp_path, f"smtp://127.0.0.1:{free_port()}")(LETTER)


@pytest.mark.parametrize("place", ["MAIL", "DATA"])
def test_a_server_that_says_nothing_is_not_waited_for_long(
    tmp_path: Path, office: PostOffice, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setattr(carrying, "TIMEOUT_SECONDS", 0.2)
    office.mood.hangs_at = place
    with pytest.raises((LetterNotSent, TimeoutError)):
        postman(tmp_path, office.url)(LETTER)


def test_a_server_that_never_ends_its_answer_is_hung_up_on(
    tmp_path: Path, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every single answer may come in time, and all of them together still take too long."""
    monkeypatch.setattr(carrying, "LETTER_SECONDS", 0.3)
    office.mood.hangs_at = "MAIL"
    with pytest.raises(LetterNotSent, match="closed"):
        postman(tmp_path, office.url)(LETTER)


@pytest.mark.parametrize("words", ["500 What?", "421 Too late"])
def test_a_letter_is_sent_once_however_the_server_says_goodbye(tmp_path: Path, office: PostOffice, words: str) -> None:
    office.mood.quit = words
    postman(tmp_path, office.url)(LETTER)
    assert len(office.letters) == 1


def test_half_a_letter_never_lies_among_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write_half(path: Path, content: bytes) -> int:
        with path.open("wb") as file:
            file.write(content[:20])
        raise OSError(28, "No space left on device")

    deliver = postman(tmp_path, "")
    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", write_half)
        with pytest.raises(OSError, match="No space"):
            deliver(LETTER)
    assert list((tmp_path / "mail").glob("*.eml")) == []
    deliver(LETTER)
    assert len(list((tmp_path / "mail").iterdir())) == 1
