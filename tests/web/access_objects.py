"""Who may what: the objects that the cases are tried on."""

from __future__ import annotations

from sqlalchemy import select

from blog.accounts import tokens
from blog.comments import following, proving
from blog.comments.stamps import make_stamp
from blog.posts.models import Post, Tag
from blog.site.settings import change_site
from tests.web.access import Ask, Case, World

WRITERS = frozenset({"contributor", "author", "editor", "owner"})
DECIDERS = frozenset({"author", "moderator", "editor", "owner"})
OVER_ALL_POSTS = frozenset({"editor", "owner"})
OVER_ALL_COMMENTS = frozenset({"moderator", "editor", "owner"})
OWNERS = frozenset({"owner"})
QUIET = frozenset({204})
ADDRESS = "abcdefgh"


def at(path: str, **form: str) -> Case:
    """A page without objects, open to everybody."""
    return Case(lambda world, person: {"only": Ask(path, form)})


def with_a_contact(world: World, person: str) -> dict[str, Ask]:
    """Where the owner has named nobody, there is no such page."""
    database, now = world.blog.house.database, world.blog.clock()
    database.write(lambda db: change_site(db, now, None, security_contact="mailto:holes@example.org"))
    return {"only": Ask("/.well-known/security.txt")}


def with_an_accent(world: World, person: str) -> dict[str, Ask]:
    """An address of a former colour leads to that of now."""
    database, now = world.blog.house.database, world.blog.clock()
    database.write(lambda db: change_site(db, now, None, accent="#123456"))
    return {"only": Ask("/-/accent/former.css")}


def tags(world: World, person: str) -> dict[str, Ask]:
    return {"shown": Ask("/tags/kettles"), "draft's": Ask("/tags/secrets"), "missing": Ask("/tags/nothing")}


def one_tag(world: World, person: str) -> dict[str, Ask]:
    with world.blog.reading() as db:
        number = db.scalars(select(Tag.id).where(Tag.slug == "kettles")).one()
    return {kind: Ask(f"/desk/tags/{one}", {"name": "kettles"}) for kind, one in (("any", number), ("missing", 9999))}


def tag_feeds(world: World, person: str) -> dict[str, Ask]:
    return {
        kind: Ask(f"/feeds/posts/default/-/{ask.path.rpartition('/')[2]}") for kind, ask in tags(world, person).items()
    }


def author_feeds(world: World, person: str) -> dict[str, Ask]:
    return {
        kind: Ask(f"/feeds/authors/{name}") for kind, name in (("shown", "ada"), ("nobody", "mo"), ("missing", "x"))
    }


def comment_feeds(world: World, person: str) -> dict[str, Ask]:
    with world.blog.reading() as db:
        shown = db.scalars(select(Post.id).where(Post.permalink == world.shown)).one()
    numbers = {"shown": shown, "draft's": world.post, "withdrawn": world.withdrawn, "missing": 999_999}
    return {kind: Ask(f"/feeds/{number}/comments/default") for kind, number in numbers.items()}


def years(world: World, person: str) -> dict[str, Ask]:
    return {"shown": Ask("/2026/"), "scheduled": Ask("/2030/"), "missing": Ask("/2031/")}


def months(world: World, person: str) -> dict[str, Ask]:
    return {"shown": Ask("/2026/10/"), "scheduled": Ask("/2030/03/"), "missing": Ask("/2031/03/")}


def permalinks(world: World, person: str) -> dict[str, Ask]:
    return {
        "shown": Ask(world.shown),
        "scheduled": Ask("/2030/03/later.html"),
        "withdrawn": Ask("/withdrawn.html"),
        "missing": Ask("/no-such-post.html"),
    }


def new_comments(world: World, person: str) -> dict[str, Ask]:
    world.blog.clock.step(minutes=1)
    shown = dict(world.blog.visitor().get(world.shown).form("comment-form").fields)
    asks = {"shown": Ask("/comments", {**shown, "body": f"From {person}.", "name": "Sol"})}
    for kind, post in (("draft", world.post), ("withdrawn", world.withdrawn), ("missing", 999_999)):
        stamp = make_stamp(world.blog.house.keys, post, world.blog.clock(), exact=False)
        asks[kind] = Ask("/comments", {"post": str(post), "stamp": stamp, "body": "To nobody.", "name": "Sol"})
    return asks


def replies(world: World, person: str) -> dict[str, Ask]:
    approved, waits = (world.waiting(world.shown) for _ in range(2))
    world.ada.post("/desk/decisions", {"comment": approved, "decision": "approved"})
    paths = {"approved": approved.split("@")[0], "pending": waits.split("@")[0], "missing": ADDRESS}
    return {kind: Ask(f"/-/reply/{name}") for kind, name in paths.items()}


def reports(world: World, person: str) -> dict[str, Ask]:
    """Whoever reads may report what stands there, and nothing else."""
    form = {"reason": "insult", "note": f"From {person}."}
    paths = {kind: ask.path.replace("/-/reply/", "/-/report/") for kind, ask in replies(world, person).items()}
    return {kind: Ask(path, form) for kind, path in paths.items()}


def comment_places(world: World, person: str) -> dict[str, Ask]:
    return {kind: Ask(ask.path.replace("/reply/", "/comment/")) for kind, ask in replies(world, person).items()}


def pins(world: World, person: str) -> dict[str, Ask]:
    """An approved comment on a post of one's own, and one on another's."""
    paths = {"foreign": world.shown}
    if person in DECIDERS & WRITERS:
        paths["own"] = published(world, person)
    ids = {}
    for kind, path in paths.items():
        key = world.waiting(path)
        world.ada.post("/desk/decisions", {"comment": key, "decision": "approved"})
        ids[kind] = key.split("@")[0]
    return {kind: Ask("/desk/pins", {"pin": name}) for kind, name in {**ids, "missing": ADDRESS}.items()}


def receipts(world: World, person: str) -> dict[str, Ask]:
    world.blog.clock.step(minutes=1)
    paths = []
    for words in ("One.", "Another."):
        paths.append(world.blog.say(world.shown, body=f"{words} {world.blog.clock()}").path)
    own, foreign = (path.rsplit("/", 1) for path in paths)
    form = {"body": f"Edited for {person}.", "action": "edit"}
    return {
        "own": Ask("/".join(own), form),
        "with another's seal": Ask(f"{own[0]}/{foreign[1]}", form),
        "missing": Ask(f"/comments/{ADDRESS}/{foreign[1]}", form),
    }


def letter_links(world: World, person: str) -> dict[str, Ask]:
    """The page of an address, and one whose link ends in another's signature."""
    own, other = (world.commenter(f"{word}-{person.replace(' ', '-')}@example.org") for word in ("sol", "kim"))
    keys, form = world.blog.house.keys, {"action": "save"}
    path, foreign = (following.mail_path(keys, one) for one in (own, other))
    forged = f"{path.partition('.')[0]}.{foreign.partition('.')[2]}"
    missing = f"/-/mail/{ADDRESS}.{keys.seal(following.PURPOSE, ADDRESS)}"
    return {"own": Ask(path, form), "forged": Ask(forged, form), "missing": Ask(missing, form)}


def proofs(world: World, person: str) -> dict[str, Ask]:
    """A link that proves an address, and the one that was made for another purpose."""
    world.blog.clock.step(minutes=1)
    email = f"sol-{person.replace(' ', '-')}@example.org"
    receipt = world.blog.say(world.shown, body=f"Proof {world.blog.clock()}.", email=email).path
    about = {"comment": receipt.split("/")[2], "commenter": world.commenter(email).public_id}
    kinds = {"good": proving.PROOF, "for another purpose": tokens.OWNER_LINK}
    made = {
        kind: tokens.make_token(world.blog.house.keys, purpose, world.blog.clock(), about)
        for kind, purpose in kinds.items()
    }
    return {kind: Ask(f"/-/proofs/{token}") for kind, token in {**made, "missing": "nonsense"}.items()}


def restorations(world: World, person: str) -> dict[str, Ask]:
    """A post of the person's own that they have deleted, and one of Ada's; nobody else deletes posts."""
    asks = {"foreign": world.deleted(world.ada), "missing": 999_999}
    if person in DECIDERS & WRITERS:
        asks["own"] = world.deleted(world.browsers[person])
    return {kind: Ask(f"/desk/posts/{number}/restorations") for kind, number in asks.items()}


def labels(world: World, person: str) -> dict[str, Ask]:
    return {kind: Ask(f"/search/label/{name}") for kind, name in (("shown", "Kettles"), ("missing", "nothing"))}


def pictures(world: World, person: str) -> dict[str, Ask]:
    """Nothing but a picture leaves the folder: not its neighbours either."""
    names = {"missing": "a" * 32 + ".png", "neighbour": "..%2fsecret.key", "dots": "%2e%2e"}
    return {kind: Ask(f"/media/{name}") for kind, name in names.items()}


def cards(world: World, person: str) -> dict[str, Ask]:
    """An address of former words leads to that of now, for a post that readers see."""
    with world.blog.reading() as db:
        shown = db.scalars(select(Post.id).where(Post.permalink == world.shown)).one()
    numbers = {"shown": shown, "draft's": world.post, "scheduled": world.later, "withdrawn": world.withdrawn}
    return {kind: Ask(f"/-/card/{one}-{'0' * 16}.png") for kind, one in {**numbers, "missing": 999_999}.items()}


def picks(world: World, person: str) -> dict[str, Ask]:
    """A comment on a post of the person's own, on Ada's, and none."""
    asks = {"foreign": world.waiting(world.shown), "missing": f"{ADDRESS}@1"}
    if person in DECIDERS & WRITERS:
        asks["own"] = world.waiting(published(world, person))
    return {kind: Ask("/desk/decisions", {"comment": pick, "decision": "approved"}) for kind, pick in asks.items()}


def undos(world: World, person: str) -> dict[str, Ask]:
    world.ada.post("/desk/decisions", {"comment": world.waiting(world.shown), "decision": "spam"})
    foreign = world.ada.get("/desk/comments").form("/desk/undos").value("action")
    own = foreign
    if person in DECIDERS:
        path = published(world, person) if person in WRITERS else world.shown
        browser = world.browsers[person]
        browser.post("/desk/decisions", {"comment": world.waiting(path), "decision": "approved"})
        own = browser.get("/desk/comments").form("/desk/undos").value("action")
    asks = {"own": own, "foreign": foreign, "missing": "999999"}
    return {kind: Ask("/desk/undos", {"action": action}) for kind, action in asks.items()}


def published(world: World, person: str) -> str:
    """Where a post of this person's own stands."""
    world.blog.clock.step(minutes=1)
    return world.blog.publish(world.browsers[person], title=f"By the {person} at {world.blog.clock().isoformat()}")


def tokens_of(page: str, purpose: str) -> Case:
    """A blog that has an owner shows these pages to nobody, whatever token is brought."""

    def asks(world: World, person: str) -> dict[str, Ask]:
        good = tokens.make_token(world.blog.house.keys, purpose, world.blog.clock())
        return {
            kind: Ask(f"/-/{page}?token={token}", {"token": token})
            for kind, token in (("signed", good), ("missing", "nonsense"))
        }

    return Case(asks, only={"signed": frozenset()})


def door(path: str, enters: frozenset[str]) -> Case:
    """A page of the desk without objects."""
    return Case(lambda world, person: {"only": Ask(path)}, enters=enters)


def door_with(ask: Ask, answers: frozenset[int], enters: frozenset[str]) -> Case:
    """The same, with a form or another answer."""
    return Case(lambda world, person: {"only": ask}, answers, enters)


def of_no_import(page: str = "") -> Case:
    return Case(lambda world, person: {"missing": Ask(f"/desk/imports/999999{page}")}, enters=OWNERS)
