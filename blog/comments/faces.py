"""Small patterns beside names, where the owner wants pictures: drawn here, and nothing is asked of anybody for them."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from blog.signing import Keys

TONES = 6
SIDE = 5
# The columns on the left and the one in the middle; the right side mirrors the left.
DRAWN = 3


class Face(NamedTuple):
    """`path` is what an SVG path draws in a square of five by five; `tone` one of six inks."""

    tone: int
    path: str


def face_of(keys: Keys, name: str, account_id: int | None, commenter_id: int | None) -> Face:
    """The same for the same name of the same known person, and for the same name where nobody is known.

    A typed address never goes into it: it proves nobody, so whoever types it would borrow a face, and equal faces under
    two names would tell that one address stands behind both. The name always does, for the same reason.
    """
    person = f"account {account_id}" if account_id is not None else f"commenter {commenter_id}" if commenter_id else ""
    return _draw(int(keys.fingerprint("face", name, person)[:8], 16))


@lru_cache(1024)
def _draw(number: int) -> Face:
    number, tone = divmod(number, TONES)
    path = ""
    for row in range(SIDE):
        number, bits = divmod(number, 2**DRAWN)
        left = [bool(bits & 2**column) for column in range(DRAWN)]
        filled = [*left, left[1], left[0]]
        column = 0
        while column < SIDE:
            length = next((n for n in range(column, SIDE) if not filled[n]), SIDE) - column
            if length:
                path += f"M{column} {row}h{length}v1h-{length}z"
            column += length + 1
    # No face is empty.
    return Face(tone, path or "M1 1h3v3h-3z")
