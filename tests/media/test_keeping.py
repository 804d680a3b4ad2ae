"""Pictures are known by their content and kept under names nobody can guess."""

from __future__ import annotations

import hashlib
import itertools
from pathlib import Path

import pytest

from blog.media.flaws import Flaw, NoPicture
from blog.media.formats import format_of, type_of
from blog.media.keeping import NAME, keep_file
from blog.signing import Keys
from tests.media.drawing import draw, opened

KEYS = Keys(("a key for tests that is long enough",))
PNG = draw()
SAMPLES = {
    "image/png": PNG,
    "image/jpeg": draw("JPEG"),
    "image/gif": draw("GIF"),
    "image/webp": draw("WEBP"),
    "image/avif": draw("AVIF"),
}


@pytest.mark.parametrize("type", SAMPLES)
def test_the_five_formats_are_kept_as_what_they_are(tmp_path: Path, type: str) -> None:
    kept = keep_file(tmp_path, KEYS, [SAMPLES[type][:5], SAMPLES[type][5:]])

    content = (tmp_path / kept.name).read_bytes()
    assert (kept.format.type, kept.size) == (type, len(content))
    assert opened(content).size == (60, 40)
    assert NAME.fullmatch(kept.name)
    assert type_of(kept.name) == type
    assert [path.name for path in tmp_path.iterdir()] == [kept.name]


@pytest.mark.parametrize(
    "content",
    [b"", b"\x89PN", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html><script>", b"%PDF-1.7 and so on",
     b"RIFF\x00\x00\x00\x00WAVEfmt ", b"BM" + b"\x00" * 60, b"\x00" * 100],
)  # fmt: skip
def test_whatever_else_it_says_it_is_is_refused_and_leaves_nothing(tmp_path: Path, content: bytes) -> None:
    """V4, V5"""
    with pytest.raises(NoPicture):
        keep_file(tmp_path, KEYS, [content])

    assert list(tmp_path.iterdir()) == []
    assert format_of(content) is None


def test_a_picture_that_does_not_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoPicture) as refused:
        keep_file(tmp_path, KEYS, itertools.repeat(PNG), most=10_000)

    assert refused.value.flaw is Flaw.LARGE

    assert list(tmp_path.iterdir()) == []


def test_the_same_bytes_are_one_file_and_its_name_tells_nothing(tmp_path: Path) -> None:
    first, second = keep_file(tmp_path, KEYS, [PNG]), keep_file(tmp_path, KEYS, [PNG])

    assert first == second
    assert len(list(tmp_path.iterdir())) == 1
    assert hashlib.sha256(PNG).hexdigest()[:32] not in first.name
    assert keep_file(tmp_path, Keys(("another key for tests, long too",)), [PNG]).name != first.name
