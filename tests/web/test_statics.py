"""Static files: packed once, tagged by what they hold, kept for ever where the address says which bytes these are."""

from __future__ import annotations

import gzip
import os
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from blog.web import statics
from blog.web.answers import Ready, pack
from blog.web.statics import EACH_TIME, FOR_EVER, Statics
from tests.cast.site import Site
from tests.media.drawing import draw
from tests.stories.pictures import bring, picture_of

SHEET = "/static/style/base.css"
BYTES = (Path(__file__).resolve().parents[2] / SHEET[1:]).read_bytes()
GZIP = {"accept-encoding": "gzip, br"}
PLAIN = {"accept-encoding": "identity"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "one.css").write_text("a { color: red; }\n" * 40, "utf-8")
    return tmp_path


@pytest.fixture
def reader(folder: Path) -> TestClient:
    return TestClient(Statics(folder))


@pytest.fixture
def packing(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each time that anything is packed."""
    packed: list[int] = []

    def pack_and_count(plain: Ready, level: int) -> Ready:
        packed.append(len(plain.body))
        return pack(plain, level)

    monkeypatch.setattr("blog.web.statics.pack", pack_and_count)
    return packed


def versioned(blog: Site) -> str:
    """The sheet's address as it stands on the pages."""
    found = re.search(rf'href="({SHEET}\?v=[^"]+)"', blog.visitor().get("/").html)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("asked", "status", "packed", "length"),
    [
        pytest.param(GZIP, 200, True, None, id="packed to who takes gzip"),
        pytest.param(PLAIN, 200, False, len(BYTES), id="plain to who does not"),
        pytest.param({"accept-encoding": "gzip;q=0"}, 200, False, len(BYTES), id="gzip is refused by its weight"),
        pytest.param({"accept-encoding": "br"}, 200, False, len(BYTES), id="no coding that we know"),
        pytest.param({**GZIP, "if-none-match": "packed"}, 304, True, None, id="has the packed one"),
        pytest.param({**PLAIN, "if-none-match": "plain"}, 304, False, None, id="has the plain one"),
        pytest.param({**GZIP, "if-none-match": 'W/"x", W/packed'}, 304, True, None, id="one of several, weakly"),
        pytest.param({**GZIP, "if-none-match": "*"}, 304, True, None, id="has whatever there is"),
        pytest.param({**GZIP, "if-none-match": '"other"'}, 200, True, None, id="has something else"),
        pytest.param({**PLAIN, "range": "bytes=0-9"}, 206, False, 10, id="a piece"),
        pytest.param({**GZIP, "range": "bytes=0-9"}, 206, False, 10, id="a piece is one of the file, never packed"),
        pytest.param({**GZIP, "range": "bytes=2-", "if-range": "plain"}, 206, False, len(BYTES) - 2, id="the rest"),
        pytest.param(
            {**GZIP, "range": "bytes=2-", "if-range": "packed"}, 200, False, len(BYTES), id="no rest of packed bytes"
        ),
        pytest.param({**GZIP, "range": "bytes=0-9", "if-none-match": "packed"}, 304, True, None, id="has the piece"),
        pytest.param({**PLAIN, "range": "bytes=999999-"}, 416, False, None, id="a piece behind the end"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("address", ["versioned", "unversioned", "of another version"])
def test_each_request_gets_the_answer_of_its_coding(
    blog_once: Site, address: str, method: str, asked: dict[str, str], status: int, packed: bool, length: int | None
) -> None:
    client = blog_once.visitor().client
    path = {"versioned": versioned(blog_once), "unversioned": SHEET}.get(address, f"{SHEET}?v=0123456789ab")
    tags = {name: client.get(path, headers=how).headers["etag"] for name, how in (("packed", GZIP), ("plain", PLAIN))}
    assert tags["packed"] == tags["plain"][:-1] + '-gzip"'
    for name, tag in tags.items():
        asked = {field: value.replace(name, tag) for field, value in asked.items()}
    answer = client.request(method, path, headers=asked)
    assert answer.status_code == status
    if status == 416:
        return
    assert answer.headers["etag"] == tags["packed" if packed else "plain"]
    assert answer.headers["vary"] == "Accept-Encoding"
    age = FOR_EVER if address == "versioned" else EACH_TIME
    assert answer.headers["cache-control"] == age.decode()
    assert ("content-encoding" in answer.headers) == (packed and status == 200)
    assert answer.headers["x-content-type-options"] == "nosniff"
    if status == 304:
        assert not answer.content and "content-type" not in answer.headers
        return
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert int(answer.headers["content-length"]) == (len(gzip.compress(BYTES, 9, mtime=0)) if packed else length)
    piece = BYTES[2:] if length == len(BYTES) - 2 else BYTES[:length]
    assert answer.content == (b"" if method == "HEAD" else piece)


def test_a_file_is_read_and_packed_once(reader: TestClient, packing: list[int]) -> None:
    for headers in (GZIP, PLAIN, GZIP, {**GZIP, "if-none-match": "*"}):
        assert reader.get("/one.css", headers=headers).status_code in (200, 304)
    assert len(packing) == 1


def test_what_is_changed_on_the_disk_is_seen(folder: Path, reader: TestClient, packing: list[int]) -> None:
    before = reader.get("/one.css", headers=GZIP)
    address = f"/one.css?v={statics.version_of(before.content)}"
    assert reader.get(address).headers["cache-control"] == FOR_EVER.decode()
    # As long as it was before, and at another time: a clock of milliseconds would not tell.
    (folder / "one.css").write_bytes(before.content.replace(b"red", b"tan"))
    os.utime(folder / "one.css", ns=(0, 1))
    after = reader.get("/one.css", headers={**GZIP, "if-none-match": before.headers["etag"]})
    assert after.status_code == 200 and b"tan" in after.content
    assert after.headers["etag"] != before.headers["etag"]
    # The old address does not name these bytes, so nobody keeps them under it.
    assert reader.get(address).headers["cache-control"] == EACH_TIME.decode()
    assert len(packing) == 2


def test_memory_is_bounded(
    folder: Path, reader: TestClient, packing: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statics, "LARGEST_FILE", 5000)
    monkeypatch.setattr(statics, "MOST_BYTES", 10_000)
    for name, size in (("a", 4000), ("b", 4000), ("c", 4000), ("large", 6000)):
        (folder / f"{name}.css").write_bytes(name.encode() * (size // len(name)))
    statics_app: Any = reader.app
    for name in ("a", "b", "c", "large"):
        answer = reader.get(f"/{name}.css", headers=GZIP)
        assert answer.status_code == 200 and answer.headers["etag"] and name.encode() in answer.content
        assert sum(kept.size for kept in statics_app._kept.values()) <= 10_000
    assert [Path(path).stem for path in statics_app._kept] == ["b", "c"]
    assert len(packing) == 3


def test_what_packing_makes_no_smaller_is_sent_as_it_is(folder: Path, reader: TestClient) -> None:
    (folder / "tiny.svg").write_text("<svg/>", "utf-8")
    answer = reader.get("/tiny.svg", headers=GZIP)
    assert "content-encoding" not in answer.headers and answer.content == b"<svg/>"
    again = reader.get("/tiny.svg", headers={**GZIP, "if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


def test_pictures_are_asked_for_with_the_same_conditions(blog: Site) -> None:
    ada = blog.staff("Ada", "owner")
    path = picture_of(ada.follow(bring(ada, draw())))
    whole = ada.client.get(path)
    for asked, status in (
        ({}, 200),
        ({"range": "bytes=0-9"}, 206),
        ({"range": "bytes=0-9", "if-range": '"other"'}, 200),
        ({"if-none-match": whole.headers["etag"]}, 304),
    ):
        for method in ("GET", "HEAD"):
            answer = ada.client.request(method, path, headers=asked)
            assert answer.status_code == status and answer.headers["etag"] == whole.headers["etag"]
            if method == "HEAD" or status == 304:
                assert not answer.content
            else:
                assert answer.content == (whole.content[:10] if status == 206 else whole.content)
