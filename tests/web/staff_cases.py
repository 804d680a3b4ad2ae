"""Who may see the staff and change it, what everybody says of themselves, and whom an invitation lets in."""

from __future__ import annotations

from sqlalchemy import select

from blog.accounts import invitations
from blog.accounts.models import Account
from tests.web.access import Ask, Case, World

OWNERS = frozenset({"owner"})
STAFF = frozenset({"contributor", "author", "moderator", "editor", "owner"})
WRONG = frozenset({422})


def members(world: World, person: str) -> dict[str, Ask]:
    """Ada, and nobody; the form asks for a role that there is not."""
    with world.blog.reading() as db:
        number = db.scalars(select(Account.id).where(Account.name == "Ada")).one()
    form = {"role": "emperor"}
    return {"Ada": Ask(f"/desk/people/{number}", form), "missing": Ask("/desk/people/999999", form)}


def author_pages(world: World, person: str) -> dict[str, Ask]:
    """Nobody learns from an address that there is an account which has published nothing."""
    slugs = {"published": "ada", "without posts": "contributor", "missing": "nobody"}
    return {kind: Ask(f"/authors/{slug}") for kind, slug in slugs.items()}


def links(world: World, person: str) -> dict[str, Ask]:
    """The link of an invitation, and one whose seal is another's; the form says nothing."""
    blog = world.blog

    def invited(address: str) -> str:
        def invite(db: object) -> str:
            ada = db.scalars(select(Account).where(Account.name == "Ada")).one()  # type: ignore[attr-defined]
            made = invitations.invite(db, ada, address, "owner", "7", blog.clock())  # type: ignore[arg-type]
            return invitations.path_of(blog.house.keys, made)

        return blog.house.database.write(invite)

    open_, other = invited("one@example.org"), invited("two@example.org")
    forged = f"{open_.partition('.')[0]}.{other.partition('.')[2]}"
    return {"open": Ask(open_), "forged": Ask(forged), "missing": Ask("/-/invitations/nonsense")}


STAFF_CASES: dict[tuple[str, str], Case] = {
    ("GET", "/desk/people"): Case(lambda world, person: {"only": Ask("/desk/people")}, enters=OWNERS),
    ("POST", "/desk/people"): Case(
        lambda world, person: {"only": Ask("/desk/people", {"email": "nobody"})}, WRONG, OWNERS
    ),
    ("GET", "/desk/people/roles"): Case(lambda world, person: {"only": Ask("/desk/people/roles")}, enters=STAFF),
    ("GET", "/desk/people/{account:int}"): Case(members, enters=OWNERS),
    ("POST", "/desk/people/{account:int}"): Case(members, WRONG, OWNERS),
    ("GET", "/desk/you/profile"): Case(lambda world, person: {"only": Ask("/desk/you/profile")}, enters=STAFF),
    ("POST", "/desk/you/profile"): Case(
        lambda world, person: {"only": Ask("/desk/you/profile", {"name": ""})}, WRONG, STAFF
    ),
    ("GET", "/authors/{author}"): Case(author_pages, only={"without posts": frozenset()}),
    ("GET", "/-/invitations/{token}"): Case(links, only={"forged": frozenset()}),
    ("POST", "/-/invitations/{token}"): Case(links, WRONG, only={"forged": frozenset()}),
}
