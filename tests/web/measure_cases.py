"""Who may see people, bans, reasons, the log and the emergency switch: whoever decides on every comment."""

from __future__ import annotations

from tests.web.access import Ask, Case, World

ADDRESS = "abcdefgh"
OVER_ALL_COMMENTS = frozenset({"moderator", "editor", "owner"})


def persons(world: World, person: str) -> dict[str, Ask]:
    """Whoever wrote a comment, by its id; the form of a note says nothing."""
    written = world.waiting(world.shown).split("@")[0]
    return {"known": Ask(f"/desk/people/{written}"), "missing": Ask(f"/desk/people/{ADDRESS}")}


MEASURES: dict[tuple[str, str], Case] = {
    ("GET", "/desk/people/{person}"): Case(persons, frozenset({200}), OVER_ALL_COMMENTS),
    ("POST", "/desk/people/{person}"): Case(persons, frozenset({422}), OVER_ALL_COMMENTS),
    ("GET", "/desk/bans"): Case(lambda world, person: {"only": Ask("/desk/bans")}, enters=OVER_ALL_COMMENTS),
    ("POST", "/desk/bans"): Case(
        lambda world, person: {"only": Ask("/desk/bans", {"kind": "host"})}, frozenset({422}), OVER_ALL_COMMENTS
    ),
    ("GET", "/desk/reasons"): Case(lambda world, person: {"only": Ask("/desk/reasons")}, enters=OVER_ALL_COMMENTS),
    ("POST", "/desk/reasons"): Case(
        lambda world, person: {"only": Ask("/desk/reasons", {"words": ""})}, frozenset({422}), OVER_ALL_COMMENTS
    ),
    ("GET", "/desk/log"): Case(lambda world, person: {"only": Ask("/desk/log")}, enters=OVER_ALL_COMMENTS),
    ("GET", "/desk/log/file"): Case(lambda world, person: {"only": Ask("/desk/log/file")}, enters=OVER_ALL_COMMENTS),
    ("GET", "/desk/emergency"): Case(lambda world, person: {"only": Ask("/desk/emergency")}, enters=OVER_ALL_COMMENTS),
    ("POST", "/desk/emergency"): Case(
        lambda world, person: {"only": Ask("/desk/emergency", {"rule": "hidden"})}, frozenset({422}), OVER_ALL_COMMENTS
    ),
}
