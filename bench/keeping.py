"""P8: a decision while many other posts are kept: only what shows the change is made again."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import anyio
from sqlalchemy.orm import Session

from bench.data import Size, fill, path_of
from bench.report import Row
from bench.sizes import Sizes
from bench.statements import Counted
from blog.comments.models import Comment, Status
from blog.moderation.decisions import decide
from blog.moderation.states import POLICY, Actor


def measure_keeping(folder: Path, sizes: Sizes) -> list[Row]:
    """How many of the kept pages a decision under the first post made anew."""
    data = folder / "keeping"
    fill(data, Size(posts=sizes.posts + 1, comments=0, waiting=1))
    counted = Counted(data)
    paths = [path_of(number) for number in range(1, sizes.posts + 2)]
    made = _pages_made(counted)
    anyio.run(_ask_all, counted, paths)
    anyio.run(_ask_all, counted, paths)
    connection = sqlite3.connect(f"file:{data / 'blog.db'}?mode=ro", uri=True)
    comment_id, post_id = connection.execute("SELECT id, post_id FROM comments WHERE status = 'pending'").fetchone()
    connection.close()

    def approve(db: Session) -> None:
        comment = db.get_one(Comment, comment_id)
        decide(db, comment, Status.APPROVED, Actor(POLICY), counted.house.clock())

    counted.house.database.write(approve)
    before = len(made)
    bodies = anyio.run(_ask_all, counted, paths)
    anew = len(made) - before
    counted.house.close()
    if f"comment-b{comment_id}".encode() not in bodies[post_id - 1]:
        raise SystemExit("The approved comment is not on its page.")
    what = f"pages of {len(paths):,} posts made anew after a decision under one"
    return [Row("P8", what, float(anew), "", None, "= 1", anew == 1)]


def _pages_made(counted: Counted) -> list[str]:
    """A list that grows with every page that is rendered."""
    made: list[str] = []
    templates = counted.house.templates
    render = templates.render

    def noted(template: str, *about: object) -> str:
        made.append(template)
        return render(template, *about)  # type: ignore[arg-type]

    templates.render = noted  # type: ignore[method-assign,assignment]
    return made


async def _ask_all(counted: Counted, paths: list[str]) -> list[bytes]:
    return [await counted.get(path) for path in paths]
