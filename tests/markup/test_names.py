"""Names, websites and e-mail addresses."""

from __future__ import annotations

import pytest

from blog.markup.names import NotAnEmail, NotAWebsite, clean_name, email, looks_alike, website

NAMES = {
    "  Sol   Okafor ": "Sol Okafor",
    "Sol\nOkafor\t": "Sol Okafor",
    "Sol\u202e rotaredom": "Sol rotaredom",
    "A\u200bd\u200da\ufeff": "Ada",
    "A\U000e0061da": "Ada",
    "Zoe\u0308": "Zoë",
    "a" + "\u0301" * 40: "\u00e1" + "\u0301" * 4,
    "\u3164\u200b ": "",
    'O\'Hara "Q" `x` <b>': 'O\'Hara "Q" `x` <b>',
    "नमस्ते 李明 שרה": "नमस्ते 李明 שרה",
}


@pytest.mark.parametrize(("typed", "name"), NAMES.items())
def test_a_name_is_one_line_of_visible_characters(typed: str, name: str) -> None:
    assert clean_name(typed) == name
    assert clean_name(name) == name


WEBSITES = {
    "": None,
    "  ": None,
    "example.org": "https://example.org",
    "www.example.org/a?b=c#d": "https://www.example.org/a?b=c#d",
    " http://example.org ": "http://example.org",
    "HTTPS://Example.org/": "HTTPS://Example.org/",
    "https://example.org:8443/~sol": "https://example.org:8443/~sol",
    "https://münchen.example": "https://münchen.example",
    "https://उदाहरण.example": "https://उदाहरण.example",
    "https://[2001:db8::1]/": "https://[2001:db8::1]/",
    "https://example.org/?a='b'`c\"": "https://example.org/?a='b'`c\"",
    "https://example.org/user@host": "https://example.org/user@host",
}


@pytest.mark.parametrize(("typed", "address"), WEBSITES.items())
def test_a_website_is_kept_to_the_letter(typed: str, address: str | None) -> None:
    assert website(typed) == address


NO_WEBSITES = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:1", "java\tscript:alert(1)", "java\nscript:1",
    "java\u200bscript:alert(1)", "\x01javascript:alert(1)", "java\u202escript:1", "vbscript:1", "data:text/html,x",
    "blob:https://example.org/1", "mailto:sol@example.org", "//example.org", "/\\example.org", "\\\\example.org",
    "https:example.org", "https:/example.org", "https:\\\\example.org", "https://", "https:///example.org",
    "example.org:8000", "localhost:8000", "sol@example.org", "https://sol@example.org", "https://a:b@example.org/",
    "https://example.org\\@evil.example", "ht\u200btps://example.org", "https://exa\u00admple.org",
    "https://exa mple.org", "ftp://example.org", "example", "not a website", "<b>example.org</b>",
    "https://example.org/<script>", "https://example.org/\ud83d", "https://" + "a" * 3_000 + ".example",
]  # fmt: skip


@pytest.mark.parametrize("typed", NO_WEBSITES)
def test_what_is_no_plain_website_is_refused(typed: str) -> None:
    with pytest.raises(NotAWebsite):
        website(typed)


EMAILS = {
    "": None,
    " sol@Example.ORG ": "sol@example.org",
    "Sol.Okafor+blog@mail.example.org": "Sol.Okafor+blog@mail.example.org",
    "o'hara@example.org": "o'hara@example.org",
    "søl@münchen.example": "søl@münchen.example",
}


@pytest.mark.parametrize(("typed", "address"), EMAILS.items())
def test_an_email_address_keeps_its_name_and_lowers_its_domain(typed: str, address: str | None) -> None:
    assert email(typed) == address


NO_EMAILS = [
    "sol", "sol@", "@example.org", "sol@example", "sol@@example.org", "sol@example..org", ".sol@example.org",
    "sol.@example.org", "sol o@example.org", "sol@exa mple.org", "sol@-example.org",
    "sol@example.org\nBcc: x@y.example", "sol@example.org\r\n", "sol\x00@example.org", "sol\u200b@example.org",
    "sol@example.org,x@y.example", "Sol <sol@example.org>", "a" * 65 + "@example.org", "sol@" + "a." * 130 + "org",
    "sol@127.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("typed", [address for address in NO_EMAILS if address.strip() == address])
def test_what_is_no_email_address_is_refused(typed: str) -> None:
    with pytest.raises(NotAnEmail):
        email(typed)


def test_a_line_end_after_an_email_address_is_no_part_of_it() -> None:
    assert email("sol@example.org\r\n") == "sol@example.org"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Ada Merrin", "ada merrin"),
        ("Ada Merrin", "Adа Mеrrin"),
        ("Ada", "A d a."),
        ("Paul", "PauI"),
        ("modern", "modem"),
    ],
)
def test_names_that_a_hasty_eye_confuses_look_alike(a: str, b: str) -> None:
    assert looks_alike(a, b)


@pytest.mark.parametrize(("a", "b"), [("Ada", "Ida"), ("Ada Merrin", "Ada Merring"), ("Nia", "Mia")])
def test_names_that_differ_to_the_eye_do_not_look_alike(a: str, b: str) -> None:
    assert not looks_alike(a, b)
