"""Answering a comment at the desk, and changing its text: who may, with what."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import select

from blog.comments.models import Comment
from tests.web.access import Ask, Case, World

Asks = Callable[[World, str], dict[str, Ask]]
DOORS = {"answer": "From", "text": "Changed by"}


def worded(pins: Asks, enters: frozenset[str], only: Mapping[str, frozenset[str]]) -> dict[tuple[str, str], Case]:
    """The cases of both doors, with the comments that `pins` makes."""
    return {
        (method, f"/desk/comments/{{comment}}/{door}"): Case(_asks(pins, door), frozenset({status}), enters, only)
        for door in DOORS
        for method, status in (("GET", 200), ("POST", 303))
    }


def _asks(pins: Asks, door: str) -> Asks:
    """An approved comment on a post of one's own and one on another's."""

    def asks(world: World, person: str) -> dict[str, Ask]:
        picks = {kind: ask.form["pin"] for kind, ask in pins(world, person).items()}
        with world.blog.reading() as db:
            query = select(Comment.public_id, Comment.seen).where(Comment.public_id.in_(picks.values()))
            seen = {public_id: str(number) for public_id, number in db.execute(query)}
        text = f"{DOORS[door]} {person} {world.blog.clock()}"
        return {
            kind: Ask(f"/desk/comments/{name}/{door}", {"body": text, "seen": seen.get(name, "1")})
            for kind, name in picks.items()
        }

    return asks
