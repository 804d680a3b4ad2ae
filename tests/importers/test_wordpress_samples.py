"""Real WordPress exports, read where they stand beside the project, against a plain count of what stands in them."""

from __future__ import annotations

import re
import tracemalloc
from collections import Counter
from pathlib import Path

import pytest

from blog.importers.refusals import BrokenXml
from blog.importers.shapes import Comment, Dropped, Page, Post
from blog.importers.wordpress import open_export
from tests.importers.exports import NOW, SHARED
from tests.importers.wxr import comment, item, of, records_at, wxr

SAMPLES = SHARED / "data/wxr"
with_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample exports do not stand beside the project")
TYPE = re.compile(r"<wp:post_type>(?:<!\[CDATA\[)?(\w+)")
STATED = re.compile(r"<wp:comment>.*?</wp:comment>", re.DOTALL)


@with_samples
@pytest.mark.parametrize(
    "name",
    [
        "nikola-wordpress_unicode_export", "pelican-tests-wordpressexport", "wordpress-importer-namespace-edge-cases",
        "wordpress-importer-slashes", "wordpress-importer-theme-unit-test-data",
        "wordpress-importer-wxr-utf-8-challenges", "wordpress-importer-wxr-with-note-comments",
    ],
)  # fmt: skip
def test_as_much_is_read_as_a_plain_search_finds(name: str) -> None:
    path = SAMPLES / f"{name}.xml"
    text = path.read_text("utf-8")
    kinds = Counter(TYPE.findall(text))

    records = records_at(path)

    left = Counter(one.kind.value for one in of(records, Dropped))
    assert len(of(records, Post)) == kinds["post"]
    assert len(of(records, Page)) == kinds["page"]
    assert left["media"] == kinds["attachment"]
    assert left["entries"] == kinds.total() - kinds["post"] - kinds["page"] - kinds["attachment"]
    assert len(of(records, Comment)) + left["comments"] == len(STATED.findall(text))


@with_samples
def test_the_theme_unit_test_keeps_every_thread_and_kind() -> None:
    said = of(records_at(SAMPLES / "wordpress-importer-theme-unit-test-data.xml"), Comment)
    keys = {one.key for one in said}

    assert Counter(one.kind for one in said) == {"comment": 29, "pingback": 2, "trackback": 2}
    assert Counter(one.status.value for one in said) == {"approved": 30, "pending": 3}
    assert sum(one.parent_key in keys for one in said) == 10


@with_samples
def test_numbers_that_stand_twice_lose_nobody_a_comment() -> None:
    said = of(records_at(SAMPLES / "isso-tests-wordpress.xml"), Comment)

    assert len({one.key for one in said}) == 8
    assert len({one.post_key for one in said}) == 2


@with_samples
def test_a_malformed_one_is_refused_with_its_line() -> None:
    with pytest.raises(BrokenXml, match="line 90"):
        records_at(SAMPLES / "wordpress-importer-malformed.xml")


def test_a_large_export_never_fills_the_memory(tmp_path: Path) -> None:
    said = "".join(comment(number, "Words. " * 60) for number in range(1, 4_000))
    (tmp_path / "large.xml").write_text(wxr(*(item(n, "Words. " * 800) for n in range(1, 400)), item(400, inside=said)))
    tracemalloc.start()
    with open_export([tmp_path / "large.xml"]) as export:
        read = sum(1 for one in export.read(export.choose(), NOW) if isinstance(one, Post | Comment))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert read == 400 + 3_999
    assert peak < 8 * 1024 * 1024
