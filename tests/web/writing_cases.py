"""Who may what about writing: unsaved words, versions, private links and what the writing page asks."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.media import keeping
from blog.media.formats import PNG
from blog.media.keeping import Kept
from tests.web.access import Ask, Case, World, address

WRITERS = frozenset({"contributor", "author", "editor", "owner"})
OVER_ALL_POSTS = frozenset({"editor", "owner"})
DONE = frozenset({303})


def posts(world: World, person: str) -> dict[str, Ask]:
    form = {"title": "A title", "body": "Words.", "action": "save"}
    own = world.own.get(person, world.post)
    asks = {"own": own, "foreign draft": world.post, "foreign scheduled": world.later, "missing": 999_999}
    return {kind: Ask(f"/desk/posts/{number}", form) for kind, number in asks.items()}


def parts_of_posts(part: str, **form: str) -> Case:
    """A page beside the form of a post, and what its buttons do, for the same people as the form."""

    def asks(world: World, person: str) -> dict[str, Ask]:
        return {kind: Ask(f"{ask.path}/{part}", form) for kind, ask in posts(world, person).items()}

    only = {"foreign draft": OVER_ALL_POSTS, "foreign scheduled": OVER_ALL_POSTS}
    return Case(asks, DONE if form else frozenset({200}), WRITERS, only)


def kept_words(world: World, person: str) -> dict[str, Ask]:
    """A new post's, and what belongs to posts: to a foreign one nothing is kept."""
    asks = {"new": ""} | {kind: ask.path.rsplit("/", 1)[1] for kind, ask in posts(world, person).items()}
    form = {"title": "A title", "body": "Words.", "draft": "c" * 16}
    return {kind: Ask("/desk/unsaved", {**form, "post": post}) for kind, post in asks.items()}


def put_away(world: World, person: str) -> dict[str, Ask]:
    """Of the same name somebody else has one, too."""
    drafts = {"foreign": "a" * 16, "missing": "f" * 16}
    world.ada.post("/desk/unsaved", {"title": "Ada's", "draft": drafts["foreign"]})
    if person in WRITERS:
        drafts["own"] = "b" * 16
        world.browsers[person].post("/desk/unsaved", {"title": "Own", "draft": drafts["own"]})
    return {kind: Ask("/desk/unsaved/away", {"draft": draft}) for kind, draft in drafts.items()}


def previews(world: World, person: str) -> dict[str, Ask]:
    """A link to a draft, one whose end was forged, and one that has ended."""
    ways = {}
    for kind in ("good", "ended"):
        world.ada.post(f"/desk/posts/{world.post}/links", {"lifetime": "7"})
        page = world.ada.open(f"/desk/posts/{world.post}/links")
        ways[kind] = re.findall(r'value="http://localhost:8000(/-/preview/[^"]+)"', page.html)[0]
        if kind == "ended":
            page.send("end")
    ways |= {"forged": ways["good"][:-1] + ("0" if ways["good"][-1] != "0" else "1"), "missing": "/-/preview/nonsense"}
    return {kind: Ask(path) for kind, path in ways.items()}


def own_pictures(world: World, person: str) -> dict[str, Ask]:
    """A picture of the person's own, and Ada's."""
    ids = {"foreign": bring(world, "Ada")}
    if person in WRITERS:
        ids["own"] = bring(world, address(person))
    form = {"alt": f"Seen by {person}."}
    return {kind: Ask(f"/desk/media/{number}", form) for kind, number in {**ids, "missing": 999_999}.items()}


def bring(world: World, name: str) -> int:
    """The id of a picture that the account called so has brought."""
    kept = Kept(f"{secrets.token_hex(16)}.png", PNG, 1)

    def enter(db: Session) -> int:
        by = db.scalars(select(Account).where(Account.name == name)).one()
        return keeping.enter(db, kept, "A kettle", world.blog.clock(), by)

    return world.blog.house.database.write(enter)


WRITING: dict[tuple[str, str], Case] = {
    ("GET", "/desk/posts/{post:int}/revisions"): parts_of_posts("revisions"),
    ("POST", "/desk/posts/{post:int}/revisions"): parts_of_posts("revisions", revision="1"),
    ("GET", "/desk/posts/{post:int}/links"): parts_of_posts("links"),
    ("POST", "/desk/posts/{post:int}/links"): parts_of_posts("links", lifetime="7"),
    ("GET", "/desk/posts/{post:int}/authors"): parts_of_posts("authors"),
    # A form that names nobody changes nothing, for whoever may send it.
    ("POST", "/desk/posts/{post:int}/authors"): replace(parts_of_posts("authors", author=""), answers=frozenset({422})),
    ("POST", "/desk/posts/{post:int}/presence"): replace(
        parts_of_posts("presence", leaves=""), answers=frozenset({200})
    ),
    ("GET", "/desk/posts/{post:int}/cover"): parts_of_posts("cover"),
    ("POST", "/desk/posts/{post:int}/cover"): parts_of_posts("cover", picture=""),
    ("POST", "/desk/posts/{post:int}/cover/file"): Case(
        lambda world, person: {"only": Ask(f"/desk/posts/{world.post}/cover/file")}, frozenset({400}), WRITERS
    ),
    ("POST", "/desk/unsaved"): Case(
        kept_words, frozenset({200}), WRITERS, {"foreign draft": OVER_ALL_POSTS, "foreign scheduled": OVER_ALL_POSTS}
    ),
    ("GET", "/desk/media"): Case(lambda world, person: {"only": Ask("/desk/media")}, enters=WRITERS),
    # No form with a file arrives here: it is torn, and whoever may not send one is not told even that.
    ("POST", "/desk/media"): Case(lambda world, person: {"only": Ask("/desk/media")}, frozenset({400}), WRITERS),
    ("GET", "/desk/media/{picture:int}"): Case(own_pictures, enters=WRITERS, only={"foreign": OVER_ALL_POSTS}),
    ("POST", "/desk/media/{picture:int}"): Case(own_pictures, DONE, WRITERS, {"foreign": OVER_ALL_POSTS}),
    ("POST", "/desk/media/{picture:int}/file"): Case(
        lambda world, person: {"only": Ask(f"/desk/media/{bring(world, 'Ada')}/file")}, frozenset({400}), WRITERS
    ),
    ("POST", "/desk/pasted"): Case(
        lambda world, person: {"only": Ask("/desk/pasted", {"html": "<b>x</b>", "title": "A title"})},
        frozenset({200}),
        WRITERS,
    ),
    ("POST", "/desk/preview"): Case(
        lambda world, person: {"only": Ask("/desk/preview", {"body": "*x*", "title": "A title"})},
        frozenset({200}),
        WRITERS,
    ),
    ("POST", "/desk/unsaved/away"): Case(put_away, DONE, WRITERS, {"foreign": frozenset()}),
    ("GET", "/-/preview/{token}"): Case(previews, only={"forged": frozenset(), "ended": frozenset()}),
}
