"""Who may what: how a person signs in, which is nobody's matter but their own."""

from __future__ import annotations

import re

from sqlalchemy import select

from blog.accounts import addressing, renewing, tokens
from blog.accounts.models import Account
from blog.jobs.models import Job
from tests.web.access import Ask, Case, World
from tests.web.access import address as local_part
from tests.web.access_objects import at, door, door_with
from tests.web.desk_letters import STAFF

UNREACHED: dict[str, frozenset[str]] = {"forged": frozenset(), "other purpose": frozenset()}
WAYS = "/desk/you/signing-in"


def renewals(world: World, person: str) -> dict[str, Ask]:
    """Whoever holds the letter holds the key; one for another purpose, or one that was forged, opens nothing."""
    keys, now = world.blog.house.keys, world.blog.clock()
    write = renewing.make_writer(keys, world.blog.url)
    whose = {"whose": keys.fingerprint(renewing.PURPOSE, "ada@example.org")}
    world.blog.house.database.write(lambda db: write(db, whose, now))
    with world.blog.reading() as db:
        letter = db.scalars(select(Job).where(Job.kind == "mail").order_by(Job.id.desc()).limit(1)).one()
    token = re.findall(r"/new-password/(\S+)", letter.payload["words"])[0]
    other = tokens.make_token(keys, tokens.OWNER_LINK, now, [1, ""])
    kinds = {"letter's": token, "forged": "x" + token, "other purpose": other, "missing": "nonsense"}
    return {kind: Ask(f"/sign-in/new-password/{key}", {"password": "short"}) for kind, key in kinds.items()}


def addresses(world: World, person: str) -> dict[str, Ask]:
    """A link is good for the one who asked for it, in their own session, and for nobody else."""
    keys, now = world.blog.house.keys, world.blog.clock()
    with world.blog.reading() as db:
        mine = db.scalars(select(Account).where(Account.email == f"{local_part(person)}@example.org")).first()
        ada = db.scalars(select(Account).where(Account.email == "ada@example.org")).one()

    def link(whose: Account) -> str:
        # Somebody has it meanwhile: these people are needed under their own addresses after this.
        about = [whose.id, "ada@example.org", addressing._state_of(keys, whose)]
        return tokens.make_token(keys, addressing.PURPOSE, now, about)

    kinds = {"own": link(mine or ada), "hers": link(ada), "missing": "nonsense"}
    return {kind: Ask(f"/desk/you/address/{key}") for kind, key in kinds.items()}


SIGNING_IN: dict[tuple[str, str], Case] = {
    ("GET", WAYS): door(WAYS, STAFF),
    ("POST", "/desk/you/language"): door_with(Ask("/desk/you/language", {"language": ""}), frozenset({303}), STAFF),
    ("GET", "/sign-in/passkey"): at("/sign-in/passkey"),
    ("POST", "/sign-in/passkey"): Case(lambda world, person: {"only": Ask("/sign-in/passkey")}, frozenset({403})),
    ("GET", f"{WAYS}/passkey"): door(f"{WAYS}/passkey", STAFF),
    ("POST", "/sign-in/code"): Case(lambda world, person: {"only": Ask("/sign-in/code")}, frozenset({403})),
    ("GET", f"{WAYS}/codes"): door_with(Ask(f"{WAYS}/codes"), frozenset({200, 303}), STAFF),
    ("POST", f"{WAYS}/codes"): door_with(Ask(f"{WAYS}/codes", {"action": "end"}), frozenset({303}), STAFF),
    ("GET", "/sign-in/forgotten"): at("/sign-in/forgotten"),
    ("POST", "/sign-in/forgotten"): Case(
        lambda world, person: {"only": Ask("/sign-in/forgotten", {"email": "sol@example.org"})}, frozenset({422})
    ),
    ("GET", "/desk/you/address/{token}"): Case(addresses, enters=STAFF, only={"hers": frozenset()}),
    ("POST", "/desk/you/address/{token}"): Case(addresses, frozenset({409}), STAFF, {"hers": frozenset()}),
    ("GET", "/sign-in/new-password/{token}"): Case(renewals, only=UNREACHED),
    ("POST", "/sign-in/new-password/{token}"): Case(renewals, frozenset({422}), only=UNREACHED),
    ("POST", WAYS): door_with(Ask(WAYS, {"action": "end", "session": "999999"}), frozenset({409}), STAFF),
}
