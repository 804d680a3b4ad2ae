"""Faces: the same for the same person, drawn from no address, and never the same for whoever only types a name."""

from __future__ import annotations

import re

from blog.comments.faces import TONES, face_of
from blog.signing import Keys

KEYS = Keys(("one-secret-for-the-tests",))


def test_a_person_has_one_face_and_who_only_types_the_name_has_another() -> None:
    """C2, T3"""
    known = face_of(KEYS, "Sol", None, 7)
    assert known == face_of(KEYS, "Sol", None, 7)
    others = {face_of(KEYS, "Sol", None, None), face_of(KEYS, "Sol", 7, None), face_of(KEYS, "Sol", None, 8)}
    assert known not in others
    assert len(others) == 3


def test_two_names_of_one_person_do_not_tell_that_they_are_one() -> None:
    """A4"""
    assert face_of(KEYS, "Sol", None, 7) != face_of(KEYS, "Night owl", None, 7)


def test_a_face_cannot_be_made_without_the_key() -> None:
    names = [f"Reader {number}" for number in range(40)]
    other = Keys(("another-secret-for-the-tests",))
    assert sum(face_of(KEYS, name, None, None) == face_of(other, name, None, None) for name in names) <= 2


def test_every_face_is_a_mirrored_drawing_in_one_of_the_inks() -> None:
    seen = set()
    for number in range(500):
        face = face_of(KEYS, f"Reader {number}", None, None)
        seen.add(face)
        assert 0 <= face.tone < TONES
        assert re.fullmatch(r"(M[0-4] [0-4]h[1-5]v[1-3]h-[1-5]z)+", face.path)
        filled = set()
        for column, row, length in re.findall(r"M(\d) (\d)h(\d)", face.path):
            filled |= {(int(column) + step, int(row)) for step in range(int(length))}
        assert filled == {(4 - column, row) for column, row in filled}
    assert len(seen) > 450
