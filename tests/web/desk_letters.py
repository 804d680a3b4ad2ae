"""Who may what with the letters to the staff: links in them, one's own choice, and what the owner says of imports."""

from __future__ import annotations

from sqlalchemy import select

from blog.accounts.models import Account
from blog.comments.models import Comment
from blog.moderation import mailed
from tests.web.access import Ask, Case, World

DONE = frozenset({303})
STAFF = frozenset({"contributor", "author", "moderator", "editor", "owner"})


def mailed_links(world: World, person: str) -> dict[str, Ask]:
    """Ada's links to a comment that waits and to one that was decided on meanwhile: they are hers, whoever asks."""
    keys, now, ids = world.blog.house.keys, world.blog.clock(), [world.waiting(world.shown) for _ in range(2)]
    with world.blog.reading() as db:
        ada = db.scalars(select(Account).where(Account.role == "owner").order_by(Account.id)).first()
        assert ada is not None
        found = [db.scalars(select(Comment).where(Comment.public_id == key.split("@")[0])).one() for key in ids]
        links = [mailed.link_of(keys, ada, comment, now) for comment in found]
    world.ada.post("/desk/decisions", {"comment": ids[1], "decision": "approved"})
    form = {"decision": "approved"}
    return {kind: Ask(link, form) for kind, link in zip(("waiting", "decided"), links, strict=True)}


DESK_LETTERS: dict[tuple[str, str], Case] = {
    ("GET", "/-/decide/{token}"): Case(mailed_links),
    ("POST", "/-/decide/{token}"): Case(mailed_links, DONE),
    ("GET", "/desk/you"): Case(lambda world, person: {"only": Ask("/desk/you")}, enters=STAFF),
    ("POST", "/desk/you"): Case(lambda world, person: {"only": Ask("/desk/you", {"pace": "daily"})}, DONE, STAFF),
    ("POST", "/desk/retention"): Case(
        lambda world, person: {"only": Ask("/desk/retention")}, DONE, frozenset({"owner"})
    ),
}
