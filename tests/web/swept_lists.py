"""Who may decide on a whole list: whoever was shown it, and nobody with somebody else's."""

from __future__ import annotations

from functools import partial

from tests.web.access import Ask, Case, World


def swept_lists(deciders: frozenset[str]) -> Case:
    return Case(partial(_asks, deciders), frozenset({303}), deciders, {"foreign": frozenset()})


def _asks(deciders: frozenset[str], world: World, person: str) -> dict[str, Ask]:
    """What the person's own list held, and what Ada's did: its token is hers alone."""
    world.waiting(world.shown)
    reaches = {"foreign": _reach(world, "Ada"), "missing": "nonsense"}
    if person in deciders:
        if person == "author":
            world.waiting(world.blog.publish(world.browsers[person], title="An author's own"))
        reaches["own"] = _reach(world, person)
    return {kind: Ask("/desk/sweeps", {"token": reach, "decision": "rejected"}) for kind, reach in reaches.items()}


def _reach(world: World, person: str) -> str:
    browser = world.ada if person == "Ada" else world.browsers[person]
    return browser.get("/desk/comments?score=0").form("/desk/sweeps").value("token")
