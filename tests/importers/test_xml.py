"""V2: XML without DTD and entities, bounded in depth and size, mended where that is honest."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from blog.importers.refusals import BrokenXml, UnsafeXml
from blog.importers.xml import ENTRY_CHARACTERS, Stream


def stream(document: str | bytes, size: int = 7) -> Stream:
    """The document in pieces so small that every token is cut somewhere."""
    content = document.encode() if isinstance(document, str) else document
    return Stream((content[at : at + size] for at in range(0, len(content), size)), home="atom")


def first_text(document: str | bytes, size: int = 7) -> str:
    return next(iter(stream(document, size))).text


@pytest.mark.parametrize(
    "declared",
    [
        "<!DOCTYPE feed>",
        "<!DOCTYPE feed SYSTEM 'file:///etc/passwd'>",
        "<!DOCTYPE feed [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]>",
        "<!DOCTYPE feed [<!ENTITY % x SYSTEM 'http://192.0.2.1/x'> %x;]>",
    ],
)
def test_a_doctype_is_refused_whatever_is_in_it(declared: str) -> None:
    with pytest.raises(UnsafeXml, match="DOCTYPE"):
        list(stream(f"<?xml version='1.0'?>{declared}<feed><a>&b;</a></feed>"))


def test_an_entity_that_nobody_declared_stays_text() -> None:
    read = stream("<feed><a>&xxe; &nbsp;&mdash; R&D &amp; &#x41;</a></feed>")

    assert next(iter(read)).text == "&xxe; \xa0— R&D & A"
    assert read.mended == {"stray-ampersands": 2, "named-entities": 2}


def test_what_is_nested_too_deep_is_refused() -> None:
    with pytest.raises(UnsafeXml, match="deeper"):
        list(stream("<a>" * 5_000, size=4096))


def test_a_tag_without_end_is_refused_before_it_fills_the_memory() -> None:
    def endless() -> Iterator[bytes]:
        yield b"<feed><a x='"
        for _ in range(1_000):
            yield b"y" * 65_536
        pytest.fail("it was read to the end")

    with pytest.raises(UnsafeXml, match="tag larger"):
        list(Stream(endless()))


def test_an_entry_larger_than_entries_are_is_cut_and_says_so() -> None:
    long = b"<feed><a><b>" + b"word " * (ENTRY_CHARACTERS // 5 + 10) + b"</b></a><c>next</c></feed>"

    cut, whole = stream(long, size=65_536)

    assert (cut.cut, whole.cut, whole.text) == (True, False, "next")
    assert len(cut.words("atom:b")) <= ENTRY_CHARACTERS


def test_a_hundred_thousand_elements_in_one_entry_are_cut() -> None:
    (entry,) = stream(b"<feed><a>" + b"<b/>" * 150_000 + b"</a></feed>", size=65_536)

    assert entry.cut
    assert len(entry.parts) <= 100_000


@pytest.mark.parametrize(
    ("document", "name"),
    [
        ("<feed xmlns='http://www.w3.org/2005/Atom'><id/></feed>", "atom:id"),
        ("<x:feed xmlns:x='https://www.w3.org/2005/Atom/'><x:id/></x:feed>", "atom:id"),
        ("<feed><id/></feed>", "atom:id"),
        ("<feed><thr:total/></feed>", "thr:total"),
        ("<feed xmlns:wp='https://wordpress.org/export/1.2/'><wp:status/></feed>", "wp:status"),
        ("<feed xmlns:e='http://wordpress.org/export/1.0/excerpt/'><e:encoded/></feed>", "excerpt:encoded"),
        ("<feed><mine:x xmlns:mine='urn:mine'/></feed>", "{urn:mine}x"),
        ("<feed><foo:x/></feed>", "foo:x"),
    ],
)
def test_names_are_the_same_whatever_their_prefixes_are_bound_to(document: str, name: str) -> None:
    assert [element.name for element in stream(document)] == [name]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 64, 4096])
def test_pieces_of_any_size_give_the_same_text(size: int) -> None:
    document = "<feed><a>Тея &amp; cake &copy &#233; \x0b<![CDATA[R&D ]] &nbsp; <b>]]]]><![CDATA[>]]> end&</a></feed>"

    assert first_text(document, size) == "Тея & cake &copy é R&D ]] &nbsp; <b>]]> end&"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<?xml version='1.0' encoding='windows-1252'?><f><a>caf\xe9 \x80</a></f>".encode("latin-1"), "café €"),
        ("<?xml version='1.0' encoding='utf-16'?><f><a>café</a></f>".encode("utf-16"), "café"),
        (b"\xef\xbb\xbf<f><a>caf\xc3\xa9</a></f>", "café"),
        (b"<?xml version='1.0' encoding='utf-7'?><f><a>+ADw-b+AD4-</a></f>", "+ADw-b+AD4-"),
        (b"<?xml version='1.0' encoding='base64'?><f><a>x</a></f>", "x"),
        (b"<f><a>caf\xe9 &#0; &#xD83D; ok</a></f>", "caf\ufffd   ok"),
    ],
)
def test_charsets_are_read_as_declared_and_strange_ones_as_utf_8(content: bytes, text: str) -> None:
    assert first_text(content) == text


def test_a_file_that_breaks_off_gives_what_was_whole_and_says_where_it_ended() -> None:
    read = stream("<feed>\n<a>one</a>\n<a>two</a>\n<a>thr")

    assert [element.text for element in read] == ["one", "two"]
    assert read.mended == {"closed-at-end": 1}
    assert read.unfinished is not None
    assert read.unfinished.line == 4


def test_a_file_that_is_broken_in_the_middle_is_refused_with_its_line() -> None:
    read = iter(stream("<feed>\n<a>one</a>\n<a>two</b>\n<a>three</a></feed>"))

    assert next(read).text == "one"
    with pytest.raises(BrokenXml, match="line 3"):
        next(read)


@pytest.mark.parametrize("content", [b"", b"   ", b"hello", b"PK\x03\x04\x00\x00"])
def test_what_is_no_xml_is_refused(content: bytes) -> None:
    with pytest.raises(BrokenXml):
        list(stream(content))


def test_inner_html_is_written_again_for_xhtml_contents() -> None:
    (content,) = stream(
        "<feed><c type='xhtml'><d xmlns='http://www.w3.org/1999/xhtml'>a <b t='&quot;'>b</b> &lt;c</d></c></feed>"
    )

    assert content.inner_html() == '<d>a <b t="&quot;">b</b> &lt;c</d>'
