"""Whatever is written into a letter, it is one message to one reader, and it goes out (V10, M9)."""

from __future__ import annotations

import email
import email.policy
import tempfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.mail.carrying import LetterRefused
from blog.mail.sending import make_postman
from blog.settings import read_settings

# Any text at all, lone surrogates and control characters included, with what could end a header or a letter early.
HOSTILE = st.lists(
    st.one_of(
        st.text(alphabet=st.characters(), max_size=20),
        st.sampled_from(
            [
                "\r\n",
                "\r",
                "\n",
                "\x00",
                "\x0b",
                "\x85",
                "\u2028",
                "\ud800",
                "\r\n.\r\n",
                "Bcc: all@example.org",
                "=?utf-8?q?=0A?=",
            ]
        ),
    ),
    max_size=8,
).map("".join)


def delivered(to: str, subject: str, words: str) -> EmailMessage:
    """The letter as it was written to its file; there is exactly one."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {"BLOG_DATA": folder, "BLOG_SECRET_KEY": "k" * 20, "BLOG_URL": "https://blog.example.org"}
        deliver = make_postman(read_settings(environ))
        deliver({"to": to, "subject": subject, "words": words, "at": "2026-10-09T12:00:00+00:00"})
        [path] = (Path(folder) / "mail").iterdir()
        return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


@settings(max_examples=150, deadline=None)
@given(subject=HOSTILE, words=HOSTILE)
def test_no_text_adds_a_header_a_reader_or_a_second_letter(subject: str, words: str) -> None:
    letter = delivered("nia@example.org", subject, words)
    assert letter.get_all("To") == ["nia@example.org"]
    assert sorted({name.lower() for name in letter.keys()}) == [  # noqa: SIM118 - a message is no dictionary
        "auto-submitted", "content-transfer-encoding", "content-type", "date", "from", "message-id", "mime-version",
        "subject", "to",
    ]  # fmt: skip
    assert len(letter.get_all("Subject", [])) == 1
    assert letter.get_content_type() == "text/plain"
    assert not letter.defects


@pytest.mark.parametrize(
    "words", ["Line one.\n\n.\n..\nFrom here on\n", "雅" * 3000, "a" * 5000, "tab\there", "😀\u200d👧 \u202eabc"]
)
def test_the_words_arrive_as_they_were(words: str) -> None:
    letter = delivered("nia@example.org", "Words", words)
    assert letter.get_content().rstrip("\n") == words.rstrip("\n")


@pytest.mark.parametrize("breaker", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028"])
def test_a_line_break_in_the_subject_becomes_a_blank(breaker: str) -> None:
    letter = delivered("nia@example.org", f"Hello{breaker}Bcc: all@example.org", "Words.")
    assert letter["Subject"] == "Hello Bcc: all@example.org"
    assert letter["Bcc"] is None


@pytest.mark.parametrize("coded", ["=?utf-8?q?a=0ABcc:_all@example.org?=", "=??Q?=0A", "=?utf-8?b?Cg==?="])
def test_what_looks_like_an_encoded_word_is_only_words(coded: str) -> None:
    letter = delivered("nia@example.org", f"A title {coded}", "Words.")
    assert letter["Subject"] == f"A title {coded}".replace("=?", "= ?")
    assert letter["Bcc"] is None


@pytest.mark.parametrize(
    "to",
    [
        "nia@example.org, omar@example.org",
        "nia@example.org\r\nBcc: omar@example.org",
        "Nia <nia@example.org>",
        "everybody: nia@example.org;",
        "nia",
        "@example.org",
        "nia@",
        "",
        "nia@example.org\x00omar@example.org",
        "nia@" + "x" * 70 + ".example.org",
    ],
)
def test_what_is_not_one_address_gets_no_letter(to: str) -> None:
    with pytest.raises(LetterRefused, match="no such mail address"):
        delivered(to, "Subject", "Words.")


@settings(max_examples=150, deadline=None)
@given(to=HOSTILE)
def test_any_text_as_an_address_is_one_reader_or_a_refusal(to: str) -> None:
    try:
        letter = delivered(to, "Subject", "Words.")
    except LetterRefused:
        return
    assert len(letter["To"].addresses) == 1
