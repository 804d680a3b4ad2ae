"""V3: archives that lead out, link, lie or swell are refused while they are read."""

from __future__ import annotations

import os
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from blog.importers.archives import Limits, open_archive
from blog.importers.refusals import BrokenArchive, UnsafeArchive
from blog.importers.shapes import Reason
from tests.importers.exports import write_folder, write_zip


@pytest.mark.parametrize("name", ["/etc/passwd", "a/../../b", "..", "\\server\\x", "..\\x", "C:\\x", "C:/x"])
def test_a_name_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    path = write_zip(tmp_path / "t.zip", {"good.txt": "x", name: "x"})

    with pytest.raises(UnsafeArchive, match="leads out"):
        open_archive([path])


def test_a_name_with_dots_and_a_colon_of_its_own_is_none_of_that(tmp_path: Path) -> None:
    names = ["Blogs/Tea... and more/feed.atom", "Blogs/C: a language/feed.atom", "./a//b.txt"]

    with open_archive([write_zip(tmp_path / "t.zip", dict.fromkeys(names, "x"))]) as archive:
        assert archive.names == ["Blogs/C: a language/feed.atom", "Blogs/Tea... and more/feed.atom", "a/b.txt"]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFBLK])
def test_a_link_in_a_zip_is_refused(tmp_path: Path, kind: int) -> None:
    info = zipfile.ZipInfo("link")
    info.external_attr = (kind | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")

    with pytest.raises(UnsafeArchive, match="link"):
        open_archive([tmp_path / "t.zip"])


def test_a_link_in_a_folder_is_refused(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "export", {"a/b.txt": "x"})
    (tmp_path / "secret").write_text("secret")
    os.symlink(tmp_path / "secret", folder / "a" / "link.txt")

    with pytest.raises(UnsafeArchive, match="link"):
        open_archive([folder])


def test_a_file_that_became_a_link_after_it_was_listed_is_not_followed(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "export", {"a.txt": "x"})
    (tmp_path / "secret").write_text("secret")
    with open_archive([folder]) as archive:
        (folder / "a.txt").unlink()
        os.symlink(tmp_path / "secret", folder / "a.txt")
        with pytest.raises(BrokenArchive):
            archive.read("a.txt", 100)


def test_a_bomb_is_refused_before_anything_is_inflated(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "bomb.zip", {"feed.atom": b"\0" * (40 * 1024 * 1024)})

    with pytest.raises(UnsafeArchive, match="times its size"):
        open_archive([path])


def test_a_bomb_hidden_beside_honest_files_stops_while_it_is_inflated(tmp_path: Path) -> None:
    honest = os.urandom(400 * 1024)
    path = write_zip(tmp_path / "bomb.zip", {"lake.jpg": honest, "feed.atom": b"\0" * (40 * 1024 * 1024)})

    with open_archive([path]) as archive:
        assert archive.read("lake.jpg", 1024 * 1024) == honest
        inflated: list[int] = []
        with pytest.raises(UnsafeArchive, match="bomb"):
            inflated.extend(len(chunk) for chunk in archive.chunks("feed.atom"))
        assert sum(inflated) <= Limits().ratio_free


def test_a_list_with_a_lying_count_is_counted_itself(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "t.zip", {f"{number}.txt": "" for number in range(50)})
    content = bytearray(path.read_bytes())
    struct.pack_into("<HH", content, content.rfind(b"PK\x05\x06") + 8, 1, 1)
    path.write_bytes(content)

    with pytest.raises(UnsafeArchive, match="more than 49 files"):
        open_archive([path], Limits(files=49))


def test_too_many_files_and_too_many_bytes_are_refused(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "export", {"a": "x" * 60, "b": "x" * 60, "c": "x"})

    for limits in (Limits(files=2), Limits(file_bytes=50), Limits(total_bytes=100)):
        with pytest.raises(UnsafeArchive):
            open_archive([folder], limits)


@pytest.mark.parametrize("cut", [10, 60, 200])
def test_a_zip_that_was_not_loaded_to_its_end_is_refused_with_a_sentence(tmp_path: Path, cut: int) -> None:
    path = write_zip(tmp_path / "t.zip", {"a.txt": os.urandom(300)})
    path.write_bytes(path.read_bytes()[:-cut])

    with pytest.raises(BrokenArchive, match="damaged"):
        open_archive([path])


def test_a_flipped_byte_is_found_while_reading(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "t.zip", {"a.txt": os.urandom(3000)})
    content = bytearray(path.read_bytes())
    content[1500] ^= 0xFF
    path.write_bytes(content)

    with open_archive([path]) as archive, pytest.raises(BrokenArchive, match=r"a\.txt"):
        archive.read("a.txt", 10_000)


def test_locked_and_strangely_packed_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(BrokenArchive, match="packed"):
        open_archive([path])

    content = bytearray(write_zip(path, {"a.txt": "x"}).read_bytes())
    content[content.rfind(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(BrokenArchive, match="password"):
        open_archive([path])


def test_names_of_old_zips_without_a_charset_flag_are_utf_8(tmp_path: Path) -> None:
    content = write_zip(tmp_path / "t.zip", {"Бло́г.txt": "x"}).read_bytes()
    plain = bytearray(content)
    for sign, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        struct.pack_into("<H", plain, content.find(sign) + flags, 0)
    (tmp_path / "t.zip").write_bytes(plain)

    with open_archive([tmp_path / "t.zip"]) as archive:
        assert archive.names == ["Бло́г.txt"]
        assert archive.read("Бло́г.txt", 9) == b"x"


def test_a_file_that_is_in_two_parts_is_read_once_and_named(tmp_path: Path) -> None:
    first, second = (write_zip(tmp_path / f"{name}.zip", {"a.txt": name}) for name in ("one", "two"))

    with open_archive([first, second]) as archive:
        assert archive.read("a.txt", 9) == b"one"
        assert [one.reason for one in archive.cautions] == [Reason.DUPLICATE]


def test_what_is_not_there_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(BrokenArchive, match=r"nowhere\.zip"):
        open_archive([tmp_path / "nowhere.zip"])
