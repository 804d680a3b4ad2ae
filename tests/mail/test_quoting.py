"""X6, X11: quoted words of readers lead nowhere, and are cut as text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.mail.quoting import one_line, quote, without_links

LINKED = re.compile(r"(?i)[a-z]://|\bmailto:|\w@\w|\b[\w-]+\.[^\W\d_]{2}")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("See https://evil.example/a.html.", "See https[:]//evil[.]example/a[.]html."),
        ("www.evil.example", "www[.]evil[.]example"),
        ("me@evil.example", "me[at]evil[.]example"),
        ("mailto:me", "mailto[:]me"),
        ("evil\u3002example", "evil[.]example"),
        ("At 3.45 we met. Then we left, e.g. home.", "At 3.45 we met. Then we left, e.g. home."),
    ],
)
def test_what_mail_programs_make_links_of_is_broken_up(text: str, plain: str) -> None:
    assert without_links(text) == plain


@given(st.text(alphabet=st.sampled_from("ab.:/@-wWtps1 \u3002\n"), max_size=60))
def test_no_text_keeps_anything_to_click_on(text: str) -> None:
    assert not LINKED.search(without_links(text))


def test_a_name_is_one_line_and_a_quotation_is_indented_and_cut_between_words() -> None:
    assert one_line("Sol\r\nBcc: all\u2028x", 12) == "Sol Bcc: al…"
    quoted = quote("word " * 1000 + "\x0bend", 100)
    assert quoted.endswith("word …")
    assert all(line.startswith("    ") for line in quote("a\u2028b\x85c").split("\n"))
